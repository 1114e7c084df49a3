//! Delegations in named cases: when stake is exposed, what is reserved for it, and its bounds.

mod common;

use common::{EPOCH, GENESIS, refused, refused_for, vault, with};
use ledger::math::BPS;
use ledger::refusal::Rule;
use ledger::state::allocation::Allocation;
use ledger::state::books::{UNITS, VIRTUAL};
use ledger::state::delayed::Delayed;
use ledger::state::delegation::Delegation;
use ledger::state::exit_bucket::Bucket;
use ledger::state::vault::VaultLedger;
use ledger::transition::vault::Limits;

const ALL: u64 = UNITS;

/// A vault with this stake, the whole of it behind one operator from the start.
fn exposed(assets: u64, units: u64) -> (VaultLedger, Delegation) {
    let (mut vault, mut to) = (vault(0, 0), Delegation::new());
    vault.delegate(&mut to, units, GENESIS).unwrap();
    to.units = Delayed::settled(units);
    vault.deposit(assets, 0, GENESIS).unwrap();
    (vault, to)
}

/// What the operator has of a stake of 1,000 at these seconds after the genesis.
fn stakes<const N: usize>(vault: &VaultLedger, to: &Delegation, later: [i64; N]) -> [u64; N] {
    later.map(|later| vault.delegated_stake(to, GENESIS + later).unwrap())
}

#[test]
fn who_leaves_within_an_epoch_of_the_announcement_is_not_exposed() {
    for announced in [0, 1, EPOCH / 2, EPOCH - 1] {
        let (mut vault, mut to, now) = (vault(1_000, 1_000), Delegation::new(), GENESIS + announced);
        vault.delegate(&mut to, ALL, now).unwrap();
        // The slowest of all informed stakers: it requests its exit a full epoch later, to the second.
        let mut bucket = Bucket::new(2);
        let mut exit = vault.request_exit(&mut bucket, 400, 0, now + EPOCH).unwrap();
        let first = vault.claimable_at(2);
        assert_eq!(vault.delegated_stake(&to, first - 1), Ok(0), "until the last second there is nothing to lose");
        assert_eq!(vault.delegated_stake(&to, first), Ok(600), "and then only the stake of who stayed");
        assert_eq!(vault.claim_exit(&mut bucket, &mut exit.ticket, first).unwrap().flow.assets_out, 400);
    }
}

#[test]
fn no_sequence_of_announcements_exposes_sooner() {
    // Seconds and parts of the whole: again, more, less, withdrawn and renewed, at the edges of epochs.
    let sequences: [&[(i64, u64)]; 8] = [
        &[(0, 10), (999, 10)],
        &[(0, 1), (2_999, 10)],
        &[(0, 10), (2_999, 9)],
        &[(0, 10), (1, 0), (2, 10)],
        &[(0, 10), (1_000, 0), (1_000, 10), (2_999, 10)],
        &[(0, 1), (1_000, 2), (2_000, 3), (3_000, 4), (3_999, 5)],
        &[(0, 1), (3_000, 10), (5_999, 1), (6_000, 10)],
        &[(0, 5), (3_000, 0), (5_000, 5), (5_999, 0), (6_001, 5)],
    ];
    for sequence in sequences {
        let (mut vault, mut to) = (vault(1_000, 1_000), Delegation::new());
        let mut announced = sequence.iter().peekable();
        let (mut counted, mut last, mut from) = (0, 0, i64::MAX);
        for second in 0..10_000 {
            if second >= from {
                counted = last;
            }
            while let Some((_, tenths)) = announced.next_if(|(at, _)| *at == second) {
                vault.delegate(&mut to, ALL / 10 * tenths, GENESIS + second).unwrap();
                (last, from) = (*tenths, (second / EPOCH + if *tenths > counted { 3 } else { 2 }) * EPOCH);
            }
            assert_eq!(stakes(&vault, &to, [second]), [counted * 100], "{sequence:?} at {second}");
        }
    }
}

