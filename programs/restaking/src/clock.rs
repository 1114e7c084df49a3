//! The chain's time.

use anchor_lang::prelude::*;

/// The time, in unix seconds.
pub fn now() -> Result<i64> {
    Ok(now_and_slot()?.0)
}

/// The time, in unix seconds, and the slot.
pub fn now_and_slot() -> Result<(i64, u64)> {
    let clock = Clock::get()?;
    Ok((clock.unix_timestamp, clock.slot))
}
