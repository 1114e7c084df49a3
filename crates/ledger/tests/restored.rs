//! A veto restores what was active, regardless of changes announced since its slash: a sham slash lets no stake leave a service
//! before the announced time.

mod common;

use common::refused_for;
use common::scene::{NOW, Scene};
use ledger::refusal::Rule;
use ledger::state::books::UNITS;
use ledger::state::delayed::Delayed;

const FIRST: (usize, usize) = (0, 0);
const PART: u64 = UNITS / 10;

/// A vault of 1,000,000, all of it behind an operator, and half of that in a service; nine tenths of it slashed.
fn slashed() -> (Scene, ledger::state::slash::Slash) {
    let mut scene = Scene::new(1_000_000, [0, 0], UNITS, UNITS / 2);
    let slash = scene.slash(FIRST, 9 * PART);
    assert_eq!((slash.stake, scene.slashable(FIRST)), (450_000, 50_000));
    (scene, slash)
}

#[test]
fn an_allocator_that_lowers_by_one_takes_nothing_before_its_second() {
    let (mut scene, slash) = slashed();
    let left = scene.services[0][0].magnitude.current;
    scene.allocate(FIRST, left - 1).unwrap();
    let fall = scene.services[0][0].magnitude.effective;
    assert_eq!(fall, scene.vault.start_of(3));
    scene.veto(&slash);
    for (now, slashable) in [(NOW, 500_000), (fall - 1, 500_000), (fall, 49_999)] {
        scene.now = now;
        assert_eq!(scene.slashable(FIRST), slashable, "{}", now - fall);
    }
}

#[test]
fn a_curator_that_lowers_by_one_frees_nothing_before_its_second() {
    let (mut scene, slash) = slashed();
    let left = scene.to[0].units.current;
    scene.delegate(0, left - 1).unwrap();
    let fall = scene.to[0].units.effective;
    scene.veto(&slash);
    assert_eq!((scene.slashable(FIRST), scene.vault.books.idle_stake()), (500_000, Ok(0)));
    refused_for(scene.exit_instantly(1), Rule::OverIdle);
    scene.now = fall - 1;
    assert_eq!(scene.slashable(FIRST), 500_000);
    scene.now = fall;
    assert_eq!(scene.slashable(FIRST), 274_999, "of 550,000 less a unit, what was left and announced");
}

#[test]
fn a_fall_that_is_active_at_the_veto_stays_and_one_that_is_announced_again_waits_its_time() {
    let (mut scene, slash) = slashed();
    scene.allocate(FIRST, 0).unwrap();
    scene.at(3);
    scene.veto(&slash);
    assert_eq!((scene.slashable(FIRST), scene.services[0][0].magnitude.reserved()), (0, 0));

    // What was announced before the slash is active, and a later fall is not.
    let mut scene = Scene::new(1_000_000, [0, 0], UNITS, UNITS / 2);
    scene.allocate(FIRST, UNITS / 4).unwrap();
    let slash = scene.slash(FIRST, 9 * PART);
    scene.at(3);
    scene.allocate(FIRST, 1).unwrap();
    scene.veto(&slash);
    assert_eq!(scene.slashable(FIRST), 250_000);
    scene.at(5);
    assert_eq!(scene.slashable(FIRST), 0);
}

#[test]
fn a_rise_that_is_withdrawn_takes_nothing_back() {
    let (mut scene, slash) = slashed();
    let left = scene.services[0][0].magnitude.current;
    scene.allocate(FIRST, 2 * left).unwrap();
    scene.allocate(FIRST, left).unwrap();
    let units = scene.to[0].units.current;
    scene.vault.books.idle += 5;
    scene.vault.books.units += 5;
    scene.delegate(0, units + 5).unwrap();
    scene.delegate(0, units).unwrap();
    scene.veto(&slash);
    scene.at(9);
    assert!(scene.slashable(FIRST) >= 499_999);
}

/// Where nothing is left, units start again, and what is delegated of the new ones dilutes what comes back by as much as fits
/// in 64 bits.
#[test]
fn units_that_started_again_give_back_the_part_that_was_lost() {
    let mut scene = Scene::new(1_000_000, [0, 0], UNITS, UNITS);
    let slash = scene.slash(FIRST, UNITS);
    assert_eq!((scene.stake(), scene.vault.books.units, slash.all_units), (0, UNITS, UNITS));
    scene.delegate(1, UNITS).unwrap();
    scene.veto(&slash);
    assert_eq!(scene.vault.books.units, u64::MAX);
    assert_eq!(scene.slashable(FIRST), 945_789);

    // A third of all was lost: it is a third of all again.
    let mut scene = Scene::new(900_000, [0, 0], UNITS / 3, UNITS);
    scene.give(1, UNITS / 3);
    let slash = scene.slash(FIRST, UNITS);
    scene.request(900_000).unwrap();
    scene.at(3);
    (scene.vault.books.units, scene.vault.books.idle) = (4 * UNITS, 4 * UNITS - UNITS / 3);
    scene.veto(&slash);
    let all = u128::from(scene.vault.books.units);
    let third = u128::from(scene.to[0].units.current) * 3;
    assert!(third.abs_diff(all) <= 6, "{third} of {all}");
    assert_eq!(scene.to[0].units, Delayed::settled(scene.to[0].units.current));
}
