//! The rates that others value shares by, figure by figure. That deposits and exits come to them is a property of random lives.

mod common;

use common::scene::{NOW, Scene};
use common::{EPOCH, GENESIS, vault};
use ledger::state::books::{Rate, UNITS, VIRTUAL};
use ledger::state::breaker::LossLimits;
use ledger::state::delayed::Delayed;
use ledger::state::rates::Rates;
use ledger::state::vault::VaultLedger;

fn rates(vault: &VaultLedger, at: i64) -> Rates {
    vault.rates_at(at, GENESIS).unwrap()
}

#[test]
fn an_empty_vault_gives_a_share_for_an_asset() {
    let rates = rates(&vault(0, 0), 0);
    let one = Rate { assets: VIRTUAL, shares: VIRTUAL };
    assert_eq!((rates.time, rates.entering, rates.leaving), (GENESIS, Some(one), one));
    assert_eq!([rates.deposit_bps, rates.exit_bps, rates.contested, rates.loss_bps], [0, 0, 0, 10_000]);
}

#[test]
fn a_gain_is_shared_with_the_virtual_shares_and_a_loss_is_not() {
    let gained = rates(&vault(3_000_000, 2_000_000), 0);
    let virtual_too = Rate { assets: 3_001_000, shares: 2_001_000 };
    assert_eq!((gained.entering, gained.leaving), (Some(virtual_too), virtual_too));
    let lost = rates(&vault(2_000_000, 3_000_000), 0);
    assert_eq!(lost.entering, Some(Rate { assets: 2_001_000, shares: 3_001_000 }));
    assert_eq!(
        lost.leaving,
        Rate { assets: 2_000_000, shares: 3_000_000 },
        "who leaves first gets no more than who leaves last"
    );
}

#[test]
fn while_a_slash_is_open_who_enters_pays_for_a_veto_and_who_leaves_for_an_execution() {
    let mut scene = Scene::even(1_000_000, [0; 2], 500_000);
    scene.slash((0, 0), UNITS / 4);
    let told = scene.vault.rates_at(NOW, NOW).unwrap();
    assert_eq!(told.contested, scene.vault.contested);
    let (left, taken) = (scene.vault.books.active, told.contested);
    assert!(taken > 0 && left + taken == 1_000_000);
    assert_eq!(told.entering, Some(Rate { assets: 1_001_000, shares: scene.vault.books.supply + VIRTUAL }));
    assert_eq!(told.leaving, Rate { assets: left, shares: scene.vault.books.supply });
}

#[test]
fn nobody_enters_where_nothing_is_left_or_most_is_contested() {
    let nothing = rates(&vault(0, 1_000_000), 0);
    assert_eq!((nothing.entering, nothing.shares_for(1_000_000)), (None, Ok(0)));
    assert_eq!((nothing.leaving.assets, nothing.assets_for(1_000_000)), (0, Ok(0)));
    let mut contested = vault(400_000, 1_000_000);
    contested.contested = 400_000;
    assert!(rates(&contested, 0).entering.is_some());
    contested.contested = 400_001;
    assert_eq!(rates(&contested, 0).entering, None);
    assert_eq!(rates(&contested, 0).assets_for(1_000_000), Ok(400_000));
}

#[test]
fn fees_are_taken_rounded_up_and_what_is_left_down() {
    let mut vault = vault(2_000_000, 1_000_000);
    vault.fees.deposit_bps = Delayed::settled(30);
    vault.fees.exit_bps = Delayed::settled(20);
    let told = rates(&vault, 0);
    // ceil(1,001·0.003) = 4; floor(997·1,001,000/2,001,000) = 498.
    assert_eq!(told.shares_for(1_001), Ok(498));
    // floor(1,001·2,001,000/1,001,000) = 2,000; ceil(2,000·0.002) = 4, of 2,001 it is 5.
    assert_eq!(told.assets_for(1_001), Ok(1_996));
    assert_eq!(told.assets_for(1_002), Ok(2_002 - 5));
}

#[test]
fn a_time_to_come_has_what_was_announced_for_it() {
    let mut vault = vault(1_000_000, 1_000_000);
    let late = GENESIS + 3 * EPOCH;
    vault.fees.exit_bps.set(50, GENESIS, late);
    vault.loss_limits = LossLimits { incident_bps: Delayed::settled(0), epoch_bps: Delayed::settled(1_000) };
    vault.loss_limits.epoch_bps.set(2_500, GENESIS, late);
    let [before, then] = [late - 1, late].map(|at| rates(&vault, at));
    assert_eq!([before.exit_bps, before.loss_bps], [0, 1_000]);
    assert_eq!([then.exit_bps, then.loss_bps], [50, 2_500]);
    assert_eq!([before.time, then.time], [late - 1, late]);
    // A limit that falls is told as it is until it has fallen.
    vault.loss_limits.epoch_bps = Delayed::settled(1_000);
    vault.loss_limits.epoch_bps.set(0, GENESIS, late);
    assert_eq!(rates(&vault, late).loss_bps, 1_000);
    assert_eq!(vault.rates_at(late, late).unwrap().loss_bps, 0);
}

#[test]
fn no_time_is_before_now_or_before_what_the_books_have_seen() {
    let mut vault = vault(1_000_000, 1_000_000);
    vault.advance(GENESIS + 5 * EPOCH);
    let [early, none] = [GENESIS + 1, 0].map(|at| vault.rates_at(at, GENESIS + 5 * EPOCH + 7).unwrap().time);
    assert_eq!([early, none], [GENESIS + 5 * EPOCH + 7; 2]);
    assert_eq!(rates(&vault, GENESIS).time, GENESIS + 5 * EPOCH, "a clock that ran back");
}
