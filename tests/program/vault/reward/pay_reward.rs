//! How rewards stream: across epochs, together, and without holders to earn them.

use harness::fee::{self, FeeArgs};
use harness::{slash, split};
use restaking_client::{Event, Stream};
use restaking_tests::{EPOCH, GENESIS, id};

use crate::vault::reward::books::due;
use crate::vault::reward::scene::{FIRST, FREE, Scene};

/// Rewards stream over three and a half epochs.
const SLOW: FeeArgs = FeeArgs { stream_seconds: 3_500, ..FREE };

/// The moment of a scene's `second`.
fn moment(second: i64) -> i64 {
    GENESIS + (FIRST * EPOCH) as i64 + second
}

impl Scene {
    /// The amount still to stream, the second of the scene up to which it was released, and its end.
    async fn stream(&mut self) -> (u64, i64, i64) {
        let Stream { left, updated, end } = self.ledger().await.stream;
        (left, updated - moment(0), end - moment(0))
    }

    /// A unit of carol's, to have the ledger look at the time; returns the active assets but for her units.
    async fn look(&mut self, units: &mut u64) -> u64 {
        *units += 10;
        self.deposit("carol", 10).await;
        self.ledger().await.books.active - *units
    }
}

#[tokio::test]
async fn a_stream_runs_on_across_epochs() {
    let mut scene = Scene::free(SLOW).await;
    scene.deposit("alice", 1_000_000).await;
    scene.at(700).await;
    scene.pay("ncn", 35_000).await;
    assert_eq!(scene.stream().await, (35_000, 700, 4_200));
    // Ten a second, at either side of each rollover, at the last second and after it.
    let mut units = 0;
    for (second, out) in [
        (701, 10),
        (999, 2_990),
        (1_000, 3_000),
        (1_001, 3_010),
        (2_000, 13_000),
        (3_999, 32_990),
        (4_199, 34_990),
        (4_200, 35_000),
        (9_000, 35_000),
    ] {
        scene.at(second).await;
        assert_eq!(scene.look(&mut units).await, 1_000_000 + out, "at {second}");
    }
    assert_eq!(scene.stream().await.0, 0);
}

/// No read changes the stream: neither an epoch's length without a transaction, nor one in each second.
#[tokio::test]
async fn it_does_not_matter_how_often_anybody_looks() {
    let mut actives = vec![];
    for looks in [vec![], vec![1_500], (1..40).map(|look| look * 100).collect::<Vec<_>>()] {
        let mut scene = Scene::free(SLOW).await;
        scene.deposit("alice", 1_000_000).await;
        scene.pay("ncn", 35_001).await;
        let mut units = 0;
        for second in looks {
            scene.at(second).await;
            scene.look(&mut units).await;
        }
        scene.at(4_000).await;
        actives.push(scene.look(&mut units).await);
    }
    assert_eq!(actives, [1_035_001; 3]);
}

#[tokio::test]
async fn a_payment_folds_into_what_runs_and_restarts_nothing() {
    let mut scene = Scene::free(FREE).await;
    scene.deposit("alice", 1_000_000).await;
    scene.pay("ncn", 1_000).await;
    scene.at(500).await;
    // Half is earned, and stays so. Of the rest, 500 for 500 s and 1,500 for 1,000 s make 2,000 for 875 s.
    let paid = scene.pay("other ncn", 1_500).await;
    assert_eq!((paid.before.active, paid.after.active), (1_000_000, 1_000_500));
    assert_eq!(scene.stream().await, (2_000, 500, 1_375));
    // The same second once more: nothing has streamed since, and a shorter rest is not brought forward by dust.
    let paid = scene.pay("ncn", 1).await;
    assert_eq!((paid.before.active, paid.after.active), (1_000_500, 1_000_500));
    assert_eq!(scene.stream().await, (2_001, 500, 1_375));
    // A new time is for what is paid from when it is active, here as if announced long ago; the weighted mean of 2,001 for 875 s and
    // 2,001 for 10,000 s.
    let slow = restaking_client::Delayed { current: 10_000, next: 10_000, effective: 0 };
    let vault = scene.vault.address;
    scene.bank.change::<restaking_client::Vault>(&vault, |vault| vault.ledger.stream_seconds = slow).await;
    assert_eq!(scene.stream().await, (2_001, 500, 1_375), "what runs keeps its time");
    scene.pay("ncn", 2_001).await;
    assert_eq!(scene.stream().await, (4_002, 500, 500 + 875 + (10_000 - 875) / 2));
    // After the end a stream starts afresh.
    scene.at(6_000).await;
    scene.pay("ncn", 7).await;
    assert_eq!(scene.stream().await, (7, 6_000, 16_000));
    assert_eq!(scene.ledger().await.books.active, 1_004_502);
}

#[tokio::test]
async fn dust_puts_nothing_off() {
    let mut scene = Scene::free(FREE).await;
    scene.deposit("alice", 1_000_000).await;
    scene.pay("ncn", 1_000_000).await;
    for second in [1, 100, 200, 300, 400, 500, 600, 700, 800, 900, 999] {
        scene.at(second).await;
        for _ in 0..3 {
            scene.pay("other ncn", 1).await;
        }
        assert_eq!(scene.stream().await.2, 1_000, "the end stands still at {second}");
    }
    scene.at(1_000).await;
    scene.deposit("bob", 1_000).await;
    assert_eq!((scene.stream().await.0, scene.ledger().await.books.active), (0, 2_001_033));
}

