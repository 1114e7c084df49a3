//! Delegations figure by figure: units, bounds on exposure, and the notice of each change.

use ledger::refusal::Rule;
use ledger::state::allocation::Allocation;
use ledger::state::books::UNITS;
use ledger::state::delegation::Delegation;
use ledger::state::exit_bucket::Bucket;
use ledger::state::vault::VaultLedger;
use ledger::transition::vault::Limits;

const LIMITS: Limits =
    Limits { deposit_cap: u64::MAX, instant_fee_bps: 0, instant_capacity: 1 << 60, instant_refill_seconds: 100 };

fn vault(assets: u64) -> VaultLedger {
    let mut vault = VaultLedger::new(100, LIMITS, 0).unwrap();
    if assets > 0 {
        vault.deposit(assets, 1, 0).unwrap();
    }
    vault
}

/// A vault of `assets` at `START`, with `units` active behind an operator.
fn behind(assets: u64, units: u64) -> (VaultLedger, Delegation) {
    let (mut vault, mut to) = (vault(0), Delegation::new());
    vault.delegate(&mut to, units, 0).unwrap();
    vault.deposit(assets, 1, START).unwrap();
    assert_eq!(to.units.at(START), units);
    (vault, to)
}

/// The first second at which what is announced in epoch 0 is active, rise or fall.
const START: i64 = 300;

#[test]
fn an_increase_reserves_now_and_takes_effect_after_an_exit_requested_a_full_epoch_later() {
    let (mut vault, mut to) = (vault(1_000), Delegation::new());
    vault.delegate(&mut to, UNITS / 4, 99).unwrap();
    assert_eq!(vault.books.idle, UNITS / 4 * 3);
    assert_eq!([to.units.at(299), to.units.at(300)], [0, UNITS / 4]);
    // Requested an epoch later, to the second, an exit is claimable when the increase takes effect.
    assert_eq!(vault.claimable_at(vault.request_epoch(199)), 300);
}

#[test]
fn a_decrease_frees_its_units_only_when_it_takes_effect() {
    let (mut vault, mut to) = behind(1_000, UNITS);
    vault.delegate(&mut to, 10, START + 50).unwrap();
    vault.settle_delegation(&mut to, START + 199).unwrap();
    assert_eq!((vault.books.idle, to.units.at(START + 199)), (0, UNITS), "one second before");
    vault.settle_delegation(&mut to, START + 200).unwrap();
    assert_eq!((vault.books.idle, to.units.at(START + 200)), (UNITS - 10, 10));
    vault.settle_delegation(&mut to, START + 200).unwrap();
    assert_eq!(vault.books.idle, UNITS - 10, "it is freed once");
}

/// An empty vault is exposed no sooner: a deposit could land before the change takes effect.
#[test]
fn an_empty_vault_gives_the_same_notice() {
    let (mut vault, mut to) = (vault(0), Delegation::new());
    vault.delegate(&mut to, 7, 0).unwrap();
    assert_eq!([to.units.at(299), to.units.at(300)], [0, 7]);
    vault.deposit(1_000, 1, 0).unwrap();
    vault.request_exit(&mut Bucket::new(1), 1_000, 1, 0).unwrap();
    vault.delegate(&mut to, 8, 300).unwrap();
    assert_eq!([to.units.at(599), to.units.at(600)], [7, 8]);
}

#[test]
fn a_pending_increase_is_replaced_and_what_it_reserved_is_free() {
    let (mut vault, mut to) = (vault(1_000), Delegation::new());
    vault.delegate(&mut to, UNITS, 0).unwrap();
    assert_eq!(vault.books.idle, 0);
    vault.delegate(&mut to, UNITS / 2, 10).unwrap();
    assert_eq!(vault.books.idle, UNITS / 2, "the increase that was withdrawn never was active");
    vault.delegate(&mut to, 0, 20).unwrap();
    assert_eq!((vault.books.idle, to.units.at(1_000)), (UNITS, 0));
}

#[test]
fn a_pending_increase_keeps_to_a_cap_that_fell_since() {
    let (mut vault, mut to) = (vault(1_000), Delegation::new());
    vault.delegate(&mut to, UNITS, 0).unwrap();
    vault.set_exposure(10_000, 1_000, 1, 10).unwrap();
    let refused = vault.delegate(&mut to, UNITS / 2, 20).unwrap_err();
    assert_eq!((refused.rule, refused.limit), (Rule::OverOperatorCap, UNITS / 10));
    vault.delegate(&mut to, UNITS / 10, 20).unwrap();
    vault.set_exposure(500, 1_000, 1, 30).unwrap();
    assert_eq!(vault.delegate(&mut to, UNITS / 10, 30).unwrap_err().rule, Rule::OverDelegated);
}

