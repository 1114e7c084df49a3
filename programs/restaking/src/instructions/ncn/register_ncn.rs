//! A new NCN. Anyone may register one; it has no stake until vaults and operators agree.
#![allow(unused_variables, reason = "the derive binds instruction arguments wherever it might need them")]

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;

use crate::ed25519;
use crate::event::NcnRegistered;
use crate::state::{Config, Ncn, SlashPolicy, Uri, VERSION};
use crate::till;

/// Accounts of `register_ncn`.
#[derive(Accounts)]
#[instruction(index: u64)]
pub struct RegisterNcn {
    /// Who pays for the account; may be the creator.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// Who registers the NCN and is its first admin. It is a part of the NCN's address.
    pub creator: Signer,
    /// The config: it names the cluster, which is a part of what operators sign.
    pub config: Account<Config>,
    /// The NCN, made here.
    #[account(init, payer = payer, seeds = [Ncn::SEED, creator.address().as_ref(), &index.to_le_bytes()], bump)]
    pub ncn: Account<Ncn>,
    /// The system program.
    pub system_program: Program<System>,
}

impl RegisterNcn {
    /// Registers the NCN, which accepts no asset yet. Its slashing policy counts at once, since nobody can have agreed to it
    /// yet; any later one is announced.
    pub fn run(&mut self, bump: u8, index: u64, max_operator_weight: u64, uri: Uri, policy: SlashPolicy) -> Result<()> {
        let creator = *self.creator.address();
        let parent = Address::default();
        Registration { bump, index, creator, parent, max_operator_weight, uri, policy }
            .fill(&mut self.ncn, &self.config)
    }
}

/// What an NCN, or a set of one, is registered with.
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
    /// Writes it into the new account.
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
        emit!(NcnRegistered {
            ncn: *ncn.address(),
            number: ncn.next_event(),
            time: till::now()?,
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
