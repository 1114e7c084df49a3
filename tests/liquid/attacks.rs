//! What was tried on other pools, and what one can think of: none may gain beyond the stated rounding.

use harness::{key, token};
use restaking_client::liquid::{AssetTermsArgs, Event, LiquidError};
use restaking_tests::{EPOCH, PERCENT, WEALTH, id};
use solana_program::instruction::Instruction;

use crate::scene::{IN_SOL, LIQUID, OPEN, STAKED, Scene};
use crate::source::{Figures, RATE};

/// What `name` has in both assets and in the vault, in lamports at the usual rate.
async fn wealth(scene: &mut Scene, name: &str) -> i128 {
    let sol = scene.balance(scene.tokens_of(name, IN_SOL)).await;
    let staked = scene.balance(scene.staked_of(name)).await + scene.balance(scene.vrt_of(name)).await;
    i128::from(sol) + i128::from(staked) * 12 / 10
}

async fn all(scene: &mut Scene, instructions: &[Instruction], name: &str) {
    scene
        .bank
        .send(instructions, &[&key(name)])
        .await
        .unwrap_or_else(|failure| panic!("{failure}: {:#?}", failure.logs));
}

/// Leaves in kind with all shares of `name`.
async fn leave(scene: &mut Scene, name: &str) {
    let shares = scene.balance(scene.lrt_of(name)).await;
    let exit = scene.leave_in_kind(name, shares, 0).await;
    scene.by(name, exit).await;
}

#[tokio::test]
async fn the_first_depositor_cannot_inflate_the_rate() {
    let mut scene = Scene::new().await;
    let before = wealth(&mut scene, "mallory").await;
    let dust = scene.deposit("mallory", IN_SOL, 1, 1).await;
    scene.by("mallory", dust).await;
    let (from, reserve) = (scene.tokens_of("mallory", IN_SOL), scene.reserve(IN_SOL));
    all(&mut scene, &[token::transfer(&from, &reserve, &id("mallory"), 500_000_000)], "mallory").await;
    let deposit = scene.deposit("bob", IN_SOL, 999_999_999, 999_999_999).await;
    scene.by("bob", deposit).await;
    leave(&mut scene, "mallory").await;
    let lost = before - wealth(&mut scene, "mallory").await;
    assert!(lost >= 500_000_000, "the donation is in no book: {lost}");
    leave(&mut scene, "bob").await;
    assert_eq!(scene.balance(scene.tokens_of("bob", IN_SOL)).await, WEALTH);
}

#[tokio::test]
async fn a_donation_to_a_reserve_or_to_a_vault_changes_no_share() {
    let mut scene = Scene::begun().await;
    let place = scene.place("curator", 400_000).await;
    scene.by("curator", place).await;
    let staked = scene.staked_of("mallory");
    let vrt = LIQUID.vrt_account(&scene.pool, &scene.split.vault.address);
    let enter = scene.split.vault.deposit(&id("mallory"), 10_000, 1, false);
    let give = [
        token::transfer(&staked, &scene.reserve(STAKED), &id("mallory"), 100_000),
        token::transfer(&staked, &scene.split.vault.asset_account, &id("mallory"), 100_000),
        enter,
        token::transfer(&scene.vrt_of("mallory"), &vrt, &id("mallory"), 10_000),
    ];
    all(&mut scene, &give, "mallory").await;
    let deposit = scene.deposit("bob", IN_SOL, 1_000_000, 1).await;
    let events = scene.by("bob", deposit).await;
    let Some(Event::PoolDeposited(event)) = events.first() else { panic!("{events:?}") };
    assert_eq!((event.before.low, event.before.high, event.shares), (2_200_000, 2_200_000, 1_000_000));
}

/// A deposit just before the update of a lagging pool would take a part of the others' yield of an epoch.
#[tokio::test]
async fn entering_before_a_lagging_update_is_refused() {
    let mut scene = Scene::begun().await;
    scene.next_epoch().await;
    let deposit = scene.deposit("mallory", STAKED, 1_000_000_000, 1).await;
    scene.refuses("mallory", deposit, LiquidError::StaleSource).await;
}