#[test]
fn a_pending_decrease_is_neither_postponed_nor_withdrawn() {
    let (mut vault, mut to) = behind(1_000, UNITS);
    vault.delegate(&mut to, UNITS / 2, START + 10).unwrap();
    for units in [0, 5, UNITS / 2 + 1, UNITS] {
        let before = (vault, to);
        let refused = vault.delegate(&mut to, units, START + 150).unwrap_err();
        assert_eq!((refused.rule, refused.limit), (Rule::FallPending, START.unsigned_abs() + 200));
        vault.books.epoch = before.0.books.epoch;
        assert_eq!((vault, to), before);
    }
    // In the epoch of its announcement it can be deeper, from the same second on.
    let (mut vault, mut to) = behind(1_000, UNITS);
    vault.delegate(&mut to, UNITS / 2, START + 10).unwrap();
    vault.delegate(&mut to, 5, START + 99).unwrap();
    assert_eq!([to.units.at(START + 199), to.units.at(START + 200)], [UNITS, 5]);
    assert_eq!(vault.books.idle, 0);
}

#[test]
fn the_version_counts_what_burdens_somebody_and_nothing_else() {
    let (mut vault, mut to, mut ncn) = (vault(1_000), Delegation::new(), Allocation::new());
    vault.allocate(&mut to, &mut ncn, 5, 0).unwrap();
    assert_eq!(vault.risk_version, 0, "an allocation of no stake, which anyone could bring about");
    vault.delegate(&mut to, 100, 0).unwrap();
    assert_eq!(vault.risk_version, 1);
    vault.delegate(&mut to, 90, 0).unwrap();
    vault.allocate(&mut to, &mut ncn, 5, 0).unwrap();
    assert_eq!(vault.risk_version, 1, "less than was announced, and the same");
    vault.allocate(&mut to, &mut ncn, 6, 0).unwrap();
    vault.set_exposure(9_000, 9_000, 1, 0).unwrap();
    assert_eq!(vault.risk_version, 2);
    for (delegated, operator, leverage) in [(9_001, 9_000, 1), (9_001, 9_001, 1), (9_001, 9_001, 2)] {
        let version = vault.risk_version;
        vault.set_exposure(delegated, operator, leverage, 0).unwrap();
        vault.set_exposure(delegated, operator, leverage, 0).unwrap();
        assert_eq!(vault.risk_version, version + 1);
    }
    vault.set_loss_limits(100, 200, 0).unwrap();
    assert_eq!(vault.risk_version, 5);
    let version = vault.risk_version;
    vault.set_loss_limits(100, 300, 200).unwrap();
    assert_eq!(vault.risk_version, version + 1);
    assert_eq!(vault.check_risk(version + 1), Ok(()));
    let refused = vault.check_risk(version).unwrap_err();
    assert_eq!((refused.rule, refused.value, refused.limit), (Rule::RiskChanged, version + 1, version));
}

/// What the vault knows of the largest operator is never too little, and exact once all are brought.
#[test]
fn the_largest_operator_is_known_well_enough() {
    let (mut vault, mut to) = (vault(1_000), [Delegation::new(); 3]);
    for (to, units) in to.iter_mut().zip([50, 20, 10]) {
        vault.delegate(to, UNITS / 100 * units, 0).unwrap();
    }
    assert_eq!(vault.largest_units, UNITS / 2);
    vault.delegate(&mut to[0], 0, 0).unwrap();
    assert_eq!(vault.largest_units, UNITS / 100 * 30, "the other two have no more together");
    vault.tighten_largest([to[1].reserved()]).unwrap();
    assert_eq!(vault.largest_units, UNITS / 100 * 20);
    vault.tighten_largest(to.iter().map(Delegation::reserved)).unwrap();
    assert_eq!(vault.largest_units, UNITS / 100 * 20);
    let before = vault;
    assert_eq!(vault.tighten_largest([to[1].reserved(); 2]).unwrap_err().rule, Rule::Overflow);
    assert_eq!(vault, before);
}

