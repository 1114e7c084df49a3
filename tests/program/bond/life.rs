//! Two holders, with figures by hand; what is left at the end; events.

use harness::key;
use restaking_client::{Event, RestakingError, Stream, VaultBondPool, VaultPosition};
use restaking_tests::{Bank, GENESIS, assert_refused, id};

use crate::bond::{STREAM, Scene, mint, with_mallory};

/// Of 1,000 over 100 s: 400 in 40 s to alice alone, 500 in 50 s in halves, 100 in the last 10 s to bob alone.
#[tokio::test]
async fn two_holders_share_by_what_they_bond_and_for_how_long() {
    let mut scene = Scene::new(1).await;
    scene.bond("alice", 1 << 18).await;
    scene.pay(0, 1_000).await;
    scene.at(40).await;
    scene.bond("bob", 1 << 18).await;
    assert_eq!(scene.claim("alice", 0).await, 400);
    scene.at(70).await;
    assert_eq!(scene.claim("bob", 0).await, 150);
    scene.check().await;
    scene.at(90).await;
    scene.unbond("alice", 1 << 18).await;
    // Out of the pool, what was earned stays owed.
    scene.at(200).await;
    assert_eq!(scene.claim("alice", 0).await, 250);
    assert_eq!(scene.claim("bob", 0).await, 200);
    scene.check().await;
    let (alice, bob) = (scene.rewards_of("alice", 0).await, scene.rewards_of("bob", 0).await);
    assert_eq!((alice, bob, scene.bank.balance(&scene.pool.treasury(0)).await), (650, 350, 0));
    assert_eq!(scene.bank.balance(&scene.pool.vault.shares_of(&id("alice"))).await, 1_000_000);
    // The vault's books have not moved: bonded shares are shares.
    let books = scene.bank.books(&scene.pool.vault).await;
    assert_eq!((books.active, books.supply), (2_000_000, 2_000_000));
}

/// A third and two thirds of 1,000,000, which release no whole units: 333,333.3 and 666,666.7 are claimed as 333,333 and
/// 666,666. The unit between is in the fractions until both have closed: then it streams to the next position.
#[tokio::test]
async fn every_token_is_accounted_for_at_the_end() {
    let mut scene = Scene::new(2).await;
    scene.bond("alice", 100_000).await;
    scene.bond("bob", 200_000).await;
    scene.pay(0, 1_000_000).await;
    scene.pay(1, 7).await;
    for second in [13, 37, 61, 99, 100] {
        scene.at(second).await;
        // Looking in between, at both rewards or one, changes nothing for anyone.
        scene.bond("alice", 3).await;
        scene.unbond("alice", 3).await;
        scene.check().await;
    }
    assert_eq!((scene.claim("alice", 0).await, scene.claim("bob", 0).await), (333_333, 666_666));
    assert_eq!((scene.claim("alice", 1).await, scene.claim("bob", 1).await), (2, 4));
    scene.check().await;
    for (name, bonded) in [("alice", 100_000), ("bob", 200_000)] {
        scene.unbond(name, bonded).await;
        scene.bank.by(name, scene.pool.close_position(&id(name), &id(name))).await;
    }
    scene.check().await;
    let account = scene.account().await;
    for slot in &account.ledger.slots[..2] {
        assert_eq!((slot.paid_in[0] - slot.paid_out[0], slot.stream.left, slot.left_over), (1, 1, 0));
    }

    with_mallory(&mut scene, 10).await;
    scene.at(5_000).await;
    // A unit over 100 s to 8 shares, and not before it is whole.
    scene.bond("mallory", 8).await;
    scene.at(5_099).await;
    let early = scene.bank.refuses("mallory", scene.pool.claim(&id("mallory"), 0, &mint(0))).await;
    assert_refused(&early, RestakingError::NothingEarned, 0, 1);
    scene.at(5_100).await;
    assert_eq!((scene.claim("mallory", 0).await, scene.claim("mallory", 1).await), (1, 1));
    scene.check().await;
    for place in [0, 1] {
        assert_eq!(scene.bank.balance(&scene.pool.treasury(place)).await, 0);
    }
}

