//! Pauses actions that can wait, in one vault or in all. A pause ends by itself.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::choice::Role;
use crate::clock;
use crate::error::{RestakingError, refused};
use crate::event::{PauseRaised, emit};
use crate::state::{Governed, is_zero};

/// Accounts of `raise_pause`.
#[derive(Accounts)]
pub struct RaisePause {
    pub guardian: Signer,
    /// The config, for all vaults, or a vault.
    #[account(mut)]
    pub governed: UncheckedAccount,
}

impl RaisePause {
    /// Pauses the kinds in `flags` for `seconds`.
    pub fn raise_pause(&mut self, flags: u64, seconds: u64) -> Result<()> {
        let mut governed = Governed::load_mut(&mut self.governed)?;
        let guardian = *governed.holder(Role::Guardian)?;
        let is_guardian = !is_zero(&guardian) && address_eq(&guardian, self.guardian.address());
        require!(is_guardian, RestakingError::NotGuardian);
        let now = clock::now()?;
        let pause = governed.pause()?;
        let before = *pause;
        pause.raise(flags, seconds, now).map_err(refused)?;
        let after = *pause;
        emit(PauseRaised {
            governed: *self.governed.address(),
            number: governed.next_event(),
            time: now,
            guardian,
            before,
            after,
        });
        Ok(())
    }
}
