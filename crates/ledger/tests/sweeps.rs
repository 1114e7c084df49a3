//! When tokens that somebody sent to a vault leave for its fee wallet, and how many.

mod common;

use common::{EPOCH, GENESIS, OPEN, refused};
use ledger::refusal::Rule;
use ledger::state::term::Term;
use ledger::state::vault::{MAX_EPOCH_SECONDS, VaultLedger};
use ledger::transition::sweep::{MIN_SWEEP_SECONDS, sweep};
use proptest::prelude::*;

#[test]
fn a_sweep_waits_a_week_at_least() {
    let vault = common::vault(1_000_000, 1_000_000);
    for second in [0, 1, EPOCH, 123_456] {
        assert_eq!(vault.sweep_due(GENESIS + second), GENESIS + second + MIN_SWEEP_SECONDS);
    }
    assert_eq!(vault.sweep_due(i64::MAX), i64::MAX);
}

/// A term holds its stakers, so the tokens stay as well.
#[test]
fn a_sweep_that_is_announced_in_a_term_waits_for_its_end() {
    let (start, end) = (GENESIS + 4 * EPOCH, GENESIS + 10_000 * EPOCH);
    let vault = VaultLedger::new(EPOCH as u64, OPEN, GENESIS).unwrap().with_term(start, end).unwrap();
    let Term { end, .. } = vault.term;
    assert_eq!(vault.sweep_due(start), end);
    assert_eq!(vault.sweep_due(end), end + MIN_SWEEP_SECONDS);
}

#[test]
fn before_its_time_nothing_is_swept() {
    refused(sweep(5, 5, 1_000, 999), Rule::SweepNotDue, 999, 1_000);
    refused(sweep(5, 5, 1_000, -1), Rule::SweepNotDue, 0, 1_000);
    assert_eq!(sweep(5, 5, 1_000, 1_000), Ok(5));
}

proptest! {
    #![proptest_config(common::config(2_000, 41))]

    /// An exit requested at the announcement is out by the time of the sweep, and what is swept was announced and is there.
    #[test]
    fn stakers_are_out_before_a_sweep(
        epoch_seconds in 1..=MAX_EPOCH_SECONDS,
        later in 0i64..1 << 40,
        announced: u64,
        held: u64,
    ) {
        let vault = VaultLedger::new(epoch_seconds, OPEN, GENESIS).unwrap();
        let now = GENESIS + later;
        let due = vault.sweep_due(now);
        prop_assert!(due >= now + MIN_SWEEP_SECONDS);
        prop_assert!(due >= vault.start_of(vault.epoch_at(now) + 2), "the first second of the claim");
        let swept = sweep(announced, held, due, due).unwrap();
        prop_assert!(swept <= announced && swept <= held && (swept == announced || swept == held));
        prop_assert!(sweep(announced, held, due, due - 1).is_err());
    }
}
