//! The limits that an admin sets, and when each counts.

mod common;

use common::{EPOCH, GENESIS, OPEN, refused, vault, with};
use ledger::refusal::Rule;
use ledger::state::allowance::MAX_ALLOWANCE;
use ledger::state::fee::MAX_INSTANT_FEE_BPS;
use ledger::state::vault::VaultLedger;
use ledger::transition::vault::Limits;

#[test]
fn every_limit_is_bounded() {
    let cases = [
        (Limits { instant_fee_bps: 1_001, ..OPEN }, Rule::FeeTooHigh, 1_001, 1_000),
        (Limits { instant_capacity: MAX_ALLOWANCE + 1, ..OPEN }, Rule::AllowanceTooHigh, (1 << 62) + 1, 1 << 62),
        (Limits { instant_refill_seconds: 0, ..OPEN }, Rule::RefillTooShort, 0, 1),
    ];
    for (limits, rule, value, limit) in cases {
        refused(VaultLedger::new(1_000, limits, GENESIS), rule, value, limit);
        let mut vault = vault(7, 7);
        let before = vault;
        refused(vault.set_limits(limits, GENESIS + 1), rule, value, limit);
        assert_eq!(vault, before, "a refused change of limits changed something");
    }
    let most = Limits { instant_fee_bps: MAX_INSTANT_FEE_BPS, instant_capacity: MAX_ALLOWANCE, ..OPEN };
    vault(7, 7).set_limits(Limits { instant_refill_seconds: 1, ..most }, GENESIS).unwrap();
}

/// A higher fee burdens leavers, and a lower one burdens the remaining holders.
#[test]
fn a_fee_waits_until_all_who_leave_within_an_epoch_have_left() {
    for (asked_at, bps) in [(0, 20), (1, 20), (EPOCH - 1, 20), (EPOCH - 1, 5), (0, 0)] {
        let mut vault = with(Limits { instant_fee_bps: 10, ..OPEN }, 7, 7);
        vault.set_limits(Limits { instant_fee_bps: bps, ..OPEN }, GENESIS + asked_at).unwrap();
        let from = GENESIS + 3 * EPOCH;
        assert_eq!([from - 1, from].map(|now| vault.instant_fee_bps.at(now)), [10, bps], "asked at {asked_at}");
        assert_eq!(vault.claimable_at(vault.request_epoch(GENESIS + asked_at + EPOCH)), from);
    }
}

#[test]
fn a_clock_that_runs_back_does_not_bring_a_fee_forward() {
    let mut vault = with(Limits { instant_fee_bps: 10, ..OPEN }, 7, 7);
    vault.advance(GENESIS + 5 * EPOCH);
    vault.set_limits(Limits { instant_fee_bps: 20, ..OPEN }, GENESIS + EPOCH).unwrap();
    assert_eq!(vault.instant_fee_bps.effective, GENESIS + 8 * EPOCH);
}

#[test]
fn the_cap_and_a_tighter_allowance_are_active_at_once() {
    let mut vault = vault(7, 7);
    let limits = Limits { deposit_cap: 7, instant_capacity: 5, instant_refill_seconds: 3_000, ..OPEN };
    vault.set_limits(limits, GENESIS).unwrap();
    assert_eq!((vault.deposit_cap, vault.instant_allowance.left()), (7, 5));
    assert_eq!(vault.instant_allowance.refill_seconds, 3_000);
    assert_eq!(vault.risk_version, 0);
    // Each of these lets more leave, or for another price.
    for limits in [
        Limits { instant_capacity: 6, ..limits },
        Limits { instant_refill_seconds: 2_999, ..limits },
        Limits { instant_fee_bps: 1, ..limits },
    ] {
        let mut vault = vault;
        vault.set_limits(limits, GENESIS).unwrap();
        vault.set_limits(limits, GENESIS).unwrap();
        assert_eq!(vault.risk_version, 1, "{limits:?}");
    }
}