#[tokio::test]
async fn accounts_and_events_say_all() {
    let mut scene = Scene::new(1).await;
    let (alice, pool) = (id("alice"), scene.pool);
    let account: VaultBondPool = scene.account().await;
    assert_eq!((account.version, account.vault, account.bonded_account), (1, pool.vault.address, pool.bonded_account));
    assert_eq!((account.ledger.stream_seconds, account.ledger.rewards, account.events), (STREAM, 1, 4));
    assert_eq!((account.mints[0].mint, account.mints[0].treasury), (mint(0), pool.treasury(0)));
    let position: VaultPosition = scene.position("alice").await;
    assert_eq!((position.version, position.pool), (1, pool.address));
    assert_eq!((position.owner, position.rent_payer), (alice, alice));

    let Event::BondChanged(event) = only(scene.bank.by("alice", pool.bond(&alice, 64)).await.events) else { panic!() };
    assert_eq!((event.bond_pool, event.number, event.time), (pool.address, 5, GENESIS));
    assert_eq!((event.position, event.owner), (pool.position(&alice), alice));
    assert_eq!((event.before, event.after, event.bonded), (0, 64, 64));

    let pay = pool.pay(&id("payer"), 0, &mint(0), 500);
    let Event::PositionRewardPaid(event) = only(scene.bank.by("payer", pay).await.events) else { panic!() };
    assert_eq!((event.number, event.payer, event.mint), (6, id("payer"), mint(0)));
    assert_eq!((event.place, event.amount, event.bonded), (0, 500, 64));
    let stream = Stream { left: 500, updated: GENESIS, end: GENESIS + STREAM as i64 };
    assert_eq!((event.reward.paid_in, event.reward.stream.clone()), ([500, 0], stream));
    assert_eq!(event.reward, scene.account().await.ledger.slots[0]);

    scene.at(50).await;
    let unbond = scene.bank.by("alice", pool.unbond(&alice, 60)).await;
    let Event::BondChanged(event) = only(unbond.events) else { panic!() };
    assert_eq!((event.number, event.before, event.after, event.bonded), (7, 64, 4, 4));
    let claim = scene.bank.by("alice", pool.claim(&alice, 0, &mint(0))).await;
    let Event::PositionRewardClaimed(event) = only(claim.events) else { panic!() };
    assert_eq!((event.number, event.owner, event.mint, event.place, event.amount), (8, alice, mint(0), 0, 250));
    assert_eq!((event.position_bonded, event.bonded), (4, 4));
    assert_eq!(event.to, harness::token::address(&alice, &mint(0)));
    assert_eq!(event.reward, scene.account().await.ledger.slots[0]);
    assert_eq!(event.earning, scene.earning("alice", 0).await);
    assert_eq!((event.reward.paid_out, event.earning.owed), ([250, 0], 0));

    scene.at(100).await;
    scene.unbond("alice", 4).await;
    scene.claim("alice", 0).await;
    let close = scene.bank.by("alice", pool.close_position(&alice, &alice)).await;
    let Event::PositionSet(event) = only(close.events) else { panic!() };
    assert_eq!((event.number, event.position, event.owner), (11, pool.position(&alice), alice));
    assert_eq!((event.before, event.after, event.forfeited), (true, false, [0; 8]));
    assert!(scene.bank.account(&pool.position(&alice)).await.is_none());
}

/// A position's payer is paid back, for any owner; and it can be opened again.
#[tokio::test]
async fn a_positions_rent_goes_back_to_who_paid_it() {
    let (mut bank, vault) = Bank::with_vault(restaking_tests::OPEN).await;
    let pool = harness::bond::BondPool::new(vault);
    bank.by("creator", pool.open(1)).await;
    bank.fund(&id("sponsor"));
    let before = (bank.lamports(&id("sponsor")).await, bank.lamports(&id("alice")).await);
    let mut open = pool.open_position(&id("alice"));
    open.accounts[0].pubkey = id("sponsor");
    for _ in 0..2 {
        bank.send(&[open.clone()], &[&key("sponsor"), &key("alice")]).await.unwrap();
        let rent = bank.lamports(&pool.position(&id("alice"))).await;
        assert!(rent > 0);
        assert_eq!(bank.lamports(&id("sponsor")).await, before.0 - rent);
        let refused = bank.refuses("alice", pool.close_position(&id("alice"), &id("alice"))).await;
        assert_eq!(refused.restaking(), Some(RestakingError::WrongRentPayer));
        bank.by("alice", pool.close_position(&id("alice"), &id("sponsor"))).await;
        assert_eq!((bank.lamports(&id("sponsor")).await, bank.lamports(&id("alice")).await), before);
    }
}

fn only(mut events: Vec<Event>) -> Event {
    assert_eq!(events.len(), 1);
    events.remove(0)
}
