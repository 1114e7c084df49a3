//! Each input of an NCN's rating at both of its ends, and at its steps.

mod common;

use common::{EXIT, POLICY, ncn};
use proptest::prelude::*;
use rating::policy::WHOLE;
use rating::{Authority, Code, DAY, Input, NcnFacts, PolicyFacts, Rating, Resolver};

fn points(rating: &Rating, input: Input) -> u64 {
    rating.parts.iter().find(|part| part.input == input).expect("an input of the rating").points
}

/// The points of `input` after a change of the best NCN.
fn after(input: Input, change: impl FnOnce(&mut NcnFacts)) -> u64 {
    let mut facts = ncn();
    change(&mut facts);
    points(&facts.rating(), input)
}

const SLASHERS: [(Option<Authority>, u64, u64); 9] = [
    (Some(Authority::Key), 0, 0),
    (Some(Authority::Unknown), 5, 0),
    (Some(Authority::Program(Code::Key)), 10, 0),
    (Some(Authority::Program(Code::Program)), 15, 5),
    (Some(Authority::Program(Code::Gate { notice: 0 })), 15, 8),
    (Some(Authority::Program(Code::Gate { notice: EXIT - 1 })), 15, 8),
    (Some(Authority::Program(Code::Gate { notice: EXIT })), 20, 15),
    (Some(Authority::Program(Code::Final)), 25, 15),
    (None, 25, 15),
];

#[test]
fn evidence_and_code_rise_with_what_the_slasher_is() {
    for (slasher, evidence, code) in SLASHERS {
        assert_eq!(after(Input::Evidence, |facts| facts.policy.slasher = slasher), evidence, "{slasher:?}");
        assert_eq!(after(Input::Code, |facts| facts.policy.slasher = slasher), code, "{slasher:?}");
        // A slasher that can take nothing is no burden, whatever it is.
        let powerless = |facts: &mut NcnFacts| (facts.policy.slasher, facts.policy.max_fraction) = (slasher, 0);
        assert_eq!([after(Input::Evidence, powerless), after(Input::Code, powerless)], [25, 15], "{slasher:?}");
    }
}

#[test]
fn a_veto_needs_an_independent_resolver_and_time() {
    let veto = |authority, is_independent, seconds| {
        after(Input::Veto, |facts| {
            facts.policy.resolver = Some(Resolver { authority, is_independent });
            facts.policy.challenge_seconds = seconds;
        })
    };
    assert_eq!(after(Input::Veto, |facts| facts.policy.resolver = None), 0);
    for authority in [Authority::Key, Authority::Unknown, Authority::Program(Code::Final)] {
        assert_eq!(veto(authority, false, 30 * DAY), 0);
    }
    for (seconds, of_key, of_program) in [
        (1, 8, 12),
        (DAY / 4 - 1, 8, 12),
        (DAY / 4, 9, 13),
        (DAY, 12, 16),
        (2 * DAY - 1, 15, 19),
        (2 * DAY, 16, 20),
        (30 * DAY, 16, 20),
    ] {
        let found = [Authority::Key, Authority::Unknown, Authority::Program(Code::Key)]
            .map(|authority| veto(authority, true, seconds));
        assert_eq!(found, [of_key, of_program, of_program], "{seconds}");
    }
    // Nothing can be taken, so there is nothing to veto; a rule on equivocations is something.
    let never = PolicyFacts { max_fraction: 0, resolver: None, ..POLICY };
    assert_eq!(after(Input::Veto, |facts| facts.policy = never), 20);
    assert_eq!(after(Input::Veto, |facts| facts.policy = PolicyFacts { equivocation_fraction: 1, ..never }), 0);
}

