//! Ends a pause early.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::choice::Role;
use crate::clock;
use crate::error::{RestakingError, refused};
use crate::event::{PauseLifted, emit};
use crate::state::{Governed, is_zero};

/// Accounts of `lift_pause`.
#[derive(Accounts)]
pub struct LiftPause {
    /// The guardian or the admin.
    pub lifter: Signer,
    /// The paused config or vault.
    #[account(mut)]
    pub governed: UncheckedAccount,
}

impl LiftPause {
    pub fn lift_pause(&mut self) -> Result<()> {
        let mut governed = Governed::load_mut(&mut self.governed)?;
        let lifter = *self.lifter.address();
        let guardian = *governed.holder(Role::Guardian)?;
        if is_zero(&guardian) || !address_eq(&guardian, &lifter) {
            governed.control().check_admin(&lifter).map_err(|_| RestakingError::NotGuardian)?;
        }
        let now = clock::now()?;
        let pause = governed.pause()?;
        let before = *pause;
        pause.lift(now).map_err(refused)?;
        let after = *pause;
        emit(PauseLifted {
            governed: *self.governed.address(),
            number: governed.next_event(),
            time: now,
            lifter,
            before,
            after,
        });
        Ok(())
    }
}
