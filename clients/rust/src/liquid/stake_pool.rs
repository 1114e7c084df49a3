//! SPL's stake pools as a liquid pool reads them: the figures, the update that each epoch of the cluster needs, and the ways of stake
//! accounts in and out.
//!
//! Layouts, instructions and figures are those of the crate `spl-stake-pool` 2.2.0, which this crate does not depend on: a test compares
//! them by `clients/vectors/stake_pool.json`. Sanctum's two programs share them.

use liquid_ledger::state::price::{Fraction, Quote, Rate};
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;

use crate::native_stake::{Authority, CLOCK, STAKE_HISTORY, STAKE_PROGRAM, authorize};

/// SPL's program of stake pools.
pub const STAKE_POOLS: Pubkey = solana_program::pubkey!("SPoo1Ku8WFXoNDMHPsrGSTSG1Y47rzgn41SLUNakuHy");

/// The least that the program of stake pools leaves in a validator's stake account beyond its rent, in lamports:
/// `MINIMUM_ACTIVE_STAKE` of the crate.
pub const LEAST_STAKE: u64 = 1_000_000;

/// The lamports that stay in a validator's stake account: its `rent`, and the stake program's `least_delegation` or [`LEAST_STAKE`],
/// whichever is higher. The stake program tells its least delegation by `GetMinimumDelegation`: a lamport, or a SOL from its version 5 on.
pub const fn kept(rent: u64, least_delegation: u64) -> u64 {
    rent.saturating_add(if least_delegation > LEAST_STAKE { least_delegation } else { LEAST_STAKE })
}

/// The tag of a stake pool; 2 is a list of validators.
const STAKE_POOL: u8 = 1;
const VALIDATOR_LIST: u8 = 2;

/// Where the authority of stake deposits is: after the tag, the manager and the staker.
const DEPOSIT_AUTHORITY: usize = 1 + 2 * 32;

/// Where the list of validators is: after the tag, three authorities and a bump.
const LIST: usize = 1 + 3 * 32 + 1;

/// Where a list's validators are: after the tag, the most that it has room for, and their count.
const VALIDATORS: usize = 1 + 4 + 4;

/// The bytes of a validator.
const VALIDATOR: usize = 73;

/// The status of a validator that takes and gives stake.
const ACTIVE: u8 = 0;

/// What follows the figures and never varies in length: the lockup and the epoch fee; and the bytes of a fee.
const LOCKUP: usize = 8 + 8 + 32;
const FEE: usize = 16;

/// `UpdateValidatorListBalance`, `UpdateStakePoolBalance`, `DepositStake`, `DepositStakeWithSlippage` and `WithdrawStakeWithSlippage`.
const UPDATE_LIST: u8 = 6;
const UPDATE_BALANCE: u8 = 7;
const DEPOSIT_STAKE: u8 = 9;
const DEPOSIT_STAKE_AT_LEAST: u8 = 23;
const WITHDRAW_STAKE: u8 = 24;

/// A stake pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StakePool {
    /// The authority that signs deposits of stake; by default an address of the program's, which lets anyone deposit.
    pub deposit_authority: Pubkey,
    /// The list of its validators.
    pub validator_list: Pubkey,
    /// The stake account of what is at no validator.
    pub reserve: Pubkey,
    /// The mint of its tokens.
    pub mint: Pubkey,
    /// The token account of the manager's fees.
    pub manager_fees: Pubkey,
    /// The program of its tokens.
    pub token_program: Pubkey,
    /// Its lamports at the last update.
    pub lamports: u64,
    /// Its tokens at the last update.
    pub supply: u64,
    /// The cluster's epoch of the last update.
    pub updated_in: u64,
    /// The larger of the withdrawal fee of now and the announced one, as numerator and denominator.
    pub exit_fee: [u64; 2],
    /// The fee on withdrawals of stake now, as numerator and denominator.
    pub withdrawal_fee: [u64; 2],
    /// The fee on deposits of active stake, and the fee on what else is in its account, such as rent.
    pub deposit_fees: [[u64; 2]; 2],
    /// The referrer's part of fees on deposits of stake, in percent.
    pub referral: u8,
    /// The only validator whose stake is deposited; none if any of the list is.
    pub preferred_deposit: Option<Pubkey>,
    /// The validator whose stake leaves first; none if any of the list may.
    pub preferred_withdrawal: Option<Pubkey>,
}

