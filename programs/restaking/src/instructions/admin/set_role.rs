//! Reassigns a role other than the admin's. One step is enough, because the admin can correct a mistake.

use anchor_lang::prelude::*;

use crate::choice::Role;
use crate::clock;
use crate::event::{RoleSet, emit};
use crate::state::Governed;

/// Accounts of `set_role`.
#[derive(Accounts)]
pub struct SetRole {
    pub admin: Signer,
    /// The config, a vault or an operator.
    #[account(mut)]
    pub governed: UncheckedAccount,
}

impl SetRole {
    /// Gives `role` to `new_holder` at once; the zero address leaves the role vacant, because it has no key.
    pub fn set_role(&mut self, role: Role, new_holder: Address) -> Result<()> {
        let mut governed = Governed::load_mut(&mut self.governed)?;
        governed.control().check_admin(self.admin.address())?;
        let holder = governed.holder(role)?;
        let before = core::mem::replace(holder, new_holder);
        emit(RoleSet {
            governed: *self.governed.address(),
            number: governed.next_event(),
            time: clock::now()?,
            role: role.into(),
            padding: [0; 7],
            before,
            after: new_holder,
        });
        Ok(())
    }
}
