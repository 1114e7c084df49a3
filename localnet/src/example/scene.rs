//! The chain that the example is made on, with what everything on it is called.

use anyhow::{Context, Result};
use harness::{RewardTree, Split, Vault};
use restaking_client::pda;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use super::basin::plan as basin;
use super::liquid::plan::{self as liquid, WRAPPED_SOL};
use super::manifest::Manifest;
use super::plan::{NCNS, OPERATORS, VAULTS, VaultPlan};
use super::special::plan as special;
use crate::chain::Chain;
use crate::keys::{address, key};

/// The chain, and what has been made on it.
pub struct Scene<'a> {
    /// The chain.
    pub chain: &'a Chain,
    /// The accounts made so far, for their users.
    pub manifest: Manifest,
    /// When the stake pools were last updated; zero on a chain without them.
    pub stake_pools_at: i64,
}

impl Scene<'_> {
    /// Runs `instructions` in one transaction, signed by everyone in `who` and paid by the first of them.
    ///
    /// # Errors
    /// If the program refuses it.
    pub fn act(&self, who: &[&str], instructions: &[Instruction]) -> Result<()> {
        let signers: Vec<_> = who.iter().map(|name| key(name)).collect();
        let sent = self.chain.send(instructions, &signers.iter().collect::<Vec<_>>());
        sent.with_context(|| format!("{} was refused", who.join(" and ")))
    }

    /// The vault's epoch by the chain's clock.
    ///
    /// # Errors
    /// If there is no such vault.
    pub fn epoch(&self, vault: &Vault) -> Result<u64> {
        let ledger = self.chain.read::<restaking_client::Vault>(&vault.address)?.ledger;
        Ok(self.chain.now()?.saturating_sub(ledger.genesis).unsigned_abs() / ledger.epoch_seconds)
    }

    /// The first second of the vault's `epoch`.
    ///
    /// # Errors
    /// If there is no such vault.
    pub fn start_of(&self, vault: &Vault, epoch: u64) -> Result<i64> {
        let ledger = self.chain.read::<restaking_client::Vault>(&vault.address)?.ledger;
        Ok(ledger.genesis + i64::try_from(epoch * ledger.epoch_seconds)?)
    }
}

/// The mint called `name`.
pub fn mint(name: &str) -> Pubkey {
    if name == WRAPPED_SOL { harness::liquid::SOL } else { address(name) }
}

/// The vault called `name`.
pub fn vault(name: &str) -> Vault {
    let plan = vault_plan(name);
    let of = if plan.mint == special::BILL { Vault::of_token_2022 } else { Vault::new };
    of(address(plan.admin), plan.index, mint(plan.mint))
}

/// The plan of the vault called `name`.
///
/// # Panics
/// If there is none.
pub fn vault_plan(name: &str) -> &'static VaultPlan {
    let mut all = VAULTS.iter().chain(&special::VAULTS).chain([&basin::VAULT]).chain(&liquid::VAULTS);
    all.find(|plan| plan.name == name).expect("a vault of the example")
}

/// The operator called `name`.
pub fn operator(name: &str) -> Pubkey {
    let mut all = OPERATORS.iter().chain(&basin::OPERATORS).chain(&liquid::OPERATORS);
    debug_assert!(all.any(|(called, _)| *called == name));
    pda::operator(&address(name), 0)
}

/// The NCN called `name`.
pub fn ncn(name: &str) -> Pubkey {
    if name == basin::SET {
        return pda::ncn(&address(basin::NCN), 1);
    }
    debug_assert!(name == basin::NCN || NCNS.contains(&name) || liquid::NCNS.contains(&name));
    pda::ncn(&address(name), 0)
}

/// An operator's part of a vault in an NCN.
pub fn split(of: &str, by: &str, to: &str) -> Split {
    Split { vault: vault(of), operator: operator(by), ncn: ncn(to) }
}

/// The rewards that the oracle pays in its token.
pub fn reward_tree() -> RewardTree {
    RewardTree::new(ncn("oracle"), mint("oracle-token"))
}
