//! The usual stake pool, and accounts of wrapped SOL.

use harness::token;
use solana_account::Account;
use solana_program::program_pack::Pack;
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;
use spl_token_interface::state::{Account as TokenAccount, AccountState};

pub use harness::liquid::{Figures, STAKE_POOLS, program_data, program_data_of as data_of, stake_pool};

use crate::scene::SOL;

/// The usual rate of the staked token: 1.2 lamports.
pub const RATE: Figures = Figures { lamports: 1_200_000_000_000_000, supply: 1_000_000_000_000_000, fee: [0; 4] };

/// An account of wrapped SOL with `amount`.
pub fn native_account(owner: Pubkey, amount: u64) -> Account {
    let rent = Rent::default().minimum_balance(TokenAccount::LEN);
    let state = TokenAccount {
        mint: SOL,
        owner,
        amount,
        state: AccountState::Initialized,
        is_native: solana_program::program_option::COption::Some(rent),
        ..TokenAccount::default()
    };
    let mut data = vec![0; TokenAccount::LEN];
    state.pack_into_slice(&mut data);
    Account { lamports: rent + amount, data, owner: token::PROGRAM, ..Account::default() }
}
