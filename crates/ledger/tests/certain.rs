//! What a service is told that it can take until a time, against what it can take then.

mod common;

use common::scene::{NOW, Scene};
use common::{EPOCH, OPEN};
use ledger::state::allowance::Allowance;
use ledger::state::books::UNITS;
use ledger::state::breaker::{Approved, LossLimits};
use ledger::state::delayed::Delayed;
use ledger::transition::certain_stake::Stake;

const FIRST: (usize, usize) = (0, 0);
const SECOND: (usize, usize) = (0, 1);
const OTHER: (usize, usize) = (1, 0);

fn certain(scene: &Scene, until: i64) -> u64 {
    let of = Stake {
        delegation: &scene.to[0],
        allocation: &scene.services[0][0],
        limits: &scene.limits[0],
        losses: &scene.losses[0],
    };
    scene.vault.certain_stake(&of, until, scene.now).unwrap()
}

/// The figure of the moment.
fn at_risk(scene: &Scene) -> u64 {
    let approval = (&scene.limits[0], &scene.losses[0]);
    scene.vault.stake_at_risk(&scene.to[0], &scene.services[0][0], approval, scene.now).unwrap()
}

fn without_instant_exits(scene: &mut Scene) {
    scene.vault.instant_allowance = Allowance::new(0, OPEN.instant_refill_seconds, NOW).unwrap();
}

fn limit(bps: u64) -> LossLimits {
    LossLimits { incident_bps: Delayed::settled(bps), epoch_bps: Delayed::settled(bps) }
}

#[test]
fn what_leaves_at_the_end_of_the_epoch_is_not_certain_after_it() {
    let mut scene = Scene::new(100_000, [900_000, 0], UNITS, UNITS);
    let last = NOW + EPOCH - 1;
    assert_eq!(
        [0, NOW, last, last + 1].map(|until| certain(&scene, until)),
        [1_000_000, 1_000_000, 1_000_000, 100_000]
    );
    scene.at(2);
    assert_eq!(scene.slash(FIRST, UNITS).stake, 100_000);
}

#[test]
fn what_is_asked_for_from_now_on_stays_for_an_epoch_and_no_longer() {
    let mut scene = Scene::new(100_000, [0, 50_000], UNITS, UNITS);
    let end = NOW + 2 * EPOCH;
    assert_eq!([NOW, end - 1, end].map(|until| certain(&scene, until)), [150_000, 150_000, 0]);
    scene.request(100_000).unwrap();
    scene.now = end - 1;
    assert_eq!(scene.slash(FIRST, UNITS).stake, 150_000);
}

#[test]
fn a_pending_fall_is_not_certain_from_its_second_on() {
    for which in 0..5 {
        let mut scene = Scene::new(100_000, [0, 0], UNITS, UNITS);
        without_instant_exits(&mut scene);
        let fall = NOW + 500;
        let quarter = |whole| Delayed { current: whole, next: whole / 4, effective: fall };
        match which {
            0 => scene.to[0].units = quarter(UNITS),
            1 => scene.services[0][0].magnitude = quarter(UNITS),
            2 => scene.limits[0].incident_bps = quarter(10_000),
            3 => scene.limits[0].epoch_bps = quarter(10_000),
            _ => scene.vault.loss_limits.incident_bps = quarter(10_000),
        }
        assert_eq!([fall - 1, fall].map(|until| certain(&scene, until)), [100_000, 25_000], "{which}");
        scene.now = fall;
        assert_eq!(scene.slash(FIRST, UNITS).stake, 25_000);
    }
}

#[test]
fn an_approval_to_come_takes_its_part_of_the_breaker() {
    let mut scene = Scene::new(100_000, [0, 0], UNITS, UNITS);
    scene.vault.loss_limits = limit(2_000);
    scene.vault.approved = Approved { epoch: 1, sums: [10_000, 40_000, 20_000, 10_000], later: 10_000 };
    assert_eq!([NOW, NOW + EPOCH].map(|until| certain(&scene, until)), [20_000, 5_000]);
}

