//! The rules at their bounds, and what holds of every schedule.

use gate::{
    MAX_DELAY_SECONDS, Refusal, Rule, Schedule, WINDOW_SECONDS, check_delay, earliest_change, full_notice, raise_delay,
    slowest_exit,
};
use ledger::state::delayed::Notice;
use ledger::state::vault::MAX_EPOCH_SECONDS;
use proptest::prelude::*;

fn refusal(rule: Rule, value: u64, limit: u64) -> Refusal {
    Refusal { rule, value, limit }
}

#[test]
fn the_least_delay_is_the_cores_slowest_exit() {
    assert_eq!([slowest_exit(100), full_notice(100)], [200, 300]);
    let notice = Notice::of_any_vault(7, MAX_EPOCH_SECONDS);
    assert_eq!(7 + slowest_exit(MAX_EPOCH_SECONDS) as i64, notice.fall);
    assert_eq!(7 + full_notice(MAX_EPOCH_SECONDS) as i64, notice.rise);
    assert_eq!(full_notice(MAX_EPOCH_SECONDS), MAX_DELAY_SECONDS, "the longest delay is enough for every config");
}

#[test]
fn a_delay_is_within_its_bounds() {
    assert_eq!(check_delay(0, 0), Err(refusal(Rule::DelayTooShort, 0, 1)));
    assert_eq!(check_delay(1, 0), Ok(()));
    assert_eq!(check_delay(99, 100), Err(refusal(Rule::DelayTooShort, 99, 100)));
    assert_eq!(check_delay(100, 100), Ok(()));
    assert_eq!(check_delay(MAX_DELAY_SECONDS, 1), Ok(()));
    let most = MAX_DELAY_SECONDS;
    assert_eq!(check_delay(most + 1, 1), Err(refusal(Rule::DelayTooLong, most + 1, most)));
}

#[test]
fn a_delay_only_rises() {
    for wrong in [0, 99, 100] {
        assert_eq!(raise_delay(100, wrong), Err(refusal(Rule::DelayNotRaised, wrong, 100)));
    }
    assert_eq!(raise_delay(100, 101), Ok(101));
    let most = MAX_DELAY_SECONDS;
    assert_eq!(raise_delay(100, most), Ok(most));
    assert_eq!(raise_delay(100, most + 1), Err(refusal(Rule::DelayTooLong, most + 1, most)));
}

#[test]
fn code_is_executed_within_its_window_alone() {
    let schedule = Schedule::announce(1_000, 60, 60).unwrap();
    let (from, until) = (1_060, 1_060 + WINDOW_SECONDS as i64);
    assert_eq!(schedule, Schedule { announced_at: 1_000, executable_from: from, expires_at: until });
    assert_eq!(schedule.check_due(from - 1), Err(refusal(Rule::TooEarly, 1_059, 1_060)));
    assert_eq!((schedule.check_due(from), schedule.check_due(until - 1)), (Ok(()), Ok(())));
    assert_eq!(schedule.check_due(until), Err(refusal(Rule::Expired, until as u64, until as u64)));
    assert_eq!([schedule.is_expired(until - 1), schedule.is_expired(until)], [false, true]);
    assert_eq!(Schedule::announce(1_000, 59, 60), Err(refusal(Rule::DelayTooShort, 59, 60)));
}

#[test]
fn a_clock_at_its_end_ends_no_delay_early() {
    let schedule = Schedule::announce(i64::MAX - 5, 60, 60).unwrap();
    assert_eq!((schedule.executable_from, schedule.expires_at), (i64::MAX, i64::MAX));
    assert!(schedule.check_due(i64::MAX - 1).is_err() && schedule.check_due(i64::MAX).is_err());
}

#[test]
fn the_earliest_change_is_what_is_announced_or_could_be() {
    assert_eq!(earliest_change(1_000, 60, None), 1_060);
    let schedule = Schedule::announce(1_000, 60, 60).unwrap();
    assert_eq!(earliest_change(1_030, 60, Some(&schedule)), 1_060);
    assert_eq!(earliest_change(1_070, 60, Some(&schedule)), 1_070, "it may be executed now");
    let over = schedule.expires_at;
    assert_eq!(earliest_change(over, 60, Some(&schedule)), over + 60, "it has expired");
    // Announced with more notice than the gate needs: it can be canceled, and announced again with less.
    let later = Schedule::announce(1_000, 600, 60).unwrap();
    assert_eq!(earliest_change(1_030, 60, Some(&later)), 1_090);
}

proptest! {
    /// No announcement is executable before the gate's delay is over, nor for longer than the window.
    #[test]
    fn every_schedule_keeps_the_delay(
        now in 0..1i64 << 40, least in 1..=MAX_DELAY_SECONDS, more in 0..1u64 << 30, after in 0..1i64 << 41,
    ) {
        let seconds = (least + more).min(MAX_DELAY_SECONDS);
        let schedule = Schedule::announce(now, seconds, least).unwrap();
        let time = now + after;
        let due = schedule.check_due(time).is_ok();
        prop_assert!(!due || time - now >= least as i64);
        prop_assert_eq!(due, time >= now + seconds as i64 && time < now + (seconds + WINDOW_SECONDS) as i64);
        prop_assert!(!due || earliest_change(time, least, Some(&schedule)) == time);
        prop_assert!(earliest_change(now, least, Some(&schedule)) == now + least as i64);
    }
}