impl StakePool {
    /// The stake pool in an account's data; none where it is another account.
    pub fn decode(data: &[u8]) -> Option<Self> {
        if *data.first()? != STAKE_POOL {
            return None;
        }
        let rest = data.get(LIST..)?;
        let key = |place: usize| Some(Pubkey::new_from_array(*rest.get(32 * place..)?.first_chunk()?));
        let mut figures = Reader(rest.get(32 * 5..)?);
        let (lamports, supply, updated_in) = (figures.number()?, figures.number()?, figures.number()?);
        // From here on, options vary in length: Borsh writes nothing for none.
        figures.skip(LOCKUP + FEE)?;
        if figures.byte()? != 0 {
            figures.skip(FEE)?;
        }
        let (preferred_deposit, preferred_withdrawal) = (figures.address()?, figures.address()?);
        let stake_fee = figures.fee()?;
        let withdrawal_fee = figures.fee()?;
        let exit_fee = if figures.byte()? == 0 { withdrawal_fee } else { larger(withdrawal_fee, figures.fee()?) };
        let referral = figures.byte()?;
        // The authority of deposits of SOL.
        figures.address()?;
        Some(Self {
            deposit_authority: Pubkey::new_from_array(*data.get(DEPOSIT_AUTHORITY..)?.first_chunk()?),
            validator_list: key(0)?,
            reserve: key(1)?,
            mint: key(2)?,
            manager_fees: key(3)?,
            token_program: key(4)?,
            lamports,
            supply,
            updated_in,
            exit_fee,
            withdrawal_fee,
            deposit_fees: [stake_fee, figures.fee()?],
            referral,
            preferred_deposit,
            preferred_withdrawal,
        })
    }

    /// What it says of its token, in `epoch` of the cluster.
    pub fn quote(&self, epoch: u64) -> Quote {
        let [numerator, denominator] = self.exit_fee;
        let rate = Rate { value: self.lamports, tokens: self.supply };
        Quote::new(rate, Fraction { numerator, denominator }, self.updated_in == epoch)
    }

    /// The authority of its mint and of its stake accounts, where `program` keeps the pool `address`.
    pub fn authority(program: &Pubkey, address: &Pubkey) -> Pubkey {
        Pubkey::find_program_address(&[address.as_ref(), b"withdraw"], program).0
    }

    /// Updates its lamports, its tokens and its epoch. Permissionless. Refused while a validator of its list lags: see
    /// [`all_validators_are_updated`].
    pub fn update(&self, program: &Pubkey, address: &Pubkey) -> Instruction {
        let accounts = vec![
            AccountMeta::new(*address, false),
            AccountMeta::new_readonly(Self::authority(program, address), false),
            AccountMeta::new(self.validator_list, false),
            AccountMeta::new_readonly(self.reserve, false),
            AccountMeta::new(self.manager_fees, false),
            AccountMeta::new(self.mint, false),
            AccountMeta::new_readonly(self.token_program, false),
        ];
        Instruction { program_id: *program, accounts, data: vec![UPDATE_BALANCE] }
    }

    /// The authority of stake deposits that lets anyone deposit.
    pub fn open_deposits(program: &Pubkey, address: &Pubkey) -> Pubkey {
        Pubkey::find_program_address(&[address.as_ref(), b"deposit"], program).0
    }

    /// The tokens that a stake account brings its owner: `stake` lamports of active stake, and `rest` that is no stake. The owner is the
    /// referrer as well. A program before version 2 rounds each fee down: it gives up to two units more.
    pub fn tokens_for(&self, stake: u64, rest: u64) -> Option<u64> {
        let [tokens, fees] = self.deposited(stake, rest)?;
        tokens.checked_add(part(fees, self.referral.into(), 100)?)
    }

    /// The least tokens of such a deposit, `slippage_bps` below the expected ones. The program compares it with what the depositor
    /// receives without the referrer's part.
    pub fn least_tokens_for(&self, stake: u64, rest: u64, slippage_bps: u64) -> Option<u64> {
        let [tokens, _] = self.deposited(stake, rest)?;
        less(tokens, slippage_bps)
    }

    /// The lamports of active stake that `tokens` bring, after the fee of now. A program before version 2 rounds the fee down.
    pub fn stake_for(&self, tokens: u64) -> Option<u64> {
        self.withdrawn(self.withdrawal_fee, tokens)
    }

