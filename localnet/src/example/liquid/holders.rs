//! The actions of the pool's holders: deposits and the three ways out.

use anyhow::Result;
use harness::liquid::LIQUID;
use harness::token;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_system_interface::instruction::transfer;
use spl_associated_token_account_interface::instruction::create_associated_token_account_idempotent;
use spl_token_interface::instruction::sync_native;

use super::plan::{ASSETS, POOL, STAKE_POOLS, WRAPPED_SOL};
use super::{Pool, place_of, pool, stake_pools};
use crate::example::manifest::QueuedExitEntry;
use crate::example::scene::{Scene, mint, vault};
use crate::keys::address;

/// Makes `owner`'s account of `mint`, if it has none.
pub fn open_account(owner: &Pubkey, mint: &Pubkey) -> Instruction {
    create_associated_token_account_idempotent(owner, owner, mint, &token::PROGRAM)
}

/// `who` gets tokens of the pool's assets: for `lamports` of each, by place.
pub fn buy(scene: &Scene<'_>, who: &str, lamports: [u64; 3]) -> Result<()> {
    let owner = address(who);
    let mut instructions = vec![];
    for ((name, _), lamports) in ASSETS.iter().zip(lamports) {
        let asset = mint(name);
        instructions.push(open_account(&owner, &asset));
        if lamports == 0 {
            continue;
        }
        if *name == WRAPPED_SOL {
            let account = token::address(&owner, &asset);
            instructions.extend([transfer(&owner, &account, lamports), sync_native(&token::PROGRAM, &account)?]);
        } else {
            let plan = STAKE_POOLS.iter().find(|plan| plan.token == *name).expect("a stake pool's token");
            instructions.push(stake_pools::of(plan).deposit_sol(&owner, lamports));
        }
    }
    scene.act(&[who], &instructions)
}

/// `who` deposits `tokens` of the asset called `asset`.
pub fn deposit(scene: &mut Scene<'_>, who: &str, asset: &str, tokens: u64) -> Result<()> {
    stake_pools::update(scene)?;
    let (owner, pool, state) = (address(who), pool(), Pool::read(scene)?);
    let deposit = pool.deposit(&owner, &mint(asset), [tokens, 1], &state.sources);
    scene.act(&[who], &[open_account(&owner, &pool.lrt_mint), deposit])
}

/// `who` leaves at once with `tokens` of the asset called `asset`.
pub fn leave_at_once(scene: &mut Scene<'_>, who: &str, asset: &str, tokens: u64) -> Result<()> {
    stake_pools::update(scene)?;
    let (owner, state) = (address(who), Pool::read(scene)?);
    scene.act(&[who], &[pool().leave_instantly(&owner, &mint(asset), [tokens, u64::MAX], &state.sources)])
}

/// `who` leaves in kind with `shares`.
pub fn leave_in_kind(scene: &mut Scene<'_>, who: &str, shares: u64) -> Result<()> {
    let (owner, pool, state) = (address(who), pool(), Pool::read(scene)?);
    let assets = ASSETS.iter().map(|(name, _)| open_account(&owner, &mint(name)));
    let vaults = super::plan::PLACEMENTS.iter().map(|(name, ..)| open_account(&owner, &vault(name).vrt_mint));
    scene.act(&[who], &assets.chain(vaults).collect::<Vec<_>>())?;
    scene.act(&[who], &[pool.leave_in_kind(&owner, [shares, 0], &state.account)])
}

/// `who` asks to leave with `shares` by the queue of the asset called `asset`. The request is called `request`, and is `who`'s number
/// `nonce`.
pub fn queue(scene: &mut Scene<'_>, request: &str, who: &str, nonce: u64, asset: &str, shares: u64) -> Result<()> {
    let (owner, pool, place) = (address(who), pool(), place_of(asset));
    let period = Pool::read(scene)?.period(scene)?;
    scene.act(&[who], &[pool.queue_exit(&owner, nonce, [place, shares, period])])?;
    scene.manifest.queued_exits.insert(
        request.into(),
        QueuedExitEntry {
            address: LIQUID.queued_exit(&pool.address, &owner, nonce).to_string(),
            pool: POOL.into(),
            owner: who.into(),
            nonce,
            batch: LIQUID.batch(&pool.address, place, period).to_string(),
            asset: asset.into(),
        },
    );
    Ok(())
}

/// The keeper fills the batch of the request called `request`.
pub fn fill(scene: &mut Scene<'_>, request: &str) -> Result<()> {
    stake_pools::update(scene)?;
    let batch: Pubkey = scene.manifest.queued_exits[request].batch.parse()?;
    let state = Pool::read(scene)?;
    scene.act(&["captor"], &[pool().fill_batch(&batch, &state.sources)])
}

/// `who` claims its request called `request`.
pub fn claim(scene: &mut Scene<'_>, request: &str) -> Result<()> {
    let QueuedExitEntry { owner, nonce, batch, asset, .. } = scene.manifest.queued_exits[request].clone();
    scene.act(&[&owner], &[pool().claim_queued_exit(&address(&owner), nonce, &mint(&asset), &batch.parse()?)])?;
    scene.manifest.queued_exits.remove(request);
    Ok(())
}
