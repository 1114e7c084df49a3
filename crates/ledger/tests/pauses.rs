//! A pause: how long it is, what it covers, and how soon there is another.

mod common;

use common::{config, refused};
use ledger::refusal::Rule;
use ledger::state::pause::{MAX_PAUSE_SECONDS, MIN_PAUSE_GAP, Pause};
use proptest::prelude::*;

const DAY: i64 = 86_400;
const WEEK: i64 = 7 * DAY;
const NONE: Pause = Pause { flags: 0, from: 0, until: 0 };
const KINDS: [u64; 5] = [Pause::DEPOSITS, Pause::INSTANT_EXITS, Pause::TICKETS, Pause::EXPOSURE, Pause::REWARDS];

/// A pause of `flags`, raised at `now` for `seconds`.
fn raised(flags: u64, seconds: u64, now: i64) -> Pause {
    let mut pause = NONE;
    pause.raise(flags, seconds, now).unwrap();
    pause
}

#[test]
fn nothing_is_paused_at_first_at_any_time() {
    for now in [i64::MIN, -1, 0, 1, i64::MAX] {
        assert!(!NONE.is_on(now));
        assert!(KINDS.iter().all(|kind| !NONE.covers(*kind, now) && NONE.check(*kind, now).is_ok()), "at {now}");
    }
}

#[test]
fn it_covers_its_kinds_alone_from_its_first_second_to_its_last() {
    for flags in 1..=Pause::ALL {
        let pause = raised(flags, 100, 1_000);
        for kind in KINDS {
            let covers = [999, 1_000, 1_099, 1_100].map(|now| pause.covers(kind, now));
            let paused = flags & kind != 0;
            assert_eq!(covers, [false, paused, paused, false], "{kind} of {flags}");
            if paused {
                refused(pause.check(kind, 1_099), Rule::Paused, 1_099, 1_100);
            } else {
                pause.check(kind, 1_099).unwrap();
            }
            pause.check(kind, 1_100).unwrap();
        }
    }
}

#[test]
fn what_is_no_pause_is_refused_and_changes_nothing() {
    let mut pause = NONE;
    refused(pause.raise(0, 1, 5), Rule::PauseFlags, 0, Pause::ALL);
    for unknown in [Pause::ALL + 1, Pause::ALL | 1 << 63, u64::MAX] {
        refused(pause.raise(unknown, 1, 5), Rule::PauseFlags, unknown, Pause::ALL);
    }
    refused(pause.raise(1, 0, 5), Rule::PauseLength, 0, 1);
    let cap = MAX_PAUSE_SECONDS;
    refused(pause.raise(1, cap + 1, 5), Rule::PauseLength, cap + 1, cap);
    refused(pause.raise(1, u64::MAX, 5), Rule::PauseLength, u64::MAX, cap);
    refused(pause.lift(5), Rule::NotPaused, 5, 0);
    assert_eq!(pause, NONE);
    pause.raise(1, cap, 5).unwrap();
    assert_eq!(pause.until, 5 + WEEK);
}

#[test]
fn there_is_no_other_in_it_nor_for_seven_days_after_it() {
    for seconds in [1, 100, MAX_PAUSE_SECONDS] {
        let first = raised(Pause::DEPOSITS, seconds, 1_000);
        let next = first.until + WEEK;
        for flags in [Pause::DEPOSITS, Pause::REWARDS, Pause::ALL] {
            let mut pause = first;
            for now in [0, 1_000, first.until - 1, first.until, next - 1] {
                refused(pause.raise(flags, 1, now), Rule::PausedLately, now as u64, next as u64);
                assert_eq!(pause, first);
            }
            pause.raise(flags, 9, next).unwrap();
            assert_eq!(pause, Pause { flags, from: next, until: next + 9 });
        }
    }
}

#[test]
fn one_that_is_lifted_ends_then_and_the_next_is_seven_days_later() {
    let mut pause = raised(Pause::ALL, 100, 1_000);
    pause.lift(1_040).unwrap();
    assert_eq!([1_039, 1_040].map(|now| pause.covers(Pause::DEPOSITS, now)), [true, false]);
    refused(pause.lift(1_040), Rule::NotPaused, 1_040, 1_040);
    refused(pause.raise(1, 1, 1_039 + WEEK), Rule::PausedLately, 1_039 + WEEK as u64, 1_040 + WEEK as u64);
    pause.raise(1, 1, 1_040 + WEEK).unwrap();
}

