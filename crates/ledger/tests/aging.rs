//! How old an offense is: a slash that holds the stake of a delegation keeps the claims of the others from growing too old.

mod common;

use common::scene::{NOW, Scene};
use common::{EPOCH, refused};
use ledger::refusal::Rule;
use ledger::state::books::UNITS;
use ledger::state::delayed::Delayed;

const FIRST: (usize, usize) = (0, 0);
const SECOND: (usize, usize) = (0, 1);
const LENGTH: u64 = EPOCH as u64;

/// The same half of a vault in two services.
fn shared() -> Scene {
    let mut scene = Scene::new(1_000_000, [0, 0], UNITS / 2, UNITS);
    scene.vault.exposure.leverage = Delayed::settled(2);
    scene.allot(SECOND, UNITS);
    scene
}

/// Whether an offense at `offense` can be slashed at `now`.
fn slashable(scene: &Scene, offense: i64, now: i64) -> bool {
    scene.vault.check_offense(&scene.to[0], offense, now).is_ok()
}

#[test]
fn a_friendly_service_shields_nothing_by_a_slash_that_it_vetoes() {
    let mut scene = shared();
    let sham = scene.slash(SECOND, UNITS);
    assert_eq!(scene.propose(FIRST, UNITS).unwrap_err().rule, Rule::NothingToSlash);
    scene.now = NOW + 5 * EPOCH;
    scene.veto(&sham);
    // Every event before the sham slash is as old as it was then.
    let offense = NOW - EPOCH / 4;
    let last = scene.now + EPOCH - EPOCH / 4;
    assert!(slashable(&scene, offense, last) && !slashable(&scene, offense, last + 1));
    refused(scene.vault.check_offense(&scene.to[0], offense, last + 1), Rule::OffenseTooOld, LENGTH + 1, LENGTH);
    // So is what happened meanwhile, from the end on.
    for offense in [NOW, NOW + 1, NOW + 4 * EPOCH] {
        let last = scene.now + EPOCH;
        assert!(slashable(&scene, offense, last) && !slashable(&scene, offense, last + 1), "{}", offense - NOW);
    }
    scene.now = last;
    assert_eq!(scene.slash(FIRST, UNITS).stake, 500_000);
}

#[test]
fn a_second_sham_slash_goes_on_from_the_first() {
    let mut scene = shared();
    let first = scene.slash(SECOND, UNITS);
    scene.now += 2 * EPOCH;
    scene.veto(&first);
    scene.now += EPOCH;
    let second = scene.slash(SECOND, UNITS);
    scene.now += 2 * EPOCH;
    assert!(slashable(&scene, NOW, scene.now), "while it is open");
    scene.veto(&second);
    assert!(slashable(&scene, NOW, scene.now + EPOCH) && !slashable(&scene, NOW, scene.now + EPOCH + 1));
    // After a longer break, nothing of before is slashable, and a slash holds only what happened since.
    scene.now += EPOCH + 1;
    let (from, third) = (scene.now, scene.slash(SECOND, UNITS));
    scene.now += EPOCH + EPOCH / 2;
    assert_eq!((scene.to[0].open_from, slashable(&scene, from - EPOCH - 1, scene.now)), (from, false));
    assert!(slashable(&scene, from - EPOCH, scene.now));
    scene.execute(&third);
}

#[test]
fn two_open_slashes_are_one_time_and_other_operators_are_not_held() {
    let mut scene = shared();
    let first = scene.slash(SECOND, UNITS / 4);
    scene.now += EPOCH / 2;
    let second = scene.slash(SECOND, UNITS / 4);
    scene.now += EPOCH;
    scene.veto(&first);
    scene.now += EPOCH;
    assert!(slashable(&scene, NOW - EPOCH, scene.now));
    scene.execute(&second);
    let end = scene.now;
    assert!(slashable(&scene, NOW - EPOCH, end) && !slashable(&scene, NOW - EPOCH, end + 1));
    assert_eq!(scene.to[1].seconds_open(NOW, end), 0);
    assert_eq!(scene.to[0].seconds_open(NOW + 1, end + 7), end.abs_diff(NOW + 1));
    // A clock that runs back ages nothing below zero.
    assert_eq!(scene.to[0].seconds_open(end, NOW), 0);
}
