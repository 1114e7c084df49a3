//! Every account that an instruction names, substituted: another pool's, another asset's, another owner's, one twice, none.

use harness::token;
use restaking_client::liquid::LiquidError;
use restaking_tests::{EPOCH, id};
use solana_program::pubkey::Pubkey;

use crate::builders::initialize;
use crate::builders::with;
use crate::scene::{IN_SOL, LIQUID, SOL, STAKED, Scene};
use crate::source::{Figures, RATE, STAKE_POOLS, data_of, stake_pool};

/// A pool with another pool of the same creator beside it, which has the same assets.
async fn two_pools() -> (Scene, Pubkey) {
    let mut scene = Scene::begun().await;
    scene.by("creator", initialize(1)).await;
    let (first, other) = (scene.pool, LIQUID.pool(&id("creator"), 1));
    (scene.pool, scene.index) = (other, 1);
    for mint in [SOL, scene.split.vault.asset_mint] {
        let add = scene.add_asset(mint, crate::scene::OPEN);
        scene.bank.by("creator", add).await;
    }
    (scene.pool, scene.index) = (first, 0);
    (scene, other)
}

#[tokio::test]
async fn the_sources_are_the_pools_own() {
    let (mut scene, _) = two_pools().await;
    let deposit = scene.deposit("bob", IN_SOL, 1_000, 1).await;
    let first = 7;
    let (mint, epoch) = (scene.split.vault.asset_mint, scene.bank.clock().await.epoch);
    // Another pool of the same mint and program, one of another program, one of another mint, one of another type.
    scene.bank.put(&id("double"), stake_pool(&STAKE_POOLS, &mint, RATE, epoch));
    let double = with(&deposit, first, id("double"));
    scene.refuses("bob", double, LiquidError::WrongSource).await;
    let genuine = scene.bank.account(&scene.source()).await.unwrap();
    let mut changed = genuine.clone();
    changed.owner = id("another program");
    let source = scene.source();
    scene.bank.put(&source, changed);
    scene.refuses("bob", deposit.clone(), LiquidError::WrongSource).await;
    scene.bank.put(&source, stake_pool(&STAKE_POOLS, &SOL, RATE, epoch));
    scene.refuses("bob", deposit.clone(), LiquidError::WrongSource).await;
    let mut list = genuine.clone();
    list.data[0] = 2;
    scene.bank.put(&source, list);
    scene.refuses("bob", deposit.clone(), LiquidError::NotASource).await;
    let mut short = genuine.clone();
    short.data.truncate(300);
    scene.bank.put(&source, short);
    scene.refuses("bob", deposit.clone(), LiquidError::NotASource).await;
    scene.bank.put(&source, genuine);
    let other_data = with(&deposit, first + 1, id("double"));
    scene.refuses("bob", other_data, LiquidError::NotProgramData).await;
    let other_vault = with(&deposit, first + 2, id("double"));
    scene.refuses("bob", other_vault, LiquidError::WrongVault).await;
    for kept in first..first + 3 {
        let mut fewer = deposit.clone();
        fewer.accounts.truncate(kept);
        scene.refuses("bob", fewer, LiquidError::MissingAccounts).await;
    }
    scene.by("bob", deposit).await;
}

#[tokio::test]
async fn tickets_and_buckets_are_the_placements_own() {
    let mut scene = Scene::begun().await;
    let place = scene.place("curator", 400_000).await;
    scene.by("curator", place).await;
    for _ in 0..2 {
        let unplace = scene.unplace("curator", 100_000).await;
        scene.by("curator", unplace).await;
    }
    let deposit = scene.deposit("bob", IN_SOL, 1_000, 1).await;
    // Pool, program data, vault, then two tickets with their buckets.
    let (first, second) = (10, 12);
    let tickets = [deposit.accounts[first].pubkey, deposit.accounts[second].pubkey];
    let twice = with(&deposit, second, tickets[0]);
    scene.refuses("bob", twice, LiquidError::WrongTicket).await;
    let none = with(&deposit, first, id("nothing"));
    scene.refuses("bob", none, LiquidError::WrongTicket).await;
    // A bucket of another epoch, and one that is none.
    let vault = scene.split.vault;
    let exit = vault.request_exit(&id("alice"), 9, 1_000, 1, scene.bank.epoch().await + 1);
    scene.bank.by("alice", exit).await;
    scene.pass(EPOCH).await;
    let later = scene.bank.epoch().await + 1;
    let exit = vault.request_exit(&id("alice"), 10, 1_000, 1, later);
    scene.bank.by("alice", exit).await;
    let deposit = scene.deposit("bob", IN_SOL, 1_000, 1).await;
    let other = with(&deposit, first + 1, vault.bucket(later));
    scene.refuses("bob", other, LiquidError::CoreRefused).await;
    let strange = with(&deposit, first + 1, vault.address);
    scene.bank.refuses("bob", strange).await;
    scene.by("bob", deposit).await;
}

