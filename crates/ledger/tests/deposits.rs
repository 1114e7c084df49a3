//! Deposits and the rate, figure by figure. V is 1,000 throughout.

mod common;

use common::{EPOCH, GENESIS, OPEN, refused, refused_for, vault, with, with_bucket};
use ledger::refusal::Rule;
use ledger::state::exit_bucket::Bucket;
use ledger::state::vault::{MAX_EPOCH_SECONDS, VaultLedger};
use ledger::transition::deposit::WHOLE_BALANCE;
use ledger::transition::flow::Flow;
use ledger::transition::vault::Limits;

#[test]
fn the_first_deposit_is_one_to_one() {
    let mut vault = vault(0, 0);
    let flow = vault.deposit(1_000_000, 1_000_000, GENESIS).unwrap().flow;
    assert_eq!(flow, Flow { assets_in: 1_000_000, shares_minted: 1_000_000, ..Flow::default() });
    assert_eq!((vault.books.active, vault.books.supply), (1_000_000, 1_000_000));
}

#[test]
fn shares_are_rounded_down() {
    // (1,000 + V) / (3,000 + V) = 1/2 share an asset: 101 assets are worth 50.5.
    let mut vault = vault(3_000, 1_000);
    assert_eq!(vault.deposit(101, 0, GENESIS).unwrap().flow.shares_minted, 50);
    assert_eq!((vault.books.active, vault.books.supply), (3_101, 1_050));
}

#[test]
fn shares_are_rounded_down_after_a_loss() {
    // (3,000 + V) / (1,001 + V) = 4,000/2,001: 101 assets are worth 201.9.
    assert_eq!(vault(1_001, 3_000).deposit(101, 0, GENESIS).unwrap().flow.shares_minted, 201);
    assert_eq!(
        vault(1_000, 3_000).deposit(101, 0, GENESIS).unwrap().flow.shares_minted,
        202,
        "no more lost than needed"
    );
}

#[test]
fn the_minimum_is_held_against_the_rounded_shares() {
    vault(3_000, 1_000).deposit(101, 50, GENESIS).unwrap();
    refused(vault(3_000, 1_000).deposit(101, 51, GENESIS), Rule::BelowMinimum, 50, 51);
}

#[test]
fn zero_and_dust_are_refused() {
    refused(vault(3_000, 1_000).deposit(0, 0, GENESIS), Rule::Zero, 0, 1);
    refused(vault(3_000, 1_000).deposit(1, 0, GENESIS), Rule::Dust, 1, 1);
    assert_eq!(vault(3_000, 1_000).deposit(2, 0, GENESIS).unwrap().flow.shares_minted, 1);
}

#[test]
fn the_cap_counts_the_active_assets_after_the_deposit() {
    let capped = |deposit_cap| with(Limits { deposit_cap, ..OPEN }, 3_000, 1_000);
    capped(3_101).deposit(101, 0, GENESIS).unwrap();
    refused(capped(3_100).deposit(101, 0, GENESIS), Rule::OverCap, 3_101, 3_100);
    refused(capped(0).deposit(101, 0, GENESIS), Rule::OverCap, 3_101, 0);
}

#[test]
fn exits_make_room_under_the_cap() {
    let mut vault = with(Limits { deposit_cap: 1_000, ..OPEN }, 1_000, 1_000);
    refused(vault.deposit(1, 0, GENESIS), Rule::OverCap, 1_001, 1_000);
    vault.request_exit(&mut Bucket::new(1), 400, 0, GENESIS).unwrap();
    refused(vault.deposit(401, 0, GENESIS), Rule::OverCap, 1_001, 1_000);
    vault.deposit(400, 0, GENESIS).unwrap();
}

#[test]
fn an_insolvent_vault_takes_nothing() {
    refused(vault(0, 1).deposit(1_000_000, 0, GENESIS), Rule::Insolvent, 1, 0);
    vault(1, 1).deposit(1_000_000, 0, GENESIS).unwrap();
}

#[test]
fn assets_without_an_owner_raise_the_first_price() {
    // What roundings and the virtual shares left behind: 1,000/1,005 of a share an asset.
    assert_eq!(vault(5, 0).deposit(1_000, 0, GENESIS).unwrap().flow.shares_minted, 995);
}

#[test]
fn the_largest_deposit_can_leave_again() {
    // What stands for a whole balance is never one that can be deposited, with a fee or without.
    refused_for(vault(0, 0).deposit(WHOLE_BALANCE, 0, GENESIS), Rule::Overflow);
    let mut charging = vault(0, 0);
    charging.fees.deposit_bps = ledger::state::delayed::Delayed::settled(ledger::state::fee::MAX_DEPOSIT_FEE_BPS);
    refused_for(charging.deposit(WHOLE_BALANCE, 0, GENESIS), Rule::Overflow);
    refused_for(vault(0, 0).deposit(u64::MAX - 999, 0, GENESIS), Rule::Overflow);

    let (mut vault, mut bucket, most) = (vault(0, 0), Bucket::new(1), u64::MAX - 1_000);
    vault.deposit(most, most, GENESIS).unwrap();
    vault.invariant().unwrap();
    refused_for(vault.deposit(1, 0, GENESIS), Rule::Overflow);
    let request = vault.request_exit(&mut bucket, most, most, GENESIS).unwrap();
    assert_eq!(request.assets, most);
    refused_for(vault.deposit(1, 0, GENESIS), Rule::Overflow);
}

