//! First step of a change of admin, or its withdrawal.

use anchor_lang::prelude::*;

use crate::clock;
use crate::error::RestakingError;
use crate::event::{AdminProposed, emit};
use crate::state::{Governed, is_zero};

/// Accounts of `propose_admin`.
#[derive(Accounts)]
pub struct ProposeAdmin {
    pub admin: Signer,
    /// The config, a vault, an operator or an NCN.
    #[account(mut)]
    pub governed: UncheckedAccount,
}

impl ProposeAdmin {
    /// Proposes `new_admin`, replacing an earlier proposal; the zero address withdraws the proposal.
    pub fn propose_admin(&mut self, new_admin: Address) -> Result<()> {
        let mut governed = Governed::load_mut(&mut self.governed)?;
        let control = governed.control();
        control.check_admin(self.admin.address())?;
        // Fails on a late or repeated withdrawal, so the sender learns of the mistake.
        require!(control.is_pending() || !is_zero(&new_admin), RestakingError::NoAdminProposed);
        let (admin, before) = (*control.admin, *control.pending_admin);
        *control.pending_admin = new_admin;
        emit(AdminProposed {
            governed: *self.governed.address(),
            number: governed.next_event(),
            time: clock::now()?,
            admin,
            before,
            after: new_admin,
        });
        Ok(())
    }
}
