//! Allocations in named cases: unique and shared stake, pending changes, and what slashes leave.

mod common;

use common::{EPOCH, GENESIS, refused, refused_for, vault};
use ledger::math::BPS;
use ledger::refusal::Rule;
use ledger::state::allocation::Allocation;
use ledger::state::books::{UNITS, VIRTUAL};
use ledger::state::breaker::{LossLimits, Losses};
use ledger::state::delayed::Delayed;
use ledger::state::delegation::Delegation;
use ledger::state::vault::VaultLedger;
use ledger::transition::slash::target::Target;

/// A hundredth of a whole magnitude.
const C: u64 = UNITS / 100;

/// A vault with its whole stake behind one operator and these allocations in hundredths, all from the start.
fn scene<const N: usize>(assets: u64, leverage: u64, parts: [u64; N]) -> (VaultLedger, Delegation, [Allocation; N]) {
    let (mut vault, mut to) = (vault(0, 0), Delegation::new());
    vault.exposure.leverage = Delayed::settled(leverage);
    vault.delegate(&mut to, UNITS, GENESIS).unwrap();
    to.units = Delayed::settled(UNITS);
    let services = parts.map(|part| {
        let mut service = Allocation::new();
        vault.allocate(&mut to, &mut service, part * C, GENESIS).unwrap();
        service.magnitude = Delayed::settled(part * C);
        service
    });
    vault.deposit(assets, 0, GENESIS).unwrap();
    (vault, to, services)
}

/// A slash of `d` of a service's magnitude, in an epoch in which nobody leaves.
fn slash(vault: &mut VaultLedger, to: &mut Delegation, service: &mut Allocation, d: u64) -> u64 {
    // With f rounded down by less than one part in m, ceil(m·f) is d.
    let fraction = ledger::math::mul_div_floor(d, UNITS, service.magnitude_at(to, GENESIS)).unwrap();
    let mut target = Target { delegation: to, allocation: service, buckets: [None, None] };
    let approval = (&LossLimits::any(), &mut Losses::default());
    let slash = vault.propose_slash(&mut target, approval, fraction, 0, GENESIS).unwrap();
    assert_eq!(slash.magnitude, d);
    slash.stake
}

/// The magnitudes as they read, in hundredths of a whole.
fn read(to: &Delegation, services: &[Allocation]) -> u64 {
    services.iter().map(|service| service.magnitude_at(to, GENESIS) / C).sum()
}

#[test]
fn nothing_is_allocated_twice_through_two_pending_changes() {
    let (mut vault, mut to, mut s) = scene(1_000, 1, [60, 40]);
    let now = GENESIS;
    // Both are to fall, and neither fall is spent before it counts: not by the other, nor by a third.
    let [first, second] = &mut s;
    vault.allocate(&mut to, first, 10 * C, now).unwrap();
    vault.allocate(&mut to, second, 10 * C, now).unwrap();
    let mut third = Allocation::new();
    refused(vault.allocate(&mut to, &mut third, 1, now + 2 * EPOCH - 1), Rule::OverLeverage, UNITS + 1, UNITS);
    // Both count now, but what nobody has settled stays reserved.
    let now = now + 2 * EPOCH;
    refused(vault.allocate(&mut to, &mut third, 1, now), Rule::OverLeverage, UNITS + 1, UNITS);
    vault.settle_allocation(&mut to, second, now).unwrap();
    refused(vault.allocate(&mut to, &mut third, 31 * C, now), Rule::OverLeverage, 101 * C, 100 * C);
    vault.allocate(&mut to, &mut third, 30 * C, now).unwrap();
    // Two pending rises: together they fit, or the later is refused.
    vault.settle_allocation(&mut to, first, now).unwrap();
    vault.allocate(&mut to, first, 40 * C, now).unwrap();
    refused(vault.allocate(&mut to, second, 31 * C, now), Rule::OverLeverage, 101 * C, 100 * C);
    vault.allocate(&mut to, second, 30 * C, now).unwrap();
    let later = now + 3 * EPOCH;
    let slashable = [first, second, &mut third].map(|service| vault.slashable_stake(&to, service, later).unwrap());
    assert_eq!((slashable, to.allocated), ([400, 300, 300], UNITS));
}

