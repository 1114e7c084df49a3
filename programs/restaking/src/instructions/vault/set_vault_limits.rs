//! Sets a vault's deposit cap, depositor restriction and instant-exit terms.

use anchor_lang::prelude::*;
use ledger::transition::vault::Limits;

use crate::authority;
use crate::clock;
use crate::error::refused;
use crate::event::{VaultLimits, VaultLimitsSet, emit};
use crate::state::Vault;

/// Accounts of `set_vault_limits`.
#[derive(Accounts)]
pub struct SetVaultLimits {
    /// The vault's admin, or the holder of a grant.
    pub admin: Signer,
    #[account(mut)]
    pub vault: Account<Vault>,
}

impl SetVaultLimits {
    /// Sets all limits. A larger instant capacity, a shorter refill and another instant-exit fee take effect at the
    /// start of epoch e+3, all else at once.
    ///
    /// A grant's holder cannot change the announced instant-exit fee or the depositor restriction.
    pub fn set_vault_limits(&mut self, limits: Limits, restricted: bool, by_admin: bool) -> Result<()> {
        let now = clock::now()?;
        let (before, books_before) = (VaultLimits::of(&self.vault, now), self.vault.ledger.books);
        let fee = self.vault.ledger.instant_fee_bps;
        if !by_admin {
            authority::require_unchanged(limits.instant_fee_bps, fee.next)?;
            authority::require_unchanged(restricted.into(), self.vault.restricted.get().into())?;
        }
        self.vault.ledger.set_limits(limits, now).map_err(refused)?;
        if !by_admin {
            // The same fee announced anew would wait its full time again.
            self.vault.ledger.instant_fee_bps = fee;
        }
        self.vault.restricted = restricted.into();
        emit(VaultLimitsSet {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: now,
            before,
            after: VaultLimits::of(&self.vault, now),
            books_before,
            books_after: self.vault.ledger.books,
        });
        Ok(())
    }
}
