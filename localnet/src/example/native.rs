//! Native stake: a validator's pool, a vault over its token, and stake accounts that can enter it. Part of the example where the chain
//! has the pool program.

use anyhow::{Context, Result};
use harness::{Vault, stake};
use restaking_client::LimitsArgs;
use restaking_client::native_stake::{POOL_BYTES, SINGLE_POOL_PROGRAM, STAKE_ACCOUNT_BYTES, SinglePool};
use solana_account::Account;
use solana_program::program_pack::Pack;
use solana_program::pubkey::Pubkey;
use solana_stake_interface::state::Lockup;
use spl_associated_token_account_interface::instruction::create_associated_token_account_idempotent;
use spl_token_interface::state::Mint;

use super::manifest::{MintEntry, StakeAccountEntry, ValidatorEntry};
use super::names;
use super::plan::{DAY, SOL, VaultPlan};
use super::scene::Scene;
use crate::keys::{address, key};

/// What the pool's token is called.
const TOKEN: &str = "validator-stake";

/// The validators; the first one has a pool.
const VALIDATORS: [&str; 2] = ["validator", "other-validator"];

/// The vault over the token of the first validator's pool.
const MOORING: VaultPlan = VaultPlan {
    name: "mooring",
    admin: "curator",
    index: 3,
    mint: TOKEN,
    epoch_seconds: DAY as u64,
    limits: LimitsArgs {
        deposit_cap: 50_000 * SOL,
        instant_fee_bps: 0,
        instant_capacity: 0,
        instant_refill_seconds: DAY as u64,
        restricted: false,
    },
    fees: (0, 0, 0),
    stream_seconds: DAY as u64,
    treasurer: None,
    guardian: None,
    exposure: (0, 0, 1),
    breaker: (10_000, 10_000),
    admitted: &[],
};

/// What a chain with native stake begins with beside the pool program: the validators' vote accounts.
pub fn vote_accounts() -> [(Pubkey, Account); 2] {
    VALIDATORS.map(|name| (address(name), stake::vote_account(&address("node"), [])))
}

/// Whether the chain has the pool program.
pub fn is_there(scene: &Scene<'_>) -> Result<bool> {
    Ok(scene.chain.account(&SINGLE_POOL_PROGRAM)?.is_some_and(|account| account.executable))
}

fn pool() -> SinglePool {
    SinglePool::of(&address(VALIDATORS[0]))
}

fn vault() -> Vault {
    Vault::new(address(MOORING.admin), MOORING.index, pool().mint)
}

/// The curator makes the pool of the first validator, and a vault over its token.
pub fn found(scene: &mut Scene<'_>) -> Result<()> {
    let (pool, vault, curator) = (pool(), vault(), address(MOORING.admin));
    let rents = [POOL_BYTES, Mint::LEN, STAKE_ACCOUNT_BYTES].map(|bytes| rent(scene, bytes));
    let [own, mint, stake] = rents;
    scene.act(&[MOORING.admin], &stake::create_pool(&pool, &curator, [own?, mint?, stake?]))?;
    let initialize = vault.initialize(MOORING.epoch_seconds, MOORING.limits.clone());
    scene.act(&[MOORING.admin], &[initialize, names::name_vrt(MOORING.name, &vault)])?;
    scene.manifest.mints.insert(TOKEN.into(), MintEntry { address: pool.mint.to_string(), decimals: 9 });
    scene.manifest.add_vault(&MOORING, &vault);
    for name in VALIDATORS {
        let token = (name == VALIDATORS[0]).then(|| TOKEN.to_owned());
        scene.manifest.validators.insert(name.into(), ValidatorEntry { address: address(name).to_string(), token });
    }
    Ok(())
}

/// `who` delegates `lamports` to `validator` in the stake account called `account`.
fn delegate(scene: &mut Scene<'_>, who: &str, account: &str, validator: &str, lamports: u64) -> Result<()> {
    let rent = rent(scene, STAKE_ACCOUNT_BYTES)?;
    let (owner, at) = (address(who), key(account));
    let made =
        stake::delegate_new(&owner, &address(account), (lamports, rent), &address(validator), &Lockup::default());
    scene.chain.send(&made, &[&key(who), &at]).with_context(|| format!("{who} could not delegate"))?;
    scene.manifest.stake_accounts.insert(
        account.into(),
        StakeAccountEntry { address: address(account).to_string(), owner: who.into(), validator: validator.into() },
    );
    Ok(())
}

/// Stakers delegate to the validators.
pub fn delegate_all(scene: &mut Scene<'_>) -> Result<()> {
    delegate(scene, "alice", "alice-stake", VALIDATORS[0], 10 * SOL)?;
    delegate(scene, "alice", "alice-elsewhere", VALIDATORS[1], 7 * SOL)?;
    delegate(scene, "bob", "bob-stake", VALIDATORS[0], 20 * SOL)
}

/// Bob's stake account enters the vault.
pub fn enter(scene: &mut Scene<'_>) -> Result<()> {
    let (pool, vault, owner) = (pool(), vault(), address("bob"));
    let mut all = [pool.mint, vault.vrt_mint]
        .map(|mint| create_associated_token_account_idempotent(&owner, &owner, &mint, &harness::token::PROGRAM))
        .to_vec();
    all.extend(stake::enter(&vault, &pool, &owner, &address("bob-stake"), 1));
    scene.act(&["bob"], &all)?;
    scene.manifest.stake_accounts.remove("bob-stake");
    Ok(())
}

/// Alice delegates once more: it is active from the cluster's next epoch on.
pub fn delegate_late(scene: &mut Scene<'_>) -> Result<()> {
    delegate(scene, "alice", "alice-late", VALIDATORS[0], 3 * SOL)
}

fn rent(scene: &Scene<'_>, bytes: usize) -> Result<u64> {
    Ok(scene.chain.rpc().get_minimum_balance_for_rent_exemption(bytes)?)
}