#[test]
fn a_clock_that_runs_back_neither_revives_nor_ends_what_is_active() {
    // A fall is active: the books have seen its epoch. A second before, it is asked to be undone.
    let (mut vault, mut to) = exposed(1_000, ALL);
    vault.delegate(&mut to, 0, GENESIS).unwrap();
    vault.deposit(1_000, 0, GENESIS + 2 * EPOCH).unwrap();
    assert_eq!(stakes(&vault, &to, [2 * EPOCH - 1, 2 * EPOCH]), [0, 0]);
    vault.delegate(&mut to, ALL, GENESIS + 2 * EPOCH - 1).unwrap();
    assert_eq!(stakes(&vault, &to, [2 * EPOCH, 5 * EPOCH - 1, 5 * EPOCH]), [0, 0, 2_000]);

    // A rise is active, and would be withdrawn at once as if it never had been.
    let (mut vault, mut to) = (common::vault(1_000, 1_000), Delegation::new());
    vault.delegate(&mut to, ALL, GENESIS).unwrap();
    vault.deposit(1_000, 0, GENESIS + 3 * EPOCH).unwrap();
    vault.delegate(&mut to, 0, GENESIS + 3 * EPOCH - 1).unwrap();
    assert_eq!(vault.books.idle, 0);
    assert_eq!(stakes(&vault, &to, [3 * EPOCH, 5 * EPOCH - 1, 5 * EPOCH]), [2_000, 2_000, 0]);

    // So with a service's magnitude, and with the bounds.
    let (mut vault, mut to) = exposed(1_000, ALL);
    let mut service = Allocation::new();
    vault.allocate(&mut to, &mut service, UNITS, GENESIS).unwrap();
    vault.set_exposure(BPS, BPS, 4, GENESIS).unwrap();
    vault.advance(GENESIS + 3 * EPOCH);
    let back = GENESIS + 3 * EPOCH - 1;
    vault.set_exposure(BPS, BPS, 4, back).unwrap();
    assert_eq!(vault.exposure.leverage.at(back), 4, "it is active, so that there is nothing to wait for");
    vault.allocate(&mut to, &mut service, 0, back).unwrap();
    let slashable = [3, 5].map(|epoch| vault.slashable_stake(&to, &service, GENESIS + epoch * EPOCH));
    assert_eq!((to.allocated, slashable), (UNITS, [Ok(1_000), Ok(0)]));
}

#[test]
fn no_sequence_of_announcements_frees_units_early_or_twice() {
    let (mut vault, mut to) = exposed(1_000, ALL / 2);
    // Up over what it has, up to less, and down, deeper each time: the larger of both is reserved.
    for (second, tenths, reserved) in [(0, 8, 8), (10, 6, 6), (20, 5, 5), (30, 4, 5), (40, 1, 5), (50, 0, 5)] {
        vault.delegate(&mut to, ALL / 10 * tenths, GENESIS + second).unwrap();
        let idle = ALL - ALL / 10 * reserved;
        assert_eq!((to.reserved(), vault.books.idle), (ALL / 10 * reserved, idle), "at {second}");
        vault.settle_delegation(&mut to, GENESIS + second).unwrap();
        assert_eq!(vault.books.idle, idle, "there is nothing to settle at {second}");
    }
    refused_for(vault.delegate(&mut to, ALL / 10, GENESIS + 60), Rule::FallPending);
    assert_eq!(stakes(&vault, &to, [0, 1_999, 2_000, 9_000]), [500, 500, 0, 0]);
    for _ in 0..3 {
        vault.settle_delegation(&mut to, GENESIS + 2_000).unwrap();
        assert_eq!((vault.books.idle, vault.books.units, to.reserved()), (ALL, ALL, 0));
    }
}

