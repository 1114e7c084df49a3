//! Each input of an operator's rating at both of its ends, and at its steps.

mod common;

use common::OPERATOR;
use proptest::prelude::*;
use rating::operator::MOST_LEVERAGE;
use rating::{DAY, Input, OperatorFacts};

/// The points of `input` after a change of the best operator.
fn after(input: Input, change: impl FnOnce(&mut OperatorFacts)) -> u64 {
    let mut facts = OPERATOR;
    change(&mut facts);
    let rating = facts.rating();
    rating.parts.iter().find(|part| part.input == input).expect("an input of the rating").points
}

#[test]
fn offenses_cost_by_their_number() {
    let of = |input, counts: [u64; 5], set: fn(&mut OperatorFacts, u64)| {
        counts.map(|count| after(input, |facts| set(facts, count)))
    };
    let counts = [0, 1, 2, 3, u64::MAX];
    assert_eq!(of(Input::Equivocations, counts, |facts, count| facts.equivocations = count), [20, 0, 0, 0, 0]);
    assert_eq!(of(Input::Slashes, counts, |facts, count| facts.incidents = count), [20, 10, 5, 0, 0]);
    assert_eq!(of(Input::Jailings, counts, |facts, count| facts.jailings = count), [10, 5, 2, 0, 0]);
    assert_eq!(after(Input::Jailings, |facts| facts.is_jailed = true), 0);
}

#[test]
fn age_counts_from_thirty_days_to_a_year() {
    for (days, points) in [(0, 0), (30, 0), (52, 0), (53, 1), (197, 7), (198, 7), (364, 14), (365, 15), (4_000, 15)] {
        assert_eq!(after(Input::Age, |facts| facts.age_seconds = days * DAY), points, "{days} days");
    }
}

#[test]
fn commission_own_stake_and_leverage() {
    let commission = |bps| after(Input::Commission, |facts| facts.commission_bps = bps);
    assert_eq!(
        [0, 1_000, 1_001, 1_400, 3_000, 4_600, 4_601, 5_000, 10_000].map(commission),
        [10, 10, 9, 9, 5, 1, 0, 0, 0]
    );
    let own = |bps| after(Input::OwnStake, |facts| facts.own_bps = bps);
    assert_eq!(
        [None, Some(0), Some(66), Some(67), Some(500), Some(999), Some(1_000), Some(10_000)].map(own),
        [0, 0, 0, 1, 7, 14, 15, 15]
    );
    let leverage = |bps| after(Input::Leverage, |facts| facts.leverage_bps = bps);
    assert_eq!(
        [None, Some(0), Some(10_000), Some(10_001), Some(20_000), Some(37_000), Some(37_001)].map(leverage),
        [0, 10, 10, 9, 6, 1, 0]
    );
    assert_eq!([Some(40_000), Some(u64::MAX)].map(leverage), [0, 0]);
}

#[test]
fn the_best_has_a_hundred_points_and_the_worst_none() {
    assert_eq!((OPERATOR.rating().sum(), OPERATOR.rating().score()), (100, 100));
    let worst = OperatorFacts {
        equivocations: 1,
        incidents: 9,
        jailings: 1,
        is_jailed: true,
        age_seconds: 0,
        commission_bps: 10_000,
        own_bps: None,
        leverage_bps: None,
    };
    assert_eq!(worst.rating().score(), 0);
    let new = OperatorFacts { age_seconds: 0, ..OPERATOR };
    assert_eq!((new.rating().sum(), new.rating().score()), (85, 60));
}

#[test]
fn the_highest_leverage_is_the_ledgers() {
    assert_eq!(MOST_LEVERAGE, ledger::state::exposure::MAX_LEVERAGE * 10_000);
}

proptest! {
    #[test]
    fn no_input_exceeds_its_maximum(
        [equivocations, incidents, jailings, age_seconds, commission_bps] in any::<[u64; 5]>(),
        is_jailed in any::<bool>(),
        [own_bps, leverage_bps] in [prop::option::of(any::<u64>()), prop::option::of(any::<u64>())],
    ) {
        let facts = OperatorFacts {
            equivocations, incidents, jailings, is_jailed, age_seconds, commission_bps, own_bps, leverage_bps,
        };
        let rating = facts.rating();
        prop_assert!(rating.parts.iter().all(|part| part.points <= part.most));
        prop_assert_eq!(rating.parts.iter().map(|part| part.most).sum::<u64>(), 100);
        let new = OperatorFacts { age_seconds: age_seconds % (30 * DAY + 1), ..facts };
        prop_assert!(new.rating().score() <= 60);
    }
}
