//! What a vault charges: of deposits, of exits, of rewards; from when, and up to what.

use harness::fee::{self, FeeArgs};
use restaking_client::{Delayed, Event, RestakingError, VaultFees};
use restaking_tests::{EPOCH, GENESIS, SLOWEST_RISE, id};

use crate::vault::reward::scene::{FIRST, FREE, Scene, settled};

/// 1 % of deposits, 2 % of exits.
const DEAR: FeeArgs = FeeArgs { deposit_bps: 100, exit_bps: 200, ..FREE };

#[tokio::test]
async fn a_deposit_pays_its_fee_first_and_the_rest_enters() {
    let mut scene = Scene::new(DEAR, 0).await;
    // ceil(1,000,001 / 100) = 10,001.
    let deposit = scene.vault.deposit(&id("alice"), 1_000_001, 990_000, false);
    let Event::Deposited(event) = scene.act("alice", deposit).await else { panic!("not a deposit") };
    assert_eq!((event.assets, event.fee, event.shares, event.after.active), (1_000_001, 10_001, 990_000, 990_000));
    assert_eq!(scene.owed().await, [10_001, 0, 0]);
    // The least is held against what the fee leaves.
    let over = scene.vault.deposit(&id("bob"), 1_000_001, 990_001, false);
    scene.refuses("bob", over, RestakingError::BelowMinimum, 990_000, 990_001).await;
    // No fee takes all of anything.
    let Event::Deposited(event) = scene.act("bob", scene.vault.deposit(&id("bob"), 1, 1, false)).await else {
        panic!("not a deposit")
    };
    assert_eq!((event.fee, event.shares), (0, 1));
}

#[tokio::test]
async fn a_ticket_pays_its_fee_when_it_is_claimed() {
    let mut scene = Scene::new(DEAR, 0).await;
    scene.deposit("alice", 1_000_000).await;
    assert_eq!(scene.owed().await, [10_000, 0, 0]);
    // The least is held against what the ticket will pay: 500,001 less ceil(10,000.02).
    let (alice, bucket) = (id("alice"), FIRST + 1);
    let over = scene.vault.request_exit(&alice, 0, 500_001, 490_001, bucket);
    scene.refuses("alice", over, RestakingError::BelowMinimum, 490_000, 490_001).await;
    let request = scene.vault.request_exit(&alice, 0, 500_001, 490_000, bucket);
    let Event::ExitRequested(event) = scene.act("alice", request).await else { panic!("not a request") };
    // All of it can be slashed until it is paid.
    assert_eq!((event.assets, event.after.exiting), (500_001, [0, 500_001]));
    scene.at(2 * EPOCH as i64).await;
    let claim = scene.vault.claim_exit(&alice, &scene.vault.ticket(&alice, 0), &alice, bucket);
    let Event::ExitClaimed(event) = scene.act("alice", claim).await else { panic!("not a claim") };
    assert_eq!((event.assets, event.fee, event.paid, event.closed), (490_000, 10_001, 500_001, true));
    assert_eq!(scene.owed().await, [20_001, 0, 0]);
}

#[tokio::test]
async fn a_ticket_that_is_canceled_pays_no_fee() {
    let mut scene = Scene::new(DEAR, 0).await;
    scene.deposit("alice", 1_000_000).await;
    scene.request("alice", 0, 500_000).await;
    let (alice, ticket) = (id("alice"), scene.vault.ticket(&id("alice"), 0));
    scene.act("alice", scene.vault.cancel_exit(&alice, &ticket, &alice, FIRST + 1, 500_000)).await;
    assert_eq!((scene.shares("alice").await, scene.owed().await), (990_000, [10_000, 0, 0]));
}

#[tokio::test]
async fn an_instant_exit_pays_the_fee_of_exits_as_well() {
    let mut scene = Scene::new(DEAR, 0).await;
    scene.deposit("alice", 1_000_000).await;
    let over = scene.vault.exit_instantly(&id("alice"), 100_001, 98_001);
    scene.refuses("alice", over, RestakingError::BelowMinimum, 98_000, 98_001).await;
    let exit = scene.vault.exit_instantly(&id("alice"), 100_001, 98_000);
    let Event::ExitedInstantly(event) = scene.act("alice", exit).await else { panic!("not an exit") };
    assert_eq!((event.assets, event.fee, event.exit_fee), (98_000, 0, 2_001));
    assert_eq!(scene.owed().await, [12_001, 0, 0]);
}

