//! Deposits: what they mint, and what refuses them.

use harness::token;
use restaking_client::liquid::{AssetTermsArgs, Event, LiquidError};
use restaking_tests::id;

use crate::builders::with;
use crate::scene::{IN_SOL, NOTICE, OPEN, STAKED, Scene};
use crate::source::RATE;

#[tokio::test]
async fn a_deposit_mints_shares_of_its_value() {
    let mut scene = Scene::new().await;
    let deposit = scene.deposit("alice", IN_SOL, 1_000_000, 1_000_000).await;
    let events = scene.by("alice", deposit).await;
    let Some(Event::PoolDeposited(first)) = events.first() else { panic!("{events:?}") };
    assert_eq!((first.tokens, first.shares, first.value, first.supply), (1_000_000, 1_000_000, 1_000_000, 1_000_000));
    // floor(1.2·1,000,000)
    let deposit = scene.deposit("bob", STAKED, 1_000_000, 1_200_000).await;
    let events = scene.by("bob", deposit).await;
    let Some(Event::PoolDeposited(second)) = events.first() else { panic!("{events:?}") };
    assert_eq!((second.shares, second.value, second.imbalance_fee), (1_200_000, 1_200_000, 0));
    assert_eq!((second.before.supply, second.before.low, second.before.high), (1_000_000, 1_000_000, 1_000_000));
    assert_eq!(second.number, first.number + 1);
    assert_eq!(scene.balance(scene.lrt_of("bob")).await, 1_200_000);
    assert_eq!(scene.balance(scene.reserve(STAKED)).await, 1_000_000);
    assert_eq!(scene.read().await.ledger.supply, 2_200_000);
}

#[tokio::test]
async fn a_deposit_enters_at_what_redeeming_gives() {
    let mut scene = Scene::begun().await;
    // A fee of 0.1% now and of 0.15% announced: the larger counts. floor(floor(1,000,000 - 1,500)·1.2) = 1,198,200 lamports, and the pool
    // holds 1,000,000 + 1,200,000 by its higher value.
    scene.figures(crate::source::Figures { fee: [1_000, 1, 2_000, 3], ..RATE }).await;
    let deposit = scene.deposit("bob", STAKED, 1_000_000, 1).await;
    let events = scene.by("bob", deposit).await;
    let Some(Event::PoolDeposited(event)) = events.first() else { panic!("{events:?}") };
    assert_eq!((event.value, event.shares), (1_198_200, 1_198_200));
    assert_eq!((event.before.low, event.before.high), (2_198_200, 2_200_000));
}

#[tokio::test]
async fn limits_of_an_asset_bound_deposits() {
    let mut scene = Scene::begun().await;
    let capped = AssetTermsArgs { deposit_cap: 1_500_000, ..OPEN };
    scene.by("creator", scene.set_asset(STAKED, capped)).await;
    let over = scene.deposit("bob", STAKED, 500_001, 1).await;
    scene.refuses("bob", over, LiquidError::OverCap).await;
    let within = scene.deposit("bob", STAKED, 500_000, 1).await;
    scene.by("bob", within).await;

    // 1,800,000 of 1,002,800,000 lamports are 0.18%, and a pool of less than a SOL has no parts.
    scene.by("creator", scene.set_asset(STAKED, AssetTermsArgs { max_bps: 17, ..OPEN })).await;
    let dust = scene.deposit("bob", STAKED, 1_000, 1).await;
    scene.by("bob", dust).await;
    let large = scene.deposit("bob", IN_SOL, 1_000_000_000, 1).await;
    scene.by("bob", large).await;
    let over = scene.deposit("bob", STAKED, 1_000, 1).await;
    scene.refuses("bob", over, LiquidError::OverWeight).await;
    scene.by("creator", scene.set_asset(STAKED, AssetTermsArgs { is_open: false, ..OPEN })).await;
    let closed = scene.deposit("bob", STAKED, 1_000, 1).await;
    scene.refuses("bob", closed, LiquidError::AssetClosed).await;
    let other = scene.deposit("bob", IN_SOL, 1_000, 1).await;
    scene.by("bob", other).await;
}

#[tokio::test]
async fn a_deposit_is_refused_below_its_minimum_and_without_an_amount() {
    let mut scene = Scene::begun().await;
    let below = scene.deposit("bob", STAKED, 1_000_000, 1_200_001).await;
    scene.refuses("bob", below, LiquidError::BelowMinimum).await;
    let nothing = scene.deposit("bob", STAKED, 0, 0).await;
    scene.refuses("bob", nothing, LiquidError::Zero).await;
}

