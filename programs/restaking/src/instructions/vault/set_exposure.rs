//! Sets a vault's exposure limits.

use anchor_lang::prelude::*;

use crate::clock;
use crate::error::{RestakingError, refused};
use crate::event::{ExposureSet, emit};
use crate::state::Vault;

/// Accounts of `set_exposure`.
#[derive(Accounts)]
pub struct SetExposure {
    /// The vault's admin.
    #[account(address = vault.admin @ RestakingError::NotVaultAdmin)]
    pub admin: Signer,
    #[account(mut)]
    pub vault: Account<Vault>,
}

impl SetExposure {
    /// Sets all limits. A change that may raise a staker's exposure takes effect at the start of epoch e+3, a change
    /// that lowers it at once.
    pub fn set_exposure(&mut self, max_delegated_bps: u64, max_operator_bps: u64, leverage: u64) -> Result<()> {
        let now = clock::now()?;
        let (before, books_before) = (self.vault.ledger.exposure, self.vault.ledger.books);
        self.vault.ledger.set_exposure(max_delegated_bps, max_operator_bps, leverage, now).map_err(refused)?;
        emit(ExposureSet {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: now,
            before,
            after: self.vault.ledger.exposure,
            books_before,
            books_after: self.vault.ledger.books,
        });
        Ok(())
    }
}
