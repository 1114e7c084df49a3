//! Opt-ins: when the two sides join and leave, to the second.

use ledger::refusal::Rule;
use ledger::state::delayed::Notice;
use ledger::state::opt_in::{Side, Sides};

/// A notice with its fall an epoch of 10 before its rise.
fn notice(rise: i64) -> Notice {
    Notice { fall: rise - 10, rise }
}

fn joined() -> Sides {
    let mut sides = Sides::new();
    sides.join(Side::Left, 0, notice(10)).unwrap();
    sides.join(Side::Right, 5, notice(20)).unwrap();
    sides
}

#[test]
fn is_active_once_both_sides_are_to_the_second() {
    let sides = joined();
    assert!(sides.is_announced());
    assert_eq!([9, 10, 19, 20].map(|now| sides.counts(now)), [false, false, false, true]);
}

#[test]
fn is_active_until_a_leave_takes_effect() {
    let mut sides = joined();
    sides.leave(Side::Left, 30, notice(60)).unwrap();
    assert!(!sides.is_announced());
    assert_eq!([30, 49, 50].map(|now| sides.counts(now)), [true, true, false]);
    assert_eq!([30, 49, 50].map(|until| sides.counts_until(30, until)), [true, true, false]);
    assert!(!joined().counts_until(19, 30) && joined().counts_until(20, 30), "from its first second");
    assert_eq!(sides.leave(Side::Left, 31, notice(60)).unwrap_err().rule, Rule::NotJoined);
}

#[test]
fn a_leave_is_not_taken_back() {
    let mut sides = joined();
    sides.leave(Side::Left, 30, notice(60)).unwrap();
    let leaving = sides;
    let refused = sides.join(Side::Left, 49, notice(1_000)).unwrap_err();
    assert_eq!((refused.rule, refused.value, refused.limit), (Rule::FallPending, 49, 50));
    assert_eq!(sides, leaving);
    sides.join(Side::Left, 50, notice(80)).unwrap();
    assert_eq!(sides.join(Side::Left, 50, notice(80)).unwrap_err().rule, Rule::AlreadyJoined);
    assert_eq!([50, 79, 80].map(|now| sides.counts(now)), [false, false, true]);
}

#[test]
fn leaving_while_joining_never_counted() {
    let mut sides = joined();
    sides.leave(Side::Right, 19, notice(500)).unwrap();
    assert_eq!([19, 20, 600].map(|now| sides.counts(now)), [false; 3]);
    assert!(!sides.is_over(600), "the left side still stands");
    sides.leave(Side::Left, 20, notice(50)).unwrap();
    assert_eq!([39, 40].map(|now| sides.is_over(now)), [false, true]);
}
