//! Epochs on the program that ships, to the second: which bucket a request goes to, when an exit can be canceled and when
//! it can be claimed, with transactions at every boundary, with none for a thousand epochs, and with a clock that runs back.
//!
//! An epoch has 1,000 seconds. Epoch 1 begins 1,000 seconds after the vault was made.

mod cancel_exit;
mod claim_exit;
mod request_exit;

use harness::Vault;
use restaking_client::{ExitBucket, LimitsArgs, RestakingError};
use restaking_tests::{Bank, EPOCH, GENESIS, OPEN, WEALTH, assert_refused, id, untouched};
use solana_program::instruction::{Instruction, InstructionError};
use solana_transaction_error::TransactionError;

/// A vault without a fee, in which alice has a million.
async fn with_stake() -> (Bank, Vault) {
    let (mut bank, vault) = Bank::with_vault(LimitsArgs { instant_fee_bps: 0, ..OPEN }).await;
    bank.by("alice", vault.deposit(&id("alice"), 1_000_000, 0, false)).await;
    (bank, vault)
}

fn request(vault: &Vault, nonce: u64, shares: u64, bucket: u64) -> Instruction {
    vault.request_exit(&id("alice"), nonce, shares, shares, bucket)
}

fn cancel(vault: &Vault, nonce: u64, bucket: u64) -> Instruction {
    vault.cancel_exit(&id("alice"), &vault.ticket(&id("alice"), nonce), &id("alice"), bucket, 0)
}

fn claim(vault: &Vault, nonce: u64, bucket: u64) -> Instruction {
    vault.claim_exit(&id("alice"), &vault.ticket(&id("alice"), nonce), &id("alice"), bucket)
}

/// Alice's assets, as what she gained or paid.
async fn gained(bank: &mut Bank, vault: &Vault) -> i64 {
    bank.balance(&vault.assets_of(&id("alice"))).await as i64 - WEALTH as i64
}

#[tokio::test]
async fn a_vault_wakes_up_after_a_thousand_epochs_as_if_no_time_had_passed() {
    let (mut bank, vault) = with_stake().await;
    bank.by("alice", request(&vault, 0, 100, 1)).await;
    bank.by("alice", vault.exit_instantly(&id("alice"), 50, 50)).await;
    bank.warp_to(1_001, -1).await;
    let failure = bank.refuses("alice", cancel(&vault, 0, 1)).await;
    assert_refused(&failure, RestakingError::Matured, 1_000, 1);
    bank.by("alice", claim(&vault, 0, 1)).await;
    bank.by("alice", request(&vault, 1, 300, 1_001)).await;
    bank.send(&[vault.close_bucket(&id("alice"), 1)], &[]).await.unwrap();
    bank.by("bob", vault.deposit(&id("bob"), 1_000, 1_000, false)).await;
    bank.by("alice", vault.exit_instantly(&id("alice"), 50, 50)).await;
    let books = bank.books(&vault).await;
    assert_eq!((books.epoch, books.exiting, books.matured), (1_000, [0, 300], 0));
    assert_eq!((books.active, books.supply), (1_000_500, 1_000_500));
    assert_eq!(gained(&mut bank, &vault).await, 100 + 50 + 50 - 1_000_000);
    bank.warp_to(1_002, -1).await;
    assert_refused(&bank.refuses("alice", claim(&vault, 1, 1_001)).await, RestakingError::NotMatured, 1_001, 1_002);
    bank.warp_to(1_002, 0).await;
    bank.by("alice", claim(&vault, 1, 1_001)).await;
    assert_eq!(gained(&mut bank, &vault).await, 500 - 1_000_000);
}