#[test]
fn it_may_be_lifted_in_its_first_second_and_not_after_its_last() {
    let mut pause = raised(1, 100, 1_000);
    refused(pause.lift(1_100), Rule::NotPaused, 1_100, 1_100);
    pause.lift(1_000).unwrap();
    assert_eq!(pause, Pause { flags: 1, from: 1_000, until: 1_000 });
    assert!(!pause.is_on(1_000));
}

/// What it covers is a stretch of the clock, so that a clock that runs back makes it no longer.
#[test]
fn a_clock_that_runs_back_before_it_finds_nothing_paused() {
    let mut pause = raised(1, 100, 1_000);
    pause.check(1, 999).unwrap();
    refused(pause.lift(999), Rule::NotPaused, 999, 1_100);
    refused(pause.raise(1, 1, -5), Rule::PausedLately, 5, 1_100 + WEEK as u64);
    assert!(pause.covers(1, 1_000));
}

#[test]
fn at_the_ends_of_time_it_is_no_longer_than_asked() {
    let pause = raised(1, MAX_PAUSE_SECONDS, i64::MIN);
    assert_eq!((pause.covers(1, i64::MIN), pause.until), (true, i64::MIN + WEEK));
    let mut late = raised(1, 10, i64::MAX - 3);
    assert_eq!((late.until, late.covers(1, i64::MAX - 1), late.covers(1, i64::MAX)), (i64::MAX, true, false));
    refused(late.raise(1, 1, i64::MAX - 1), Rule::PausedLately, i64::MAX as u64 - 1, i64::MAX as u64);
    late.lift(i64::MAX - 2).unwrap();
}

/// What somebody does at a moment.
#[derive(Clone, Copy, Debug)]
enum Act {
    Raise { flags: u64, seconds: u64 },
    Lift,
}

/// A wait and an act, with what is likely near the limits.
fn moment() -> impl Strategy<Value = (i64, Act)> {
    let wait = prop_oneof![0..3 * DAY, WEEK - 2..WEEK + 2, Just(0), Just(1), 0..30 * DAY];
    let seconds = prop_oneof![1..=MAX_PAUSE_SECONDS, Just(MAX_PAUSE_SECONDS), 0..10u64, Just(MAX_PAUSE_SECONDS + 1)];
    let act = prop_oneof![
        3 => (0..=Pause::ALL + 1, seconds).prop_map(|(flags, seconds)| Act::Raise { flags, seconds }),
        1 => Just(Act::Lift),
    ];
    (wait, act)
}

/// The seconds of `stretches` in the 14 days from `start` on.
fn within(stretches: &[(i64, i64)], start: i64) -> i64 {
    let end = start + 2 * WEEK;
    stretches.iter().map(|&(from, until)| (until.min(end) - from.max(start)).max(0)).sum()
}

proptest! {
    #![proptest_config(config(1_000, 0x7a05e))]

    #[test]
    fn no_more_than_half_of_any_14_days_is_paused(
        start in -WEEK..WEEK, moments in prop::collection::vec(moment(), 1..60),
    ) {
        let (mut pause, mut now) = (NONE, start);
        // What was paused, and when, as it is found by asking.
        let mut stretches: Vec<(i64, i64)> = vec![];
        for (wait, act) in moments {
            now += wait;
            let before = pause;
            let done = match act {
                Act::Raise { flags, seconds } => pause.raise(flags, seconds, now),
                Act::Lift => pause.lift(now),
            };
            match (done, act) {
                (Err(_), _) => prop_assert_eq!(pause, before),
                (Ok(()), Act::Raise { flags, seconds }) => {
                    prop_assert!(!before.is_on(now));
                    prop_assert_eq!(pause, Pause { flags, from: now, until: now + seconds as i64 });
                    prop_assert!(pause.until - now <= WEEK);
                    stretches.push((pause.from, pause.until));
                }
                (Ok(()), Act::Lift) => {
                    prop_assert!(before.is_on(now) && !pause.is_on(now));
                    stretches.last_mut().unwrap().1 = now;
                }
            }
            // Nobody has to do anything for it to end.
            prop_assert!(!pause.is_on(pause.until) && !pause.covers(Pause::ALL, pause.until.max(now + WEEK)));
        }
        for pair in stretches.windows(2) {
            prop_assert!(pair[1].0 - pair[0].1 >= MIN_PAUSE_GAP as i64);
        }
        // The most is in 14 days that begin or end where a stretch does.
        for &(from, until) in &stretches {
            for edge in [from, until, from - 2 * WEEK, until - 2 * WEEK] {
                prop_assert!(within(&stretches, edge) <= WEEK, "from {}", edge);
            }
        }
    }
}
