//! Amounts, times and accounts that are refused each by itself. Every other wrong account is in `accounts.rs`.

use harness::bond::BondPool;
use restaking_client::RestakingError as E;
use restaking_tests::{OPEN, assert_refused, id};

use crate::bond::{Scene, mint, with_mallory};

/// The usual scene with a second vault, of "rival", and a pool with the same two rewards; alice and bob have bonded 1,000
/// in each, and 500 of both rewards are owed in halves.
pub async fn two_pools() -> (Scene, BondPool) {
    let mut scene = Scene::new(2).await;
    let vault = scene.bank.add_vault("rival", 0, OPEN).await;
    let (pool, creator) = (BondPool::new(vault), "rival");
    scene.bank.by(creator, pool.open(100)).await;
    for place in [0, 1] {
        scene.bank.by(creator, pool.add_reward_mint(place, &mint(place))).await;
    }
    for name in ["alice", "bob"] {
        scene.bank.by(name, vault.deposit(&id(name), 1_000_000, 1_000_000, false)).await;
        scene.bank.by(name, pool.open_position(&id(name))).await;
        scene.bank.by(name, pool.bond(&id(name), 1_000)).await;
        scene.bond(name, 1_000).await;
    }
    for place in [0, 1] {
        scene.bank.by("payer", pool.pay(&id("payer"), place, &mint(place), 1_000)).await;
        scene.pay(place, 1_000).await;
    }
    scene.at(50).await;
    (scene, pool)
}

#[tokio::test]
async fn bond_and_unbond() {
    let (mut scene, _) = two_pools().await;
    let (alice, pool) = (id("alice"), scene.pool);
    let zero = scene.bank.refuses("alice", pool.bond(&alice, 0)).await;
    assert_refused(&zero, E::Zero, 0, 1);
    let zero = scene.bank.refuses("alice", pool.unbond(&alice, 0)).await;
    assert_refused(&zero, E::Zero, 0, 1);
    let over = scene.bank.refuses("alice", pool.unbond(&alice, 1_001)).await;
    assert_refused(&over, E::OverBonded, 1_001, 1_000);
    let over = scene.bank.refuses("alice", pool.bond(&alice, u64::MAX)).await;
    assert_refused(&over, E::Overflow, 2_000, u64::MAX);
    // SPL Token: insufficient funds.
    assert_eq!(scene.bank.refuses("alice", pool.bond(&alice, 999_001)).await.code(), Some(1));
    scene.bank.by("alice", pool.bond(&alice, 999_000)).await;
    scene.bank.by("alice", pool.unbond(&alice, 1_000_000)).await;
}

#[tokio::test]
async fn pay_position_reward() {
    let (mut scene, _) = two_pools().await;
    let (payer, pool) = (id("payer"), scene.pool);
    let pay = |amount| pool.pay(&payer, 0, &mint(0), amount);
    assert_refused(&scene.bank.refuses("payer", pay(0)).await, E::Zero, 0, 1);
    assert_refused(&scene.bank.refuses("payer", pay(u64::MAX)).await, E::Overflow, 1_000, u64::MAX);
    assert_eq!(scene.bank.refuses("payer", pay(1 << 60)).await.code(), Some(1));
}

#[tokio::test]
async fn claim_position_reward() {
    let (mut scene, other) = two_pools().await;
    let (alice, pool) = (id("alice"), scene.pool);
    let claim = pool.claim(&alice, 0, &mint(0));
    assert_eq!((scene.claim("alice", 0).await, scene.claim("bob", 0).await), (250, 250));
    // Nothing more in this second; and a position without shares gets nothing.
    let again = scene.bank.refuses("alice", claim.clone()).await;
    assert_refused(&again, E::NothingEarned, 0, 1);
    with_mallory(&mut scene, 10).await;
    let none = scene.bank.refuses("mallory", pool.claim(&id("mallory"), 0, &mint(0))).await;
    assert_refused(&none, E::NothingEarned, 0, 1);
    // No claim of one pool has touched the other.
    assert_eq!(scene.bank.balance(&other.treasury(0)).await, 1_000);
}

#[tokio::test]
async fn open_bond_pool() {
    let (mut scene, _) = two_pools().await;
    let vault = scene.bank.add_vault("third", 0, OPEN).await;
    let pool = BondPool::new(vault);
    let open = |seconds| pool.open(seconds);
    assert_refused(&scene.bank.refuses("third", open(0)).await, E::StreamTooShort, 0, 1);
    let year = 365 * 86_400;
    assert_refused(&scene.bank.refuses("third", open(year + 1)).await, E::StreamTooLong, year + 1, year);
    scene.bank.by("third", open(year)).await;
    // Once.
    assert_eq!(scene.bank.refuses("third", open(9)).await.code(), Some(0));
}

#[tokio::test]
async fn add_reward_mint() {
    let (mut scene, other) = two_pools().await;
    let pool = scene.pool;
    scene.add_mint(&mint(2));
    let add = pool.add_reward_mint(2, &mint(2));
    // The admin of one vault has no say in another's pool.
    let mut as_ours = other.add_reward_mint(2, &mint(2));
    for (slot, address) in [id("creator"), id("creator"), pool.vault.address].into_iter().enumerate() {
        as_ours.accounts[slot].pubkey = address;
    }
    assert_eq!(scene.bank.refuses("creator", as_ours).await.restaking(), Some(E::WrongBondPool));
    // The same mint twice.
    for place in [0, 1] {
        let twice = scene.bank.refuses("creator", pool.add_reward_mint(2, &mint(place))).await;
        assert_eq!(twice.restaking(), Some(E::RewardTaken));
    }
    scene.bank.by("creator", add).await;
    let twice = scene.bank.refuses("creator", pool.add_reward_mint(3, &mint(2))).await;
    assert_eq!(twice.restaking(), Some(E::RewardTaken));
}

#[tokio::test]
async fn open_position_and_close_position() {
    let (mut scene, _) = two_pools().await;
    let (alice, bob, pool) = (id("alice"), id("bob"), scene.pool);
    assert_eq!(scene.bank.refuses("alice", pool.open_position(&alice)).await.code(), Some(0), "in use");
    let close = pool.close_position(&alice, &alice);
    let not_empty = scene.bank.refuses("alice", close.clone()).await;
    assert_refused(&not_empty, E::PositionNotEmpty, 1_000, 0);
    scene.unbond("alice", 1_000).await;
    let not_empty = scene.bank.refuses("alice", close.clone()).await;
    assert_refused(&not_empty, E::PositionNotEmpty, 250, 0);
    scene.claim("alice", 0).await;
    let not_empty = scene.bank.refuses("alice", close.clone()).await;
    assert_refused(&not_empty, E::PositionNotEmpty, 250, 0);
    // Each reward by itself: all of one says nothing of the other, and a unit short is short.
    let forfeits = |first, second| pool.forfeit_position(&alice, &alice, [first, second, 0, 0, 0, 0, 0, 0]);
    for (forfeit, most) in [(forfeits(u64::MAX, 0), 0), (forfeits(0, 249), 249)] {
        assert_refused(&scene.bank.refuses("alice", forfeit).await, E::PositionNotEmpty, 250, most);
    }
    // Bob's shares are bonded: they stay his after any forfeit.
    let theirs = pool.forfeit_position(&bob, &bob, [u64::MAX; 8]);
    assert_refused(&scene.bank.refuses("bob", theirs).await, E::PositionNotEmpty, 1_000, 0);
    scene.claim("alice", 1).await;
    scene.bank.by("alice", close).await;
}