    /// The least lamports of active stake for `tokens` in `epoch` of the cluster, `slippage_bps` below the expected ones. The update of a
    /// stake pool that lags may begin an announced fee.
    pub fn least_stake_for(&self, tokens: u64, epoch: u64, slippage_bps: u64) -> Option<u64> {
        let fee = if self.updated_in < epoch { self.exit_fee } else { self.withdrawal_fee };
        less(self.withdrawn(fee, tokens)?, slippage_bps)
    }

    /// The tokens of a deposit after its fees, and the fees.
    fn deposited(&self, stake: u64, rest: u64) -> Option<[u64; 2]> {
        let whole = self.minted(stake.checked_add(rest)?)?;
        let of_stake = self.minted(stake)?;
        let [stake_fee, rest_fee] = self.deposit_fees;
        let fees = fee_of(stake_fee, of_stake)?.checked_add(fee_of(rest_fee, whole.checked_sub(of_stake)?)?)?;
        Some([whole.checked_sub(fees)?, fees])
    }

    /// The lamports for `tokens` after `fee`.
    fn withdrawn(&self, fee: [u64; 2], tokens: u64) -> Option<u64> {
        let burned = tokens.checked_sub(fee_of(fee, tokens)?)?;
        if self.supply == 0 { Some(0) } else { part(burned, self.lamports, self.supply) }
    }

    /// The tokens that are minted for `lamports`, fees included.
    fn minted(&self, lamports: u64) -> Option<u64> {
        if self.lamports == 0 || self.supply == 0 { Some(lamports) } else { part(lamports, self.supply, self.lamports) }
    }

    /// Updates the validators at `places` of the list, which follow one another, to this epoch. Permissionless.
    pub fn update_validators(
        &self,
        program: &Pubkey,
        address: &Pubkey,
        first: u32,
        validators: &[Validator],
    ) -> Instruction {
        let mut accounts = vec![
            AccountMeta::new_readonly(*address, false),
            AccountMeta::new_readonly(Self::authority(program, address), false),
            AccountMeta::new(self.validator_list, false),
            AccountMeta::new(self.reserve, false),
            AccountMeta::new_readonly(CLOCK, false),
            AccountMeta::new_readonly(STAKE_HISTORY, false),
            AccountMeta::new_readonly(STAKE_PROGRAM, false),
        ];
        for validator in validators {
            accounts.push(AccountMeta::new(validator.stake_account(program, address), false));
            accounts.push(AccountMeta::new(validator.transient_account(program, address), false));
        }
        // Merges what has been activated.
        let data = [&[UPDATE_LIST][..], &first.to_le_bytes(), &[0]].concat();
        Instruction { program_id: *program, accounts, data }
    }

    /// The stake account `account` of `owner`, its withdrawer, into at least `least` tokens in `tokens`. All three belong in one
    /// transaction: between them the account is the stake pool's. Without a minimum they are 8 bytes shorter.
    pub fn enter(
        &self,
        [program, address]: [&Pubkey; 2],
        validator: &Validator,
        account: &Pubkey,
        owner: &Pubkey,
        (tokens, least): (&Pubkey, u64),
    ) -> [Instruction; 3] {
        // The withdrawer may name both; so the staker comes first, while it still is one.
        let hand_over = |which| authorize(account, owner, &self.deposit_authority, which);
        let accounts = vec![
            AccountMeta::new(*address, false),
            AccountMeta::new(self.validator_list, false),
            AccountMeta::new_readonly(self.deposit_authority, false),
            AccountMeta::new_readonly(Self::authority(program, address), false),
            AccountMeta::new(*account, false),
            AccountMeta::new(validator.stake_account(program, address), false),
            AccountMeta::new(self.reserve, false),
            AccountMeta::new(*tokens, false),
            AccountMeta::new(self.manager_fees, false),
            // No referrer: its part is the owner's.
            AccountMeta::new(*tokens, false),
            AccountMeta::new(self.mint, false),
            AccountMeta::new_readonly(CLOCK, false),
            AccountMeta::new_readonly(STAKE_HISTORY, false),
            AccountMeta::new_readonly(self.token_program, false),
            AccountMeta::new_readonly(STAKE_PROGRAM, false),
        ];
        let data = match least {
            0 => vec![DEPOSIT_STAKE],
            least => [&[DEPOSIT_STAKE_AT_LEAST][..], &least.to_le_bytes()].concat(),
        };
        let deposit = Instruction { program_id: *program, accounts, data };
        [hand_over(Authority::Staker), hand_over(Authority::Withdrawer), deposit]
    }