#[test]
fn a_fall_that_counts_is_held_until_somebody_settles_it() {
    let (mut vault, mut first) = exposed(1_000, ALL);
    let mut second = Delegation::new();
    vault.delegate(&mut first, ALL / 4, GENESIS).unwrap();
    let now = GENESIS + 2 * EPOCH;
    assert_eq!(vault.delegated_stake(&first, now), Ok(250), "what counts needs nobody");
    refused(vault.delegate(&mut second, 1, now), Rule::OverIdleUnits, 1, 0);
    refused(vault.exit_instantly(10, 0, now), Rule::OverIdle, 10, 0);
    assert_eq!((vault.books.idle, first.reserved()), (0, ALL));
    vault.settle_delegation(&mut first, now).unwrap();
    assert_eq!((vault.books.idle, first.reserved()), (ALL / 4 * 3, ALL / 4));
    vault.delegate(&mut second, ALL / 4 * 3, now).unwrap();
    assert_eq!(vault.books.idle, 0);
    // The next change of the first settles it as well.
    let (mut vault, mut first) = exposed(1_000, ALL);
    vault.delegate(&mut first, 0, GENESIS).unwrap();
    vault.delegate(&mut first, ALL, now).unwrap();
    assert_eq!((vault.books.idle, vault.delegated_stake(&first, now + 3 * EPOCH - 1)), (0, Ok(0)));
}

#[test]
fn figures_of_one_and_of_all_bits() {
    let most = u64::MAX - VIRTUAL;
    let cases = [(most, ALL, most), (most, ALL - 1, most - 19), (most, 1, 18), (1, ALL, 1), (1, ALL - 1, 0), (1, 1, 0)];
    for (assets, units, stake) in cases {
        let (vault, to) = exposed(assets, units);
        assert_eq!(vault.delegated_stake(&to, GENESIS), Ok(stake), "{units} units of {assets}");
    }
    let (mut vault, mut to) = (vault(most, most), Delegation::new());
    refused(vault.delegate(&mut to, u64::MAX, GENESIS), Rule::OverIdleUnits, u64::MAX, ALL);
    refused(vault.delegate(&mut to, ALL + 1, GENESIS), Rule::OverIdleUnits, ALL + 1, ALL);
    vault.delegate(&mut to, ALL, GENESIS).unwrap();
    refused(vault.delegate(&mut to, u64::MAX, GENESIS), Rule::OverIdleUnits, u64::MAX - ALL, 0);
    // Bounds round down: of 3 units, half is 1, and a third of all in basis points is none.
    let mut small = common::vault(9, 9);
    (small.books.units, small.books.idle) = (3, 3);
    small.set_exposure(6_667, 5_000, 1, GENESIS).unwrap();
    let mut others = [Delegation::new(); 2];
    refused(small.delegate(&mut others[0], 2, GENESIS), Rule::OverOperatorCap, 2, 1);
    small.delegate(&mut others[0], 1, GENESIS).unwrap();
    small.delegate(&mut others[1], 1, GENESIS).unwrap();
    small.set_exposure(6_666, 3_333, 1, GENESIS).unwrap();
    refused(small.delegate(&mut Delegation::new(), 1, GENESIS), Rule::OverOperatorCap, 1, 0);
    refused(small.exit_instantly(1, 0, GENESIS), Rule::OverDelegated, 2, 1);
}