#[test]
fn a_fall_that_is_announced_stands_and_frees_no_magnitude_early_or_twice() {
    let (mut vault, mut to, [mut service, _]) = scene(1_000, 1, [50, 20]);
    for (second, part, allocated) in [(0, 80, 100), (10, 60, 80), (20, 50, 70), (30, 40, 70), (40, 20, 70), (50, 0, 70)]
    {
        vault.allocate(&mut to, &mut service, part * C, GENESIS + second).unwrap();
        vault.settle_allocation(&mut to, &mut service, GENESIS + second).unwrap();
        assert_eq!(to.allocated, allocated * C, "at {second}");
    }
    for (second, part) in [(60, 1), (60, 50), (1_999, 60)] {
        let before = (to, service);
        let until = (GENESIS + 2_000) as u64;
        let refusal = vault.allocate(&mut to, &mut service, part * C, GENESIS + second);
        refused(refusal, Rule::FallPending, (GENESIS + second) as u64, until);
        assert_eq!((to, service), before);
    }
    let at = |vault: &VaultLedger, to: &Delegation, service: &Allocation, later| {
        vault.slashable_stake(to, service, GENESIS + later).unwrap()
    };
    assert_eq!([1_999, 2_000].map(|later| at(&vault, &to, &service, later)), [500, 0]);
    for _ in 0..3 {
        vault.settle_allocation(&mut to, &mut service, GENESIS + 2_000).unwrap();
        assert_eq!((to.allocated, to.magnitude), (20 * C, UNITS));
    }
    vault.allocate(&mut to, &mut service, 80 * C, GENESIS + 2_000).unwrap();
    assert_eq!([4_999, 5_000].map(|later| at(&vault, &to, &service, later)), [0, 800]);
}

#[test]
fn a_rise_that_was_withdrawn_frees_its_magnitude_at_once() {
    let (mut vault, mut to, [mut first, mut second]) = scene(1_000, 1, [0, 0]);
    vault.allocate(&mut to, &mut first, UNITS, GENESIS).unwrap();
    refused_for(vault.allocate(&mut to, &mut second, 1, GENESIS), Rule::OverLeverage);
    vault.allocate(&mut to, &mut first, 0, GENESIS + 3 * EPOCH - 1).unwrap();
    vault.allocate(&mut to, &mut second, UNITS, GENESIS + 3 * EPOCH - 1).unwrap();
    assert_eq!(vault.slashable_stake(&to, &first, GENESIS + 9 * EPOCH), Ok(0));
}

#[test]
fn figures_of_one_and_of_all_bits() {
    let most = u64::MAX - VIRTUAL;
    let (vault, to, [mut service]) = scene(most, 1, [0]);
    for (m, stake) in [(UNITS, most), (UNITS - 1, most - 19), (1, 18), (0, 0), (u64::MAX, most)] {
        service.magnitude = Delayed::settled(m);
        assert_eq!(vault.slashable_stake(&to, &service, GENESIS), Ok(stake), "by {m}");
    }
    // A whole of one: what was left of a magnitude after slashes is still the whole.
    let one = Delegation { magnitude: 1, ..to };
    assert_eq!(vault.slashable_stake(&one, &service, GENESIS), Ok(most));
    let (mut vault, mut to, [mut service, mut other]) = scene(1, 4, [1, 0]);
    assert_eq!(vault.slashable_stake(&to, &service, GENESIS), Ok(0), "a hundredth of a unit is none");
    refused(vault.allocate(&mut to, &mut service, u64::MAX, GENESIS), Rule::OverMagnitude, u64::MAX, UNITS);
    refused(vault.allocate(&mut to, &mut other, u64::MAX, GENESIS), Rule::Overflow, C, u64::MAX);
    refused(vault.allocate(&mut to, &mut other, UNITS + 1, GENESIS), Rule::OverMagnitude, UNITS + 1, UNITS);
    assert_eq!(to.allocated, C);
}

