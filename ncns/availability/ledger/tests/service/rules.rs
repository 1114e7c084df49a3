//! Rules, policies and the price of a challenge.

use crate::common::{RULES, rule};
use availability_ledger::error::Rule;
use availability_ledger::rules::MAX_OPERATORS;
use availability_ledger::rules::{MAX_BOND, MIN_ANSWER_SECONDS, MIN_BOND, Policy, RuleBook, Rules, WHOLE};
use proptest::prelude::*;

proptest! {
    #[test]
    fn the_bond_never_falls_with_more_open_challenges(open in 0u64..5_000, bond in MIN_BOND..=MAX_BOND, doubling in 1u64..=1_024) {
        let rules = Rules { bond, doubling, ..RULES };
        let bond_at = |open: u64| rules.bond_at(open.saturating_mul(rules.step()));
        let (one, next) = (bond_at(open), bond_at(open + doubling));
        prop_assert!(one <= bond_at(open + 1) && one >= bond);
        prop_assert!(next == u64::MAX || next == 2 * one);
        // The roundings of the steps move no price: it doubles with each `doubling` open ones exactly.
        let doublings = open / doubling;
        prop_assert_eq!(one, if doublings >= u64::from(bond.leading_zeros()) { u64::MAX } else { bond << doublings });
    }
}

/// What an attacker of great wealth keeps open, with the figures of the README: the least bond, 100,000 SOL.
#[test]
fn capital_bounds_the_number_of_open_challenges() {
    let rules = Rules { bond: MIN_BOND, doubling: 16, ..RULES };
    let (mut left, mut open) = (100_000_000_000_000u64, 0);
    while let Some(rest) = left.checked_sub(rules.bond_at(open * rules.step())) {
        (left, open) = (rest, open + 1);
    }
    assert_eq!(open, 359);
}

/// What an operator locks to raise its own price, with the figures of the README: the reference rules, 160 challenges.
#[test]
fn a_high_price_takes_capital() {
    let rules = Rules::REFERENCE;
    let locked: u64 = (0..160).map(|open| rules.bond_at(open * rules.step())).sum();
    assert_eq!((locked, rules.bond_at(160 * rules.step())), (163_680_000_000, 10_240_000_000));
}

/// So many open challenges that the next bond is more than all lamports that exist, with the least bond.
#[test]
fn the_number_of_open_challenges_is_bounded_by_all_lamports() {
    let rules = Rules { bond: MIN_BOND, ..RULES };
    // 10^18 lamports are a billion SOL.
    let bound = (0..).find(|open| rules.bond_at(*open * rules.step()) > 1_000_000_000_000_000_000).expect("a bound");
    assert_eq!(bound, 40 * rules.doubling);
    assert_eq!(rules.bond_at(u64::MAX), u64::MAX);
    assert_eq!(Rules { doubling: 0, ..rules }.step(), rules.step() * rules.doubling, "no division by zero");
}

#[test]
fn rules_that_punish_the_honest_are_refused() {
    assert_eq!(Rules::REFERENCE.check(), Ok(()));
    let wrong = [
        Rules { quorum_bps: 6_666, ..RULES },
        Rules { quorum_bps: 10_001, ..RULES },
        Rules { min_operators: 0, ..RULES },
        Rules { min_operators: MAX_OPERATORS as u64 + 1, ..RULES },
        Rules { window_seconds: 0, ..RULES },
        Rules { window_seconds: 86_401, ..RULES },
        Rules { bond: MIN_BOND - 1, ..RULES },
        Rules { bond: MAX_BOND + 1, ..RULES },
        Rules { doubling: 0, ..RULES },
        Rules { doubling: 1_025, ..RULES },
        Rules { answer_seconds: MIN_ANSWER_SECONDS - 1, ..RULES },
        Rules { answer_seconds: 7 * 86_400 + 1, ..RULES },
        Rules { slash_fraction: 0, ..RULES },
        Rules { slash_fraction: WHOLE + 1, ..RULES },
        Rules { jail_seconds: RULES.period_seconds - 1, ..RULES },
        Rules { jail_seconds: 30 * 86_400 + 1, ..RULES },
        Rules { jail_seconds: 3_599, period_seconds: 1, ..RULES },
        Rules { min_table_weight: 0, ..RULES },
        Rules { min_table_weight: u64::MAX, ..RULES },
        Rules { certain_seconds: 1_199, ..RULES },
        Rules { min_challenge_seconds: 3_599, ..RULES },
        Rules { period_seconds: 0, ..RULES },
        Rules { period_seconds: 30 * 86_400 + 1, ..RULES },
    ];
    for rules in wrong {
        assert_eq!(rule(rules.check()), Rule::RuleOutOfBounds, "{rules:?}");
    }
}

#[test]
fn a_policy_that_cannot_slash_is_refused() {
    let right = Policy {
        challenge_seconds: 7 * 86_400,
        min_fraction: 0,
        max_fraction: WHOLE,
        equivocation_fraction: 1,
        cooldown_seconds: RULES.period_seconds,
    };
    assert_eq!(RULES.check_policy(&right), Ok(()));
    for (policy, expected) in [
        (Policy { max_fraction: WHOLE / 10 - 1, ..right }, Rule::PolicyFraction),
        (Policy { min_fraction: WHOLE / 10 + 1, ..right }, Rule::PolicyFraction),
        (Policy { equivocation_fraction: 0, ..right }, Rule::PolicyFraction),
        (Policy { cooldown_seconds: RULES.period_seconds + 1, ..right }, Rule::LongCooldown),
        (Policy { challenge_seconds: 7 * 86_400 - 1, ..right }, Rule::ShortChallenge),
    ] {
        assert_eq!(rule(RULES.check_policy(&policy)), expected);
    }
}

#[test]
fn milder_rules_stand_once_announced() {
    let rules = Rules { period_seconds: RULES.period_seconds / 2, ..RULES };
    let milder = [
        Rules { bond: rules.bond + 1, ..rules },
        Rules { doubling: rules.doubling - 1, ..rules },
        Rules { answer_seconds: rules.answer_seconds + 1, ..rules },
        Rules { slash_fraction: rules.slash_fraction - 1, ..rules },
        Rules { jail_seconds: rules.jail_seconds - 1, ..rules },
        Rules { min_challenge_seconds: rules.min_challenge_seconds + 1, ..rules },
        Rules { period_seconds: rules.period_seconds + 1, ..rules },
    ];
    for milder in milder {
        let mut book = RuleBook::new(rules);
        book.announce(milder, 10, 100).expect("announced");
        assert_eq!((*book.at(99), *book.at(100)), (rules, milder));
        assert_eq!(rule(book.announce(rules, 99, 200)), Rule::MilderAnnounced, "{milder:?}");
        book.announce(rules, 100, 200).expect("in force by now");
        assert_eq!((*book.at(199), *book.at(200)), (milder, rules));
    }
}

#[test]
fn the_stake_stays_for_the_last_answer() {
    assert_eq!(RULES.certain_until(5_000), 5_000 + 2 * 600 + 86_400);
    assert_eq!(RULES.certain_until(i64::MAX), i64::MAX);
}
