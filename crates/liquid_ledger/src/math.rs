//! Sums and products that refuse what does not fit. Multiplications and divisions in one step are the core's.

use crate::BPS;
use crate::error::{LedgerError, Result, Rule};

/// `a + b`, refused if it does not fit.
pub(crate) fn add(a: u64, b: u64) -> Result<u64> {
    a.checked_add(b).ok_or(overflow(a, b))
}

/// `a - b`, refused below zero.
pub(crate) fn sub(a: u64, b: u64) -> Result<u64> {
    a.checked_sub(b).ok_or(overflow(a, b))
}

/// `floor(a·b/c)`.
pub(crate) fn floor(a: u64, b: u64, c: u64) -> Result<u64> {
    Ok(ledger::math::mul_div_floor(a, b, c)?)
}

/// `ceil(a·b/c)`.
pub(crate) fn ceil(a: u64, b: u64, c: u64) -> Result<u64> {
    Ok(ledger::math::mul_div_ceil(a, b, c)?)
}

/// `bps` of `amount`, rounded down.
pub(crate) fn part_floor(amount: u64, bps: u64) -> Result<u64> {
    floor(amount, bps, BPS)
}

/// `bps` of `amount`, rounded up.
pub(crate) fn part_ceil(amount: u64, bps: u64) -> Result<u64> {
    ceil(amount, bps, BPS)
}

fn overflow(value: u64, limit: u64) -> LedgerError {
    LedgerError::new(Rule::Overflow, value, limit)
}