#[test]
fn the_worst_loss_has_all_incidents_of_an_exit() {
    let policy = |max_fraction, equivocation_fraction, cooldown_seconds| PolicyFacts {
        max_fraction,
        equivocation_fraction,
        cooldown_seconds,
        ..POLICY
    };
    let half = WHOLE / 2;
    for (policy, loss, points) in [
        (policy(0, 0, 0), 0, 15),
        (policy(WHOLE, 0, 30 * DAY), WHOLE, 0),
        // One incident, if the cooldown is longer than the exit.
        (policy(half, 0, EXIT + 1), half, 7),
        (policy(half, 0, EXIT), half + half / 2, 3),
        (policy(half, 0, EXIT / 2), half + half / 2 + half / 4, 1),
        // Nothing stops a second incident at once.
        (policy(1, 0, 0), WHOLE, 0),
        (policy(0, half, 0), half, 7),
        (policy(half, half, EXIT + 1), half + half / 2, 3),
        (policy(0, WHOLE, 0), WHOLE, 0),
        (policy(WHOLE / 10, 0, EXIT + 1), WHOLE / 10, 13),
        (policy(1, 0, EXIT + 1), 1, 14),
    ] {
        assert_eq!((policy.worst_loss(EXIT), policy.worst_loss_points(EXIT)), (loss, points), "{policy:?}");
    }
    // A vacant slasher proposes nothing.
    assert_eq!(PolicyFacts { slasher: None, ..policy(half, 0, 0) }.worst_loss(EXIT), 0);
    // Fourteen days of daily incidents of a tenth are fifteen: nine tenths to the power of fifteen stay.
    let kept = WHOLE - policy(WHOLE / 10, 0, DAY).worst_loss(EXIT);
    assert_eq!(kept / 1_000_000_000_000, 205_891);
    // However many incidents there are, the powers end.
    assert_eq!(policy(WHOLE / 2, 0, 1).worst_loss(u64::MAX), WHOLE);
}

#[test]
fn a_history_needs_age_and_slashes_that_stand() {
    for (days, points) in [(0, 0), (30, 0), (63, 0), (64, 1), (197, 4), (198, 5), (364, 9), (365, 10), (4_000, 10)] {
        assert_eq!(after(Input::History, |facts| facts.age_seconds = days * DAY), points, "{days} days");
    }
    let history = |executed, vetoed| after(Input::History, |facts| (facts.executed, facts.vetoed) = (executed, vetoed));
    assert_eq!([history(0, 0), history(9, 0), history(9, 1), history(3, 1)], [10, 10, 8, 5]);
    assert_eq!([history(1, 1), history(0, 1), history(0, u64::MAX), history(u64::MAX, 1)], [0, 0, 0, 9]);
    assert_eq!(history(u64::MAX, u64::MAX), 0);
}

#[test]
fn concentration_is_of_the_admins() {
    let points = |weights: &[u64]| after(Input::Concentration, |facts| facts.weights = weights.to_vec());
    assert_eq!([points(&[]), points(&[0, 0]), points(&[7]), points(&[1, 1])], [0; 4]);
    // Three equal parts have an index of a third, and four of a quarter.
    assert_eq!([points(&[5; 3]), points(&[5; 4]), points(&[1; 5])], [4, 6, 7]);
    assert_eq!([points(&[1; 9]), points(&[1; 10]), points(&[1; 100]), points(&[u64::MAX; 20])], [9, 10, 10, 10]);
    // What has no weight spreads nothing.
    assert_eq!(points(&[1, 1, 0, 0, 0, 0, 0, 0, 0, 0]), 0);
    assert_eq!(NcnFacts { weights: vec![1, 1], ..ncn() }.index(), Some(500_000_000));
}

#[test]
fn pay_is_funded_ahead() {
    let pay = |ahead, elsewhere| {
        after(Input::Pay, |facts| (facts.paid_ahead, facts.paid_ahead_elsewhere) = (ahead, elsewhere))
    };
    assert_eq!([0, 17, 18, 54, 89, 90, 700].map(|days| pay(days * DAY, 0)), [0, 0, 1, 3, 4, 5, 5]);
    assert_eq!([0, 17, 18, 36, 54, 700].map(|days| pay(0, days * DAY)), [0, 0, 1, 2, 2, 2]);
    assert_eq!([pay(18 * DAY, 90 * DAY), pay(90 * DAY, 90 * DAY)], [2, 5]);
}

