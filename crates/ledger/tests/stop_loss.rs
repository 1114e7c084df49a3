//! A vault's stop-loss: what is counted, what passes it, and from when on a change of it holds.

mod common;

use common::scene::{NOW, Scene};
use ledger::math::BPS;
use ledger::refusal::Rule;
use ledger::state::books::UNITS;
use ledger::state::delayed::{Delayed, Notice};
use ledger::state::slash::Slash;
use ledger::state::stop_loss::StopLoss;
use proptest::prelude::*;

const NOTICE: Notice = Notice { fall: 200, rise: 300 };

/// A slash of `units` of `all`.
fn slash(units: u64, all: u64) -> Slash {
    let mut slash = Slash { all_units: all, ..Slash::default() };
    slash.units.current = units;
    slash
}

fn set_to(bps: u64) -> StopLoss {
    let mut stop = StopLoss::none();
    stop.set(bps, 10, NOTICE).unwrap();
    stop
}

#[test]
fn without_a_bound_nothing_counts() {
    assert!(!StopLoss::none().counts());
    assert!(set_to(1).counts() && set_to(BPS).counts());
    assert_eq!(set_to(BPS + 1 - 1).bps, Delayed::settled(BPS));
    let refused = StopLoss::none().set(BPS + 1, 0, NOTICE).unwrap_err();
    assert_eq!((refused.rule, refused.value, refused.limit), (Rule::OverWhole, BPS + 1, BPS));
}

#[test]
fn it_is_passed_by_more_than_it_and_not_by_as_much() {
    let mut stop = set_to(1_000);
    assert_eq!(stop.count(&slash(1, 20), 10), Ok(false));
    assert_eq!(stop.count(&slash(1, 20), 10), Ok(false), "a tenth");
    assert_eq!(stop.slashed, UNITS / 10);
    assert_eq!(stop.count(&slash(1, u64::MAX), 10), Ok(true), "rounded up to one part of 10^18");
    assert_eq!(stop.slashed, UNITS / 10 + 1);
    // More than the whole is counted as far as it fits, and 100% can be passed too.
    let mut stop = set_to(BPS);
    assert_eq!(stop.count(&slash(5, 5), 10), Ok(false));
    for _ in 0..30 {
        assert_eq!(stop.count(&slash(5, 5), 10), Ok(true));
    }
    assert_eq!(stop.slashed, u64::MAX);
}

#[test]
fn it_tightens_at_once_and_loosens_with_the_notice_of_a_rise() {
    let mut stop = set_to(1_000);
    stop.count(&slash(1, 100), 10).unwrap();
    stop.set(500, 20, NOTICE).unwrap();
    assert_eq!((stop.bps, stop.slashed, stop.since), (Delayed::settled(500), UNITS / 100, 10), "the count goes on");
    for looser in [501, BPS, 0] {
        let mut stop = stop;
        stop.set(looser, 20, NOTICE).unwrap();
        assert_eq!([299, 300].map(|now| stop.bps.at(now)), [500, looser]);
        assert!(stop.counts(), "also while none is announced");
        // What is announced can be replaced: by a tighter bound at once, by a looser one with a notice of its own.
        stop.set(400, 250, NOTICE).unwrap();
        assert_eq!(stop.bps, Delayed::settled(400));
    }
    // Without one, the count of the next begins with it.
    stop.set(0, 20, NOTICE).unwrap();
    stop.set(700, 300, Notice { fall: 500, rise: 600 }).unwrap();
    assert_eq!((stop.bps, stop.slashed, stop.since), (Delayed::settled(700), 0, 300));
}

#[test]
fn a_vetoed_slash_is_taken_off_unless_it_was_before_the_count() {
    let mut stop = set_to(1_000);
    stop.count(&slash(1, 3), 15).unwrap();
    stop.count(&slash(1, 7), 16).unwrap();
    let both = stop.slashed;
    stop.uncount(&slash(1, 3), 15).unwrap();
    assert_eq!(stop.slashed, UNITS / 7 + 1);
    stop.count(&slash(1, 3), 17).unwrap();
    assert_eq!(stop.slashed, both);
    stop.restart(20);
    let before = stop;
    let refused = stop.uncount(&slash(1, 3), 19).unwrap_err();
    assert_eq!((refused.rule, refused.value, refused.limit), (Rule::NotCounted, 19, 20));
    assert_eq!(stop, before);
}

/// A deposit right before a slash makes the slash a smaller part, and the loss of earlier holders as well.
#[test]
fn the_sum_bounds_what_a_share_lost() {
    let mut scene = Scene::new(1_000_000, [0, 0], UNITS, UNITS);
    let mut stop = set_to(2_000);
    let worth = |scene: &Scene| scene.vault.books.active as f64 / scene.vault.books.supply as f64;
    let before = worth(&scene);
    let mut passed = vec![];
    for deposit in [0, 3_000_000, 0] {
        if deposit > 0 {
            scene.vault.deposit(deposit, 1, NOW).unwrap();
        }
        let slash = scene.slash((0, 0), UNITS / 12);
        passed.push(stop.count(&slash, NOW).unwrap());
        let lost = 1.0 - worth(&scene) / before;
        assert!(lost <= stop.slashed as f64 / UNITS as f64 + 1e-6, "{lost} of {}", stop.slashed);
    }
    assert_eq!(passed, [false, false, true], "three twelfths are over a fifth, and two are not");
}

proptest! {
    /// Any order of slashes and vetoes leaves the sum of what stands, rounded up slash by slash.
    #[test]
    fn the_count_is_the_sum_of_what_stands(
        parts in prop::collection::vec((1u64..1_000_000, 1_000_000u64..2_000_000, any::<bool>()), 1..12),
        bps in 1u64..=10_000,
    ) {
        let mut stop = set_to(bps);
        let (mut wanted, mut last) = (0u128, false);
        for (units, all, stands) in parts {
            let slash = slash(units, all);
            let part = (u128::from(units) * u128::from(UNITS)).div_ceil(u128::from(all));
            last = stop.count(&slash, 10).unwrap();
            wanted += part;
            prop_assert_eq!(last, wanted > u128::from(bps) * u128::from(UNITS / BPS));
            if !stands {
                stop.uncount(&slash, 10).unwrap();
                wanted -= part;
            }
            prop_assert_eq!(u128::from(stop.slashed), wanted);
        }
        let _ = last;
    }
}
