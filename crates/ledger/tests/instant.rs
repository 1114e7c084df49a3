//! Instant exits, figure by figure. V is 1,000 throughout.

mod common;

use common::{GENESIS, OPEN, refused, refused_for, vault, with};
use ledger::refusal::Rule;
use ledger::state::books::UNITS;
use ledger::state::exit_bucket::Bucket;
use ledger::state::vault::VaultLedger;
use ledger::transition::flow::Flow;
use ledger::transition::instant_exit::InstantExit;
use ledger::transition::vault::Limits;

/// A million assets, a share each, and the highest fee: 10 % of the whole.
fn dear() -> VaultLedger {
    with(Limits { instant_fee_bps: 1_000, ..OPEN }, 1_000_000, 1_000_000)
}

#[test]
fn the_fee_rises_with_what_is_taken() {
    let mut vault = dear();
    // A tenth of the idle stake pays a tenth of 10 %: reach 100,000²/10^6 = 10,000, fee 1,000.
    let exit = vault.exit_instantly(100_000, 99_000, GENESIS).unwrap();
    let flow = Flow { shares_burned: 100_000, assets_out: 99_000, ..Flow::default() };
    assert_eq!(exit, InstantExit { flow, fee: 1_000, exit_fee: 0, units: 99_000_000_000_000_000 });
    assert_eq!((vault.books.active, vault.books.supply), (901_000, 900_000), "the fee stays with the others");
    assert_eq!(vault.instant_allowance.used, 100_000, "the allowance counts the fee");
    // 90,100 · 902,000/901,000 = 90,200 assets; reach 90,200 · 290,200/1,001,000 = 26,149.9; a tenth of 26,150.
    let exit = vault.exit_instantly(90_100, 0, GENESIS).unwrap();
    assert_eq!((exit.fee, exit.flow.assets_out, vault.books.active), (2_615, 87_585, 813_415));
}

#[test]
fn both_divisions_of_the_fee_round_up() {
    // 3,163²/10^6 = 10.004 reaches 11, of which a tenth is 1.1: rounding either down would give 1.
    assert_eq!(dear().exit_instantly(3_163, 0, GENESIS).unwrap().fee, 2);
    // Exactly 1, of which a tenth is a fee of 1, not of 0.
    assert_eq!(dear().exit_instantly(1_000, 0, GENESIS).unwrap().fee, 1);
    // 9.998 reaches 10, of which a tenth is exactly 1.
    assert_eq!(dear().exit_instantly(3_162, 0, GENESIS).unwrap().fee, 1);
}

#[test]
fn what_recent_exits_took_makes_it_dearer_until_it_wears_off() {
    let mut vault = dear();
    vault.instant_allowance = ledger::state::allowance::Allowance::new(100_000, 1_000, GENESIS).unwrap();
    vault.instant_allowance.spend(50_000).unwrap();
    // Half of it is used; in 400 seconds 40,000 of that wears off. 1,000 · (20,000 + 1,000)/1,010,000 = 20.8.
    assert_eq!(vault.exit_instantly(1_000, 0, GENESIS + 400).unwrap().fee, 3);
    assert_eq!(vault.instant_allowance.used, 11_000);
}

#[test]
fn the_whole_idle_stake_pays_the_whole_fee() {
    let mut vault = dear();
    vault.books.supply = 1_000_001; // one share stays, worth nothing: its assets are 0.999999 of a unit
    let exit = vault.exit_instantly(1_000_000, 0, GENESIS).unwrap();
    // 999,999 assets, reach ceil(999,999²/10^6) = 999,999 (999,998.000001), fee 99,999.9.
    assert_eq!((exit.fee, exit.flow.assets_out), (100_000, 899_999));
}

#[test]
fn the_last_holder_pays_no_fee() {
    let mut vault = dear();
    let exit = vault.exit_instantly(1_000_000, 1_000_000, GENESIS).unwrap();
    assert_eq!((exit.fee, exit.units), (0, UNITS));
    assert_eq!((vault.books.active, vault.books.supply, vault.books.units, vault.books.idle), (0, 0, UNITS, UNITS));
    assert!(dear().exit_instantly(999_999, 0, GENESIS).unwrap().fee > 99_000);
}