#[test]
fn no_more_than_is_idle_and_no_more_than_the_bounds() {
    let (mut vault, mut first, mut second) = (vault(1_000), Delegation::new(), Delegation::new());
    vault.set_exposure(9_000, 6_000, 1, 0).unwrap();
    let refused = vault.delegate(&mut first, UNITS / 10_000 * 6_000 + 1, 0).unwrap_err();
    assert_eq!((refused.rule, refused.limit), (Rule::OverOperatorCap, UNITS / 10_000 * 6_000));
    vault.delegate(&mut first, UNITS / 10_000 * 6_000, 0).unwrap();
    let refused = vault.delegate(&mut second, UNITS / 10_000 * 3_000 + 1, 0).unwrap_err();
    assert_eq!((refused.rule, refused.limit), (Rule::OverDelegated, UNITS / 10_000 * 9_000));
    vault.delegate(&mut second, UNITS / 10_000 * 3_000, 0).unwrap();
    let refused = vault.delegate(&mut second, UNITS / 10_000 * 5_000, 0).unwrap_err();
    assert_eq!((refused.rule, refused.limit), (Rule::OverIdleUnits, UNITS / 10_000 * 1_000));
}

#[test]
fn bounds_on_exposure_tighten_at_once_and_loosen_late() {
    let mut vault = vault(1_000);
    vault.set_exposure(5_000, 10_000, 1, 50).unwrap();
    assert_eq!(vault.exposure.max_delegated_bps.at(50), 5_000);
    vault.set_exposure(8_000, 10_000, 4, 50).unwrap();
    let exposure = vault.exposure;
    assert_eq!([exposure.max_delegated_bps.at(299), exposure.max_delegated_bps.at(300)], [5_000, 8_000]);
    assert_eq!([exposure.leverage.at(299), exposure.leverage.at(300)], [1, 4]);
    vault.set_exposure(8_000, 4_000, 4, 60).unwrap();
    assert_eq!(vault.exposure.max_operator_bps.at(60), 4_000);
    vault.set_exposure(8_000, 6_000, 4, 60).unwrap();
    assert_eq!([299, 300].map(|now| vault.exposure.max_operator_bps.at(now)), [4_000, 6_000]);
    for (delegated, operator, leverage, rule) in [
        (10_001, 0, 1, Rule::OverWhole),
        (0, 10_001, 1, Rule::OverWhole),
        (0, 0, 0, Rule::Leverage),
        (0, 0, 5, Rule::Leverage),
    ] {
        assert_eq!(vault.set_exposure(delegated, operator, leverage, 50).unwrap_err().rule, rule);
    }
}

#[test]
fn instant_exits_keep_the_others_exposure_within_the_bound() {
    let (mut vault, _) = behind(1_000_000, UNITS / 10);
    vault.set_exposure(5_000, 10_000, 1, START).unwrap();
    // A depositor enters with nine times as much, and would leave the others alone behind the operator.
    vault.deposit(9_000_000, 1, START).unwrap();
    assert_eq!(vault.exit_instantly(9_000_000, 1, START).unwrap_err().rule, Rule::OverDelegated);
    vault.exit_instantly(8_000_000, 1, START).unwrap();
    assert_eq!((vault.books.units - vault.books.idle) * 2, vault.books.units);
    assert_eq!(vault.exit_instantly(1_000, 1, START).unwrap_err().rule, Rule::OverDelegated);
}
#[test]
fn instant_exits_keep_every_operator_within_its_cap() {
    let (mut vault, mut to) = behind(1_000_000, UNITS / 2);
    vault.set_exposure(10_000, 5_000, 1, START).unwrap();
    let refused = vault.exit_instantly(1_000, 1, START).unwrap_err();
    assert_eq!((refused.rule, refused.value), (Rule::OverOperatorCap, UNITS / 2));
    // A cap that is raised binds as it was until the rise takes effect.
    vault.set_exposure(10_000, 8_000, 1, START).unwrap();
    assert_eq!(vault.exit_instantly(1_000, 1, START + 299).unwrap_err().rule, Rule::OverOperatorCap);
    vault.exit_instantly(1_000, 1, START + 300).unwrap();
    // With two halves of it behind different operators, each is well within.
    let mut other = Delegation::new();
    vault.delegate(&mut to, UNITS / 4, START + 300).unwrap();
    vault.settle_delegation(&mut to, START + 500).unwrap();
    vault.delegate(&mut other, UNITS / 4, START + 500).unwrap();
    vault.set_exposure(10_000, 2_600, 1, START + 500).unwrap();
    vault.exit_instantly(10_000, 1, START + 500).unwrap();
    assert_eq!(vault.exit_instantly(100_000, 1, START + 500).unwrap_err().rule, Rule::OverOperatorCap);
}
