//! Reads a stake pool of the layout of `spl-stake-pool` 2.2.0 (`src/state.rs`).

use anchor_lang::prelude::*;
use liquid_ledger::state::price::{Fraction, Rate};

use crate::error::LiquidError;

/// The programs of that layout: SPL's (`spl-stake-pool` 2.2.0, `src/lib.rs`) and the two that Sanctum deployed, for pools of one
/// validator and of many (`igneous-labs/sanctum-solana-utils`, `sanctum_spl_stake_pool_prog` and `sanctum_spl_multi_stake_pool_prog`).
pub const PROGRAMS: [Address; 3] = [
    Address::from_str_const("SPoo1Ku8WFXoNDMHPsrGSTSG1Y47rzgn41SLUNakuHy"),
    Address::from_str_const("SP12tWFxD9oJsVWNavTTBZvMbA6gkAmxtVgxdqvyvhY"),
    Address::from_str_const("SPMBzsVUuoHA4Jm6KunbsotaahvVikZs1JyTW6iJvbn"),
];

/// The account type of a stake pool; 2 is a list of validators.
const STAKE_POOL: u8 = 1;

/// Where the mint is: after the type, three authorities, a bump, the list of validators and the reserve.
const MINT: usize = 1 + 3 * 32 + 1 + 2 * 32;

/// Where the figures are: after the mint, the fee account and the token program.
const FIGURES: usize = MINT + 3 * 32;

/// What follows the figures and never varies in length: the lockup and the epoch fee.
const LOCKUP: usize = 8 + 8 + 32;

const FEE: usize = 16;

/// What a pool needs to know of a stake pool.
pub struct StakePool {
    pub mint: Address,
    /// Lamports for tokens.
    pub rate: Rate,
    /// The larger of the withdrawal fee of now and the announced one.
    pub exit_fee: Fraction,
    /// The epoch of the last update.
    pub updated_in: u64,
}

impl StakePool {
    /// The stake pool at `view`.
    ///
    /// # Errors
    /// [`LiquidError::NotASource`].
    pub fn read(view: &AccountView) -> Result<Self> {
        let is_known = PROGRAMS.iter().any(|program| view.owned_by(program));
        // SAFETY: nothing writes to the account while this reads it.
        let data = unsafe { view.borrow_unchecked() };
        let pool = if is_known { parse(data) } else { None };
        Ok(pool.ok_or(LiquidError::NotASource)?)
    }
}

fn parse(data: &[u8]) -> Option<StakePool> {
    if *data.first()? != STAKE_POOL {
        return None;
    }
    let mint = Address::new_from_array(*data.get(MINT..)?.first_chunk()?);
    let mut rest = Reader(data.get(FIGURES..)?);
    let (lamports, supply, updated_in) = (rest.number()?, rest.number()?, rest.number()?);
    // From here on, options vary in length: Borsh writes nothing for none.
    rest.skip(LOCKUP + FEE)?;
    rest.skip_option(FEE)?;
    rest.skip_option(32)?;
    rest.skip_option(32)?;
    rest.skip(FEE)?;
    let now = rest.fee()?;
    let exit_fee = match rest.byte()? {
        0 => now,
        _ => larger(now, rest.fee()?),
    };
    Some(StakePool { mint, rate: Rate { value: lamports, tokens: supply }, exit_fee, updated_in })
}

/// The larger of two parts of a whole; one of a whole of zero is nothing.
fn larger(a: Fraction, b: Fraction) -> Fraction {
    if a.denominator == 0 {
        return b;
    }
    let left = u128::from(b.numerator) * u128::from(a.denominator);
    if b.denominator > 0 && left > u128::from(a.numerator) * u128::from(b.denominator) { b } else { a }
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
        let is_some = self.byte()? != 0;
        if is_some { self.skip(bytes) } else { Some(()) }
    }

    fn fee(&mut self) -> Option<Fraction> {
        let denominator = self.number()?;
        Some(Fraction { numerator: self.number()?, denominator })
    }
}