#[test]
fn the_minimum_is_held_against_what_is_paid() {
    dear().exit_instantly(100_000, 99_000, GENESIS).unwrap();
    refused(dear().exit_instantly(100_000, 99_001, GENESIS), Rule::BelowMinimum, 99_000, 99_001);
}

#[test]
fn zero_dust_and_more_than_there_is_are_refused() {
    refused(dear().exit_instantly(0, 0, GENESIS), Rule::Zero, 0, 1);
    refused(dear().exit_instantly(1_000_001, 0, GENESIS), Rule::OverSupply, 1_000_001, 1_000_000);
    // One asset, and a fee that rounds up to it.
    refused(dear().exit_instantly(1, 0, GENESIS), Rule::Dust, 1, 1);
    assert_eq!(dear().exit_instantly(2, 0, GENESIS).unwrap().flow.assets_out, 1);
    refused(vault(1_000, 3_000).exit_instantly(2, 0, GENESIS), Rule::Dust, 2, 1);
    refused(vault(0, 3_000).exit_instantly(3_000, 0, GENESIS), Rule::Dust, 3_000, 1);
}

#[test]
fn the_allowance_bounds_assets_before_the_fee() {
    let capped = |instant_capacity| with(Limits { instant_capacity, instant_fee_bps: 1_000, ..OPEN }, 10_000, 10_000);
    capped(5_000).exit_instantly(5_000, 0, GENESIS).unwrap();
    refused(capped(4_999).exit_instantly(5_000, 0, GENESIS), Rule::OverAllowance, 5_000, 4_999);
    refused(capped(0).exit_instantly(5_000, 0, GENESIS), Rule::OverAllowance, 5_000, 0);
    let mut vault = capped(5_000);
    vault.exit_instantly(2_000, 0, GENESIS).unwrap();
    let after = vault;
    refused_for(vault.exit_instantly(3_001, 0, GENESIS), Rule::OverAllowance);
    assert_eq!(vault, after, "a refused exit used the allowance");
}

#[test]
fn a_refused_exit_only_rolls_the_epochs() {
    let (mut vault, _) = common::with_bucket(1_000, 1_000, 50, 50);
    vault.instant_allowance.spend(7).unwrap();
    let later = GENESIS + 3 * common::EPOCH;
    let mut rolled = vault;
    rolled.advance(later);
    refused(vault.exit_instantly(5, 6, later), Rule::BelowMinimum, 5, 6);
    assert_eq!(vault, rolled);
    assert_eq!(vault.instant_allowance.used, 7, "the refill waits for an exit that happens");
}

#[test]
fn only_the_idle_stake_leaves_rounded_down() {
    // A third of 10^6 is idle: 333,333.
    let third = || {
        let mut vault = vault(1_000_000, 1_000_000);
        vault.books.idle = UNITS / 3;
        vault
    };
    assert_eq!(third().books.idle_stake(), Ok(333_333));
    third().exit_instantly(333_333, 0, GENESIS).unwrap();
    refused(third().exit_instantly(333_334, 0, GENESIS), Rule::OverIdle, 333_334, 333_333);
    // Assets on their way out are stake too, idle in the same proportion.
    let mut vault = third();
    vault.request_exit(&mut Bucket::new(1), 900_000, 0, GENESIS).unwrap();
    refused(vault.exit_instantly(100_001, 0, GENESIS), Rule::OverSupply, 100_001, 100_000);
    vault.exit_instantly(100_000, 0, GENESIS).unwrap();
}

#[test]
fn units_are_rounded_up_and_leave_the_idle_ones() {
    // One asset of three: a third of 10^18 units, rounded up.
    let mut vault = vault(3, 3);
    vault.books.idle = UNITS - 1;
    let exit = vault.exit_instantly(1, 1, GENESIS).unwrap();
    assert_eq!(exit.units, 333_333_333_333_333_334);
    assert_eq!((vault.books.units, vault.books.idle), (666_666_666_666_666_666, 666_666_666_666_666_665));
}