#[tokio::test]
async fn a_clock_that_runs_back_revives_no_bucket() {
    let (mut bank, vault) = with_stake().await;
    bank.by("alice", request(&vault, 0, 100, 1)).await;
    bank.warp_to(1, 0).await;
    bank.by("alice", request(&vault, 1, 200, 2)).await;
    bank.warp_to(2, 0).await;
    bank.by("bob", vault.deposit(&id("bob"), 1_000, 1_000, false)).await;
    for time in [GENESIS + 1_000, GENESIS, GENESIS - 1_000_000, 0] {
        bank.warp(time).await;
        // Bucket 1 has matured and bucket 2 is this epoch's, at any later clock.
        assert_refused(&bank.refuses("alice", cancel(&vault, 0, 1)).await, RestakingError::Matured, 2, 1);
        assert_refused(&bank.refuses("alice", claim(&vault, 1, 2)).await, RestakingError::NotMatured, 2, 3);
        for bucket in [1, 2] {
            let failure = bank.refuses("alice", request(&vault, 2, 1, bucket)).await;
            assert_refused(&failure, RestakingError::WrongBucket, bucket, 3);
        }
    }
    // What can be done in epoch 2 still can.
    bank.by("alice", claim(&vault, 0, 1)).await;
    bank.by("alice", cancel(&vault, 1, 2)).await;
    bank.by("alice", request(&vault, 2, 300, 3)).await;
    let books = bank.books(&vault).await;
    assert_eq!((books.epoch, books.exiting, books.matured), (2, [0, 300], 0));
    bank.warp_to(4, 0).await;
    bank.by("alice", claim(&vault, 2, 3)).await;
}

#[tokio::test]
async fn a_clock_that_runs_back_refills_no_allowance_and_brings_no_fee_forward() {
    let limits = LimitsArgs { instant_fee_bps: 0, instant_capacity: 1_000, ..OPEN };
    let (mut bank, vault) = Bank::with_vault(limits.clone()).await;
    let alice = id("alice");
    bank.by("alice", vault.deposit(&alice, 1_000_000, 0, false)).await;
    bank.warp_to(2, 500).await;
    bank.by("alice", vault.exit_instantly(&alice, 1_000, 1_000)).await;
    for second in [500, 0, -1_500, 499, 500] {
        bank.warp_to(2, second).await;
        let failure = bank.refuses("alice", vault.exit_instantly(&alice, 1, 0)).await;
        assert_refused(&failure, RestakingError::OverAllowance, 1, 0);
    }
    // The announcement waits for three epochs after the latest that the vault has seen.
    bank.warp_to(0, 500).await;
    bank.by("creator", vault.set_limits(LimitsArgs { instant_fee_bps: 50, ..limits })).await;
    let fee = bank.read::<restaking_client::Vault>(&vault.address).await.unwrap().ledger.instant_fee_bps;
    assert_eq!((fee.current, fee.next, fee.effective), (0, 50, GENESIS + 5 * EPOCH as i64));
    bank.warp_to(2, 510).await;
    let failure = bank.refuses("alice", vault.exit_instantly(&alice, 11, 0)).await;
    assert_refused(&failure, RestakingError::OverAllowance, 11, 10);
    bank.by("alice", vault.exit_instantly(&alice, 10, 10)).await;
}

#[tokio::test]
async fn a_higher_fee_is_active_from_the_first_second_of_the_third_epoch_after() {
    // Announced in the first second of epoch 3 and in its last: an exit requested an epoch later is out when the fee is active.
    for announced in [0, EPOCH as i64 - 1] {
        let (mut bank, vault) = with_stake().await;
        let alice = id("alice");
        bank.warp_to(3, announced).await;
        bank.by("creator", vault.set_limits(LimitsArgs { instant_fee_bps: 1_000, ..OPEN })).await;
        bank.warp_to(4, announced).await;
        bank.by("alice", request(&vault, 0, 400_000, 5)).await;
        bank.warp_to(6, -1).await;
        bank.by("alice", vault.exit_instantly(&alice, 100_000, 100_000)).await;
        bank.warp_to(6, 0).await;
        bank.by("alice", claim(&vault, 0, 5)).await;
        // A fifth of the 500,000 that are left: 10^10/500,000 = 20,000, of which the fee is a tenth.
        let failure = bank.refuses("alice", vault.exit_instantly(&alice, 100_000, 98_001)).await;
        assert_refused(&failure, RestakingError::BelowMinimum, 98_000, 98_001);
        bank.by("alice", vault.exit_instantly(&alice, 100_000, 98_000)).await;
        assert_eq!(gained(&mut bank, &vault).await, 400_000 + 100_000 + 98_000 - 1_000_000);
    }
}
