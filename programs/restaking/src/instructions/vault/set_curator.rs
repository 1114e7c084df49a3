//! Sets a vault's curator, which delegates stake to operators.

use anchor_lang::prelude::*;

use crate::clock;
use crate::error::RestakingError;
use crate::event::{CuratorSet, emit};
use crate::state::Vault;

/// Accounts of `set_curator`.
#[derive(Accounts)]
pub struct SetCurator {
    /// The vault's admin.
    #[account(address = vault.admin @ RestakingError::NotVaultAdmin)]
    pub admin: Signer,
    #[account(mut)]
    pub vault: Account<Vault>,
}

impl SetCurator {
    /// Names another curator, at once: its delegations are delayed.
    pub fn set_curator(&mut self, curator: Address) -> Result<()> {
        let before = self.vault.curator;
        self.vault.curator = curator;
        emit(CuratorSet {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: clock::now()?,
            before,
            after: curator,
        });
        Ok(())
    }
}
