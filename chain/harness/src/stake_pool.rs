//! A stake pool of SPL's own program: its accounts as a chain begins with them, its validators, and what a test sends it.

use restaking_client::liquid::stake_pool::{self as client, STAKE_POOLS};
use restaking_client::native_stake::{CLOCK, RENT, STAKE_CONFIG, STAKE_HISTORY, STAKE_PROGRAM};
use solana_account::Account;
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;

use crate::{deploy, stake_pool_path, token};

const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);

/// The validators that the list has room for.
const VALIDATORS: u32 = 5;

/// The bytes of a stake pool, of its list, and of a stake account.
const POOL_BYTES: usize = 611;
const LIST_BYTES: usize = 9 + 73 * VALIDATORS as usize;
const STAKE_BYTES: usize = 200;

/// A fee of a thousandth on rewards, as numerator and denominator.
const EPOCH_FEE: [u64; 2] = [1, 1_000];

/// The addresses of one stake pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StakePool {
    /// The stake pool.
    pub address: Pubkey,
    /// Takes the fees.
    pub manager: Pubkey,
    /// The authority of its mint and its stake accounts.
    pub authority: Pubkey,
    /// The list of its validators.
    pub list: Pubkey,
    /// The stake account of what is at no validator.
    pub reserve: Pubkey,
    /// The mint of its tokens.
    pub mint: Pubkey,
    /// The token account of the fees.
    pub fees: Pubkey,
}

impl StakePool {
    /// The stake pool at `address`, with its list, its reserve and its mint.
    pub fn new(address: Pubkey, [list, reserve, mint]: [Pubkey; 3], manager: Pubkey) -> Self {
        let authority = client::StakePool::authority(&STAKE_POOLS, &address);
        Self { address, manager, authority, list, reserve, mint, fees: token::address(&manager, &mint) }
    }

    /// The accounts that its initialization expects, with the lamports that `rent` asks for.
    pub fn accounts(&self, rent: impl Fn(usize) -> u64) -> [(Pubkey, Account); 5] {
        let owned = |bytes: usize| Account {
            lamports: rent(bytes),
            data: vec![0; bytes],
            owner: STAKE_POOLS,
            ..Account::default()
        };
        // An initialized stake account of the pool's authority: a tag, the rent, staker and withdrawer, no lockup.
        let lamports = rent(STAKE_BYTES);
        let mut data = vec![1, 0, 0, 0];
        data.extend_from_slice(&lamports.to_le_bytes());
        data.extend_from_slice(self.authority.as_ref());
        data.extend_from_slice(self.authority.as_ref());
        data.resize(STAKE_BYTES, 0);
        [
            (self.address, owned(POOL_BYTES)),
            (self.list, owned(LIST_BYTES)),
            (self.mint, token::mint_account(9, self.authority, None, 0)),
            (self.fees, token::token_account(self.mint, self.manager, 0)),
            (self.reserve, Account { lamports, data, owner: STAKE_PROGRAM, ..Account::default() }),
        ]
    }

    fn instruction(&self, accounts: Vec<AccountMeta>, data: Vec<u8>) -> Instruction {
        Instruction { program_id: STAKE_POOLS, accounts, data }
    }

    /// Makes the stake pool, without fees on deposits and with one of `thousandths` on withdrawals of stake; the manager signs.
    pub fn initialize(&self, thousandths: u64) -> Instruction {
        let mut data = vec![0];
        let [numerator, denominator] = EPOCH_FEE;
        for figure in [denominator, numerator, 1_000, thousandths, 0, 0] {
            data.extend_from_slice(&u64::to_le_bytes(figure));
        }
        data.push(0);
        data.extend_from_slice(&VALIDATORS.to_le_bytes());
        let accounts = vec![
            AccountMeta::new(self.address, false),
            AccountMeta::new_readonly(self.manager, true),
            AccountMeta::new_readonly(self.manager, false),
            AccountMeta::new_readonly(self.authority, false),
            AccountMeta::new(self.list, false),
            AccountMeta::new_readonly(self.reserve, false),
            AccountMeta::new(self.mint, false),
            AccountMeta::new(self.fees, false),
            AccountMeta::new_readonly(token::PROGRAM, false),
        ];
        self.instruction(accounts, data)
    }

    /// The addresses of the stake pool, without its figures.
    fn state(&self) -> client::StakePool {
        client::StakePool {
            validator_list: self.list,
            reserve: self.reserve,
            mint: self.mint,
            manager_fees: self.fees,
            token_program: token::PROGRAM,
            ..client::StakePool::default()
        }
    }

    /// Updates the stake pool to this epoch. Permissionless.
    pub fn update(&self) -> Instruction {
        self.state().update(&STAKE_POOLS, &self.address)
    }

