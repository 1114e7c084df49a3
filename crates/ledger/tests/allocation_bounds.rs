//! Allocations figure by figure: bounds, notice, and what the breaker leaves of the stake at risk.

use ledger::math::BPS;
use ledger::refusal::Rule;
use ledger::state::allocation::Allocation;
use ledger::state::books::{UNITS, VIRTUAL};
use ledger::state::breaker::{LossLimits, Losses};
use ledger::state::delayed::Delayed;
use ledger::state::delegation::Delegation;
use ledger::state::exit_bucket::Bucket;
use ledger::state::vault::VaultLedger;
use ledger::transition::vault::Limits;

const LIMITS: Limits =
    Limits { deposit_cap: u64::MAX, instant_fee_bps: 0, instant_capacity: 0, instant_refill_seconds: 1 };

/// A vault with its whole stake active behind one operator at 0, after three epochs.
fn scene(assets: u64, leverage: u64) -> (VaultLedger, Delegation) {
    let (mut vault, mut to) = (VaultLedger::new(100, LIMITS, -300).unwrap(), Delegation::new());
    vault.set_exposure(10_000, 10_000, leverage, -300).unwrap();
    vault.delegate(&mut to, UNITS, -300).unwrap();
    vault.deposit(assets, 1, 0).unwrap();
    (vault, to)
}

#[test]
fn takes_effect_with_the_notice_of_a_rise_and_is_read_in_one_division() {
    let (mut vault, mut to) = scene(1_000, 1);
    let mut ncn = Allocation::new();
    vault.allocate(&mut to, &mut ncn, UNITS / 3, 50).unwrap();
    assert_eq!(to.allocated, UNITS / 3);
    assert_eq!(vault.slashable_stake(&to, &ncn, 299), Ok(0));
    assert_eq!(vault.slashable_stake(&to, &ncn, 300), Ok(333));
}

#[test]
fn one_division_does_not_lose_what_two_would() {
    let ((vault, mut to), mut ncn) = (scene(3, 1), Allocation::new());
    to.units = Delayed::settled(UNITS / 2);
    // floor(3/2) = 1, and of two thirds of that, floored again, nothing is left.
    ncn.magnitude = Delayed::settled(UNITS / 3 * 2 + 1);
    assert_eq!(vault.slashable_stake(&to, &ncn, 0), Ok(1));
}

#[test]
fn unique_stake_cannot_be_allocated_twice_not_even_through_pending_changes() {
    let (mut vault, mut to) = scene(1_000, 1);
    let (mut first, mut second) = (Allocation::new(), Allocation::new());
    vault.allocate(&mut to, &mut first, UNITS, 0).unwrap();
    assert_eq!(vault.allocate(&mut to, &mut second, 1, 0).unwrap_err().rule, Rule::OverLeverage);
    // The first is to fall, but has not fallen yet.
    vault.allocate(&mut to, &mut first, 0, 300).unwrap();
    assert_eq!(vault.allocate(&mut to, &mut second, 1, 499).unwrap_err().rule, Rule::OverLeverage);
    vault.settle_allocation(&mut to, &mut first, 500).unwrap();
    vault.allocate(&mut to, &mut second, UNITS, 500).unwrap();
}

#[test]
fn shared_stake_up_to_the_leverage_and_no_ncn_over_the_whole() {
    let (mut vault, mut to) = scene(1_000, 2);
    let mut ncns = [Allocation::new(); 3];
    assert_eq!(vault.allocate(&mut to, &mut ncns[0], UNITS + 1, 0).unwrap_err().rule, Rule::OverMagnitude);
    vault.allocate(&mut to, &mut ncns[0], UNITS, 0).unwrap();
    vault.allocate(&mut to, &mut ncns[1], UNITS, 0).unwrap();
    let refused = vault.allocate(&mut to, &mut ncns[2], 1, 0).unwrap_err();
    assert_eq!((refused.rule, refused.value, refused.limit), (Rule::OverLeverage, 2 * UNITS + 1, 2 * UNITS));
    for ncn in &ncns[..2] {
        assert_eq!(vault.slashable_stake(&to, ncn, 300), Ok(1_000));
    }
}

#[test]
fn a_magnitude_over_the_whole_reads_as_the_whole() {
    let (mut vault, mut to) = scene(1_000, 2);
    let mut ncn = Allocation::new();
    vault.allocate(&mut to, &mut ncn, UNITS, 0).unwrap();
    to.magnitude = UNITS / 2;
    assert_eq!(ncn.magnitude_at(&to, 300), UNITS / 2);
    assert_eq!(vault.slashable_stake(&to, &ncn, 300), Ok(1_000));
}

