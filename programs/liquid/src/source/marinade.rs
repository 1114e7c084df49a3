//! Reads the state of Marinade (`marinade-finance/liquid-staking-program`, `programs/marinade-finance/src/state/mod.rs`).
//!
//! Its fields are as in the release of November 2023: `igneous-labs/S`, `marinade_calculator_interface`, `src/typedefs.rs`.

use anchor_lang::prelude::*;
use liquid_ledger::state::price::{Fraction, Rate};

use crate::error::LiquidError;

/// The program (`programs/marinade-finance/src/lib.rs`).
pub const PROGRAM: Address = Address::from_str_const("MarBmsSgKXdrN1egZf5sqe1TMai9K1rChYNDJgjq7aD");

/// The tag of its state: Anchor's, of `account:State`.
pub const STATE: [u8; 8] = [216, 146, 107, 94, 104, 75, 182, 177];

const MINT: usize = 8;

/// What cools down for tickets, after the roles, the rent, the fee on rewards and the list of stakes.
const COOLING_DOWN: usize = 226;

/// What is staked, after the list of validators, their manager and their score.
const ACTIVE: usize = 376;

/// The reserve and the tokens, after the liquidity pool.
const RESERVE: usize = 496;

const SUPPLY: usize = 504;

/// What is owed to tickets.
const TICKETS: usize = 528;

const EMERGENCY_COOLING_DOWN: usize = 568;

const PAUSED: usize = 608;

/// What the delayed exit charges, in hundredths of a basis point.
const EXIT_FEE: usize = 609;

/// Hundredths of a basis point in a whole.
const FEE_WHOLE: u64 = 1_000_000;

/// What a pool needs to know of Marinade.
pub struct Marinade {
    pub mint: Address,
    /// Lamports for tokens.
    pub rate: Rate,
    pub exit_fee: Fraction,
    pub is_paused: bool,
}

impl Marinade {
    /// The state at `view`.
    ///
    /// # Errors
    /// [`LiquidError::NotASource`].
    pub fn read(view: &AccountView) -> Result<Self> {
        // SAFETY: nothing writes to the account while this reads it.
        let data = unsafe { view.borrow_unchecked() };
        let state = if view.owned_by(&PROGRAM) { parse(data) } else { None };
        Ok(state.ok_or(LiquidError::NotASource)?)
    }
}

fn parse(data: &[u8]) -> Option<Marinade> {
    if data.first_chunk::<8>()? != &STATE {
        return None;
    }
    let number = |at: usize| Some(u64::from_le_bytes(*data.get(at..)?.first_chunk()?));
    let cooling_down = number(COOLING_DOWN)?.checked_add(number(EMERGENCY_COOLING_DOWN)?)?;
    let held = number(ACTIVE)?.checked_add(cooling_down)?.checked_add(number(RESERVE)?)?;
    let fee = u32::from_le_bytes(*data.get(EXIT_FEE..)?.first_chunk()?);
    Some(Marinade {
        mint: Address::new_from_array(*data.get(MINT..)?.first_chunk()?),
        rate: Rate { value: held.saturating_sub(number(TICKETS)?), tokens: number(SUPPLY)? },
        exit_fee: Fraction { numerator: fee.into(), denominator: FEE_WHOLE },
        is_paused: *data.get(PAUSED)? != 0,
    })
}
