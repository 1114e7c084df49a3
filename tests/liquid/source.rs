//! Accounts of other programs, as those write them: stake pools, data accounts of programs, wrapped SOL.

use harness::token;
use solana_account::Account;
use solana_program::program_pack::Pack;
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;
use spl_token_interface::state::{Account as TokenAccount, AccountState};

use crate::scene::SOL;

/// SPL's program of stake pools.
pub const STAKE_POOLS: Pubkey = solana_program::pubkey!("SPoo1Ku8WFXoNDMHPsrGSTSG1Y47rzgn41SLUNakuHy");

const LOADER: Pubkey = solana_program::pubkey!("BPFLoaderUpgradeab1e11111111111111111111111");

/// The usual rate of the staked token: 1.2 lamports.
pub const RATE: Figures = Figures { lamports: 1_200_000_000_000_000, supply: 1_000_000_000_000_000, fee: [0; 4] };

/// What a stake pool says of itself.
#[derive(Clone, Copy, Debug)]
pub struct Figures {
    pub lamports: u64,
    pub supply: u64,
    /// The withdrawal fee, denominator and numerator, and the announced one.
    pub fee: [u64; 4],
}

/// The data account of a program that was deployed in `slot`.
pub fn program_data(slot: u64) -> Account {
    let mut data = vec![3, 0, 0, 0];
    data.extend_from_slice(&slot.to_le_bytes());
    data.resize(45, 0);
    Account { lamports: 1 << 40, data, owner: LOADER, ..Account::default() }
}

/// The data account of a program.
pub fn data_of(program: &Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[program.as_ref()], &LOADER).0
}

/// A stake pool as `program` writes it (`spl-stake-pool` 2.2.0, `src/state.rs`): 611 bytes, options of varying length in front of the
/// withdrawal fees.
pub fn stake_pool(program: &Pubkey, mint: &Pubkey, figures: Figures, epoch: u64) -> Account {
    let Figures { lamports, supply, fee: [denominator, numerator, next_denominator, next_numerator] } = figures;
    let mut data = vec![1];
    data.resize(1 + 3 * 32 + 1 + 2 * 32, 7);
    data.extend_from_slice(mint.as_ref());
    data.extend_from_slice(&[9; 32]);
    data.extend_from_slice(token::PROGRAM.as_ref());
    for figure in [lamports, supply, epoch] {
        data.extend_from_slice(&figure.to_le_bytes());
    }
    data.extend_from_slice(&[0; 48]); // The lockup.
    data.extend_from_slice(&[1; 16]); // The epoch fee.
    data.push(1); // The next one, of the next epoch.
    data.extend_from_slice(&[5; 16]);
    data.push(0); // No preferred validator for deposits,
    data.push(1); // but one for withdrawals.
    data.extend_from_slice(&[3; 32]);
    data.extend_from_slice(&[0; 16]); // The deposit fee.
    for figure in [denominator, numerator] {
        data.extend_from_slice(&figure.to_le_bytes());
    }
    if next_denominator > 0 {
        data.push(2); // Two epochs from now.
        for figure in [next_denominator, next_numerator] {
            data.extend_from_slice(&figure.to_le_bytes());
        }
    } else {
        data.push(0);
    }
    data.resize(611, 0);
    Account { lamports: 1 << 40, data, owner: *program, ..Account::default() }
}

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
