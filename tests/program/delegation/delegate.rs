//! What a vault delegates to one operator, in units.

mod close_delegation;
mod open_delegation;
mod set_curator;
mod settle_delegation;

use harness::{entity, key};
use restaking_client::{CuratorSet, RestakingError};
use restaking_tests::assert_refused;
use solana_program::instruction::{AccountMeta, InstructionError};
use solana_transaction_error::TransactionError;

use super::*;

#[tokio::test]
async fn an_increase_is_reserved_now_and_is_active_from_the_third_epoch_after_to_the_second() {
    // Announced in an epoch's first second and in its last.
    for announced in [0, EPOCH as i64 - 1] {
        let (mut bank, split) = scene().await;
        warp_to(&mut bank, 0, announced).await;
        let number = bank.read::<restaking_client::Vault>(&split.vault.address).await.unwrap().events;
        let event = delegate(&mut bank, &split, 2_500 * BP).await;
        assert_eq!((event.number, event.time), (number + 1, GENESIS + (SETTLED * EPOCH) as i64 + announced));
        assert_eq!((event.before.units, event.after.units), (settled(0), pending(0, 2_500 * BP, COUNTS)));
        assert_eq!((event.books_before.idle, event.books_after.idle), (WHOLE, 7_500 * BP));
        assert_eq!(idle(&mut bank, &split).await, 7_500 * BP);
        for (second, counted) in [(-1, 0), (0, 250_000), (1, 250_000)] {
            bank.warp(COUNTS + second).await;
            assert_eq!(stake(&mut bank, &split).await, counted, "at {second}");
        }
        let event = settle(&mut bank, &split).await;
        assert_eq!((event.number, event.after.units), (number + 2, settled(2_500 * BP)));
        assert_eq!(idle(&mut bank, &split).await, 7_500 * BP, "it was taken already");
    }
}

#[tokio::test]
async fn a_new_word_replaces_what_is_pending() {
    let (mut bank, split) = scene().await;
    // Before an increase counts: what it no longer needs is free at once.
    for (units, free) in [(5_000, 5_000), (3_000, 7_000), (4_000, 6_000), (0, 10_000), (2_000, 8_000)] {
        delegate(&mut bank, &split, units * BP).await;
        assert_eq!(idle(&mut bank, &split).await, free * BP);
    }
    // In the last second before it counts: the new one waits its own time, and the old one never counts.
    bank.warp(COUNTS - 1).await;
    delegate(&mut bank, &split, 6_000 * BP).await;
    bank.warp(COUNTS + 2 * EPOCH as i64 - 1).await;
    assert_eq!(stake(&mut bank, &split).await, 0);
    bank.warp(COUNTS + 2 * EPOCH as i64).await;
    assert_eq!(stake(&mut bank, &split).await, 600_000);

    // What is active is reserved through any decrease, until that is active; a decrease can be deepened in its epoch, and stands.
    for (units, reserved) in [(7_000, 7_000), (6_000, 6_000), (5_999, 6_000), (1_000, 6_000), (500, 6_000)] {
        delegate(&mut bank, &split, units * BP).await;
        assert_eq!(idle(&mut bank, &split).await, (10_000 - reserved) * BP, "{units}");
        assert_eq!(stake(&mut bank, &split).await, 600_000);
    }
    let (now, until) = (bank.now().await as u64, (COUNTS + 4 * EPOCH as i64) as u64);
    for units in [501, 6_000, 7_000] {
        let failure = bank.refuses("creator", units_by("creator", &split, units * BP)).await;
        assert_refused(&failure, RestakingError::FallPending, now, until);
    }
    bank.warp(until as i64).await;
    assert_eq!(stake(&mut bank, &split).await, 50_000);
}