/// Announced in the middle of epoch e, fees rise at the first second of e+3, and not in the last second before it.
#[tokio::test]
async fn fees_rise_after_an_epoch_and_a_full_exit_to_the_second() {
    let mut scene = Scene::new(FREE, 0).await;
    scene.deposit("alice", 10_000_000).await;
    scene.at(400).await;
    let rise = fee::set_fees(&scene.vault, &id("creator"), fee::args(100, 200, 2_000, EPOCH));
    let Event::FeesSet(event) = scene.act("creator", rise).await else { panic!("not set") };
    let effective = GENESIS + ((FIRST + 3) * EPOCH) as i64;
    let late = |next| Delayed { current: 0, next, effective };
    assert_eq!(event.before, VaultFees { deposit_bps: settled(0), exit_bps: settled(0), reward_bps: settled(0) });
    assert_eq!(event.after, VaultFees { deposit_bps: late(100), exit_bps: late(200), reward_bps: late(2_000) });
    assert_eq!((event.stream_seconds_before, event.stream_seconds_after), (settled(EPOCH), settled(EPOCH)));

    // Every exit requested within an epoch of the announcement is out before any of them is active, and pays none.
    scene.at(1_400).await;
    scene.request("alice", 0, 1_000_000).await;
    for (second, counts) in [(2_999, false), (3_000, true)] {
        scene.at(second).await;
        let [vault, ..] = scene.owed().await;
        scene.deposit("bob", 10_000).await;
        assert_eq!(scene.owed().await[0] - vault, if counts { 100 } else { 0 }, "of a deposit at {second}");
        let paid = scene.pay("ncn", 10_000).await;
        assert_eq!(paid.vault_fee, if counts { 1_800 } else { 0 }, "of a reward at {second}");
        let leave = scene.vault.exit_instantly(&id("alice"), 10_000, 0);
        let Event::ExitedInstantly(exit) = scene.act("alice", leave).await else { panic!("not an exit") };
        assert_eq!(exit.exit_fee > 0, counts, "of an exit at {second}");
        scene.request("alice", 1 + u64::from(counts), 1_000).await;
    }
    assert_eq!(scene.claim("alice", 0, FIRST + 1).await, 1_000_000);
    // The last second's ticket keeps that second's fee, and the next one's its own.
    scene.at(6_000).await;
    for (nonce, epoch, fee_bps) in [(1, FIRST + 2, 0), (2, FIRST + 3, 200)] {
        let ticket = scene.vault.ticket(&id("alice"), nonce);
        let held: restaking_client::ExitTicket = scene.bank.read(&ticket).await.expect("a ticket");
        assert_eq!(held.ticket.fee_bps, fee_bps);
        let claim = scene.vault.claim_exit(&id("alice"), &ticket, &id("alice"), epoch + 1);
        let Event::ExitClaimed(event) = scene.act("alice", claim).await else { panic!("not a claim") };
        assert_eq!(event.fee, (event.paid * fee_bps).div_ceil(10_000));
    }
}

#[tokio::test]
async fn fees_fall_at_once_but_for_tickets_that_are_out() {
    let mut scene = Scene::new(DEAR, 0).await;
    scene.deposit("alice", 1_000_000).await;
    scene.request("alice", 0, 100_000).await;
    scene.set_fees(FREE).await;
    assert_eq!(scene.deposit("bob", 1_000_000).await, 1_000_000);
    assert_eq!(scene.exit("bob", 1_000).await, 1_000);
    scene.request("alice", 1, 100_000).await;
    scene.at(2 * EPOCH as i64).await;
    assert_eq!(scene.claim("alice", 0, FIRST).await, 98_000, "the fee of its request");
    assert_eq!(scene.claim("alice", 1, FIRST).await, 100_000);
    assert_eq!(scene.owed().await, [12_000, 0, 0]);
}