#[test]
fn with_nothing_allocated_the_magnitude_starts_again() {
    let (mut vault, mut to) = scene(1_000, 1);
    let mut ncn = Allocation::new();
    vault.allocate(&mut to, &mut ncn, 100, 0).unwrap();
    to.magnitude = 5_000; // As slashes would leave it.
    vault.allocate(&mut to, &mut ncn, 0, 300).unwrap();
    vault.settle_allocation(&mut to, &mut ncn, 499).unwrap();
    assert_eq!(to.magnitude, 5_000);
    vault.settle_allocation(&mut to, &mut ncn, 500).unwrap();
    assert_eq!((to.magnitude, to.allocated), (UNITS, 0));
}

#[test]
fn figures_at_their_bounds() {
    let (vault, to) = scene(u64::MAX - VIRTUAL, 1);
    let whole = Allocation { magnitude: Delayed::settled(UNITS), ..Allocation::new() };
    assert_eq!(vault.slashable_stake(&to, &whole, 0), Ok(u64::MAX - VIRTUAL));
    let least = Allocation { magnitude: Delayed::settled(1), ..Allocation::new() };
    assert_eq!(vault.slashable_stake(&to, &least, 0), Ok((u64::MAX - VIRTUAL) / UNITS));
    let (vault, to) = scene(1, 1);
    assert_eq!(vault.slashable_stake(&to, &whole, 0), Ok(1));
    assert_eq!(vault.slashable_stake(&to, &least, 0), Ok(0));
}

/// Limits of `incident` basis points, permanently.
fn limits(incident: u64) -> LossLimits {
    LossLimits { incident_bps: Delayed::settled(incident), epoch_bps: Delayed::settled(BPS) }
}

#[test]
fn one_slash_takes_no_more_than_the_vault_lets_it() {
    let (mut vault, mut to) = scene(999, 1);
    let mut ncn = Allocation::new();
    vault.allocate(&mut to, &mut ncn, UNITS / 2, 0).unwrap();
    // A half is 499; of the whole, not of the half, 4,994 basis points are 498.9 and 4,995 are 499.0.
    for (incident, stake) in [(0, 0), (10, 0), (11, 1), (4_994, 498), (4_995, 499), (4_996, 499), (BPS, 499)] {
        assert_eq!(
            vault.stake_at_risk(&to, &ncn, (&limits(incident), &Losses::default()), 300),
            Ok(stake),
            "{incident}"
        );
    }
    assert_eq!(vault.stake_at_risk(&to, &ncn, (&limits(BPS), &Losses::default()), 299), Ok(0), "not active yet");
    assert_eq!(
        vault.stake_at_risk(&to, &ncn, (&LossLimits::none(), &Losses::default()), 300),
        Ok(0),
        "a vault that set no limits"
    );
}

#[test]
fn the_limit_is_of_the_whole_stake_and_counts_in_its_own_time() {
    let (mut vault, to) = scene(1_000, 1);
    let whole = Allocation { magnitude: Delayed::settled(UNITS), ..Allocation::new() };
    let mut limit = limits(100);
    limit.incident_bps.set(200, 0, 300);
    vault.request_exit(&mut Bucket::new(4), 400, 1, 0).unwrap();
    // Leaving stake is active as long as it can be slashed.
    for (now, stake) in [(0, 10), (199, 10), (200, 6), (299, 6), (300, 12)] {
        assert_eq!(vault.stake_at_risk(&to, &whole, (&limit, &Losses::default()), now), Ok(stake), "{now}");
    }
}

#[test]
fn limits_at_the_bounds_of_figures() {
    let most = u64::MAX - VIRTUAL;
    let (vault, to) = scene(most, 1);
    let whole = Allocation { magnitude: Delayed::settled(UNITS), ..Allocation::new() };
    let floor = |bps: u64| (u128::from(most) * u128::from(bps) / 10_000) as u64;
    for bps in [0, 1, 5_000, 9_999, BPS] {
        assert_eq!(vault.stake_at_risk(&to, &whole, (&limits(bps), &Losses::default()), 0), Ok(floor(bps)), "{bps}");
    }
    assert_eq!(
        vault.stake_at_risk(&to, &whole, (&limits(u64::MAX), &Losses::default()), 0),
        Ok(most),
        "more than a whole is the whole"
    );
    let (vault, to) = (VaultLedger::new(100, LIMITS, 0).unwrap(), Delegation::new());
    assert_eq!(vault.stake_at_risk(&to, &whole, (&limits(BPS), &Losses::default()), 0), Ok(0), "nothing in it");
}