/// A deposit before a rate rises that leaves in kind after it takes the yield of its own tokens and no more.
#[tokio::test]
async fn entering_in_sol_before_an_update_takes_no_more_than_the_pools_part() {
    let mut scene = Scene::begun().await;
    let before = wealth(&mut scene, "mallory").await;
    let deposit = scene.deposit("mallory", IN_SOL, 2_200_000, 1).await;
    scene.by("mallory", deposit).await;
    scene.next_epoch().await;
    scene.figures(Figures { lamports: RATE.lamports / 10_000 * 10_004, ..RATE }).await;
    // Half of the pool's million staked tokens earned 480 lamports: at most half of it is the newcomer's.
    leave(&mut scene, "mallory").await;
    let gain = wealth(&mut scene, "mallory").await - before;
    assert!(gain <= 0, "at the rate of before it has no more than it brought: {gain}");
}

/// A deposit while a slash is open, before its veto: it enters at the value after the veto.
#[tokio::test]
async fn a_deposit_before_a_veto_gains_nothing() {
    let mut scene = Scene::begun().await;
    let place = scene.place("curator", 500_000).await;
    scene.by("curator", place).await;
    let split = scene.split;
    scene.bank.propose(&split, 0, 50 * PERCENT).await;
    let before = wealth(&mut scene, "mallory").await;
    for place in [IN_SOL, STAKED] {
        let deposit = scene.deposit("mallory", place, 5_000_000, 1).await;
        scene.by("mallory", deposit).await;
    }
    scene.bank.veto(&split, 0).await;
    leave(&mut scene, "mallory").await;
    let gain = wealth(&mut scene, "mallory").await - before;
    assert!(gain <= 8, "{gain}");
}

/// An instant exit while a slash is open is paid by the value after its execution: a veto later is the others' gain.
#[tokio::test]
async fn an_instant_exit_before_an_execution_gains_nothing() {
    let mut scene = Scene::begun().await;
    let place = scene.place("curator", 500_000).await;
    scene.by("curator", place).await;
    let split = scene.split;
    scene.bank.propose(&split, 0, 50 * PERCENT).await;
    // 250,000 of 1,000,000 staked tokens are contested: 300,000 of 2,200,000 lamports.
    let exit = scene.leave_instantly("alice", IN_SOL, 190_000, u64::MAX).await;
    let events = scene.by("alice", exit).await;
    let Some(Event::LeftInstantly(event)) = events.first() else { panic!("{events:?}") };
    assert!(event.shares >= 220_000, "190,000 of 1,900,000 lamports for a tenth of the shares: {event:?}");
}

/// A vault that a slash wipes out takes its part, and nothing else stops.
#[tokio::test]
async fn a_vault_that_is_wiped_out_traps_no_one() {
    let mut scene = Scene::begun().await;
    let place = scene.place("curator", 500_000).await;
    scene.by("curator", place).await;
    let unplace = scene.unplace("curator", 100_000).await;
    scene.by("curator", unplace).await;
    let split = scene.split;
    scene.bank.propose(&split, 0, 100 * PERCENT).await;
    scene.bank.execute(&split, 0).await;
    let deposit = scene.deposit("bob", IN_SOL, 1_000_000, 1).await;
    let events = scene.by("bob", deposit).await;
    let Some(Event::PoolDeposited(event)) = events.first() else { panic!("{events:?}") };
    assert!(event.before.low.abs_diff(1_600_000) <= 4, "{event:?}");
    scene.pass(2 * EPOCH).await;
    let exit = scene.leave_instantly("alice", IN_SOL, 100_000, u64::MAX).await;
    scene.by("alice", exit).await;
    leave(&mut scene, "alice").await;
    leave(&mut scene, "bob").await;
}

/// What is filled is paid: a slash after the fill takes nothing from it.
#[tokio::test]
async fn a_slash_between_fill_and_claim_takes_nothing_from_the_filled() {
    let mut scene = Scene::begun().await;
    let place = scene.place("curator", 500_000).await;
    scene.by("curator", place).await;
    let at = scene.batch(STAKED).await;
    let queue = scene.queue_exit("alice", 0, STAKED, 240_000).await;
    scene.by("alice", queue).await;
    scene.pass(EPOCH).await;
    let fill = scene.fill_batch(at).await;
    scene.by("keeper", fill).await;
    let split = scene.split;
    scene.bank.propose(&split, 0, 50 * PERCENT).await;
    scene.bank.execute(&split, 0).await;
    let before = scene.balance(scene.staked_of("alice")).await;
    scene.by("alice", scene.claim_queued_exit("alice", 0, STAKED, at)).await;
    assert_eq!(scene.balance(scene.staked_of("alice")).await - before, 200_000);
}