#[test]
fn the_bounds_hold_over_many_operators_and_a_fall_is_never_bound() {
    let mut vault = vault(1_000, 1_000);
    vault.set_exposure(5_000, 2_000, 1, GENESIS).unwrap();
    let mut all = [Delegation::new(); 3];
    vault.delegate(&mut all[0], ALL / 5, GENESIS).unwrap();
    vault.delegate(&mut all[1], ALL / 5, GENESIS).unwrap();
    refused(vault.delegate(&mut all[2], ALL / 10 + 1, GENESIS), Rule::OverDelegated, ALL / 2 + 1, ALL / 2);
    vault.delegate(&mut all[2], ALL / 10, GENESIS).unwrap();
    // Tighter bounds undo nothing and stop no fall.
    vault.set_exposure(0, 0, 1, GENESIS).unwrap();
    let now = GENESIS + 3 * EPOCH;
    refused_for(vault.delegate(&mut all[0], ALL / 5 + 1, now), Rule::OverOperatorCap);
    vault.delegate(&mut all[0], ALL / 10, now).unwrap();
    assert_eq!(vault.books.idle, ALL / 2);
    // What is announced already is announced again only within the bounds, and waits again.
    let (mut vault, mut to) = (common::vault(1_000, 1_000), Delegation::new());
    vault.delegate(&mut to, ALL / 2, GENESIS).unwrap();
    vault.set_exposure(BPS, 4_999, 1, GENESIS).unwrap();
    refused_for(vault.delegate(&mut to, ALL / 2, GENESIS + EPOCH), Rule::OverOperatorCap);
    assert_eq!(stakes(&vault, &to, [3 * EPOCH - 1, 3 * EPOCH]), [0, 500], "the announcement stands");
    vault.delegate(&mut to, ALL / 5 * 2, GENESIS + EPOCH).unwrap();
    assert_eq!(stakes(&vault, &to, [3 * EPOCH, 4 * EPOCH - 1, 4 * EPOCH]), [0, 0, 400]);
}

#[test]
fn coming_with_nine_times_as_much_and_leaving_at_once_cannot_lift_exposure_over_the_bound() {
    let (mut vault, mut to) = (vault(0, 0), Delegation::new());
    vault.set_exposure(5_000, BPS, 1, GENESIS).unwrap();
    vault.delegate(&mut to, ALL / 10, GENESIS).unwrap();
    to.units = Delayed::settled(ALL / 10);
    vault.deposit(1_000_000_000, 0, GENESIS).unwrap();
    let mut held = 0;
    for round in 0..40 {
        held += vault.deposit(9_000_000_000, 0, GENESIS).unwrap().flow.shares_minted;
        // All of it, or the most that the bound allows, found by halving.
        let (mut fits, mut over) = (0, held + 1);
        while over - fits > 1 {
            let shares = fits + (over - fits) / 2;
            let left = { vault }.exit_instantly(shares, 0, GENESIS);
            (fits, over) = if left.is_ok() { (shares, over) } else { (fits, shares) };
        }
        assert!(over <= held, "the bound never stopped the {round}. round");
        if fits > 0 {
            vault.exit_instantly(fits, 0, GENESIS).unwrap();
            held -= fits;
        }
        refused_for(vault.exit_instantly(over - fits, 0, GENESIS), Rule::OverDelegated);
        let (delegated, all) = (vault.books.units - vault.books.idle, vault.books.units);
        assert!(delegated * 2 <= all && (delegated + 1) * 2 >= all - 1, "{delegated} of {all} in round {round}");
        let stake = vault.books.stake().unwrap();
        assert!(vault.delegated_stake(&to, GENESIS).unwrap() <= stake / 2);
    }
    // Nor does a bound that is lowered, or an announced increase, leave a way around it.
    vault.set_exposure(1_000, BPS, 1, GENESIS).unwrap();
    refused_for(vault.exit_instantly(1, 0, GENESIS), Rule::OverDelegated);
    let more = to.reserved() + 1;
    refused_for(vault.delegate(&mut to, more, GENESIS), Rule::OverDelegated);
}

#[test]
fn an_announced_rise_counts_against_the_bound_of_instant_exits() {
    let (mut vault, mut to) = (vault(1_000_000, 1_000_000), Delegation::new());
    vault.set_exposure(5_000, BPS, 1, GENESIS).unwrap();
    vault.delegate(&mut to, ALL / 2, GENESIS).unwrap();
    refused(vault.exit_instantly(10, 0, GENESIS), Rule::OverDelegated, ALL / 2, (ALL - ALL / 100_000) / 2);
    vault.delegate(&mut to, 0, GENESIS).unwrap();
    vault.exit_instantly(10, 0, GENESIS).unwrap();
}