    /// `amount` tokens of `owner`'s in `tokens` into at least `least` lamports of active stake of the validator in `account`: an account
    /// of the stake program with rent and nothing in it.
    pub fn leave(
        &self,
        [program, address]: [&Pubkey; 2],
        validator: &Validator,
        account: &Pubkey,
        owner: &Pubkey,
        (tokens, [amount, least]): (&Pubkey, [u64; 2]),
    ) -> Instruction {
        let accounts = vec![
            AccountMeta::new(*address, false),
            AccountMeta::new(self.validator_list, false),
            AccountMeta::new_readonly(Self::authority(program, address), false),
            AccountMeta::new(validator.stake_account(program, address), false),
            AccountMeta::new(*account, false),
            AccountMeta::new_readonly(*owner, false),
            AccountMeta::new_readonly(*owner, true),
            AccountMeta::new(*tokens, false),
            AccountMeta::new(self.manager_fees, false),
            AccountMeta::new(self.mint, false),
            AccountMeta::new_readonly(CLOCK, false),
            AccountMeta::new_readonly(self.token_program, false),
            AccountMeta::new_readonly(STAKE_PROGRAM, false),
        ];
        let data = [&[WITHDRAW_STAKE][..], &amount.to_le_bytes(), &least.to_le_bytes()].concat();
        Instruction { program_id: *program, accounts, data }
    }

    /// Why a deposit of stake of `vote`'s is refused, if it is.
    pub fn refuses(&self, [program, address]: [&Pubkey; 2], list: &[Validator], vote: &Pubkey) -> Option<NoDeposit> {
        if self.deposit_authority != Self::open_deposits(program, address) {
            return Some(NoDeposit::Private);
        }
        match self.preferred_deposit {
            Some(preferred) if preferred != *vote => Some(NoDeposit::Preferred(preferred)),
            _ if find(list, vote).is_none() => Some(NoDeposit::Unlisted),
            _ => None,
        }
    }

    /// The preferred validator while it has active stake to give: no other gives any until then.
    pub fn gives_first<'a>(&self, list: &'a [Validator], kept: u64) -> Option<&'a Validator> {
        let preferred = self.preferred_withdrawal.and_then(|vote| find(list, &vote));
        preferred.filter(|validator| validator.spare(kept) > 0)
    }

    /// The validator that gives `lamports` of active stake, where each keeps [`kept`] lamports: the preferred one while it has any to
    /// give, else the one of most stake. None where none has as much.
    pub fn gives<'a>(&self, list: &'a [Validator], lamports: u64, kept: u64) -> Option<&'a Validator> {
        let has = |validator: &&Validator| validator.spare(kept) >= lamports;
        match self.gives_first(list, kept) {
            Some(preferred) => Some(preferred).filter(has),
            None => list.iter().filter(|validator| validator.is_active()).filter(has).max_by_key(|one| one.active),
        }
    }
}

/// Why a stake pool takes no stake of a validator's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoDeposit {
    /// An authority has to sign.
    Private,
    /// Its stake is of another validator first.
    Preferred(Pubkey),
    /// The validator is not of its list, or leaves it.
    Unlisted,
}

/// A validator of a stake pool's list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Validator {
    /// The lamports of its stake account.
    pub active: u64,
    /// The lamports of its transient stake account.
    pub transient: u64,
    /// The cluster's epoch of its last update.
    pub updated_in: u64,
    /// Tells its transient stake accounts apart.
    pub transient_seed: u64,
    /// Tells its stake accounts apart; zero for the first.
    pub seed: u32,
    /// Its part in the pool: zero while it takes and gives stake.
    pub status: u8,
    /// Its vote account.
    pub vote: Pubkey,
}

impl Validator {
    /// Whether it takes and gives stake.
    pub const fn is_active(&self) -> bool {
        self.status == ACTIVE
    }

    /// The lamports of active stake that may leave, where it keeps [`kept`] lamports.
    pub const fn spare(&self, kept: u64) -> u64 {
        self.active.saturating_sub(kept)
    }