#[tokio::test]
async fn accounts_of_a_deposit_and_of_an_instant_exit() {
    let (mut scene, other) = two_pools().await;
    for (name, kind) in [("bob", "deposit"), ("alice", "exit")] {
        let right = match kind {
            "deposit" => scene.deposit(name, IN_SOL, 1_000, 1).await,
            _ => scene.leave_instantly(name, IN_SOL, 1_000, u64::MAX).await,
        };
        let wrong_reserve = with(&right, 2, LIQUID.reserve(&other, &SOL));
        scene.refuses(name, wrong_reserve, LiquidError::WrongReserve).await;
        let wrong_mint = with(&right, 3, LIQUID.lrt_mint(&other));
        scene.refuses(name, wrong_mint, LiquidError::WrongLrtMint).await;
        let (tokens, shares) = if kind == "deposit" { (4, 5) } else { (5, 4) };
        let other_tokens = with(&right, tokens, scene.staked_of(name));
        scene.refuses(name, other_tokens, LiquidError::WrongMint).await;
        let other_shares = with(&right, shares, scene.vrt_of(name));
        scene.refuses(name, other_shares, LiquidError::WrongMint).await;
        // Another's tokens, without its signature.
        let (source, error) = if kind == "deposit" {
            (with(&right, 4, scene.tokens_of("mallory", IN_SOL)), LiquidError::NotHolder)
        } else {
            (with(&right, 4, scene.lrt_of("mallory")), LiquidError::NotHolder)
        };
        scene.refuses(name, source, error).await;
        let program = with(&right, 6, id("a program"));
        scene.bank.refuses(name, program).await;
        let pool = with(&right, 1, scene.split.vault.address);
        scene.bank.refuses(name, pool).await;
        scene.by(name, right).await;
    }
}

/// An instant exit pays from the reserve to an account of the asset: not to the reserve itself.
#[tokio::test]
async fn a_reserve_pays_no_one_twice() {
    let mut scene = Scene::begun().await;
    let right = scene.leave_instantly("alice", IN_SOL, 1_000, u64::MAX).await;
    let itself = with(&right, 5, scene.reserve(IN_SOL));
    scene.bank.refuses("alice", itself).await;
    let exit = scene.leave_in_kind("alice", 220_000, 0).await;
    let itself = with(&exit, 8, scene.reserve(IN_SOL));
    scene.refuses("alice", itself, LiquidError::BalanceDiffers).await;
    let swapped = with(&with(&exit, 7, scene.reserve(STAKED)), 8, scene.staked_of("alice"));
    scene.refuses("alice", swapped, LiquidError::WrongReserve).await;
    let mut fewer = exit.clone();
    fewer.accounts.pop();
    scene.refuses("alice", fewer, LiquidError::MissingAccounts).await;
    let mint = with(&exit, 8, scene.staked_of("alice"));
    scene.bank.refuses("alice", mint).await;
    scene.by("alice", exit).await;
}

#[tokio::test]
async fn accounts_of_the_queue() {
    let (mut scene, other) = two_pools().await;
    let queue = scene.queue_exit("alice", 0, IN_SOL, 100_000).await;
    scene.refuses("alice", with(&queue, 3, LIQUID.escrow(&other)), LiquidError::WrongEscrow).await;
    scene.refuses("alice", with(&queue, 4, scene.vrt_of("alice")), LiquidError::WrongMint).await;
    scene.refuses("alice", with(&queue, 4, scene.lrt_of("bob")), LiquidError::NotHolder).await;
    let period = scene.period().await;
    for wrong in [LIQUID.batch(&scene.pool, STAKED, period), LIQUID.batch(&scene.pool, IN_SOL, period + 1), id("batch")]
    {
        scene.bank.refuses("alice", with(&queue, 5, wrong)).await;
    }
    scene.bank.refuses("alice", with(&queue, 6, LIQUID.queued_exit(&scene.pool, &id("bob"), 0))).await;
    scene.by("alice", queue.clone()).await;
    scene.bank.refuses("alice", queue).await;
    let (first, second) = (LIQUID.batch(&scene.pool, IN_SOL, period), LIQUID.batch(&scene.pool, STAKED, period));
    let queue = scene.queue_exit("alice", 1, STAKED, 100_000).await;
    scene.bank.refuses("alice", with(&queue, 5, first)).await;
    scene.by("alice", queue).await;
    scene.pass(EPOCH).await;
    let fill = scene.fill_batch(first).await;
    scene.refuses("keeper", with(&fill, 0, other), LiquidError::WrongEscrow).await;
    scene.by("keeper", fill).await;

    let claim = scene.claim_queued_exit("alice", 0, IN_SOL, first);
    scene.refuses("alice", with(&claim, 2, scene.reserve(STAKED)), LiquidError::WrongReserve).await;
    scene.refuses("alice", with(&claim, 4, second), LiquidError::WrongBatch).await;
    scene.refuses("alice", with(&claim, 6, id("bob")), LiquidError::WrongRentPayer).await;
    scene.refuses("mallory", with(&claim, 0, id("mallory")), LiquidError::NotOwner).await;
    scene.refuses("alice", with(&claim, 1, other), LiquidError::WrongPool).await;
    scene.by("alice", claim.clone()).await;
    scene.bank.refuses("alice", claim).await;
    let close = scene.close_batch(first, "alice");
    scene.refuses("keeper", with(&close, 2, id("mallory")), LiquidError::WrongRentPayer).await;
    scene.refuses("keeper", with(&close, 0, other), LiquidError::WrongPool).await;
    let open = scene.close_batch(second, "alice");
    scene.refuses("keeper", open, LiquidError::RequestsOutstanding).await;
    scene.by("keeper", close).await;
}

