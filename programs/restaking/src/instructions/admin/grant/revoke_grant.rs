//! Ends one grant.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::clock;
use crate::error::RestakingError;
use crate::event::{GrantRevoked, emit};
use crate::state::{Entity, Grant};

/// Accounts of `revoke_grant`.
#[derive(Accounts)]
pub struct RevokeGrant {
    /// The entity's admin or the holder; anyone once the grant is void or over.
    pub revoker: Signer,
    /// The vault, operator or NCN.
    #[account(mut, address = grant.entity @ RestakingError::WrongGrantEntity)]
    pub entity: UncheckedAccount,
    #[account(mut, close = rent_payer)]
    pub grant: Account<Grant>,
    /// Paid for the grant and receives its rent; may be the revoker.
    #[account(unsafe(dup), address = grant.rent_payer @ RestakingError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
}

impl RevokeGrant {
    /// Closes the grant, at once.
    pub fn revoke_grant(&mut self) -> Result<()> {
        let now = clock::now()?;
        let mut entity = Entity::load_mut(&mut self.entity)?;
        let (grant, revoker) = (&self.grant, *self.revoker.address());
        let is_party = address_eq(&grant.holder, &revoker) || entity.check_admin(&revoker).is_ok();
        let is_over = grant.terms.is_over(entity.grant_generation(), now);
        require!(is_party || is_over, RestakingError::GrantRuns);
        emit(GrantRevoked {
            entity: grant.entity,
            number: entity.next_event(),
            time: now,
            holder: grant.holder,
            revoker,
            terms: grant.terms,
        });
        Ok(())
    }
}