#[test]
fn units_start_again_when_all_are_idle() {
    let mut vault = vault(3, 3);
    assert_eq!(vault.exit_instantly(1, 1, GENESIS).unwrap().units, 333_333_333_333_333_334);
    assert_eq!((vault.books.units, vault.books.idle), (UNITS, UNITS));
}

#[test]
fn a_fee_that_does_not_count_yet_is_not_taken() {
    let mut vault = vault(1_000_000, 1_000_000);
    vault.set_limits(Limits { instant_fee_bps: 1_000, ..OPEN }, GENESIS).unwrap();
    let counts = GENESIS + 3 * common::EPOCH;
    let mut then = vault;
    assert_eq!(vault.exit_instantly(100_000, 0, counts - 1).unwrap().fee, 0);
    assert_eq!(then.exit_instantly(100_000, 0, counts).unwrap().fee, 1_000);
}

#[test]
fn what_lets_more_leave_at_once_waits_as_long_as_a_rise_of_exposure() {
    let few = Limits { instant_capacity: 1_000, instant_refill_seconds: 1_000_000, ..OPEN };
    let mut vault = with(few, 1_000_000, 1_000_000);
    let more = Limits { instant_capacity: 500_000, instant_refill_seconds: 1_000, ..OPEN };
    vault.set_limits(more, GENESIS + common::EPOCH - 1).unwrap();
    let from = GENESIS + 3 * common::EPOCH;
    refused({ vault }.exit_instantly(1_001, 0, from - 1), Rule::OverAllowance, 1_001, 1_000);
    { vault }.exit_instantly(1_001, 0, from).unwrap();
    // What is used wears off at the old rate until then: 1,000 in a million seconds, and 500,000 in a thousand from then on.
    vault.exit_instantly(1_000, 0, from - 1).unwrap();
    let mut at = |now| {
        vault.instant_allowance.refill(now);
        vault.instant_allowance.used
    };
    assert_eq!([at(from), at(from + 1), at(from + 2)], [1_000, 500, 0]);
    // Less is active at once, and so is slower.
    vault.set_limits(few, from + 2).unwrap();
    assert_eq!((vault.instant_allowance.capacity, vault.instant_allowance.refill_seconds), (1_000, 1_000_000));
}

/// Stakers are seven times as exposed where somebody comes with much and leaves at once: the caps that were announced hold.
#[test]
fn a_flash_deposit_lifts_no_operator_over_its_cap() {
    let mut vault = vault(1_000_000, 1_000_000);
    let mut to = ledger::state::delegation::Delegation::new();
    vault.set_exposure(8_000, 2_500, 1, GENESIS).unwrap();
    vault.delegate(&mut to, UNITS / 4, GENESIS).unwrap();
    let now = GENESIS + 3 * common::EPOCH;
    vault.deposit(9_000_000, 0, now).unwrap();
    refused_for({ vault }.exit_instantly(1_000, 0, now), Rule::OverOperatorCap);
    // A cap that is raised in the same breath binds as it was.
    vault.set_exposure(8_000, 10_000, 1, now).unwrap();
    refused_for({ vault }.exit_instantly(1_000, 0, now + 3 * common::EPOCH - 1), Rule::OverOperatorCap);
    { vault }.exit_instantly(1_000, 0, now + 3 * common::EPOCH).unwrap();
}

#[test]
fn the_largest_amounts() {
    // 2^62 at once: twice the allowance still fits, and so does the fee's numerator.
    let most = u64::MAX - 1_000;
    let mut vault = with(Limits { instant_fee_bps: 1_000, ..OPEN }, most, most);
    let exit = vault.exit_instantly(1 << 62, 0, GENESIS).unwrap();
    // 2^124/(2^64 - 1,001) = 2^60 + 62.6, a tenth of 2^60 + 63 is 115,292,150,460,684,703.9.
    assert_eq!(exit.fee, 115_292_150_460_684_704);
    refused(vault.exit_instantly(1, 0, GENESIS), Rule::OverAllowance, 1, 0);
    vault.invariant().unwrap();
}