#[test]
fn two_roundings_would_give_a_slash_away_and_one_does_not() {
    // Of 3, a third and 1 unit is delegated, and all of that allocated but for 1: a little over 1. In two steps it would be
    // 1 of 3, and of that a little less, so nothing.
    for (u, stake) in [(UNITS / 3, 0), (UNITS / 3 + 1, 1)] {
        let (mut vault, mut to, [mut service]) = scene(3, 1, [0]);
        (to.units, vault.books.idle) = (Delayed::settled(u), UNITS - u);
        service.magnitude = Delayed::settled(UNITS - 1);
        assert_eq!(vault.slashable_stake(&to, &service, GENESIS), Ok(stake), "by {u} units");
    }
}

#[test]
fn a_lower_leverage_undoes_nothing_and_lets_nothing_rise() {
    let (mut vault, mut to, [mut first, mut second]) = scene(1_000, 2, [100, 60]);
    vault.set_exposure(BPS, BPS, 1, GENESIS).unwrap();
    refused(vault.allocate(&mut to, &mut second, 61 * C, GENESIS), Rule::OverLeverage, 161 * C, 100 * C);
    assert_eq!(vault.slashable_stake(&to, &second, GENESIS), Ok(600), "what stands can be slashed");
    vault.allocate(&mut to, &mut first, 30 * C, GENESIS).unwrap();
    refused(vault.allocate(&mut to, &mut second, 61 * C, GENESIS), Rule::OverLeverage, 161 * C, 100 * C);
    let now = GENESIS + 2 * EPOCH;
    vault.settle_allocation(&mut to, &mut first, now).unwrap();
    vault.allocate(&mut to, &mut second, 70 * C, now).unwrap();
    refused(vault.allocate(&mut to, &mut second, 71 * C, now), Rule::OverLeverage, 101 * C, 100 * C);
    // What is less than was announced is a rise still, over what is active, and keeps to the leverage of now.
    let (mut shared, mut of, [_, mut third]) = scene(1_000, 2, [100, 60]);
    shared.allocate(&mut of, &mut third, 80 * C, GENESIS).unwrap();
    shared.set_exposure(BPS, BPS, 1, GENESIS).unwrap();
    refused(shared.allocate(&mut of, &mut third, 70 * C, GENESIS), Rule::OverLeverage, 170 * C, 100 * C);
    shared.allocate(&mut of, &mut third, 60 * C, GENESIS).unwrap();
    assert_eq!(of.allocated, 160 * C);
    // A higher one takes effect only after every exit requested in time.
    vault.set_exposure(BPS, BPS, 2, now).unwrap();
    refused_for(vault.allocate(&mut to, &mut second, 71 * C, now + 3 * EPOCH - 1), Rule::OverLeverage);
    vault.advance(now + 3 * EPOCH);
    vault.allocate(&mut to, &mut second, 71 * C, now + 3 * EPOCH - 1).unwrap();
    assert_eq!(to.allocated, 101 * C, "once it has counted, a clock that runs back does not matter");
}

