//! The view of a vault's rates, against what deposits and exits get.

use harness::fee;
use restaking_client::{RateReport, RestakingError, ShareRate};
use restaking_tests::{EPOCH, GENESIS, assert_refused, id};

use crate::vault::reward::scene::Scene;

/// What an amount converts to, rounded down.
fn convert(amount: u64, to: u64, from: u64) -> u64 {
    (u128::from(amount) * u128::from(to) / u128::from(from)) as u64
}

/// Whether the first rate gives more assets for a share than the second.
fn is_above(first: &ShareRate, second: &ShareRate) -> bool {
    u128::from(first.assets) * u128::from(second.shares) > u128::from(second.assets) * u128::from(first.shares)
}

async fn rates(scene: &mut Scene, at: i64) -> RateReport {
    scene.bank.view(scene.vault.rates(at)).await
}

#[tokio::test]
async fn deposits_and_exits_get_the_rates_of_the_view_as_a_reward_streams() {
    const ASSETS: u64 = 1_000_003;
    const SHARES: u64 = 100_001;
    let mut scene = Scene::new(fee::args(100, 50, 0, EPOCH), 0).await;
    let (bob, vault) = (id("bob"), scene.vault);
    scene.deposit("alice", 1_000_000).await;
    scene.pay("ncn", 300_000).await;
    let start = scene.bank.now().await;
    let mut before = rates(&mut scene, start).await.leaving;
    for (nonce, seconds) in [(0, EPOCH as i64 / 2), (1, EPOCH as i64)] {
        let at = start + seconds;
        let ahead = rates(&mut scene, at).await;
        assert!(is_above(&ahead.leaving, &before), "the reward is in the rate of a later time");
        scene.bank.warp(at).await;
        let now = rates(&mut scene, GENESIS).await;
        assert_eq!(now, ahead, "a time that is over is read as now");
        assert_eq!((now.time, now.deposit_bps, now.exit_bps, now.contested), (at, 100, 50, 0));

        let charged = ASSETS - ASSETS.div_ceil(100);
        let shares = convert(charged, now.entering.shares, now.entering.assets);
        let failure = scene.bank.refuses("bob", vault.deposit(&bob, ASSETS, shares + 1, false)).await;
        assert_refused(&failure, RestakingError::BelowMinimum, shares, shares + 1);
        assert_eq!(scene.deposit("bob", ASSETS).await, shares);

        let rate = rates(&mut scene, 0).await.leaving;
        assert_eq!(scene.request("bob", nonce, SHARES).await, convert(SHARES, rate.assets, rate.shares));
        before = rates(&mut scene, 0).await.leaving;
    }
}

#[tokio::test]
async fn an_announced_fee_is_told_from_the_second_in_which_it_takes_effect() {
    let mut scene = Scene::new(fee::args(100, 50, 0, EPOCH), 0).await;
    scene.set_fees(fee::args(200, 70, 0, EPOCH)).await;
    let fees = scene.ledger().await.fees;
    for (announced, fee) in [(fees.deposit_bps, true), (fees.exit_bps, false)] {
        for (second, bps) in [(-1, announced.current), (0, announced.next)] {
            let told = rates(&mut scene, announced.effective + second).await;
            assert_eq!(if fee { told.deposit_bps } else { told.exit_bps }, bps);
        }
    }
}
