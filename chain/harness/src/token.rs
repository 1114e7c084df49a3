//! SPL tokens: mints and token accounts as they stand on a chain, and the instructions that make them.

use solana_account::Account;
use solana_program::instruction::Instruction;
use solana_program::program_option::COption;
use solana_program::program_pack::Pack;
use solana_program::pubkey::Pubkey;
use spl_token_interface::instruction as spl;
use spl_token_interface::state::{Account as TokenAccount, AccountState, Mint};

pub use spl_token_interface::ID as PROGRAM;

/// Rent-exempt for any token account or mint.
const LAMPORTS: u64 = 10_000_000;

/// A mint, as an account to put on a chain.
pub fn mint_account(decimals: u8, authority: Pubkey, freeze: Option<Pubkey>, supply: u64) -> Account {
    let freeze_authority = freeze.map_or(COption::None, COption::Some);
    let mint =
        Mint { mint_authority: COption::Some(authority), supply, decimals, is_initialized: true, freeze_authority };
    packed(mint)
}

/// A token account, as an account to put on a chain.
pub fn token_account(mint: Pubkey, owner: Pubkey, amount: u64) -> Account {
    packed(TokenAccount { mint, owner, amount, state: AccountState::Initialized, ..TokenAccount::default() })
}

/// The address for `owner`'s account of `mint`: the associated token account's.
pub fn address(owner: &Pubkey, mint: &Pubkey) -> Pubkey {
    address_of(&PROGRAM, owner, mint)
}

/// The same for a mint of the token program `program`.
pub fn address_of(program: &Pubkey, owner: &Pubkey, mint: &Pubkey) -> Pubkey {
    const ASSOCIATED: Pubkey = solana_program::pubkey!("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");
    Pubkey::find_program_address(&[owner.as_ref(), program.as_ref(), mint.as_ref()], &ASSOCIATED).0
}

/// The balance in a token account's data, with extensions or without.
pub fn amount(data: &[u8]) -> u64 {
    TokenAccount::unpack_from_slice(&data[..TokenAccount::LEN]).expect("a token account").amount
}

/// The supply in a mint's data, with extensions or without.
pub fn supply(data: &[u8]) -> u64 {
    Mint::unpack_from_slice(&data[..Mint::LEN]).expect("a mint").supply
}

/// Mints `amount` to `to`; `authority` signs.
pub fn mint_to(mint: &Pubkey, to: &Pubkey, authority: &Pubkey, amount: u64) -> Instruction {
    spl::mint_to(&PROGRAM, mint, to, authority, &[], amount).expect("SPL Token's id")
}

/// Moves `amount` from `from` to `to`; `owner` signs.
pub fn transfer(from: &Pubkey, to: &Pubkey, owner: &Pubkey, amount: u64) -> Instruction {
    spl::transfer(&PROGRAM, from, to, owner, &[], amount).expect("SPL Token's id")
}

/// Lets `delegate` spend `amount` of `account`; `owner` signs.
pub fn approve(account: &Pubkey, delegate: &Pubkey, owner: &Pubkey, amount: u64) -> Instruction {
    spl::approve(&PROGRAM, account, delegate, owner, &[], amount).expect("SPL Token's id")
}

/// Burns `amount`; `owner` signs.
pub fn burn(account: &Pubkey, mint: &Pubkey, owner: &Pubkey, amount: u64) -> Instruction {
    spl::burn(&PROGRAM, account, mint, owner, &[], amount).expect("SPL Token's id")
}

/// Freezes `account`; `authority` signs.
pub fn freeze(account: &Pubkey, mint: &Pubkey, authority: &Pubkey) -> Instruction {
    spl::freeze_account(&PROGRAM, account, mint, authority, &[]).expect("SPL Token's id")
}

/// Thaws `account`; `authority` signs.
pub fn thaw(account: &Pubkey, mint: &Pubkey, authority: &Pubkey) -> Instruction {
    spl::thaw_account(&PROGRAM, account, mint, authority, &[]).expect("SPL Token's id")
}

fn packed<T: Pack>(state: T) -> Account {
    let mut data = vec![0; T::LEN];
    state.pack_into_slice(&mut data);
    Account { lamports: LAMPORTS, data, owner: PROGRAM, executable: false, rent_epoch: u64::MAX }
}