#[tokio::test]
async fn an_asset_that_is_added_to_a_pool_with_holders_waits_for_the_notice() {
    let mut scene = Scene::new().await;
    scene.by("creator", crate::builders::initialize(1)).await;
    let deposit = scene.deposit("alice", IN_SOL, 1_000_000, 1).await;
    scene.by("alice", deposit).await;
    // Another stake pool, of another mint.
    let (mint, source) = (restaking_tests::id("another mint"), restaking_tests::id("another stake pool"));
    scene.bank.put(&mint, harness::token::mint_account(9, restaking_tests::id("creator"), None, 1 << 60));
    let epoch = scene.bank.clock().await.epoch;
    scene.bank.put(&source, crate::source::stake_pool(&crate::source::STAKE_POOLS, &mint, RATE, epoch));
    let mut add = scene.add_asset(mint, OPEN);
    add.accounts[5].pubkey = source;
    let events = scene.by("creator", add).await;
    let Some(Event::AssetAdded(added)) = events.first() else { panic!("{events:?}") };
    assert_eq!((added.place, added.active_from - added.time), (2, NOTICE as i64));
    let tokens = harness::token::address(&restaking_tests::id("bob"), &mint);
    scene.bank.put(&tokens, harness::token::token_account(mint, restaking_tests::id("bob"), 1_000_000));
    let mut deposit = scene.deposit("bob", STAKED, 1_000, 1).await;
    deposit.accounts[2].pubkey = added_reserve(&scene, &mint);
    deposit.accounts[4].pubkey = tokens;
    scene.refuses("bob", deposit.clone(), LiquidError::NotActiveYet).await;
    scene.pass(NOTICE).await;
    scene.by("bob", deposit).await;
}

fn added_reserve(scene: &Scene, mint: &solana_program::pubkey::Pubkey) -> solana_program::pubkey::Pubkey {
    crate::scene::LIQUID.reserve(&scene.pool, mint)
}

/// The largest amount stands for all that the signer can move: a delegate's allowance, even if the owner is its own delegate.
#[tokio::test]
async fn a_whole_balance_is_at_most_the_allowance_of_a_delegate() {
    let mut scene = Scene::begun().await;
    for (place, (delegate, allowance)) in [(IN_SOL, ("bob", 300)), (STAKED, ("mallory", 700))] {
        let from = scene.tokens_of("mallory", place);
        let approve = token::approve(&from, &id(delegate), &id("mallory"), allowance);
        scene.bank.by("mallory", approve).await;
        let before = scene.balance(from).await;
        let whole = with(&scene.deposit(delegate, place, u64::MAX, 1).await, 4, from);
        let events = scene.by(delegate, whole).await;
        let Some(Event::PoolDeposited(event)) = events.first() else { panic!("{events:?}") };
        assert_eq!((event.depositor, event.tokens), (id(delegate), allowance));
        assert_eq!(before - scene.balance(from).await, allowance);
    }
    // An allowance above the balance: all of it.
    let (place, from) = (IN_SOL, scene.tokens_of("mallory", IN_SOL));
    let have = scene.balance(from).await;
    scene.bank.by("mallory", token::approve(&from, &id("bob"), &id("mallory"), have + 1)).await;
    let whole = with(&scene.deposit("bob", place, u64::MAX, 1).await, 4, from);
    scene.by("bob", whole).await;
    assert_eq!(scene.balance(from).await, 0);
    // And the owner without a delegate.
    let from = scene.tokens_of("bob", STAKED);
    let whole = scene.deposit("bob", STAKED, u64::MAX, 1).await;
    scene.by("bob", whole).await;
    assert_eq!(scene.balance(from).await, 0);
}

/// The largest amount gives no one more rights than another amount does.
#[tokio::test]
async fn a_whole_balance_needs_a_right_to_it() {
    let mut scene = Scene::begun().await;
    let from = scene.tokens_of("mallory", IN_SOL);
    let whole = with(&scene.deposit("bob", IN_SOL, u64::MAX, 1).await, 4, from);
    scene.bank.refuses("bob", whole.clone()).await;
    // Another delegate takes bob's place.
    for delegate in ["bob", "alice"] {
        scene.bank.by("mallory", token::approve(&from, &id(delegate), &id("mallory"), 300)).await;
    }
    scene.bank.refuses("bob", whole).await;
    let all = scene.deposit("mallory", IN_SOL, u64::MAX, 1).await;
    scene.by("mallory", all.clone()).await;
    assert_eq!(scene.balance(from).await, 0);
    scene.refuses("mallory", all, LiquidError::Zero).await;
}
