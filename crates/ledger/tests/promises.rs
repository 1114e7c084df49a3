//! Announcements to stakers stand: a fall is not taken back, and a new burden on the remaining holders or the leavers waits for
//! their exit.

mod common;

use common::{EPOCH, GENESIS, OPEN, refused, refused_for, vault, with};
use ledger::refusal::Rule;
use ledger::state::books::UNITS;
use ledger::state::breaker::LossLimits;
use ledger::state::delayed::Notice;
use ledger::state::delegation::Delegation;
use ledger::state::exit_bucket::Bucket;
use ledger::state::opt_in::{Side, Sides};
use ledger::state::stream::MAX_STREAM_SECONDS;
use ledger::state::vault::VaultLedger;
use ledger::transition::fee::FeeTerms;
use ledger::transition::reward::RewardTerms;
use ledger::transition::vault::Limits;

/// A vault of a million, half of which stands behind an operator from epoch 3 on, and that epoch's first second.
fn half_delegated(limits: Limits) -> (VaultLedger, Delegation, i64) {
    let (mut vault, mut to) = (with(limits, 1_000_000, 1_000_000), Delegation::new());
    vault.delegate(&mut to, UNITS / 2, GENESIS).unwrap();
    (vault, to, GENESIS + 3 * EPOCH)
}

/// Half of the vault is to come back from an operator, and stakers see its cap fall to a tenth. In the last second the curator
/// would have it stay.
#[test]
fn a_fall_of_a_delegation_is_not_taken_back_over_a_cap_that_fell_meanwhile() {
    let (mut vault, mut to, now) = half_delegated(OPEN);
    vault.delegate(&mut to, 0, now).unwrap();
    vault.set_exposure(10_000, 1_000, 1, now).unwrap();
    let from = now + 2 * EPOCH;
    for units in [1, UNITS / 10, UNITS / 2, UNITS] {
        refused({ vault }.delegate(&mut { to }, units, from - 1), Rule::FallPending, (from - 1) as u64, from as u64);
    }
    assert_eq!([from - 1, from].map(|now| to.units.at(now)), [UNITS / 2, 0]);
    // From then on it is a rise like any other: under the cap, and late.
    refused_for({ vault }.delegate(&mut { to }, UNITS / 10 + 1, from), Rule::OverOperatorCap);
    vault.delegate(&mut to, UNITS / 10, from).unwrap();
    assert_eq!([from + 3 * EPOCH - 1, from + 3 * EPOCH].map(|now| to.units.at(now)), [0, UNITS / 10]);
}

/// The same of loss limits and of an opt-in that is being left.
#[test]
fn a_fall_of_a_limit_and_a_leave_are_not_taken_back() {
    let notice = |now: i64| Notice { fall: now + 2 * EPOCH, rise: now + 3 * EPOCH };
    let mut limits = LossLimits::any();
    limits.announce(100, 500, 0, notice(0)).unwrap();
    let last = 2 * EPOCH - 1;
    refused_for({ limits }.announce(10_000, 10_000, last, notice(last)), Rule::FallPending);
    assert_eq!([last, last + 1].map(|now| limits.epoch_bps.at(now)), [10_000, 500]);

    let mut sides = Sides::new();
    for side in [Side::Left, Side::Right] {
        sides.join(side, 0, Notice { fall: 0, rise: 0 }).unwrap();
    }
    sides.leave(Side::Left, 0, notice(0)).unwrap();
    refused_for({ sides }.join(Side::Left, last, notice(last)), Rule::FallPending);
    assert_eq!([last, last + 1].map(|now| sides.counts(now)), [true, false]);
}

/// Half of a vault is idle and its own cap is a half for an operator. An insider that may set its limits raises the allowance
/// and drops the fee, to leave with all idle stake: the remaining holders would have all of theirs behind the operator.
#[test]
fn an_instant_exit_raises_no_operator_over_its_cap() {
    let dear = Limits { instant_capacity: 1_000, instant_fee_bps: 1_000, ..OPEN };
    let (mut vault, _, now) = half_delegated(dear);
    vault.set_exposure(10_000, 5_000, 1, GENESIS).unwrap();
    vault.set_limits(Limits { instant_capacity: 1_000_000, instant_fee_bps: 0, ..dear }, now).unwrap();
    // Neither is active before every exit requested within an epoch is out, and the cap holds then as well.
    let from = now + 3 * EPOCH;
    refused({ vault }.exit_instantly(500_000, 0, from - 1), Rule::OverAllowance, 500_000, 1_000);
    assert_eq!({ vault }.instant_fee_bps.at(from - 1), 1_000);
    refused({ vault }.exit_instantly(500_000, 0, from), Rule::OverOperatorCap, UNITS / 2, UNITS / 4);
    // What stands behind the operator is at its cap: nothing at all can leave at once.
    refused_for({ vault }.exit_instantly(10, 0, from), Rule::OverOperatorCap);
}

/// The stream is set to a year, and a reward of as much as the vault has is paid a second later. An exit requested then had 63
/// of it, where the longer time was active at once; now all.
#[test]
fn a_longer_stream_takes_no_reward_from_those_who_leave() {
    let mut vault = vault(1_000_000, 1_000_000);
    let terms = FeeTerms { deposit_bps: 0, exit_bps: 0, reward_bps: 0, stream_seconds: MAX_STREAM_SECONDS };
    let last = GENESIS + EPOCH - 1;
    vault.set_fees(terms, GENESIS).unwrap();
    let whole = RewardTerms { commission_bps: 0, protocol_fee_bps: 0 };
    vault.pay_reward(&mut 0, 1_000_000, whole, GENESIS + 1).unwrap();
    let mut bucket = Bucket::new(1);
    let request = vault.request_exit(&mut bucket, 1_000_000, 0, last).unwrap();
    // Of 1,000 seconds 998 are over; a thousandth of it all is the virtual shares.
    assert_eq!(request.assets, 1_997_002);
    let stream = |now| vault.stream_seconds.at(now);
    assert_eq!([GENESIS + 3 * EPOCH - 1, GENESIS + 3 * EPOCH].map(stream), [EPOCH as u64, MAX_STREAM_SECONDS]);
}
