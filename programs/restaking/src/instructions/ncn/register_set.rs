//! A new operator set of an NCN: an NCN of its own, which its parent's vaults may cover by their agreement with the parent.
#![allow(unused_variables, reason = "the derive binds instruction arguments wherever it might need them")]

use anchor_lang::prelude::*;

use super::Registration;
use crate::error::RestakingError;
use crate::state::{Config, Ncn, SlashPolicy, Uri};

/// Accounts of `register_set`.
#[derive(Accounts)]
#[instruction(index: u64)]
pub struct RegisterSet {
    /// Who pays for the account; may be the creator.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// Who registers the set and is its first admin. It is a part of the set's address.
    pub creator: Signer,
    /// The config: it names the cluster, which is a part of what operators sign.
    pub config: Account<Config>,
    /// The parent's admin; may be the creator.
    #[account(address = parent.admin @ RestakingError::NotNcnAdmin)]
    pub parent_admin: Signer,
    /// The NCN that the set is one of.
    pub parent: Account<Ncn>,
    /// The set, made here.
    #[account(init, payer = payer, seeds = [Ncn::SEED, creator.address().as_ref(), &index.to_le_bytes()], bump)]
    pub ncn: Account<Ncn>,
    /// The system program.
    pub system_program: Program<System>,
}

impl RegisterSet {
    /// Registers the set, as `register_ncn` does an NCN. It exposes nobody yet: stake reaches it by allocations alone, each announced
    /// ahead, and what it slashes counts against the limits that vaults gave its parent.
    pub fn run(&mut self, bump: u8, index: u64, max_operator_weight: u64, uri: Uri, policy: SlashPolicy) -> Result<()> {
        require!(!self.parent.is_set(), RestakingError::NestedSet);
        require!(self.parent.retired == 0, RestakingError::Retired);
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
