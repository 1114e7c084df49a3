//! The bucket against an exact model, and attempts to drain it.

use bridge_reader::Refused;
use bridge_reader::checkpoint::Kept;
use bridge_reader::outflow::{Outflow, OutflowLimits};
use proptest::prelude::*;

/// 1,000 a day; over 100 waits for six hours.
const LIMITS: OutflowLimits =
    OutflowLimits { capacity: 1_000, period_seconds: 86_400, large: 100, delay_seconds: 21_600 };

/// A checkpoint's finality.
const FINAL: i64 = 1_000_000;

/// A checkpoint that is final at a time, and kept for a day.
const fn kept(final_at: i64) -> Kept {
    Kept { final_at, kept_until: final_at.saturating_add(86_400) }
}

#[test]
fn a_large_message_waits_and_a_larger_than_the_bucket_is_never_paid() {
    let mut outflow = Outflow::default();
    assert_eq!(outflow.pay(&LIMITS, 100, kept(FINAL), FINAL), Ok(()));
    let from = FINAL + 21_600;
    assert_eq!(outflow.pay(&LIMITS, 101, kept(FINAL), from - 1), Err(Refused::TooEarly(from - 1, from)));
    assert_eq!(outflow.pay(&LIMITS, 101, kept(FINAL), from), Ok(()));
    // A checkpoint that is final after the time of payment.
    assert_eq!(outflow.pay(&LIMITS, 1, kept(from + 1), from), Err(Refused::TooEarly(from, from + 1)));
    // 18% of a supply of which 2% may flow out at once.
    for now in [from, i64::MAX] {
        let before = outflow;
        assert_eq!(outflow.pay(&LIMITS, 9_000, kept(FINAL), now), Err(Refused::TooLarge(9_000, 1_000)));
        assert_eq!(outflow, before);
    }
    let saturated = Err(Refused::DelayTooLong(i64::MAX, i64::MAX));
    assert_eq!(outflow.pay(&LIMITS, 1_000, kept(i64::MAX), i64::MAX), saturated);
}

/// Anyone could close each checkpoint in the first second in which a large message of it could be paid.
#[test]
fn a_delay_that_outlasts_the_checkpoint_is_refused() {
    let slow = OutflowLimits { delay_seconds: 86_400, ..LIMITS };
    let (mut outflow, until) = (Outflow::default(), FINAL + 86_400);
    for now in [FINAL, until, until + 86_400] {
        assert_eq!(outflow.pay(&slow, 101, kept(FINAL), now), Err(Refused::DelayTooLong(until, until)));
    }
    assert_eq!(outflow, Outflow::default());
    let in_time = OutflowLimits { delay_seconds: 86_399, ..LIMITS };
    assert_eq!(outflow.pay(&in_time, 101, kept(FINAL), until - 1), Ok(()));
    assert_eq!(outflow.pay(&slow, 100, kept(FINAL), FINAL), Ok(()), "a small one waits for nothing");
}

/// Small messages evade the delay, and not the bucket.
#[test]
fn many_small_messages_drain_no_more_than_the_bucket() {
    let (mut outflow, mut paid) = (Outflow::default(), 0);
    for second in 0..86_400 {
        for _ in 0..3 {
            if outflow.pay(&LIMITS, 1, kept(FINAL), FINAL + second).is_ok() {
                paid += 1;
            }
        }
    }
    // The capacity, and what the day refilled by its last second.
    assert_eq!(paid, 1_000 + 999);
    let mut large = Outflow::default();
    assert_eq!(large.pay(&LIMITS, 100, kept(FINAL), FINAL), Ok(()));
    for _ in 0..9 {
        assert_eq!(large.pay(&LIMITS, 100, kept(FINAL), FINAL), Ok(()));
    }
    assert_eq!(large.pay(&LIMITS, 1, kept(FINAL), FINAL), Err(Refused::Exhausted(1, 0)));
}

/// A caller that touches the bucket each second stops no refill, though a second refills less than a unit.
#[test]
fn frequent_calls_lose_no_refill() {
    let slow = OutflowLimits { capacity: 10, period_seconds: 86_400, large: 5, delay_seconds: 0 };
    let mut outflow = Outflow { used: 10, refilled: 0, at: FINAL };
    for second in 1..=86_400 {
        assert!(outflow.pay(&slow, 0, kept(FINAL), FINAL + second).is_ok());
    }
    assert_eq!(outflow, Outflow { used: 0, refilled: 0, at: FINAL + 86_400 });
}

