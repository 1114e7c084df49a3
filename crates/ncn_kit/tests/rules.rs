//! What the rules of all services share.

use ncn_kit::marks::use_up;
use ncn_kit::policy::{Demands, Policy, PolicyRule};
use ncn_kit::refusal::{Refusal, within};
use ncn_kit::rules::{TWO_THIRDS_BPS, period_start};

const MOST: u64 = u64::MAX;

#[test]
fn a_figure_out_of_its_bounds_is_refused_with_the_bound() {
    for (figure, least, most) in [(3, 3, 3), (0, 0, MOST), (MOST, 0, MOST)] {
        assert_eq!(within(figure, least, most, "bounds"), Ok(()));
    }
    // Bounds that exclude each other admit nothing.
    for (figure, least, most, limit) in [(2, 3, 5, 3), (6, 3, 5, 5), (4, 5, 3, 5), (5, 5, 3, 3)] {
        assert_eq!(within(figure, least, most, "bounds"), Err(Refusal { rule: "bounds", value: figure, limit }));
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Broken {
    Fraction,
    Challenge,
    Cooldown,
}

impl PolicyRule for Broken {
    const FRACTION: Self = Self::Fraction;
    const SHORT_CHALLENGE: Self = Self::Challenge;
    const LONG_COOLDOWN: Self = Self::Cooldown;
}

#[test]
fn a_policy_must_allow_every_slash_and_give_time_for_it() {
    let demands = Demands { slashes: (10, 20), challenge_seconds: 100, cooldown_seconds: 50 };
    let right = Policy {
        challenge_seconds: 100,
        min_fraction: 10,
        max_fraction: 20,
        equivocation_fraction: 1,
        cooldown_seconds: 50,
    };
    assert_eq!(right.check::<Broken>(&demands), Ok(()));
    for (policy, rule, value, limit) in [
        (Policy { max_fraction: 19, ..right }, Broken::Fraction, 20, 19),
        (Policy { min_fraction: 11, ..right }, Broken::Fraction, 10, 11),
        (Policy { equivocation_fraction: 0, ..right }, Broken::Fraction, 0, 1),
        (Policy { challenge_seconds: 99, ..right }, Broken::Challenge, 99, 100),
        (Policy { cooldown_seconds: 51, ..right }, Broken::Cooldown, 51, 50),
    ] {
        assert_eq!(policy.check(&demands), Err(Refusal { rule, value, limit }));
    }
}

#[test]
fn a_period_starts_at_a_multiple_of_its_length() {
    let starts = [(0, 10), (9, 10), (10, 10), (19, 10), (i64::MAX, 1)].map(|(at, period)| period_start(at, period));
    assert_eq!(starts, [0, 0, 10, 10, i64::MAX as u64]);
    assert_eq!([period_start(-1, 10), period_start(i64::MIN, 10), period_start(7, 0)], [0, 0, 7]);
}

#[test]
fn marks_are_used_up_once() {
    let mut marks = 0b1011_0111;
    assert_eq!(use_up(&mut marks, (6, 8), "few"), Ok(6));
    assert_eq!((marks, use_up(&mut marks, (1, 8), "few")), (0, Err(Refusal { rule: "few", value: 0, limit: 1 })));
    let mut marks = 0b1011_0111;
    assert_eq!(use_up(&mut marks, (5, 4), "few"), Err(Refusal { rule: "few", value: 3, limit: 5 }));
    assert_eq!(marks, 0b1011_0111, "a refusal uses nothing up");
}

/// The largest share that is not two thirds, in basis points, is one less.
#[test]
fn two_thirds_are_rounded_up() {
    let whole = 3 * ncn_kit::BPS;
    let reached = |bps| whole * bps / ncn_kit::BPS * 3 > whole * 2;
    assert!(reached(TWO_THIRDS_BPS) && !reached(TWO_THIRDS_BPS - 1));
}