#[tokio::test]
async fn accounts_of_a_placement() {
    let mut scene = Scene::begun().await;
    let place = scene.place("curator", 1_000).await;
    scene.refuses("curator", with(&place, 2, scene.reserve(IN_SOL)), LiquidError::WrongReserve).await;
    scene.refuses("curator", with(&place, 3, id("a vault")), LiquidError::WrongVault).await;
    scene.refuses("curator", with(&place, 6, scene.vrt_of("curator")), LiquidError::WrongVrtAccount).await;
    scene.bank.refuses("curator", with(&place, 9, *LIQUID)).await;
    scene.bank.refuses("curator", with(&place, 7, scene.pool)).await;
    scene.by("curator", place).await;
    let unplace = scene.unplace("curator", 500).await;
    scene.refuses("curator", with(&unplace, 3, id("a vault")), LiquidError::WrongVault).await;
    scene.refuses("curator", with(&unplace, 5, scene.vrt_of("curator")), LiquidError::WrongVrtAccount).await;
    scene.bank.refuses("curator", with(&unplace, 7, id("ticket"))).await;
    scene.by("curator", unplace).await;
    scene.pass(2 * EPOCH).await;
    let collect = scene.collect_exit("keeper", 0, 0, "curator").await;
    scene.refuses("keeper", with(&collect, 2, scene.reserve(IN_SOL)), LiquidError::WrongReserve).await;
    scene.refuses("keeper", with(&collect, 6, id("ticket")), LiquidError::WrongTicket).await;
    scene.bank.refuses("keeper", with(&collect, 7, id("mallory"))).await;
    scene.by("keeper", collect).await;
}

#[tokio::test]
async fn an_asset_needs_its_own_source() {
    let mut scene = Scene::new().await;
    let mint = id("another mint");
    scene.bank.put(&mint, token::mint_account(9, id("creator"), None, 1 << 60));
    let epoch = scene.bank.clock().await.epoch;
    // Of a mint that is not its own; of a program that is none of the three; none at all; a known one's data account that is not.
    let add = scene.add_asset(mint, crate::scene::OPEN);
    scene.refuses("creator", add.clone(), LiquidError::NotASource).await;
    scene.bank.put(&id("strange"), stake_pool(&id("a program"), &mint, RATE, epoch));
    scene.refuses("creator", with(&add, 5, id("strange")), LiquidError::NotASource).await;
    let none = with(&with(&add, 5, *LIQUID), 6, *LIQUID);
    scene.refuses("creator", none, LiquidError::NotASource).await;
    // A list of validators is the same program's, and may hold what would read as a pool.
    let mut list = stake_pool(&STAKE_POOLS, &mint, RATE, epoch);
    list.data[0] = 2;
    scene.bank.put(&id("list"), list);
    scene.refuses("creator", with(&add, 5, id("list")), LiquidError::NotASource).await;
    scene.bank.put(&id("genuine"), stake_pool(&STAKE_POOLS, &mint, RATE, epoch));
    let genuine = with(&add, 5, id("genuine"));
    scene.refuses("creator", with(&genuine, 6, data_of(&id("a program"))), LiquidError::NotProgramData).await;
    scene.bank.put(&id("empty"), stake_pool(&STAKE_POOLS, &mint, Figures { supply: 0, ..RATE }, epoch));
    scene.refuses("creator", with(&add, 5, id("empty")), LiquidError::NoRate).await;
    scene.by("creator", genuine.clone()).await;
    scene.bank.refuses("creator", genuine).await;
}
