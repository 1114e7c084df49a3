//! SPL's stake pools as a liquid pool reads them: the figures, and the update that each epoch of the cluster needs.
//!
//! The layout is that of the crate `spl-stake-pool` 2.2.0, which this crate does not depend on; Sanctum's two programs share it.

use liquid_ledger::state::price::{Fraction, Quote, Rate};
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;

/// SPL's program of stake pools.
pub const STAKE_POOLS: Pubkey = solana_program::pubkey!("SPoo1Ku8WFXoNDMHPsrGSTSG1Y47rzgn41SLUNakuHy");

/// The tag of a stake pool; 2 is a list of validators.
const STAKE_POOL: u8 = 1;
const VALIDATOR_LIST: u8 = 2;

/// Where the list of validators is: after the tag, three authorities and a bump.
const LIST: usize = 1 + 3 * 32 + 1;

/// Where a list's validators are: after the tag, the most that it has room for, and their count.
const VALIDATORS: usize = 1 + 4 + 4;

/// The bytes of a validator, and where its last update is: after two amounts of stake.
const VALIDATOR: usize = 73;
const UPDATED: usize = 16;

/// What follows the figures and never varies in length: the lockup and the epoch fee; and the bytes of a fee.
const LOCKUP: usize = 8 + 8 + 32;
const FEE: usize = 16;

/// `UpdateStakePoolBalance`.
const UPDATE_BALANCE: u8 = 7;

/// A stake pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StakePool {
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
        for bytes in [FEE, 32, 32] {
            figures.skip_option(bytes)?;
        }
        figures.skip(FEE)?;
        let now = figures.fee()?;
        let exit_fee = if figures.byte()? == 0 { now } else { larger(now, figures.fee()?) };
        Some(Self {
            validator_list: key(0)?,
            reserve: key(1)?,
            mint: key(2)?,
            manager_fees: key(3)?,
            token_program: key(4)?,
            lamports,
            supply,
            updated_in,
            exit_fee,
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

    /// An option of so many bytes, or a fee of a future epoch: none, of the next one, or of the one after.
    fn skip_option(&mut self, bytes: usize) -> Option<()> {
        if self.byte()? != 0 { self.skip(bytes) } else { Some(()) }
    }

    /// A fee, which stores its denominator first.
    fn fee(&mut self) -> Option<[u64; 2]> {
        let denominator = self.number()?;
        Some([self.number()?, denominator])
    }
}

/// Whether each validator of the list in an account's data was updated in `epoch`; none where it is no list.
pub fn all_validators_are_updated(data: &[u8], epoch: u64) -> Option<bool> {
    if *data.first()? != VALIDATOR_LIST {
        return None;
    }
    let count = u32::from_le_bytes(*data.get(VALIDATORS - 4..)?.first_chunk()?) as usize;
    let mut validators = data.get(VALIDATORS..)?.chunks_exact(VALIDATOR).take(count);
    if validators.len() < count {
        return None;
    }
    let updated = |validator: &[u8]| {
        let bytes = validator.get(UPDATED..).and_then(|rest| rest.first_chunk());
        bytes.is_some_and(|bytes| u64::from_le_bytes(*bytes) >= epoch)
    };
    Some(validators.all(updated))
}
