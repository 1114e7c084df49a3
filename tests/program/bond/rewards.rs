//! What cannot be had by timing, what waits, and what one reward's token can do to the others: nothing.

use harness::{key, token};
use restaking_client::{RestakingError, Stream};
use restaking_tests::{GENESIS, assert_refused, id};

use crate::bond::{PURSE, STREAM, Scene, mint, with_mallory};

/// Mallory has a hundred times what alice has, and bonds it around a payment: in one transaction, and in one second.
#[tokio::test]
async fn who_bonds_just_for_a_payment_earns_nothing() {
    let mut scene = Scene::new(1).await;
    with_mallory(&mut scene, 100_000_000).await;
    let (mallory, pool) = (id("mallory"), scene.pool);
    scene.bond("alice", 1_000_000).await;
    scene.pay(0, 1_000).await;
    scene.at(50).await;
    let pay = pool.pay(&id("payer"), 0, &mint(0), 1_000_000);
    let around = [pool.bond(&mallory, 100_000_000), pay.clone(), pool.unbond(&mallory, 100_000_000)];
    scene.bank.send(&around, &[&key("mallory"), &key("payer")]).await.unwrap();
    scene.bond("mallory", 100_000_000).await;
    scene.pay(0, 1_000_000).await;
    scene.unbond("mallory", 100_000_000).await;
    for second in [50, 51, 5_000] {
        scene.at(second).await;
        let claim = scene.bank.refuses("mallory", pool.claim(&mallory, 0, &mint(0))).await;
        assert_refused(&claim, RestakingError::NothingEarned, 0, 1);
    }
    assert_eq!((scene.earning("mallory", 0).await.owed, scene.earning("mallory", 0).await.fraction), (0, 0));
    // To the last part that the count leaves over: 2,001,000 less the unit that it is short of.
    assert_eq!(scene.claim("alice", 0).await, 2_000_999);
    scene.check().await;
}

/// What a second of it earns is a second's part.
#[tokio::test]
async fn who_stays_a_second_earns_a_seconds_part() {
    let mut scene = Scene::new(1).await;
    with_mallory(&mut scene, 3_000_000).await;
    scene.bond("alice", 1_000_000).await;
    scene.pay(0, 100_000).await;
    scene.at(10).await;
    scene.bond("mallory", 3_000_000).await;
    scene.at(11).await;
    scene.unbond("mallory", 3_000_000).await;
    // Three quarters of 1,000, less what the count is short of, which is alice's in the next second.
    assert_eq!(scene.claim("mallory", 0).await, 749);
    scene.at(100).await;
    assert_eq!(scene.claim("alice", 0).await, 99_250);
    scene.check().await;
}

#[tokio::test]
async fn a_reward_for_an_empty_pool_waits() {
    let mut scene = Scene::new(1).await;
    scene.pay(0, 600).await;
    scene.at(1_000).await;
    scene.pay(0, 600).await;
    scene.at(7_000).await;
    scene.bond("alice", 64).await;
    let stream = |left, from, seconds| Stream { left, updated: GENESIS + from, end: GENESIS + from + seconds };
    assert_eq!(scene.account().await.ledger.slots[0].stream, stream(1_200, 7_000, STREAM as i64));
    scene.at(7_025).await;
    scene.unbond("alice", 64).await;
    scene.at(9_000).await;
    assert_eq!(scene.claim("alice", 0).await, 300);
    scene.bond("bob", 128).await;
    assert_eq!(scene.account().await.ledger.slots[0].stream, stream(900, 9_000, 75));
    scene.at(9_075).await;
    assert_eq!(scene.claim("bob", 0).await, 900);
    scene.check().await;
}

/// A payment joins what is running: 500 are left for 50 s, and with 1,500 over 100 s make 2,000 over 87.5 s, rounded to the end
/// that was. Dust moves no end.
#[tokio::test]
async fn payments_join_what_is_running() {
    let mut scene = Scene::new(1).await;
    scene.bond("alice", 1).await;
    scene.pay(0, 1_000).await;
    scene.at(50).await;
    scene.pay(0, 1_500).await;
    let stream = scene.account().await.ledger.slots[0].stream.clone();
    assert_eq!(stream, Stream { left: 2_000, updated: GENESIS + 50, end: GENESIS + 137 });
    for second in 51..60 {
        scene.at(second).await;
        scene.pay(0, 1).await;
        assert_eq!(scene.account().await.ledger.slots[0].stream.end, GENESIS + 137);
    }
    scene.at(137).await;
    assert_eq!(scene.claim("alice", 0).await, 2_509);
    scene.check().await;
}

#[tokio::test]
async fn eight_rewards_and_no_ninth() {
    let mut scene = Scene::new(8).await;
    scene.bond("alice", 1 << 10).await;
    scene.bond("bob", 3 << 10).await;
    for place in 0..8 {
        scene.pay(place, 400_000 * (u64::from(place) + 1)).await;
    }
    scene.at(50).await;
    scene.unbond("bob", 3 << 10).await;
    scene.at(100).await;
    for place in 0..8 {
        let quarter = 50_000 * (u64::from(place) + 1);
        assert_eq!(scene.claim("alice", place).await, 5 * quarter);
        assert_eq!(scene.claim("bob", place).await, 3 * quarter);
        assert_eq!(scene.bank.balance(&scene.pool.treasury(place)).await, 0);
    }
    scene.check().await;
    let ninth = id("ninth");
    scene.add_mint(&ninth);
    let refused = scene.bank.refuses("creator", scene.pool.add_reward_mint(8, &ninth)).await;
    assert_refused(&refused, RestakingError::TooManyRewards, 8, 8);
}