    /// Its stake account in the stake pool at `pool`.
    pub fn stake_account(&self, program: &Pubkey, pool: &Pubkey) -> Pubkey {
        let seed = self.seed.to_le_bytes();
        let seed: &[u8] = if self.seed == 0 { &[] } else { &seed };
        Pubkey::find_program_address(&[self.vote.as_ref(), pool.as_ref(), seed], program).0
    }

    /// The stake account of what is on its way to it or from it.
    pub fn transient_account(&self, program: &Pubkey, pool: &Pubkey) -> Pubkey {
        let seed = self.transient_seed.to_le_bytes();
        Pubkey::find_program_address(&[b"transient", self.vote.as_ref(), pool.as_ref(), &seed], program).0
    }
}

/// The active validator `vote` of a list.
pub fn find<'a>(list: &'a [Validator], vote: &Pubkey) -> Option<&'a Validator> {
    list.iter().find(|validator| validator.vote == *vote && validator.is_active())
}

/// The validators of the list in an account's data; none where it is no list.
pub fn validators(data: &[u8]) -> Option<Vec<Validator>> {
    if *data.first()? != VALIDATOR_LIST {
        return None;
    }
    let count = u32::from_le_bytes(*data.get(VALIDATORS - 4..)?.first_chunk()?) as usize;
    let bytes = data.get(VALIDATORS..)?.get(..count.checked_mul(VALIDATOR)?)?;
    bytes
        .chunks_exact(VALIDATOR)
        .map(|entry| {
            let mut entry = Reader(entry);
            let [active, transient, updated_in, transient_seed] =
                [entry.number()?, entry.number()?, entry.number()?, entry.number()?];
            entry.skip(4)?;
            let seed = u32::from_le_bytes(*entry.0.first_chunk()?);
            entry.skip(4)?;
            let status = entry.byte()?;
            let vote = Pubkey::new_from_array(*entry.0.first_chunk()?);
            Some(Validator { active, transient, updated_in, transient_seed, seed, status, vote })
        })
        .collect()
}

/// `floor(amount·over/under)`; none for a division by zero.
fn part(amount: u64, over: u64, under: u64) -> Option<u64> {
    let product = u128::from(amount) * u128::from(over);
    u64::try_from(product.checked_div(u128::from(under))?).ok()
}

/// `amount` less `bps` basis points, rounded down.
fn less(amount: u64, bps: u64) -> Option<u64> {
    part(amount, 10_000_u64.checked_sub(bps)?, 10_000)
}

/// What a fee takes of `amount`, rounded up; one of a whole of zero takes nothing.
fn fee_of([numerator, denominator]: [u64; 2], amount: u64) -> Option<u64> {
    if denominator == 0 {
        return Some(0);
    }
    u64::try_from((u128::from(amount) * u128::from(numerator)).div_ceil(u128::from(denominator))).ok()
}

/// The larger of two parts of a whole; one of a whole of zero is nothing.
fn larger(a: [u64; 2], b: [u64; 2]) -> [u64; 2] {
    if a[1] == 0 {
        return b;
    }
    let is_larger = u128::from(b[0]) * u128::from(a[1]) > u128::from(a[0]) * u128::from(b[1]);
    if b[1] > 0 && is_larger { b } else { a }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn skip(&mut self, bytes: usize) -> Option<()> {
        self.0 = self.0.get(bytes..)?;
        Some(())
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.0.first()?;
        self.skip(1)?;
        Some(byte)
    }

    fn number(&mut self) -> Option<u64> {
        let number = u64::from_le_bytes(*self.0.first_chunk()?);
        self.skip(8)?;
        Some(number)
    }

    /// An address that may be missing.
    fn address(&mut self) -> Option<Option<Pubkey>> {
        if self.byte()? == 0 {
            return Some(None);
        }
        let address = Pubkey::new_from_array(*self.0.first_chunk()?);
        self.skip(32)?;
        Some(Some(address))
    }

    /// A fee, which stores its denominator first.
    fn fee(&mut self) -> Option<[u64; 2]> {
        let denominator = self.number()?;
        Some([self.number()?, denominator])
    }
}

/// Whether each validator of the list in an account's data was updated in `epoch`; none where it is no list.
pub fn all_validators_are_updated(data: &[u8], epoch: u64) -> Option<bool> {
    Some(validators(data)?.iter().all(|validator| validator.updated_in >= epoch))
}