#[test]
fn limits_that_contradict_each_other_are_refused() {
    for wrong in [
        OutflowLimits { capacity: 0, large: 0, ..LIMITS },
        OutflowLimits { period_seconds: 0, ..LIMITS },
        OutflowLimits { large: 1_000, ..LIMITS },
    ] {
        assert_eq!(wrong.check(), Err(Refused::BadLimits));
        assert_eq!(Outflow::default().pay(&wrong, 0, kept(FINAL), FINAL), Err(Refused::BadLimits));
    }
    assert_eq!(OutflowLimits { large: 999, ..LIMITS }.check(), Ok(()));
}

/// Other limits apply at once, and forgive nothing.
#[test]
fn narrower_limits_leave_what_has_flowed_out() {
    let mut outflow = Outflow::default();
    outflow.pay(&LIMITS, 90, kept(FINAL), FINAL).expect("a small one");
    let narrow = OutflowLimits { capacity: 50, large: 10, ..LIMITS };
    assert_eq!(outflow.left(&narrow, FINAL), 0);
    assert_eq!(outflow.pay(&narrow, 1, kept(FINAL), FINAL), Err(Refused::Exhausted(1, 0)));
    // Half a unit of an older period is less than one of a shorter.
    let odd = Outflow { used: 5, refilled: 43_200, at: FINAL };
    let short = OutflowLimits { period_seconds: 10, ..narrow };
    assert_eq!(odd.at(&short, FINAL), Outflow { used: 5, refilled: 9, at: FINAL });
}

proptest! {
    /// The state is what an exact fraction says, rounded up, after any payments at any times.
    #[test]
    fn the_bucket_is_exact(
        capacity in 1u64..=u64::MAX,
        period in 1u64..=u64::from(u32::MAX),
        steps in prop::collection::vec((any::<u64>(), -50i64..1_000_000), 1..60),
    ) {
        let limits = OutflowLimits { capacity, period_seconds: period, large: capacity - 1, delay_seconds: 0 };
        let (mut outflow, mut now, mut latest) = (Outflow::default(), 0, 0);
        // What is missing, in 1/period.
        let mut missing = 0u128;
        for (amount, seconds) in steps {
            now += seconds;
            let passed = u128::from((now - latest).max(0).unsigned_abs());
            latest = latest.max(now);
            missing = missing.saturating_sub(u128::from(capacity) * passed);
            let amount = amount % capacity;
            let whole = u128::from(capacity) * u128::from(period);
            let fits = missing.div_ceil(u128::from(period)) + u128::from(amount) <= u128::from(capacity);
            let before = outflow;
            let paid = outflow.pay(&limits, amount, kept(0), now.max(0));
            if now < 0 {
                // The clock ran back before the first second: nothing is paid here, as the checkpoint is of the future.
                continue;
            }
            prop_assert_eq!(paid.is_ok(), fits, "{:?} {:?}", before, paid);
            if fits {
                missing += u128::from(amount) * u128::from(period);
                prop_assert_eq!(u128::from(outflow.used) * u128::from(period) - u128::from(outflow.refilled), missing);
            } else {
                prop_assert_eq!(outflow, before);
            }
            prop_assert!(missing <= whole);
        }
    }

    /// Any payments in any time sum up to the capacity and the refill of that time at the most.
    #[test]
    fn no_time_pays_more_than_the_capacity_and_its_refill(
        steps in prop::collection::vec((1u64..2_000, 0i64..20_000), 1..80),
    ) {
        let (mut outflow, mut now) = (Outflow::default(), FINAL);
        let mut paid = vec![];
        for (amount, seconds) in steps {
            now += seconds;
            if outflow.pay(&LIMITS, amount, kept(0), now).is_ok() {
                paid.push((now, amount));
            }
        }
        for from in 0..paid.len() {
            let mut sum = 0;
            for (at, amount) in &paid[from..] {
                sum += amount;
                let passed = (at - paid[from].0).unsigned_abs();
                prop_assert!(sum <= LIMITS.capacity + (LIMITS.capacity * passed).div_ceil(LIMITS.period_seconds));
            }
        }
    }
}
