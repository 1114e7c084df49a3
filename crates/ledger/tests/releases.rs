//! A service lets go of what it alone could take: the figures are those of the fall's own time, only sooner.

mod common;

use common::refused_for;
use common::scene::{NOW, Scene};
use ledger::refusal::Rule;
use ledger::state::books::UNITS;
use ledger::state::delayed::{Delayed, Notice};
use ledger::state::opt_in::{Side, Sides};
use proptest::prelude::*;

const FIRST: (usize, usize) = (0, 0);
const SECOND: (usize, usize) = (0, 1);

/// A million behind an operator, half of it in each of two services.
fn scene() -> Scene {
    let mut scene = Scene::new(1_000_000, [0, 0], UNITS, UNITS / 2);
    scene.allot(SECOND, UNITS / 2);
    scene
}

fn release(scene: &mut Scene, who: (usize, usize)) -> ledger::refusal::Result<()> {
    let (vault, to) = (&mut scene.vault, &mut scene.to[who.0]);
    vault.release_allocation(to, &mut scene.services[who.0][who.1], scene.now)
}

#[test]
fn a_decrease_that_is_pending_takes_effect_now() {
    let mut scene = scene();
    scene.allocate(FIRST, UNITS / 4).unwrap();
    assert_eq!((scene.slashable(FIRST), scene.to[0].allocated), (500_000, UNITS));
    refused_for(scene.allocate(SECOND, UNITS / 2 + 1), Rule::OverLeverage);
    release(&mut scene, FIRST).unwrap();
    assert_eq!((scene.slashable(FIRST), scene.slashable(SECOND)), (250_000, 500_000));
    assert_eq!(scene.to[0].allocated, UNITS / 4 * 3);
    assert_eq!(scene.services[0][0].magnitude, Delayed::settled(UNITS / 4));
    assert_eq!(scene.services[0][0].lowered_active, scene.services[0][0].lowered);
    // What is free is announced to others with a full notice.
    scene.allocate(SECOND, UNITS / 4 * 3).unwrap();
    assert_eq!(scene.slashable(SECOND), 500_000);
    assert_eq!(scene.services[0][1].magnitude.effective, scene.vault.start_of(4));
}

#[test]
fn there_is_nothing_to_release_without_a_fall_that_is_pending() {
    let mut scene = scene();
    let refused = release(&mut scene, FIRST).unwrap_err();
    assert_eq!((refused.rule, refused.value, refused.limit), (Rule::NothingToRelease, UNITS / 2, UNITS / 2));
    scene.allocate(SECOND, UNITS / 4).unwrap();
    scene.allocate(FIRST, UNITS / 2).unwrap();
    refused_for(release(&mut scene, FIRST), Rule::NothingToRelease);
    // A rise is no fall, and stays as it is.
    scene.at(4);
    scene.vault.settle_allocation(&mut scene.to[0], &mut scene.services[0][1], scene.now).unwrap();
    scene.allocate(FIRST, UNITS / 4 * 3).unwrap();
    let before = scene.clone();
    refused_for(release(&mut scene, FIRST), Rule::NothingToRelease);
    assert_eq!(scene.services, before.services);
}

/// A veto gives back what was active at the slash. Released meanwhile, it would belong to no stake.
#[test]
fn an_open_slash_of_the_allocation_holds_it() {
    let mut scene = scene();
    scene.allocate(FIRST, 0).unwrap();
    let slash = scene.slash(FIRST, UNITS / 10);
    let refused = release(&mut scene, FIRST).unwrap_err();
    assert_eq!((refused.rule, refused.value, refused.limit), (Rule::OpenSlash, 1, 0));
    scene.veto(&slash);
    assert_eq!(scene.slashable(FIRST), 500_000);
    // One of another service's is no reason to wait.
    let other = scene.slash(SECOND, UNITS / 10);
    release(&mut scene, FIRST).unwrap();
    scene.veto(&other);
    assert_eq!((scene.slashable(FIRST), scene.slashable(SECOND)), (0, 500_000));
}

#[test]
fn only_a_leave_that_is_pending_is_released() {
    let notice = Notice { fall: 20, rise: 30 };
    let mut sides = Sides::new();
    assert_eq!(sides.release(0).unwrap_err().rule, Rule::NothingToRelease);
    sides.join(Side::Left, 0, notice).unwrap();
    sides.join(Side::Right, 0, notice).unwrap();
    for now in [0, 29, 30, 100] {
        assert_eq!(sides.release(now).unwrap_err().rule, Rule::NothingToRelease, "{now}");
    }
    sides.leave(Side::Left, 100, Notice { fall: 120, rise: 130 }).unwrap();
    let leaving = sides;
    assert!(sides.counts(119));
    sides.release(110).unwrap();
    assert!(!sides.counts(110));
    assert_eq!((sides.left, sides.right), (Delayed::settled(0), leaving.right));
    assert!(sides.join(Side::Left, 110, notice).is_ok(), "what has ended can begin anew");
    // Both at once; and none that is over.
    let mut sides = leaving;
    sides.leave(Side::Right, 105, Notice { fall: 125, rise: 135 }).unwrap();
    let both = sides;
    sides.release(110).unwrap();
    assert!(sides.is_over(110));
    let mut sides = both;
    assert_eq!(sides.release(125).unwrap_err().rule, Rule::NothingToRelease);
}

proptest! {
    /// A release gives the books that the fall's own time gives, and takes nothing from any other service.
    #[test]
    fn sooner_and_nothing_else(
        first in 0u64..=UNITS / 2, second in 0u64..=UNITS / 2, less in 0u64..UNITS / 2, active in 1u64..1_000_000_000_000,
    ) {
        let mut scene = Scene::new(active, [0, 0], UNITS, UNITS / 2);
        scene.allot(SECOND, second);
        let next = less.min(first);
        scene.allocate(FIRST, next).unwrap();
        let mut later = scene.clone();
        let other = scene.slashable(SECOND);
        release(&mut scene, FIRST).unwrap();
        prop_assert_eq!(scene.slashable(SECOND), other);
        later.now = later.services[0][0].magnitude.effective;
        prop_assert!(later.now > NOW);
        later.vault.settle_allocation(&mut later.to[0], &mut later.services[0][0], later.now).unwrap();
        prop_assert_eq!(scene.to[0], later.to[0]);
        prop_assert_eq!(scene.services[0][0], later.services[0][0]);
        prop_assert_eq!(scene.vault.invariant(), Ok(()));
    }
}
