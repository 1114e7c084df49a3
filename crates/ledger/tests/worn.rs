//! A magnitude that slashes wore away: it takes no more than was asked for, and nothing more is put behind it.

mod common;

use common::refused;
use common::scene::Scene;
use ledger::refusal::Rule;
use ledger::state::books::UNITS;
use ledger::state::delayed::Delayed;
use ledger::state::delegation::LEAST_MAGNITUDE;

const FIRST: (usize, usize) = (0, 0);
const SECOND: (usize, usize) = (0, 1);

/// A vault of 10^9, of which a worn delegation has half.
fn worn(magnitude: u64) -> Scene {
    let mut scene = Scene::new(1_000_000_000, [0, 0], UNITS / 2, 0);
    scene.to[0].magnitude = magnitude;
    scene
}

#[test]
fn a_small_slash_of_a_worn_magnitude_takes_its_fraction_and_no_more() {
    for (whole, magnitude) in [(20, 20), (20, 10), (3, 2), (1, 1)] {
        let mut scene = worn(whole);
        scene.allot(FIRST, magnitude);
        let slashable = scene.slashable(FIRST);
        // By the magnitude, a twentieth would go.
        let slash = scene.slash(FIRST, UNITS / 1_000_000);
        let most = slashable / 1_000_000 + 1;
        assert!(slash.stake <= most && slash.stake + 1 >= most, "{} of {slashable}", slash.stake);
    }
}

#[test]
fn the_last_magnitude_stays_as_long_as_units_do() {
    let mut scene = worn(2);
    scene.vault.exposure.leverage = Delayed::settled(2);
    scene.allot(FIRST, 2);
    scene.allot(SECOND, 2);
    let slash = scene.slash(FIRST, UNITS / 100 * 99);
    assert_eq!((slash.magnitude, scene.to[0].magnitude), (1, 1));
    // It secures the other service still.
    assert_eq!(scene.slashable(SECOND), 5_000_000);
    assert_eq!(scene.slash(SECOND, UNITS).stake, 5_000_000);
}

#[test]
fn nothing_more_is_put_behind_a_worn_magnitude() {
    let mut scene = worn(LEAST_MAGNITUDE - 1);
    scene.allot(FIRST, 100);
    let least = LEAST_MAGNITUDE;
    refused(scene.delegate(0, UNITS / 2 + 1), Rule::MagnitudeWorn, least - 1, least);
    refused(scene.allocate(FIRST, 101), Rule::MagnitudeWorn, least - 1, least);
    refused(scene.allocate(SECOND, 1), Rule::MagnitudeWorn, least - 1, least);
    // Less is.
    scene.delegate(0, UNITS / 4).unwrap();
    scene.allocate(FIRST, 0).unwrap();
    scene.at(3);
    // With nothing allocated it starts again.
    scene.allocate(FIRST, UNITS).unwrap();
    scene.delegate(0, UNITS / 2).unwrap();

    let mut scene = worn(LEAST_MAGNITUDE);
    scene.delegate(0, UNITS / 2 + 1).unwrap();
    scene.allocate(FIRST, 101).unwrap();
}

/// A dust delegation let a friend take almost all of its magnitude; what was delegated after it was taken by the twentieth where a
/// millionth was due.
#[test]
fn a_friend_that_wears_a_dust_delegation_leaves_nothing_to_overshoot() {
    let mut scene = Scene::new(1_000_000_000, [0, 0], UNITS / 100_000_000, UNITS);
    let slash = scene.slash(FIRST, UNITS / 10 * 9);
    scene.execute(&slash);
    scene.slash(FIRST, UNITS - 1);
    assert!(scene.to[0].magnitude < LEAST_MAGNITUDE);
    assert_eq!(scene.delegate(0, UNITS / 2).unwrap_err().rule, Rule::MagnitudeWorn);
}
