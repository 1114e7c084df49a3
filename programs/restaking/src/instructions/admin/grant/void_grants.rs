//! Voids all grants of an entity.

use anchor_lang::prelude::*;

use crate::clock;
use crate::event::{GrantsVoided, emit};
use crate::state::Entity;

/// Accounts of `void_grants`.
#[derive(Accounts)]
pub struct VoidGrants {
    /// The entity's admin.
    pub admin: Signer,
    /// A vault, an operator or an NCN.
    #[account(mut)]
    pub entity: UncheckedAccount,
}

impl VoidGrants {
    /// Voids all existing grants at once. A grant that is set again is valid again.
    pub fn void_grants(&mut self) -> Result<()> {
        let mut entity = Entity::load_mut(&mut self.entity)?;
        entity.check_admin(self.admin.address())?;
        let before = entity.grant_generation();
        entity.void_grants();
        emit(GrantsVoided {
            entity: *self.entity.address(),
            number: entity.next_event(),
            time: clock::now()?,
            admin: *self.admin.address(),
            before,
            after: entity.grant_generation(),
        });
        Ok(())
    }
}
