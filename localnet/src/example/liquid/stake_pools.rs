//! The stake pools of SPL's own program: their accounts, their beginning, and the updates in which they earn.

use anyhow::{Context, Result};
use harness::liquid::SOL as WRAPPED;
use harness::{StakePool, token};
use restaking_client::liquid::stake_pool;
use solana_account::Account;
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;
use solana_system_interface::instruction::transfer;

use super::plan::{STAKE_POOLS, STAKED, StakePoolPlan};
use crate::chain::Chain;
use crate::example::manifest::{MintEntry, StakePoolEntry};
use crate::example::plan::DAY;
use crate::example::scene::{Scene, mint};
use crate::keys::{address, key};

/// Makes the stake pools, receives their fees and pays what they earn.
const MANAGER: &str = "issuer";

/// The stake pool of `plan`.
pub fn of(plan: &StakePoolPlan) -> StakePool {
    let own = ["list", "reserve"].map(|part| address(&format!("{}-{part}", plan.name)));
    StakePool::new(address(&format!("{}-stake-pool", plan.name)), [own[0], own[1], mint(plan.token)], address(MANAGER))
}

/// What a chain with stake pools begins with beside their program: their accounts, and the mint of wrapped SOL.
pub fn accounts() -> Vec<(Pubkey, Account)> {
    let rent = |bytes: usize| Rent::default().minimum_balance(bytes);
    let pools = STAKE_POOLS.iter().flat_map(|plan| of(plan).accounts(rent));
    pools.chain([(WRAPPED, token::mint_account(9, Pubkey::default(), None, 0))]).collect()
}

/// The manager makes the stake pools, stakes in them, and they earn.
pub fn found(scene: &mut Scene<'_>) -> Result<()> {
    let manager = address(MANAGER);
    scene.chain.fund(&manager, (STAKED + STAKED / 4) * STAKE_POOLS.len() as u64)?;
    for plan in &STAKE_POOLS {
        let pool = of(plan);
        let stake = pool.deposit_sol(&manager, STAKED);
        let earn = transfer(&manager, &pool.reserve, plan.earned);
        scene.act(&[MANAGER], &[pool.initialize(1), stake, earn, pool.update()])?;
        scene.manifest.mints.insert(plan.token.into(), MintEntry { address: pool.mint.to_string(), decimals: 9 });
        scene
            .manifest
            .stake_pools
            .insert(plan.name.into(), StakePoolEntry { address: pool.address.to_string(), token: plan.token.into() });
    }
    scene.stake_pools_at = scene.chain.now()?;
    Ok(())
}

/// The stake pools earn what is due since their last update, and are updated: anyone does that in each epoch of a cluster.
pub fn update(scene: &mut Scene<'_>) -> Result<()> {
    let (manager, now) = (address(MANAGER), scene.chain.now()?);
    let seconds = u128::from((now - scene.stake_pools_at).unsigned_abs());
    let mut instructions = vec![];
    for plan in &STAKE_POOLS {
        let pool = of(plan);
        let account = scene.chain.account(&pool.address)?;
        let state = account.and_then(|account| stake_pool::StakePool::decode(&account.data));
        let lamports = state.context("there is no stake pool")?.lamports;
        let yearly = u128::from(lamports) * u128::from(plan.yearly_bps) / 10_000;
        let earned = u64::try_from(yearly * seconds / (365 * u128::from(DAY.unsigned_abs())))?;
        instructions.extend([transfer(&manager, &pool.reserve, earned), pool.update()]);
    }
    scene.act(&[MANAGER], &instructions)?;
    scene.stake_pools_at = now;
    Ok(())
}

/// Updates the stake pools of a chain that runs, if its epoch has changed since.
///
/// # Errors
/// If the program refuses.
pub fn keep(chain: &Chain) -> Result<()> {
    let epoch = chain.clock()?.epoch;
    for pool in STAKE_POOLS.iter().map(of) {
        let account = chain.account(&pool.address)?;
        let state = account.and_then(|account| stake_pool::StakePool::decode(&account.data));
        if state.is_some_and(|state| state.updated_in < epoch) {
            chain.send(&[pool.update()], &[&key(MANAGER)])?;
        }
    }
    Ok(())
}