#[test]
fn what_a_service_took_is_neither_certain_nor_told_in_its_epoch() {
    let mut scene = Scene::new(100_000, [0, 0], UNITS, UNITS);
    without_instant_exits(&mut scene);
    scene.limits[0] = limit(1_000);
    assert_eq!((certain(&scene, NOW), at_risk(&scene)), (10_000, 10_000));
    assert_eq!(scene.slash(FIRST, UNITS / 20).stake, 5_000);
    // A dust slash fixed the base: what comes in after it makes no room.
    scene.deposit(1_000_000).unwrap();
    assert_eq!((certain(&scene, NOW), at_risk(&scene)), (5_000, 5_000));
    assert_eq!(certain(&scene, NOW + EPOCH), 5_000, "from now through the next epoch");
    assert_eq!(scene.slash(FIRST, UNITS).stake, 5_000);
    assert_eq!((certain(&scene, NOW), at_risk(&scene)), (0, 0));
    scene.at(2);
    assert_eq!((certain(&scene, scene.now), at_risk(&scene)), (109_000, 109_000));
}

#[test]
fn instant_exits_take_nothing_of_what_is_certain() {
    for (capacity, told) in [(0, 250_000), (50_000, 236_841), (1 << 62, 0)] {
        let mut scene = Scene::new(500_000, [500_000, 0], UNITS / 2, UNITS);
        scene.vault.instant_allowance = Allowance::new(capacity, 1_000_000_000, NOW).unwrap();
        let until = NOW + EPOCH;
        let read = certain(&scene, until);
        let out = capacity.min(499_000);
        if out > 0 {
            scene.exit_instantly(out).unwrap();
        }
        scene.now = until;
        let can = scene.slash(FIRST, UNITS).stake;
        assert_eq!(read, told, "with a capacity of {capacity}");
        assert!(can >= read && can - read <= 1_000, "{can} of {read} is left with a capacity of {capacity}");
    }
}

#[test]
fn what_a_canceled_ticket_takes_out_at_once_is_not_certain() {
    // Nothing is active, and all of the next bucket comes back and leaves.
    let mut scene = Scene::new(1, [500_000, 400_000], UNITS / 2, UNITS);
    let read = certain(&scene, NOW + EPOCH);
    let mut ticket = scene.ticket(2);
    let shares = scene.cancel(&mut ticket).unwrap().shares_minted;
    scene.exit_instantly(shares - 10).unwrap();
    scene.at(2);
    let can = scene.slashable(FIRST);
    assert!(can >= read, "{can} of {read}");
}

#[test]
fn what_a_veto_gives_to_another_service_is_not_certain() {
    // Half each. The other slashes all of its half; deposits come; its veto takes a part of them back.
    let mut scene = Scene::new(1_000_000, [0, 0], UNITS / 2, UNITS / 2);
    scene.allot(SECOND, UNITS / 2);
    let slash = scene.slash(SECOND, UNITS);
    scene.deposit(500_000).unwrap();
    let (read, before) = (certain(&scene, NOW), scene.slashable(FIRST));
    scene.veto(&slash);
    let can = scene.slashable(FIRST);
    assert!(read > 0 && can >= read && before > can, "{can} of {read}, {before} before");
}

#[test]
fn what_a_veto_brings_back_to_a_bucket_dilutes_what_stays_after_it() {
    // Another operator's half is slashed, most of it out of a bucket that is about to leave. Deposits come; the veto gives that
    // operator units for what leaves a second later.
    let mut scene = Scene::new(100_000, [900_000, 0], UNITS / 10, UNITS);
    without_instant_exits(&mut scene);
    scene.give(1, UNITS / 2);
    scene.allot(OTHER, UNITS);
    let slash = scene.slash(OTHER, UNITS);
    scene.deposit(400_000).unwrap();
    let until = NOW + EPOCH;
    let (read, at_once) = (certain(&scene, until), certain(&scene, NOW));
    scene.now = until - 1;
    scene.veto(&slash);
    scene.now = until;
    let can = scene.slash(FIRST, UNITS).stake;
    assert!(can >= read && read > can / 2 && at_once > 2 * can, "{can} of {read}, {at_once} at once");
}

#[test]
fn nothing_is_certain_where_nothing_can_be_taken() {
    let scene = Scene::new(1_000, [0, 0], UNITS, UNITS);
    let mut none = scene.clone();
    none.limits[0] = LossLimits::none();
    assert_eq!((certain(&scene, NOW), certain(&none, NOW)), (1_000, 0));
    assert_eq!(certain(&Scene::new(0, [0, 0], UNITS, UNITS), NOW), 0);
    assert_eq!(certain(&Scene::new(1_000, [0, 0], 0, UNITS), NOW), 0);
    assert_eq!(certain(&Scene::new(1_000, [0, 0], UNITS, 0), NOW), 0);
}
