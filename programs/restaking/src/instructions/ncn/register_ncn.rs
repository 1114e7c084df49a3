//! Registers an NCN. Permissionless: an NCN has no stake until vaults and operators opt in.
#![allow(unused_variables, reason = "the derive binds instruction arguments wherever it might need them")]

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;

use crate::event::{NcnRegistered, emit};
use crate::state::{Config, Ncn, SlashPolicy, Uri, VERSION};
use crate::{clock, ed25519};

/// Accounts of `register_ncn`.
#[derive(Accounts)]
#[instruction(index: u64)]
pub struct RegisterNcn {
    /// Pays for the account; may be the creator.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// The first admin. The address is a seed of the NCN's address.
    pub creator: Signer,
    /// States the cluster, which is part of what operators sign.
    pub config: Account<Config>,
    #[account(init, payer = payer, seeds = [Ncn::SEED, creator.address().as_ref(), &index.to_le_bytes()], bump)]
    pub ncn: Account<Ncn>,
    pub system_program: Program<System>,
}

impl RegisterNcn {
    /// Registers the NCN, which accepts no asset yet. Its slashing policy takes effect at once, because nobody can have
    /// opted in yet; a later policy is announced.
    pub fn register_ncn(
        &mut self,
        bump: u8,
        index: u64,
        max_operator_weight: u64,
        uri: Uri,
        policy: SlashPolicy,
    ) -> Result<()> {
        let creator = *self.creator.address();
        let parent = Address::default();
        Registration { bump, index, creator, parent, max_operator_weight, uri, policy }
            .fill(&mut self.ncn, &self.config)
    }
}

/// The data that an NCN or a set is registered with.
pub(super) struct Registration {
    pub bump: u8,
    pub index: u64,
    pub creator: Address,
    /// The NCN that it is a set of; zero for none.
    pub parent: Address,
    pub max_operator_weight: u64,
    pub uri: Uri,
    pub policy: SlashPolicy,
}

impl Registration {
    /// Writes the data into the new account.
    #[inline(always)]
    pub(super) fn fill(self, ncn: &mut Account<Ncn>, config: &Config) -> Result<()> {
        let Self { bump, index, creator, parent, max_operator_weight, uri, policy } = self;
        policy.check()?;
        ncn.version = VERSION;
        ncn.bump = bump;
        ncn.index = index;
        ncn.creator = creator;
        ncn.admin = creator;
        ncn.policy = policy;
        ncn.next_policy = policy;
        ncn.max_operator_weight = max_operator_weight;
        ncn.uri = uri;
        ncn.parent = parent;
        ncn.domain = ed25519::domain(&config.genesis_hash, ncn.address());
        emit(NcnRegistered {
            ncn: *ncn.address(),
            number: ncn.next_event(),
            time: clock::now()?,
            creator,
            index,
            max_operator_weight,
            uri,
            policy,
            domain: ncn.domain,
            parent,
        });
        Ok(())
    }
}
