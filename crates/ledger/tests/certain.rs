//! What a service is told that stays until a time, against what it can take then.

mod common;

use common::scene::{NOW, Scene};
use common::{EPOCH, OPEN};
use ledger::{Allowance, Delayed, LossLimits, Stake, UNITS};

const FIRST: (usize, usize) = (0, 0);
const SECOND: (usize, usize) = (0, 1);

fn certain(scene: &Scene, until: i64) -> u64 {
    let of = Stake {
        delegation: &scene.to[0],
        allocation: &scene.services[0][0],
        limits: &scene.limits[0],
        losses: &scene.losses[0],
    };
    scene.vault.certain_stake(&of, until, scene.now).unwrap()
}

#[test]
fn what_leaves_at_the_end_of_the_epoch_is_not_certain_after_it() {
    let mut scene = Scene::new(100_000, [900_000, 0], UNITS, UNITS);
    let last = NOW + EPOCH - 1;
    assert_eq!([NOW, last, last + 1].map(|until| certain(&scene, until)), [1_000_000, 1_000_000, 100_000]);
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
    for which in 0..3 {
        let mut scene = Scene::new(100_000, [0, 0], UNITS, UNITS);
        let fall = NOW + 500;
        match which {
            0 => scene.to[0].units = Delayed { current: UNITS, next: UNITS / 4, effective: fall },
            1 => scene.services[0][0].magnitude = Delayed { current: UNITS, next: UNITS / 4, effective: fall },
            _ => scene.limits[0].incident_bps = Delayed { current: 10_000, next: 2_500, effective: fall },
        }
        assert_eq!([fall - 1, fall].map(|until| certain(&scene, until)), [100_000, 25_000], "{which}");
        scene.now = fall;
        assert_eq!(scene.slash(FIRST, UNITS).stake, 25_000);
    }
}

#[test]
fn what_a_service_took_is_not_certain_in_its_epoch() {
    let mut scene = Scene::new(100_000, [0, 0], UNITS, UNITS);
    let limit = |bps| LossLimits { incident_bps: Delayed::settled(bps), epoch_bps: Delayed::settled(bps) };
    scene.limits[0] = limit(1_000);
    assert_eq!(certain(&scene, NOW), 10_000);
    assert_eq!(scene.slash(FIRST, UNITS / 20).stake, 5_000);
    // A deposit makes as much more room as it is of the stake, and no room anew.
    scene.deposit(95_000).unwrap();
    let left = certain(&scene, NOW);
    assert_eq!((left, scene.slash(FIRST, UNITS).stake), (9_500, 9_500));
    assert_eq!(certain(&scene, NOW), 0);
}

#[test]
fn instant_exits_take_nothing_of_what_is_certain() {
    for capacity in [0, 50_000, 1 << 62] {
        let mut scene = Scene::new(500_000, [500_000, 0], UNITS / 2, UNITS);
        scene.vault.instant_allowance = Allowance::new(capacity, OPEN.instant_refill_seconds, NOW).unwrap();
        let read = certain(&scene, NOW + EPOCH);
        let out = capacity.min(499_000);
        if out > 0 {
            scene.exit_instantly(out).unwrap();
        }
        scene.at(2);
        let can = scene.vault.slashable_stake(&scene.to[0], &scene.services[0][0], scene.now).unwrap();
        assert!(can >= read, "{can} of {read} is left with a capacity of {capacity}");
        if capacity == 0 {
            assert_eq!(can, read.max(can), "and it is all that there is");
        }
    }
}

#[test]
fn what_a_veto_gives_to_another_service_is_not_certain() {
    // Half each. The other slashes all of its half; deposits come; its veto takes a part of them back.
    let mut scene = Scene::new(1_000_000, [0, 0], UNITS / 2, UNITS / 2);
    scene.allot(SECOND, UNITS / 2);
    let slash = scene.slash(SECOND, UNITS);
    scene.deposit(500_000).unwrap();
    let read = certain(&scene, NOW);
    scene.veto(&slash);
    let can = scene.slashable(FIRST);
    assert!(read > 0 && can >= read, "{can} of {read}");
}

#[test]
fn a_veto_restores_what_was_active_whatever_is_announced_since() {
    let mut scene = Scene::new(1_000_000, [0, 0], UNITS, UNITS / 2);
    let slash = scene.slash(FIRST, UNITS / 10 * 9);
    let left = scene.services[0][0].magnitude.current;
    scene.allocate(FIRST, left - 1).unwrap();
    let units = scene.to[0].units.current;
    scene.delegate(0, units - 1).unwrap();
    let fall = scene.to[0].units.effective;
    scene.veto(&slash);
    // To the last second before the fall it has what it had; then what was announced.
    scene.now = fall - 1;
    assert_eq!(scene.slashable(FIRST), 500_000);
    scene.now = fall;
    assert!(scene.slashable(FIRST) < 100_000);
}

#[test]
fn an_open_slash_of_another_service_does_not_let_an_offence_grow_old() {
    let mut scene = Scene::new(1_000_000, [0, 0], UNITS / 2, UNITS);
    scene.vault.exposure.leverage = Delayed::settled(2);
    scene.allot(SECOND, UNITS);
    let offence = NOW + 500;
    scene.now = offence;
    let sham = scene.slash(SECOND, UNITS);
    scene.now = offence + 3 * EPOCH;
    scene.vault.check_offence(&scene.to[0], offence, scene.now).unwrap();
    scene.veto(&sham);
    // Half an epoch later it is half an epoch old; and a sham that follows is one with the first.
    scene.now += EPOCH / 2;
    let again = scene.slash(SECOND, UNITS);
    scene.now += 2 * EPOCH;
    scene.veto(&again);
    scene.vault.check_offence(&scene.to[0], offence, scene.now + EPOCH).unwrap();
    assert!(scene.vault.check_offence(&scene.to[0], offence, scene.now + EPOCH + 1).is_err());
    assert_eq!(scene.slash(FIRST, UNITS).stake, 500_000);
}

#[test]
fn a_worn_magnitude_takes_no_more_than_was_asked_for() {
    let mut scene = Scene::new(1_000_000_000, [0, 0], UNITS / 2, UNITS);
    (scene.to[0].magnitude, scene.to[0].allocated) = (20, 20);
    scene.services[0][0].magnitude = Delayed::settled(20);
    let slash = scene.slash(FIRST, UNITS / 100_000);
    assert_eq!((slash.stake, slash.magnitude), (5_000, 1));
    // And takes no more units, nor allocations.
    let refused = scene.delegate(0, UNITS / 2 + 1).unwrap_err();
    assert_eq!((refused.why, refused.value), (ledger::Why::MagnitudeWorn, 19));
}
