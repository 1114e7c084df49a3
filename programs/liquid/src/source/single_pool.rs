//! Reads a single-validator pool of `spl-single-pool` 6.0.1 (`src/lib.rs`, `src/processor.rs`).
//!
//! Its tokens are worth the lamports of its stake account and of its on-ramp, less rent. No update is needed: rewards are in the lamports.

use anchor_lang::prelude::*;
use anchor_lang::{address_eq, find_program_address};
use liquid_ledger::state::price::Rate;

use crate::error::LiquidError;

/// The program.
pub const PROGRAM: Address = Address::from_str_const("SVSPxpvHdN29nkVg9rPapPNDddN5DipNLRUFhyjFThE");

/// Tokens that no holder has. They stand for the stake with which a pool begins.
const PHANTOM: u64 = 1_000_000_000;

/// The least lamports of a pool that an admin may add. Anyone can give lamports to a pool, so a rise over the band must cost something.
pub const MIN_LAMPORTS: u64 = 100_000_000_000;

/// Where a mint's supply is: after the option of its authority.
const SUPPLY: usize = 36;

/// The accounts of a single-validator pool that value its tokens.
pub struct SinglePool {
    pub stake: Address,
    pub on_ramp: Address,
}

impl SinglePool {
    /// The addresses of the pool at `pool`, which is that of `mint`.
    ///
    /// # Errors
    /// [`LiquidError::NotASource`].
    pub fn of(pool: &Address, mint: &Address) -> Result<Self> {
        let find = |seed: &[u8]| find_program_address(&[seed, pool.as_ref()], &PROGRAM).0;
        require!(address_eq(mint, &find(b"mint")), LiquidError::NotASource);
        Ok(Self { stake: find(b"stake"), on_ramp: find(b"onramp") })
    }
}

/// The lamports of both accounts less their rent, for all tokens.
///
/// # Errors
/// [`LiquidError::NotASource`] for an account that is no mint.
pub fn rate(stake: &AccountView, on_ramp: &AccountView, mint: &AccountView) -> Result<Rate> {
    let rent = Rent::get()?;
    let value = |account: &AccountView| -> Result<u64> {
        Ok(account.lamports().saturating_sub(rent.try_minimum_balance(account.data_len())?))
    };
    // SAFETY: nothing writes to the account while this reads it.
    let data = unsafe { mint.borrow_unchecked() };
    let supply = data.get(SUPPLY..).and_then(|rest| rest.first_chunk()).ok_or(LiquidError::NotASource)?;
    Ok(Rate {
        value: value(stake)?.saturating_add(value(on_ramp)?),
        tokens: u64::from_le_bytes(*supply).saturating_add(PHANTOM),
    })
}