/// Many requests of one unit share what they bring, and hold up nobody.
#[tokio::test]
async fn many_requests_of_one_unit_hold_up_nobody() {
    let mut scene = Scene::begun().await;
    let at = scene.batch(STAKED).await;
    for nonce in 0..40 {
        let queue = scene.queue_exit("alice", nonce, STAKED, 1).await;
        scene.done("alice", queue).await;
    }
    scene.pass(EPOCH).await;
    let fill = scene.fill_batch(at).await;
    let events = scene.by("mallory", fill).await;
    assert!(matches!(events.first(), Some(Event::BatchFilled(event)) if event.tokens == 33), "{events:?}");
    for nonce in 0..40 {
        scene.done("alice", scene.claim_queued_exit("alice", nonce, STAKED, at)).await;
    }
    scene.by("keeper", scene.close_batch(at, "alice")).await;
    let asset = &scene.read().await.ledger.assets[1];
    assert_eq!((asset.owed, asset.idle), (0, 1_000_000), "each got less than a token: all stays the holders'");
}

/// An asset that is closed with tokens in a vault comes back as any other.
#[tokio::test]
async fn an_asset_closed_with_tokens_in_a_vault_comes_back() {
    let mut scene = Scene::begun().await;
    let place = scene.place("curator", 400_000).await;
    scene.by("curator", place).await;
    scene.by("creator", scene.set_asset(STAKED, AssetTermsArgs { is_open: false, ..OPEN })).await;
    let unplace = scene.unplace("curator", 400_000).await;
    scene.by("curator", unplace).await;
    scene.pass(2 * EPOCH).await;
    let collect = scene.collect_exit("keeper", 0, 0, "curator").await;
    scene.by("keeper", collect).await;
    let exit = scene.leave_instantly("alice", STAKED, 1_000_000, u64::MAX).await;
    scene.by("alice", exit).await;
}

/// Entering and leaving at once, in any of the ways, earns nothing, with a fee at the source or without.
#[tokio::test]
async fn a_round_trip_earns_nothing() {
    for fee in [[0; 4], [1_000, 1, 0, 0]] {
        for out in [IN_SOL, STAKED] {
            let mut scene = Scene::begun().await;
            scene.figures(Figures { fee, ..RATE }).await;
            let before = wealth(&mut scene, "mallory").await;
            let deposit = scene.deposit("mallory", STAKED, 777_777, 1).await;
            scene.by("mallory", deposit).await;
            let exit = scene.leave_instantly("mallory", out, 300_000, u64::MAX).await;
            scene.by("mallory", exit).await;
            leave(&mut scene, "mallory").await;
            let gain = wealth(&mut scene, "mallory").await - before;
            assert!(gain <= 0, "{fee:?}, {out}: {gain}");
        }
    }
}

/// Shares can be burned by their owner with SPL Token alone: the pool still owes no one more than it has.
#[tokio::test]
async fn shares_that_are_burned_outside_are_the_others_gain_at_most() {
    let mut scene = Scene::begun().await;
    let burn = token::burn(&scene.lrt_of("alice"), &scene.lrt, &id("alice"), 1_000_000);
    all(&mut scene, &[burn], "alice").await;
    scene.check().await;
    leave(&mut scene, "alice").await;
    scene.check().await;
}

/// A ticket of the pool answers to no one else, and neither does a reserve.
#[tokio::test]
async fn what_is_the_pools_moves_by_the_program_alone() {
    let mut scene = Scene::begun().await;
    let place = scene.place("curator", 400_000).await;
    scene.by("curator", place).await;
    let unplace = scene.unplace("curator", 100_000).await;
    scene.by("curator", unplace).await;
    let (vault, pool) = (scene.split.vault, scene.pool);
    let ticket = vault.ticket(&pool, 0);
    let mut steal = vault.transfer_ticket(&id("mallory"), &ticket, &id("mallory"));
    assert!(scene.bank.refuses("mallory", steal.clone()).await.code().is_some());
    for meta in &mut steal.accounts {
        if meta.pubkey == id("mallory") {
            (meta.pubkey, meta.is_signer) = (pool, false);
        }
    }
    scene.bank.all_refused(&[steal], &[]).await;
    let drain = token::transfer(&scene.reserve(STAKED), &scene.staked_of("mallory"), &id("mallory"), 1);
    scene.bank.refuses("mallory", drain).await;
}
