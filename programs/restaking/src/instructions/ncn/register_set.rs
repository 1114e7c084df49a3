//! Registers an operator set of an NCN: a separate NCN, which the parent's vaults can cover by their opt-in with the
//! parent.
#![allow(unused_variables, reason = "the derive binds instruction arguments wherever it might need them")]

use anchor_lang::prelude::*;

use super::Registration;
use crate::error::RestakingError;
use crate::state::{Config, Ncn, SlashPolicy, Uri};

/// Accounts of `register_set`.
#[derive(Accounts)]
#[instruction(index: u64)]
pub struct RegisterSet {
    /// Pays for the account; may be the creator.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// The first admin. The address is a seed of the set's address.
    pub creator: Signer,
    /// States the cluster, which is part of what operators sign.
    pub config: Account<Config>,
    /// The parent's admin; may be the creator.
    #[account(address = parent.admin @ RestakingError::NotNcnAdmin)]
    pub parent_admin: Signer,
    /// The NCN that the set belongs to.
    pub parent: Account<Ncn>,
    #[account(init, payer = payer, seeds = [Ncn::SEED, creator.address().as_ref(), &index.to_le_bytes()], bump)]
    pub ncn: Account<Ncn>,
    pub system_program: Program<System>,
}

impl RegisterSet {
    /// Registers the set, as `register_ncn` does an NCN. It exposes no vault yet: stake reaches it only by allocations,
    /// each announced ahead. Its slashes count against the limits that vaults gave the parent.
    pub fn register_set(
        &mut self,
        bump: u8,
        index: u64,
        max_operator_weight: u64,
        uri: Uri,
        policy: SlashPolicy,
    ) -> Result<()> {
        require!(!self.parent.is_set(), RestakingError::NestedSet);
        require!(!self.parent.retired.get(), RestakingError::Retired);
        let registration = Registration {
            bump,
            index,
            creator: *self.creator.address(),
            parent: *self.parent.address(),
            max_operator_weight,
            uri,
            policy,
        };
        registration.fill(&mut self.ncn, &self.config)
    }
}