#[test]
fn at_leverage_a_slash_can_leave_more_allocated_than_the_leverage_and_nothing_rises_until_it_holds_again() {
    let (mut vault, mut to, mut s) = scene(1_000_000, 2, [50, 50, 50, 50]);
    assert_eq!((read(&to, &s), to.allocated), (200, 200 * C), "the whole of a leverage of 2");

    assert_eq!(slash(&mut vault, &mut to, &mut s[0], 10 * C), 100_000);
    assert_eq!((to.magnitude, to.units.current, vault.books.units), (90 * C, 90 * C, 90 * C));
    assert_eq!(s.map(|service| service.magnitude_at(&to, GENESIS) / C), [40, 50, 50, 50]);
    assert_eq!((read(&to, &s), to.allocated), (190, 190 * C), "over 2 · 90 = 180");
    // Each of the others can take what it could: 50 of 90 of 900,000.
    let slashable = s.map(|service| vault.slashable_stake(&to, &service, GENESIS).unwrap());
    assert_eq!(slashable, [400_000, 500_000, 500_000, 500_000]);

    // What the vault knows of its largest operator is up to date.
    vault.settle_delegation(&mut to, GENESIS).unwrap();
    // No rise by any service, by how little or much, until there is room for it; a fall always.
    for service in &mut s {
        let held = service.magnitude.current;
        for more in [1, C, 50 * C, UNITS] {
            let before = (vault, to, *service);
            let rule = if held + more > 90 * C { Rule::OverMagnitude } else { Rule::OverLeverage };
            refused_for(vault.allocate(&mut to, service, held + more, GENESIS), rule);
            assert_eq!((vault, to, *service), before);
        }
    }
    let [first, second, ..] = &mut s;
    vault.allocate(&mut to, second, 40 * C, GENESIS).unwrap();
    refused(vault.allocate(&mut to, first, 40 * C + 1, GENESIS), Rule::OverLeverage, 190 * C + 1, 180 * C);
    let now = GENESIS + 2 * EPOCH;
    vault.settle_allocation(&mut to, second, now).unwrap();
    assert_eq!(to.allocated, 180 * C, "it holds again");
    refused(vault.allocate(&mut to, first, 40 * C + 1, now), Rule::OverLeverage, 180 * C + 1, 180 * C);
    vault.allocate(&mut to, second, 30 * C, now).unwrap();
    vault.settle_allocation(&mut to, second, now + 2 * EPOCH).unwrap();
    vault.allocate(&mut to, first, 50 * C, now + 2 * EPOCH).unwrap();
    assert_eq!(to.allocated, 180 * C);
}

#[test]
fn at_leverage_one_no_sequence_of_slashes_breaks_the_sum() {
    let (mut vault, mut to, mut s) = scene(1_000_000, 1, [25, 25, 25, 25]);
    for (turn, hundredths) in [10, 7, 25, 1, 15, 2].into_iter().enumerate() {
        let others = [1, 2, 3].map(|off| vault.slashable_stake(&to, &s[(turn + off) % 4], GENESIS).unwrap());
        slash(&mut vault, &mut to, &mut s[turn % 4], hundredths * C);
        assert!(read(&to, &s) * C <= to.magnitude, "after turn {turn}");
        let after = [1, 2, 3].map(|off| vault.slashable_stake(&to, &s[(turn + off) % 4], GENESIS).unwrap());
        for (old, new) in others.into_iter().zip(after) {
            assert!(new.abs_diff(old) <= 1, "another's {old} became {new} in turn {turn}");
        }
    }
}

#[test]
fn a_magnitude_slashed_to_nothing_reads_as_nothing_and_starts_again() {
    let (mut vault, mut to, mut s) = scene(1_000_000, 4, [100, 100, 60, 0]);
    vault.delegate(&mut to, UNITS / 2, GENESIS).unwrap();
    vault.settle_delegation(&mut to, GENESIS + 2 * EPOCH).unwrap();
    assert_eq!(slash(&mut vault, &mut to, &mut s[0], UNITS), 500_000);
    to.open_slashes = 0; // As its execution leaves it.
    let now = GENESIS + 2 * EPOCH;
    assert_eq!((to.magnitude, to.units.current), (0, 0));
    for service in &mut s {
        assert_eq!(vault.slashable_stake(&to, service, now), Ok(0));
        let held = service.magnitude.current;
        refused_for(vault.allocate(&mut to, service, held + 1, now), Rule::MagnitudeWorn);
    }
    // What still reads over the whole must go before the whole is whole again.
    for service in &mut s {
        vault.allocate(&mut to, service, 0, now).unwrap();
    }
    for (turn, service) in s.iter_mut().enumerate() {
        vault.settle_allocation(&mut to, service, now + 2 * EPOCH).unwrap();
        assert_eq!(to.magnitude, if turn < 2 { 0 } else { UNITS }, "after turn {turn}");
    }
    vault.allocate(&mut to, &mut s[3], UNITS, now + 2 * EPOCH).unwrap();
}