#[test]
fn units_start_again_with_the_last_of_them_idle() {
    // Instant exits wear the units down to little more than a delegation of 1,000 units.
    let worn = || {
        let (mut vault, to) = exposed(1_000_000_000_000, 1_000);
        while vault.books.units > 2_000_000 {
            let out = vault.books.supply - vault.books.supply / 1_000;
            vault.exit_instantly(out, 0, GENESIS).unwrap();
            vault.deposit(1_000_000_000_000, 0, GENESIS).unwrap();
            vault.instant_allowance.used = 0;
        }
        (vault, to)
    };
    let (mut vault, mut to) = worn();
    vault.delegate(&mut to, 0, GENESIS).unwrap();
    assert!(vault.books.units < ALL, "still worn while some are delegated");
    vault.settle_delegation(&mut to, GENESIS + 2 * EPOCH).unwrap();
    assert_eq!((vault.books.units, vault.books.idle), (ALL, ALL));

    // What a change asks for is measured by the units that its caller saw.
    let (mut vault, mut to) = worn();
    vault.delegate(&mut to, 0, GENESIS).unwrap();
    let units = vault.books.units;
    vault.delegate(&mut to, units / 2, GENESIS + 2 * EPOCH).unwrap();
    assert_eq!((vault.books.units, vault.books.idle), (units, units - units / 2));
}

/// A vault without what it counts of its announcements, and of the largest operator.
fn alike(vault: &VaultLedger) -> VaultLedger {
    VaultLedger { largest_units: 0, risk_version: 0, ..*vault }
}

#[test]
fn a_thousand_operators_cost_and_come_to_the_same_as_one() {
    let limits = Limits { instant_fee_bps: 300, ..common::OPEN };
    let (mut one, mut many) = (with(limits, 0, 0), with(limits, 0, 0));
    let (mut to, mut each) = (Delegation::new(), vec![Delegation::new(); 1_000]);
    one.delegate(&mut to, ALL / 2, GENESIS).unwrap();
    for to in &mut each {
        many.delegate(to, ALL / 2_000, GENESIS).unwrap();
    }
    let (mut buckets, mut now) = ([Bucket::new(1); 2], GENESIS);
    for (turn, amount) in [1_000_003, 77, 123_456_789, 5, 999_999_937].into_iter().enumerate() {
        now += EPOCH;
        for (vault, bucket) in [&mut one, &mut many].into_iter().zip(&mut buckets) {
            vault.deposit(amount, 0, now).unwrap();
            *bucket = Bucket::new(turn as u64 + 2);
            vault.request_exit(bucket, amount / 7 + 1, 0, now).unwrap();
            vault.exit_instantly(amount / 11 + 2, 0, now).unwrap();
        }
        assert_eq!((alike(&one), buckets[0]), (alike(&many), buckets[1]), "in turn {turn}");
        let stake = one.delegated_stake(&to, now).unwrap();
        let sum: u64 = each.iter().map(|to| many.delegated_stake(to, now).unwrap()).sum();
        assert!(sum <= stake && stake - sum < 1_000, "{sum} by a thousand, {stake} by one");
    }
    // All of them leave; the same is idle in the end.
    one.delegate(&mut to, 0, now).unwrap();
    each.iter_mut().for_each(|to| many.delegate(to, 0, now).unwrap());
    assert_eq!(one.books, many.books);
    now += 2 * EPOCH;
    one.settle_delegation(&mut to, now).unwrap();
    each.iter_mut().for_each(|to| many.settle_delegation(to, now).unwrap());
    assert_eq!(alike(&one), alike(&many));
}
