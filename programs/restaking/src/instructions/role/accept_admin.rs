//! The second step of a change of admin, by who was proposed: an address that can sign.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::error::RestakingError;
use crate::event::AdminChanged;
use crate::state::Governed;
use crate::till;

/// Accounts of `accept_admin`.
#[derive(Accounts)]
pub struct AcceptAdmin {
    /// Who was proposed, and becomes the admin.
    pub pending_admin: Signer,
    /// The config, a vault, an operator or an NCN.
    #[account(mut)]
    pub governed: UncheckedAccount,
}

impl AcceptAdmin {
    /// Makes the signer the admin, at once and with all rights: the one before has none left.
    pub fn run(&mut self) -> Result<()> {
        let mut governed = Governed::load_mut(&mut self.governed)?;
        let control = governed.control();
        require!(control.is_pending(), RestakingError::NoAdminProposed);
        require!(address_eq(control.pending_admin, self.pending_admin.address()), RestakingError::NotPendingAdmin);
        let (before, after) = (*control.admin, *control.pending_admin);
        *control.admin = after;
        *control.pending_admin = Address::default();
        emit!(AdminChanged {
            governed: *self.governed.address(),
            number: governed.next_event(),
            time: till::now()?,
            before,
            after,
        });
        Ok(())
    }
}
