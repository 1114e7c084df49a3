//! The protocol's part of rewards.

use harness::fee;
use restaking_client::{Config, Delayed, Event, RestakingError, pda};
use restaking_tests::{SLOWEST_RISE, id};

use crate::vault::reward::scene::{FREE, Scene, settled};

impl Scene {
    /// The config's admin sets the protocol's fee; returns what it is then.
    async fn set_protocol_fee(&mut self, bps: u64) -> Delayed {
        let before = self.bank.read::<Config>(&pda::config()).await.expect("the config");
        let now = self.bank.now().await;
        let done = self.bank.by("deployer", fee::set_protocol_fee(&id("deployer"), bps)).await;
        let after = self.bank.read::<Config>(&pda::config()).await.expect("the config");
        let [Event::ProtocolFeeSet(event)] = &done.events[..] else { panic!("{:?}", done.events) };
        assert_eq!((event.config, event.number, event.time), (pda::config(), before.events + 1, now));
        assert_eq!(event.before, before.protocol_fee_bps);
        assert_eq!(event.after, after.protocol_fee_bps);
        assert_eq!(Config { events: after.events, protocol_fee_bps: event.after.clone(), ..before }, after);
        after.protocol_fee_bps
    }
}

#[tokio::test]
async fn it_is_a_tenth_at_the_most() {
    let mut scene = Scene::new(FREE, 0).await;
    for bps in [1_001, 10_000, u64::MAX] {
        scene
            .refuses("deployer", fee::set_protocol_fee(&id("deployer"), bps), RestakingError::FeeOverCap, bps, 1_000)
            .await;
    }
    assert_eq!(scene.set_protocol_fee(1_000).await.next, 1_000);
}

/// It rises after the slowest exit that any vault may have, to the second, and falls at once.
#[tokio::test]
async fn it_rises_late_and_falls_at_once() {
    let mut scene = Scene::free(FREE).await;
    scene.deposit("alice", 1_000_000).await;
    let from = scene.bank.now().await + SLOWEST_RISE;
    assert_eq!(scene.set_protocol_fee(1_000).await, Delayed { current: 0, next: 1_000, effective: from });
    for (time, part) in [(from - 1, 0), (from, 1_000)] {
        scene.bank.warp(time).await;
        assert_eq!(scene.pay("ncn", 10_000).await.protocol_fee, part);
    }
    assert_eq!(scene.set_protocol_fee(300).await, settled(300));
    assert_eq!(scene.pay("ncn", 10_000).await.protocol_fee, 300);
    // A rise that is announced is taken back by a fall, and put off by another announcement.
    scene.set_protocol_fee(1_000).await;
    scene.bank.warp(from + SLOWEST_RISE - 1).await;
    let later = from + 2 * SLOWEST_RISE - 1;
    assert_eq!(scene.set_protocol_fee(900).await, Delayed { current: 300, next: 900, effective: later });
    assert_eq!(scene.set_protocol_fee(300).await, settled(300));
    scene.bank.warp(later).await;
    assert_eq!(scene.pay("ncn", 10_000).await.protocol_fee, 300);
}

#[tokio::test]
async fn only_the_configs_admin_sets_it() {
    let mut scene = Scene::new(FREE, 500).await;
    for name in ["mallory", "creator", "operator", "ncn", "vault wallet", "protocol wallet"] {
        scene.bank.fund(&id(name));
        for bps in [0, 500, 1_000] {
            scene.refused(&[name], fee::set_protocol_fee(&id(name), bps), RestakingError::NotAdmin).await;
        }
    }
    let mut unsigned = fee::set_protocol_fee(&id("deployer"), 0);
    unsigned.accounts[0].is_signer = false;
    assert!(scene.bank.refused(unsigned, &[]).await.restaking().is_none());
}