#[tokio::test]
async fn basis_points_are_of_the_vaults_units_rounded_down() {
    let (mut bank, split) = scene().await;
    bank.by("creator", split.delegate_bps(&id("creator"), 3_333)).await;
    assert_eq!(figures(&mut bank, &split).await.units.next, 3_333 * BP);
    // Instant exits take units with them: a number that does not divide.
    bank.by("alice", split.vault.exit_instantly(&id("alice"), 77_777, 77_777)).await;
    let units = bank.books(&split.vault).await.units;
    assert_eq!((WHOLE - units, units % 10_000), (77_777_000_000_000_000, 0));
    bank.by("bob", split.vault.deposit(&id("bob"), 7, 0, false)).await;
    bank.by("alice", split.vault.exit_instantly(&id("alice"), 11_111, 11_111)).await;
    let units = bank.books(&split.vault).await.units;
    assert_ne!(units % 10_000, 0);
    for bps in [1, 3_333, 9_999, 10_000] {
        let event = changed(&split, &bank.by("creator", split.delegate_bps(&id("creator"), bps)).await);
        let floor = u128::from(units) * u128::from(bps) / 10_000;
        assert_eq!(u128::from(event.after.units.next), floor);
    }
    for bps in [10_001, u64::MAX] {
        let failure = bank.refuses("creator", split.delegate_bps(&id("creator"), bps)).await;
        assert_refused(&failure, RestakingError::OverWhole, bps, 10_000);
    }
    let failure = bank.refuses("creator", units_by("creator", &split, units + 1)).await;
    assert_refused(&failure, RestakingError::OverIdleUnits, 1, 0);
}

/// A deposit meanwhile has the same notice as all others.
#[tokio::test]
async fn an_empty_vault_gives_notice_as_well() {
    let (mut bank, split) = Bank::with_split(FREE).await;
    for units in [WHOLE, 0, 4_000 * BP, 1_000 * BP] {
        delegate(&mut bank, &split, units).await;
        let expected = if units == 0 { pending(0, 0, COUNTS - EPOCH as i64) } else { pending(0, units, COUNTS) };
        assert_eq!(figures(&mut bank, &split).await.units, expected);
        assert_eq!(idle(&mut bank, &split).await, WHOLE - units);
    }
    bank.by("allocator", split.allocate(&id("allocator"), WHOLE)).await;
    bank.by("alice", split.vault.deposit(&id("alice"), 1_000_000, 0, false)).await;
    for (second, exposed) in [(-1, 0), (0, 100_000)] {
        bank.warp(COUNTS + second).await;
        assert_eq!(stake(&mut bank, &split).await, exposed);
    }
}

#[tokio::test]
async fn a_retired_operator_is_given_nothing_and_gives_back() {
    let (mut bank, split) = scene().await;
    delegate(&mut bank, &split, 5_000 * BP).await;
    bank.warp(COUNTS).await;
    bank.by("operator", entity::retire_operator(&id("operator"), &split.operator)).await;
    assert_eq!(stake(&mut bank, &split).await, 500_000, "to retire frees no stake");
    for units in [5_000 * BP + 1, WHOLE] {
        let failure = bank.refuses("creator", units_by("creator", &split, units)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::Retired));
    }
    for units in [4_000, 0] {
        delegate(&mut bank, &split, units * BP).await;
    }
    warp_to(&mut bank, 5, 0).await;
    assert_eq!(settle(&mut bank, &split).await.books_after.idle, WHOLE);
    let failure = bank.refuses("creator", units_by("creator", &split, 1)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::Retired));
}

#[tokio::test]
async fn a_delegation_is_of_its_own_vault_and_operator() {
    let (mut bank, split) = scene().await;
    let other_operator = Split { operator: bank.add_operator("operator", 1).await, ..split };
    let other_vault = Split { vault: bank.add_vault("creator", 1, FREE).await, ..split };
    for other in [other_operator, other_vault] {
        bank.by("creator", other.open_delegation(&id("creator"))).await;
        let mut instruction = units_by("creator", &split, BP);
        instruction.accounts[3].pubkey = other.delegation();
        let failure = bank.refuses("creator", instruction).await;
        assert_eq!(failure.restaking(), Some(RestakingError::WrongDelegation));
    }
    let mut settle = split.settle_delegation();
    settle.accounts[1].pubkey = other_vault.delegation();
    let failure = bank.refused(settle, &[]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::WrongDelegation));
}
