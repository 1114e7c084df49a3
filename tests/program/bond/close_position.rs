//! Positions that cannot be paid: the owner closes one by giving up what it is owed, and nobody else loses by it.

use harness::token;
use restaking_client::{Event, RestakingError as E};
use restaking_tests::{GENESIS, assert_refused, id};

use crate::bond::{Scene, mint};

/// SPL Token: the account is frozen.
const FROZEN: u32 = 17;

/// Alice and bob have earned 500 of each of two rewards, alice has unbonded, and the issuer of the first has frozen the pool's
/// tokens.
async fn frozen_pool() -> Scene {
    let mut scene = Scene::new(2).await;
    for name in ["alice", "bob"] {
        scene.bond(name, 1 << 10).await;
    }
    for place in [0, 1] {
        scene.pay(place, 1_000).await;
    }
    scene.at(100).await;
    scene.unbond("alice", 1 << 10).await;
    scene.bank.by("issuer", token::freeze(&scene.pool.treasury(0), &mint(0), &id("issuer"))).await;
    scene
}

#[tokio::test]
async fn an_owner_closes_a_position_that_cannot_be_paid() {
    let mut scene = frozen_pool().await;
    let (alice, pool) = (id("alice"), scene.pool);
    let failure = scene.bank.refuses("alice", pool.claim(&alice, 0, &mint(0))).await;
    assert_eq!(failure.code(), Some(FROZEN));
    assert_eq!(scene.claim("alice", 1).await, 500, "one reward blocks no other");
    let not_empty = scene.bank.refuses("alice", pool.close_position(&alice, &alice)).await;
    assert_refused(&not_empty, E::PositionNotEmpty, 500, 0);

    let (bobs, lamports) = (scene.position("bob").await, scene.bank.lamports(&alice).await);
    let rent = scene.bank.lamports(&pool.position(&alice)).await;
    let books = scene.account().await.ledger;
    scene.at(200).await;
    let close = pool.forfeit_position(&alice, &alice, [500, 0, 0, 0, 0, 0, 0, 0]);
    let done = scene.bank.by("alice", close).await;
    let [Event::PositionSet(event)] = &done.events[..] else { panic!("{:?}", done.events) };
    assert_eq!((event.owner, event.position, event.before, event.after), (alice, pool.position(&alice), true, false));
    assert_eq!(event.forfeited, [500, 0, 0, 0, 0, 0, 0, 0]);
    assert!(scene.bank.account(&pool.position(&alice)).await.is_none());
    assert_eq!(scene.bank.lamports(&alice).await, lamports + rent);

    // No token moved, and no figure changed but what streams again.
    scene.check().await;
    let after = scene.account().await.ledger;
    assert_eq!(
        (&after.slots[0].paid_in, &after.slots[0].paid_out),
        (&books.slots[0].paid_in, &books.slots[0].paid_out)
    );
    assert_eq!(after.slots[1], books.slots[1]);
    let stream = &after.slots[0].stream;
    assert_eq!((stream.left, stream.updated, stream.end), (500, GENESIS + 200, GENESIS + 300));
    assert_eq!(scene.position("bob").await, bobs, "bob's position is not touched");

    // Thawed, bob has his 500 and what alice gave up; nothing is left behind.
    scene.bank.by("issuer", token::thaw(&pool.treasury(0), &mint(0), &id("issuer"))).await;
    assert_eq!(scene.claim("bob", 0).await, 500, "nothing of it comes out at once");
    scene.at(250).await;
    assert_eq!(scene.claim("bob", 0).await, 250);
    scene.at(300).await;
    assert_eq!(scene.claim("bob", 0).await, 250);
    assert_eq!(scene.claim("bob", 1).await, 500);
    scene.check().await;
    assert_eq!(scene.bank.balance(&pool.treasury(0)).await, 0);
    // The address is free again.
    scene.bank.by("alice", pool.open_position(&alice)).await;
}

/// Transactions right before or after the close change nothing of what is given up: payments go to the bonded positions, and
/// the owner alone bonds, claims and closes.
#[tokio::test]
async fn no_neighbor_changes_what_is_given_up() {
    let mut scene = frozen_pool().await;
    let (alice, pool) = (id("alice"), scene.pool);
    scene.bank.by("issuer", token::thaw(&pool.treasury(0), &mint(0), &id("issuer"))).await;
    scene.pay(0, 1_000_000).await;
    scene.at(150).await;
    scene.unbond("bob", 1 << 10).await;
    scene.pay(0, 1_000_000).await;
    let forfeits = |first| pool.forfeit_position(&alice, &alice, [first, 500, 0, 0, 0, 0, 0, 0]);
    let short = scene.bank.refuses("alice", forfeits(499)).await;
    assert_refused(&short, E::PositionNotEmpty, 500, 499);
    // Her own claim before it leaves less to give up, and the rest goes as she said.
    assert_eq!(scene.claim("alice", 0).await, 500);
    let done = scene.bank.by("alice", forfeits(500)).await;
    let [Event::PositionSet(event)] = &done.events[..] else { panic!("{:?}", done.events) };
    assert_eq!(event.forfeited, [0, 500, 0, 0, 0, 0, 0, 0]);
    scene.check().await;
    // No position is bonded: it waits for the next one.
    assert_eq!(scene.account().await.ledger.slots[1].stream.left, 500);
    scene.at(1_000).await;
    scene.bond("bob", 1).await;
    scene.at(1_100).await;
    assert_eq!(scene.claim("bob", 1).await, 500 + 500);
    scene.check().await;
}

/// The rent goes to its payer, whatever is given up.
#[tokio::test]
async fn the_rent_is_its_payers() {
    let mut scene = Scene::new(1).await;
    let (mallory, pool) = (id("mallory"), scene.pool);
    let vault = pool.vault;
    for (account, mint) in [(vault.assets_of(&mallory), vault.asset_mint), (vault.shares_of(&mallory), vault.vrt_mint)]
    {
        scene.bank.put(&account, token::token_account(mint, mallory, if mint == vault.vrt_mint { 0 } else { 64 }));
    }
    let mut open = pool.open_position(&mallory);
    open.accounts[0].pubkey = id("payer");
    let both = [&harness::key("payer"), &harness::key("mallory")];
    scene.bank.send(&[vault.deposit(&mallory, 64, 64, false), open], &both).await.unwrap();
    scene.bond("mallory", 64).await;
    scene.pay(0, 100).await;
    scene.at(100).await;
    scene.unbond("mallory", 64).await;
    let forfeits = [100, 0, 0, 0, 0, 0, 0, 0];
    let own = scene.bank.refuses("mallory", pool.forfeit_position(&mallory, &mallory, forfeits)).await;
    assert_eq!(own.restaking(), Some(E::WrongRentPayer));
    let before = scene.bank.lamports(&id("payer")).await;
    let rent = scene.bank.lamports(&pool.position(&mallory)).await;
    scene.bank.by("mallory", pool.forfeit_position(&mallory, &id("payer"), forfeits)).await;
    assert_eq!(scene.bank.lamports(&id("payer")).await, before + rent);
    scene.check().await;
}