/// A reward that comes later is earned from then on, in positions that were there before too. It may be in the asset, or in the
/// VRT itself; its treasury is not the account of the bonded shares.
#[tokio::test]
async fn rewards_can_be_added_later_and_in_any_token() {
    let mut scene = Scene::new(0).await;
    let (alice, bob, pool) = (id("alice"), id("bob"), scene.pool);
    scene.bond("alice", 500_000).await;
    let (vrt, asset) = (pool.vault.vrt_mint, pool.vault.asset_mint);
    for (place, mint) in [(0, vrt), (1, asset)] {
        scene.bank.by("creator", pool.add_reward_mint(place, &mint)).await;
        scene.bank.by("bob", pool.pay(&bob, place, &mint, 1_000)).await;
    }
    assert_eq!(scene.bank.balance(&pool.bonded_account).await, 500_000);
    assert_eq!(scene.bank.balance(&pool.treasury(0)).await, 1_000);
    scene.at(100).await;
    let assets = scene.bank.balance(&pool.vault.assets_of(&alice)).await;
    for (place, mint) in [(0, vrt), (1, asset)] {
        scene.bank.by("alice", pool.claim(&alice, place, &mint)).await;
    }
    let exact = 1_000 - 1; // 1,000 among 500,000 is 1/500 each, of which the count is short by less than 2^-64.
    assert_eq!(scene.bank.balance(&pool.vault.shares_of(&alice)).await, 500_000 + exact);
    assert_eq!(scene.bank.balance(&pool.vault.assets_of(&alice)).await, assets + exact);
    scene.unbond("alice", 500_000).await;
    assert_eq!(scene.bank.balance(&pool.vault.shares_of(&alice)).await, 1_000_000 + exact);
}

/// An issuer that freezes a treasury stops the payments and claims of its own token, and nothing else.
#[tokio::test]
async fn a_frozen_treasury_blocks_its_own_claims_alone() {
    let mut scene = Scene::new(2).await;
    let (alice, pool) = (id("alice"), scene.pool);
    scene.bond("alice", 1 << 16).await;
    for place in [0, 1] {
        scene.pay(place, 1_000).await;
    }
    scene.at(50).await;
    scene.bank.by("issuer", token::freeze(&pool.treasury(0), &mint(0), &id("issuer"))).await;
    // SPL Token's own: the account is frozen.
    assert_eq!(scene.bank.refuses("alice", pool.claim(&alice, 0, &mint(0))).await.code(), Some(17));
    let pay = pool.pay(&id("payer"), 0, &mint(0), 1_000);
    assert_eq!(scene.bank.refuses("payer", pay).await.code(), Some(17));
    assert_eq!(scene.claim("alice", 1).await, 500);
    scene.bond("alice", 1 << 16).await;
    scene.at(100).await;
    scene.unbond("alice", 2 << 16).await;
    assert_eq!(scene.claim("alice", 1).await, 500);
    // What is frozen stays owed.
    let close = scene.bank.refuses("alice", pool.close_position(&alice, &alice)).await;
    assert_refused(&close, RestakingError::PositionNotEmpty, 1_000, 0);
    scene.bank.by("issuer", token::thaw(&pool.treasury(0), &mint(0), &id("issuer"))).await;
    assert_eq!(scene.claim("alice", 0).await, 1_000);
    scene.bank.by("alice", pool.close_position(&alice, &alice)).await;
    scene.check().await;
}

/// Tokens sent to the pool's accounts have no owner there: they are not earned, not claimed and not in the way.
#[tokio::test]
async fn donations_change_nothing() {
    let mut scene = Scene::new(1).await;
    let pool = scene.pool;
    scene.bond("alice", 1 << 16).await;
    let shares = pool.vault.shares_of(&id("bob"));
    let sent = [
        token::transfer(&shares, &pool.bonded_account, &id("bob"), 777),
        token::transfer(&token::address(&id("payer"), &mint(0)), &pool.treasury(0), &id("payer"), 999),
    ];
    let before = scene.account().await;
    scene.bank.send(&sent, &[&key("bob"), &key("payer")]).await.unwrap();
    assert_eq!(scene.account().await, before);
    scene.pay(0, 1_000).await;
    scene.at(100).await;
    assert_eq!(scene.claim("alice", 0).await, 1_000);
    scene.bond("bob", 1_000_000 - 777).await;
    scene.unbond("alice", 1 << 16).await;
    scene.unbond("bob", 1_000_000 - 777).await;
    assert_eq!(scene.bank.balance(&pool.bonded_account).await, 777);
    assert_eq!(scene.bank.balance(&pool.treasury(0)).await, 999);
    assert_eq!(scene.rewards_of("payer", 0).await, PURSE - 1_000 - 999);
}

/// A claim pays to whichever account of the mint the owner names, such as another's.
#[tokio::test]
async fn a_claim_goes_where_the_owner_says() {
    let mut scene = Scene::new(1).await;
    scene.bond("alice", 1 << 16).await;
    scene.pay(0, 1_000).await;
    scene.at(50).await;
    let mut claim = scene.pool.claim(&id("alice"), 0, &mint(0));
    claim.accounts[3].pubkey = token::address(&id("bob"), &mint(0));
    scene.bank.by("alice", claim).await;
    assert_eq!((scene.rewards_of("alice", 0).await, scene.rewards_of("bob", 0).await), (0, 500));
    scene.check().await;
}