#[test]
fn an_announced_policy_counts_where_it_is_worse_and_nowhere_else() {
    let better = PolicyFacts { max_fraction: 0, ..POLICY };
    let worse = PolicyFacts { slasher: Some(Authority::Key), resolver: None, max_fraction: WHOLE, ..POLICY };
    let facts = |policy, announced| NcnFacts { policy, announced, ..ncn() };
    let of = |facts: &NcnFacts| facts.rating();
    assert_eq!(of(&facts(worse, Some(better))), of(&facts(worse, None)));
    assert_eq!(of(&facts(better, Some(worse))), of(&facts(worse, None)));
    // Each input by itself: here one policy has the worse veto, and the other one all else.
    let mixed = PolicyFacts { resolver: None, ..POLICY };
    let keyed = PolicyFacts { slasher: Some(Authority::Key), ..POLICY };
    let rating = of(&facts(mixed, Some(keyed)));
    assert_eq!([points(&rating, Input::Veto), points(&rating, Input::Evidence)], [0, 0]);
}

#[test]
fn the_best_has_a_hundred_points_and_the_worst_none() {
    let best = NcnFacts { policy: PolicyFacts { max_fraction: 0, ..POLICY }, ..ncn() };
    assert_eq!((best.rating().sum(), best.rating().limit, best.rating().score()), (100, 100, 100));
    assert!(best.rating().parts.iter().all(|part| part.points == part.most));
    let worst = NcnFacts {
        policy: PolicyFacts { slasher: Some(Authority::Key), resolver: None, max_fraction: WHOLE, ..POLICY },
        age_seconds: 0,
        weights: vec![],
        paid_ahead: 0,
        ..ncn()
    };
    assert_eq!(worst.rating().score(), 0);
}

fn authority() -> impl Strategy<Value = Authority> {
    let code = prop_oneof![
        Just(Code::Key),
        Just(Code::Program),
        Just(Code::Final),
        any::<u64>().prop_map(|notice| Code::Gate { notice }),
    ];
    prop_oneof![Just(Authority::Key), Just(Authority::Unknown), code.prop_map(Authority::Program)]
}

prop_compose! {
    fn policies()(
        slasher in prop::option::of(authority()),
        resolver in prop::option::of((authority(), any::<bool>())),
        [challenge_seconds, cooldown_seconds] in any::<[u64; 2]>(),
        [max_fraction, equivocation_fraction] in [0..=WHOLE, 0..=WHOLE],
    ) -> PolicyFacts {
        let resolver = resolver.map(|(authority, is_independent)| Resolver { authority, is_independent });
        PolicyFacts { slasher, resolver, challenge_seconds, max_fraction, equivocation_fraction, cooldown_seconds }
    }
}

prop_compose! {
    fn all_facts()(
        policy in policies(),
        announced in prop::option::of(policies()),
        weights in prop::collection::vec(any::<u64>(), 0..30),
        [exit_seconds, age_seconds, executed, vetoed, paid_ahead, paid_ahead_elsewhere] in any::<[u64; 6]>(),
    ) -> NcnFacts {
        NcnFacts {
            policy, announced, exit_seconds, age_seconds, executed, vetoed, weights, paid_ahead, paid_ahead_elsewhere,
        }
    }
}

proptest! {
    #[test]
    fn no_input_exceeds_its_maximum_and_a_new_ncn_never_60(facts in all_facts(), age in 0..=30 * DAY) {
        let rating = facts.rating();
        prop_assert!(rating.parts.iter().all(|part| part.points <= part.most));
        prop_assert_eq!(rating.parts.iter().map(|part| part.most).sum::<u64>(), 100);
        prop_assert!((60..=100).contains(&rating.limit) && rating.score() <= rating.limit);
        let new = NcnFacts { age_seconds: age, ..facts }.rating();
        prop_assert!(new.score() <= 60 && new.limit == 60);
    }
}

#[test]
fn the_limit_binds_a_new_ncn_that_has_all_else() {
    let new =
        |days: u64| NcnFacts { policy: PolicyFacts { max_fraction: 0, ..POLICY }, age_seconds: days * DAY, ..ncn() };
    assert_eq!((new(0).rating().sum(), new(0).rating().score()), (90, 60));
    assert_eq!(
        [30, 38, 39, 197, 198, 364, 365, 9_999].map(|days| new(days).rating().limit),
        [60, 60, 61, 79, 80, 99, 100, 100]
    );
}

#[test]
fn fractions_are_the_ledgers() {
    assert_eq!(WHOLE, ledger::state::books::UNITS);
}