    /// Updates the validators of the list to this epoch. Permissionless.
    pub fn update_validators(&self, validators: &[client::Validator]) -> Instruction {
        self.state().update_validators(&STAKE_POOLS, &self.address, 0, validators)
    }

    /// Adds the validator of the vote account `vote` to the list, by a stake account out of the reserve; the manager signs.
    pub fn add_validator(&self, vote: &Pubkey) -> Instruction {
        let validator = client::Validator { vote: *vote, ..client::Validator::default() };
        let accounts = vec![
            AccountMeta::new(self.address, false),
            AccountMeta::new_readonly(self.manager, true),
            AccountMeta::new(self.reserve, false),
            AccountMeta::new_readonly(self.authority, false),
            AccountMeta::new(self.list, false),
            AccountMeta::new(validator.stake_account(&STAKE_POOLS, &self.address), false),
            AccountMeta::new_readonly(*vote, false),
            AccountMeta::new_readonly(RENT, false),
            AccountMeta::new_readonly(CLOCK, false),
            AccountMeta::new_readonly(STAKE_HISTORY, false),
            AccountMeta::new_readonly(STAKE_CONFIG, false),
            AccountMeta::new_readonly(SYSTEM, false),
            AccountMeta::new_readonly(STAKE_PROGRAM, false),
        ];
        self.instruction(accounts, [&[1][..], &0_u32.to_le_bytes()].concat())
    }

    /// Sets fees of `thousandths` on deposits of stake and of SOL; the manager signs.
    pub fn set_deposit_fees(&self, thousandths: [u64; 2]) -> [Instruction; 2] {
        // `SetFee` with `FeeType::StakeDeposit` and `FeeType::SolDeposit`.
        let mut kind = [5, 4].into_iter();
        thousandths.map(|thousandths| {
            let kind = [kind.next().expect("two kinds")];
            self.set_fee(&[&kind[..], &1_000_u64.to_le_bytes(), &thousandths.to_le_bytes()].concat())
        })
    }

    /// Announces a fee of `numerator` of `denominator` on withdrawals of stake, which begins with the second update after it; the manager
    /// signs.
    pub fn announce_withdrawal_fee(&self, [numerator, denominator]: [u64; 2]) -> Instruction {
        // `SetFee` with `FeeType::StakeWithdrawal`.
        self.set_fee(&[&[3][..], &denominator.to_le_bytes(), &numerator.to_le_bytes()].concat())
    }

    /// Gives the referrer `percent` of fees on deposits of stake; the manager signs.
    pub fn set_referral(&self, percent: u8) -> Instruction {
        // `SetFee` with `FeeType::StakeReferral`.
        self.set_fee(&[1, percent])
    }

    /// Has stake of `vote`'s leave first; the manager, which is the staker, signs.
    pub fn prefer_withdrawals(&self, vote: &Pubkey) -> Instruction {
        let accounts = vec![
            AccountMeta::new(self.address, false),
            AccountMeta::new_readonly(self.manager, true),
            AccountMeta::new_readonly(self.list, false),
        ];
        // `SetPreferredValidator` with `PreferredValidatorType::Withdraw` and an address.
        self.instruction(accounts, [&[5, 1, 1][..], vote.as_ref()].concat())
    }

    /// `SetFee` with a `FeeType`.
    fn set_fee(&self, fee: &[u8]) -> Instruction {
        let accounts = vec![AccountMeta::new(self.address, false), AccountMeta::new_readonly(self.manager, true)];
        self.instruction(accounts, [&[12][..], fee].concat())
    }

    /// Deposits `lamports` of `owner`'s for tokens in its associated account.
    pub fn deposit_sol(&self, owner: &Pubkey, lamports: u64) -> Instruction {
        let accounts = vec![
            AccountMeta::new(self.address, false),
            AccountMeta::new_readonly(self.authority, false),
            AccountMeta::new(self.reserve, false),
            AccountMeta::new(*owner, true),
            AccountMeta::new(token::address(owner, &self.mint), false),
            AccountMeta::new(self.fees, false),
            AccountMeta::new(self.fees, false),
            AccountMeta::new(self.mint, false),
            AccountMeta::new_readonly(SYSTEM, false),
            AccountMeta::new_readonly(token::PROGRAM, false),
        ];
        self.instruction(accounts, [&[14][..], &lamports.to_le_bytes()].concat())
    }
}

/// The program's accounts, as a chain begins with them.
///
/// # Panics
/// If it has not been fetched.
pub fn program(rent: impl Fn(usize) -> u64) -> [(Pubkey, Account); 2] {
    deploy::from_file(&stake_pool_path(), &STAKE_POOLS, "`cargo xtask test` fetches it", rent)
}
