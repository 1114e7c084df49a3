//! Grants a key some of an admin's actions, or changes the terms of a grant.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ledger::state::grant::GrantTerms;

use crate::clock;
use crate::error::{RestakingError, refused};
use crate::event::{GrantSet, emit};
use crate::state::{Entity, Grant, is_zero};

/// Accounts of `set_grant`.
#[derive(Accounts)]
pub struct SetGrant {
    /// Pays for a new grant's account; may be the admin.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    /// The entity's admin.
    pub admin: Signer,
    /// A vault, an operator or an NCN.
    #[account(mut)]
    pub entity: UncheckedAccount,
    /// The grant, at `["grant", entity, holder]`; the first one of a holder is created here.
    #[account(mut)]
    pub grant: UncheckedAccount,
    /// The system program.
    pub system_program: Program<System>,
}

impl SetGrant {
    /// Grants `holder` the actions of `kinds` until `until`, that second excluded. Replaces earlier terms.
    pub fn set_grant(&mut self, holder: Address, kinds: u64, until: i64) -> Result<()> {
        let mut entity = Entity::load_mut(&mut self.entity)?;
        entity.check_admin(self.admin.address())?;
        let is_other = !is_zero(&holder) && !address_eq(&holder, self.admin.address());
        require!(is_other, RestakingError::GrantHolder);
        let now = clock::now()?;
        let generation = entity.grant_generation();
        let terms = GrantTerms::new(kinds, until, generation, entity.grant_kinds(), now).map_err(refused)?;
        let address = *self.entity.address();
        let mut grant = Grant::load_or_open(*self.grant.account(), self.payer.account(), &address, &holder)?;
        let before = core::mem::replace(&mut grant.terms, terms);
        grant.made_by = *self.admin.address();
        emit(GrantSet {
            entity: address,
            number: entity.next_event(),
            time: now,
            holder,
            made_by: grant.made_by,
            before,
            after: terms,
        });
        Ok(())
    }
}
