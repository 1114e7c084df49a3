//! Second step of a change of admin: the proposed address signs to accept.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::clock;
use crate::error::RestakingError;
use crate::event::{AdminChanged, emit};
use crate::state::{Config, Governed};

/// Accounts of `accept_admin`.
#[derive(Accounts)]
pub struct AcceptAdmin {
    /// The proposed admin, which becomes the admin.
    pub pending_admin: Signer,
    /// The config, a vault, an operator or an NCN.
    #[account(mut)]
    pub governed: UncheckedAccount,
    /// The config, to reset an NCN's roles: it bounds the length of an exit. Omitted otherwise.
    pub config: Option<Account<Config>>,
}

impl AcceptAdmin {
    /// Makes the signer the admin, at once.
    ///
    /// The former admin keeps its other roles, which the event lists. With `reset_roles` the new admin takes them over
    /// in the same instruction. An NCN's roles are part of its policy, so their change is announced like any change of
    /// policy.
    pub fn accept_admin(&mut self, reset_roles: bool) -> Result<()> {
        let now = clock::now()?;
        let mut governed = Governed::load_mut(&mut self.governed)?;
        let control = governed.control();
        require!(control.is_pending(), RestakingError::NoAdminProposed);
        require!(address_eq(control.pending_admin, self.pending_admin.address()), RestakingError::NotPendingAdmin);
        let (before, after) = (*control.admin, *control.pending_admin);
        *control.admin = after;
        *control.pending_admin = Address::default();
        // A new admin answers for no grant that it did not make.
        governed.void_grants();
        let taken = if reset_roles { governed.take_roles(&before, &after, self.config.as_deref(), now)? } else { 0 };
        emit(AdminChanged {
            governed: *self.governed.address(),
            number: governed.next_event(),
            time: now,
            before,
            after,
            kept: governed.roles_of(&before, now),
            taken,
        });
        Ok(())
    }
}