/// A ticket keeps its fee with any owner.
#[tokio::test]
async fn a_tickets_fee_goes_with_it() {
    let mut scene = Scene::new(DEAR, 0).await;
    scene.deposit("alice", 1_000_000).await;
    scene.request("alice", 0, 100_000).await;
    let (alice, ticket) = (id("alice"), scene.vault.ticket(&id("alice"), 0));
    scene.bank.by("alice", scene.vault.transfer_ticket(&alice, &ticket, &id("bob"))).await;
    scene.at(2 * EPOCH as i64).await;
    scene.act("bob", scene.vault.claim_exit(&id("bob"), &ticket, &alice, FIRST + 1)).await;
    assert_eq!(scene.gained("bob").await, 98_000);
}

/// A new announcement replaces a pending one, and waits its own time; a fall takes it back.
#[tokio::test]
async fn an_announcement_replaces_the_one_before() {
    let mut scene = Scene::new(DEAR, 0).await;
    let at = |epoch: u64| GENESIS + ((FIRST + epoch) * EPOCH) as i64;
    for (second, bps, expected) in [
        (0, 300, Delayed { current: 100, next: 300, effective: at(3) }),
        (1_999, 500, Delayed { current: 100, next: 500, effective: at(4) }),
        (2_000, 500, Delayed { current: 100, next: 500, effective: at(5) }),
        (3_999, 100, settled(100)),
        (3_999, 200, Delayed { current: 100, next: 200, effective: at(6) }),
        (4_500, 50, settled(50)),
        (9_000, 60, Delayed { current: 50, next: 60, effective: at(12) }),
        (12_000, 70, Delayed { current: 60, next: 70, effective: at(15) }),
    ] {
        scene.at(second).await;
        scene.set_fees(FeeArgs { deposit_bps: bps, ..DEAR }).await;
        assert_eq!(scene.ledger().await.fees.deposit_bps, expected, "at {second}");
        assert_eq!(scene.ledger().await.fees.exit_bps, settled(200), "what stays as it is waits for nothing");
    }
}

#[tokio::test]
async fn fees_are_held_to_their_caps() {
    let mut scene = Scene::new(FREE, 0).await;
    for (args, value, cap) in [
        (fee::args(501, 0, 0, EPOCH), 501, 500),
        (fee::args(0, 501, 0, EPOCH), 501, 500),
        (fee::args(0, 0, 3_001, EPOCH), 3_001, 3_000),
        (fee::args(u64::MAX, 501, 3_001, 0), u64::MAX, 500),
        (fee::args(500, 500, 10_000, EPOCH), 10_000, 3_000),
    ] {
        let instruction = fee::set_fees(&scene.vault, &id("creator"), args);
        scene.refuses("creator", instruction, RestakingError::FeeOverCap, value, cap).await;
    }
    scene.set_fees(fee::args(500, 500, 3_000, EPOCH)).await;
}

/// With every fee at its cap the holders still have half of what a commission leaves.
#[tokio::test]
async fn all_caps_together_leave_holders_the_most() {
    let mut scene = Scene::new(fee::args(500, 500, 3_000, EPOCH), 1_000).await;
    let most = harness::entity::update_operator(&id("operator"), &scene.first.operator, &id("allocator"), 5_000);
    scene.bank.by("operator", most).await;
    let now = scene.bank.now().await;
    scene.bank.warp(now + SLOWEST_RISE).await;
    scene.deposit("alice", 1_000_000).await;
    let paid = scene.pay("ncn", 1_000_000).await;
    assert_eq!(
        [paid.commission, paid.vault_fee, paid.protocol_fee, paid.stream.left],
        [500_000, 150_000, 50_000, 300_000]
    );
    // The smallest rewards, of which most parts are nothing.
    for amount in [1, 2, 3, 7] {
        let before = scene.ledger().await.stream.left;
        let paid = scene.pay("ncn", amount).await;
        let parts = paid.commission + paid.vault_fee + paid.protocol_fee;
        assert_eq!(scene.ledger().await.stream.left - before, amount - parts);
        assert_eq!(paid.commission, amount / 2);
    }
}