#[test]
fn a_deposit_leaves_room_for_every_kind_of_asset() {
    // 600 exit now, 300 next epoch, 100 have matured; with them 1,000 more would be one too many.
    let (mut vault, _) = with_bucket(5, 5, 300, 300);
    (vault.books.exiting[0], vault.books.matured) = (600, 100);
    let room = u64::MAX - 1_000 - 1_005;
    refused_for(vault.deposit(room + 1, 0, GENESIS), Rule::Overflow);
    vault.deposit(room, room, GENESIS).unwrap();
    vault.invariant().unwrap();
}

#[test]
fn shares_that_do_not_fit_are_refused() {
    // 10^6 · (2^63 + V) / (1 + V) is 2^72 or so, and the supply after it would be no less.
    refused(vault(1, 1 << 63).deposit(1_000_000, 0, GENESIS), Rule::Insolvent, 1 << 63, 1);
    // floor(1,000 · (2^63 + V) / (999 + V)) fits; on top of 2^63 it does not.
    refused(vault(999, 1 << 63).deposit(2_000, 0, GENESIS), Rule::Insolvent, 1 << 63, 999);
    // Half of that fits even with V on top.
    vault(999, 1 << 63).deposit(1_000, 0, GENESIS).unwrap();
}

/// After a loss of all but a thousand-millionth, deposits that are worth something do not fit. It says so, until the shares have
/// left; then the vault starts again.
#[test]
fn a_vault_that_lost_almost_everything_says_so_and_starts_again_without_its_shares() {
    const LOST: u64 = 1_000_000_000_000_000_000;
    let mut vault = vault(LOST / 1_000_000_000, LOST);
    refused(vault.deposit(1_000_000_000_000, 0, GENESIS), Rule::Insolvent, LOST, 1_000_000_000);
    // What fits is taken, at that price.
    assert_eq!({ vault }.deposit(1_000_000_000, 0, GENESIS).unwrap().flow.shares_minted, 999_999_000_001_000_998);
    // A loss that is no end of the vault is not called one.
    refused_for(common::vault(LOST / 1_000_000, LOST).deposit(1 << 61, 0, GENESIS), Rule::Overflow);
    vault.request_exit(&mut Bucket::new(1), LOST, 0, GENESIS).unwrap();
    let deposited = vault.deposit(1_000_000_000_000, 0, GENESIS).unwrap();
    assert_eq!(deposited.flow.shares_minted, 1_000_000_000_000);
}

#[test]
fn a_supply_that_leaves_no_room_for_the_virtual_shares_is_refused() {
    // After a loss: 2,000 assets at (N + V)/(1,000 + V) buy N + V shares, which makes 2N + V of them.
    for (supply, fits) in [((1 << 63) - 1_001, true), ((1 << 63) - 1_000, false)] {
        let result = vault(1_000, supply).deposit(2_000, 0, GENESIS);
        if fits {
            assert_eq!(result.unwrap().flow.shares_minted, supply + 1_000)
        } else {
            refused(result, Rule::Insolvent, supply, 1_000)
        }
    }
    let mut vault = vault(0, 0);
    vault.books = ledger::state::books::Books { active: u64::MAX - 2_000, supply: u64::MAX - 2_000, ..vault.books };
    refused_for(vault.deposit(1_001, 0, GENESIS), Rule::Overflow);
    vault.deposit(1_000, 1_000, GENESIS).unwrap();
    vault.invariant().unwrap();
}

#[test]
fn a_refused_deposit_only_rolls_the_epochs() {
    let (mut vault, _) = with_bucket(3_000, 1_000, 50, 50);
    let mut rolled = vault;
    let later = GENESIS + 2 * EPOCH;
    rolled.advance(later);
    assert_eq!((rolled.books.exiting, rolled.books.matured, rolled.books.epoch), ([0, 0], 50, 2));
    refused(vault.deposit(101, 51, later), Rule::BelowMinimum, 50, 51);
    assert_eq!(vault, rolled);
}

#[test]
fn an_epoch_is_a_second_at_least_and_ten_years_at_most() {
    refused(VaultLedger::new(0, OPEN, GENESIS), Rule::EpochLength, 0, 1);
    refused(VaultLedger::new(MAX_EPOCH_SECONDS + 1, OPEN, GENESIS), Rule::EpochLength, 315_360_001, 315_360_000);
    for length in [1, MAX_EPOCH_SECONDS] {
        VaultLedger::new(length, OPEN, GENESIS).unwrap().invariant().unwrap();
    }
}
