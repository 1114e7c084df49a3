//! Checks for pauses of one vault or of all.

use anchor_lang::prelude::*;

use crate::error::refused;
use crate::state::{Config, Vault};

/// Refuses `kind`, one of the kinds of [`ledger::state::pause::Pause`], while the vault's or the config's guardian has paused it.
///
/// # Errors
/// [`crate::error::RestakingError::Paused`], with the time and the first second after the pause.
#[inline(always)]
pub fn check(kind: u64, vault: &Vault, config: &Config, now: i64) -> Result<()> {
    // One check if neither was ever paused.
    if (vault.pause.flags | config.pause.flags) & kind == 0 {
        return Ok(());
    }
    check_both(kind, &vault.pause, &config.pause, now)
}

#[cold]
fn check_both(
    kind: u64,
    vault: &ledger::state::pause::Pause,
    config: &ledger::state::pause::Pause,
    now: i64,
) -> Result<()> {
    vault.check(kind, now).map_err(refused)?;
    config.check(kind, now).map_err(refused)
}
