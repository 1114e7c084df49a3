//! Sets a vault's circuit breaker.

use anchor_lang::prelude::*;

use crate::clock;
use crate::error::{RestakingError, refused};
use crate::event::{BreakerSet, emit};
use crate::state::Vault;

/// Accounts of `set_breaker`.
#[derive(Accounts)]
pub struct SetBreaker {
    /// The vault's admin.
    #[account(address = vault.admin @ RestakingError::NotVaultAdmin)]
    pub admin: Signer,
    #[account(mut)]
    pub vault: Account<Vault>,
}

impl SetBreaker {
    /// Sets the maximum loss per slash and per epoch across all NCNs, in basis points of the vault's stake. An increase
    /// takes effect at the start of epoch e+3, a decrease at the start of epoch e+2.
    pub fn set_breaker(&mut self, incident_bps: u64, epoch_bps: u64) -> Result<()> {
        let now = clock::now()?;
        let (before, books_before) = (self.vault.ledger.loss_limits, self.vault.ledger.books);
        self.vault.ledger.set_loss_limits(incident_bps, epoch_bps, now).map_err(refused)?;
        emit(BreakerSet {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: now,
            before,
            after: self.vault.ledger.loss_limits,
            books_before,
            books_after: self.vault.ledger.books,
        });
        Ok(())
    }
}