#[tokio::test]
async fn a_reward_for_an_empty_vault_waits_for_who_comes() {
    let mut scene = Scene::free(FREE).await;
    scene.pay("ncn", 1_000).await;
    scene.at(700).await;
    scene.pay("ncn", 1_000).await;
    let (left, updated, end) = scene.stream().await;
    assert_eq!((left, end - updated), (2_000, 1_000), "nothing came out, and all of the time is still to come");
    // Epochs later alice enters, and it streams to her from then on.
    scene.at(50_000).await;
    scene.deposit("alice", 1_000_000).await;
    assert_eq!((scene.stream().await, scene.ledger().await.books.active), ((2_000, 50_000, 51_000), 1_000_000));
    scene.at(50_250).await;
    // She leaves with a quarter of it, and the rest waits again: 750 seconds of it.
    assert_eq!(scene.request("alice", 0, 1_000_000).await, 1_000_499);
    assert_eq!(scene.stream().await, (1_500, 50_250, 51_000));
    scene.at(60_000).await;
    assert_eq!(scene.claim("alice", 0, FIRST + 50).await, 1_000_499);
    scene.deposit("bob", 1_000_000).await;
    assert_eq!(scene.stream().await, (1_500, 60_000, 60_750));
    scene.at(60_750).await;
    scene.deposit("carol", 1_000).await;
    // The unit that rounding left when alice left is bob's as well.
    assert_eq!((scene.stream().await.0, scene.ledger().await.books.active), (0, 1_002_501));
}

/// The rest of a stream belongs to no stake: a slash takes its part of the present stake, and the stream runs on.
#[tokio::test]
async fn a_slash_takes_nothing_of_what_is_to_come() {
    let mut scene = Scene::free(FREE).await;
    let split = scene.first;
    // All of the operator's part stands behind it in the NCN.
    let policy = slash::policy(&id("slasher"), &id("resolver"), &id("insurance"), EPOCH);
    scene.bank.fund(&id("slasher"));
    scene.bank.by("ncn", slash::set_policy(&id("ncn"), &split.ncn, policy)).await;
    scene.bank.by("allocator", split.allocate(&id("allocator"), slash::WHOLE)).await;
    let later = scene.bank.now().await + restaking_tests::SLOWEST_RISE;
    scene.bank.warp(later).await;
    scene.deposit("alice", 1_000_000).await;
    scene.pay("ncn", 1_000_000).await;
    scene.bank.warp(later + 500).await;
    // Half of the operator's three tenths of the 1,500,000 that are there.
    let proposed = scene.bank.propose(&split, 1, slash::WHOLE / 2).await;
    assert_eq!((proposed.books_before.active, proposed.books_after.active), (1_000_000, 1_275_000));
    let ledger = scene.ledger().await;
    assert_eq!((ledger.stream.left, ledger.escrowed), (500_000, 225_000));
    scene.check().await;
    scene.bank.warp(later + 1_000).await;
    assert_eq!(due(&ledger.stream, later + 1_000), 500_000);
    scene.deposit("bob", 1_000).await;
    assert_eq!(scene.ledger().await.books.active, 1_776_000);
}

/// The figures that an NCN reads have the stream in them, whether anybody touched the vault or not.
#[tokio::test]
async fn the_view_of_what_can_be_slashed_has_the_stream_in_it() {
    let mut scene = Scene::free(FREE).await;
    let split = scene.first;
    scene.bank.by("allocator", split.allocate(&id("allocator"), slash::WHOLE)).await;
    scene.bank.age(&split).await;
    scene.deposit("alice", 1_000_000).await;
    scene.pay("ncn", 1_000_000).await;
    for (second, stake) in [(0, 300_000), (1, 300_300), (500, 450_000), (1_000, 600_000), (5_000, 600_000)] {
        scene.at(second).await;
        let report: restaking_client::StakeReport = scene.bank.view(split::slashable_stake(&[split])).await;
        assert_eq!(report.stakes, [stake], "at {second}");
    }
}

#[tokio::test]
async fn stream_times_are_held_to_their_bounds() {
    let mut scene = Scene::free(FREE).await;
    let year = 365 * 86_400;
    for (seconds, error, limit) in [
        (0, restaking_client::RestakingError::StreamTooShort, EPOCH),
        (EPOCH - 1, restaking_client::RestakingError::StreamTooShort, EPOCH),
        (year + 1, restaking_client::RestakingError::StreamTooLong, year),
        (u64::MAX, restaking_client::RestakingError::StreamTooLong, year),
    ] {
        let instruction = fee::set_fees(&scene.vault, &id("creator"), FeeArgs { stream_seconds: seconds, ..FREE });
        scene.refuses("creator", instruction, error, seconds, limit).await;
    }
    for seconds in [EPOCH, year] {
        let instruction = fee::set_fees(&scene.vault, &id("creator"), FeeArgs { stream_seconds: seconds, ..FREE });
        let Event::FeesSet(event) = scene.act("creator", instruction).await else { panic!("not set") };
        assert_eq!(event.stream_seconds_after.next, seconds);
    }
}
