//! What somebody tries with exits: to be paid twice, to move another's part, to leave for less than the fee.

mod close_exit_bucket;
mod exit_instantly;

use harness::{Vault, key, token};
use restaking_client::{Event, ExitBucket, ExitTicket, LimitsArgs, RestakingError};
use restaking_tests::{Bank, OPEN, WEALTH, assert_refused, id, untouched};
use solana_program::instruction::InstructionError;
use solana_program::pubkey::Pubkey;
use solana_transaction_error::TransactionError;

use super::{DEAR, gained, pay, with_fees};

/// Alice has a million in a vault without a fee, and half of it in ticket 0 of bucket 1.
async fn with_exit() -> (Bank, Vault, Pubkey) {
    let (mut bank, vault) = Bank::with_vault(LimitsArgs { instant_fee_bps: 0, ..OPEN }).await;
    let alice = id("alice");
    bank.by("alice", vault.deposit(&alice, 1_000_000, 0, false)).await;
    bank.by("alice", vault.request_exit(&alice, 0, 500_000, 500_000, 1)).await;
    (bank, vault, vault.ticket(&alice, 0))
}

/// The account is gone: its address holds no data.
fn gone(at: u8) -> TransactionError {
    TransactionError::InstructionError(at, InstructionError::AccountDataTooSmall)
}

#[tokio::test]
async fn a_ticket_is_paid_once() {
    let (mut bank, vault, ticket) = with_exit().await;
    let alice = id("alice");
    bank.warp_to(2, 0).await;
    let claim = vault.claim_exit(&alice, &ticket, &alice, 1);
    // Not twice in one transaction, nor with the ticket's rent put back in between.
    let failure = bank.send(&[claim.clone(), claim.clone()], &[&key("alice")]).await.unwrap_err();
    assert_eq!(failure.error, gone(2));
    let revived = [claim.clone(), pay(&alice, &ticket, 10_000_000), claim.clone()];
    let failure = bank.send(&revived, &[&key("alice")]).await.unwrap_err();
    assert_eq!(failure.error, gone(3));
    assert_eq!(gained(&mut bank, &vault, "alice").await, -1_000_000, "both were undone");

    bank.send(&revived[..2], &[&key("alice")]).await.unwrap();
    assert_eq!(gained(&mut bank, &vault, "alice").await, -500_000);
    let left = bank.account(&ticket).await.unwrap();
    assert_eq!((left.owner, left.data.len()), (Pubkey::default(), 0));
    // Nor in a later one, nor canceled, nor given away.
    for instruction in
        [claim, vault.cancel_exit(&alice, &ticket, &alice, 1, 0), vault.transfer_ticket(&alice, &ticket, &id("bob"))]
    {
        assert_eq!(bank.refuses("alice", instruction).await.error, gone(1));
    }
}

#[tokio::test]
async fn a_canceled_ticket_is_neither_canceled_again_nor_paid() {
    let (mut bank, vault, ticket) = with_exit().await;
    let alice = id("alice");
    let cancel = vault.cancel_exit(&alice, &ticket, &alice, 1, 0);
    let failure = bank.send(&[cancel.clone(), cancel.clone()], &[&key("alice")]).await.unwrap_err();
    assert_eq!(failure.error, gone(2));
    bank.by("alice", cancel.clone()).await;
    assert_eq!(bank.refuses("alice", cancel).await.error, gone(1));
    bank.warp_to(2, 0).await;
    assert_eq!(bank.refuses("alice", vault.claim_exit(&alice, &ticket, &alice, 1)).await.error, gone(1));
    assert_eq!(bank.balance(&vault.shares_of(&alice)).await, 1_000_000);
}

#[tokio::test]
async fn a_nonce_is_free_again_when_its_ticket_is_closed_and_not_before() {
    let (mut bank, vault, ticket) = with_exit().await;
    let alice = id("alice");
    // With the ticket's new owner, too: its address is still the first owner's.
    for _ in 0..2 {
        let failure = bank.refuses("alice", vault.request_exit(&alice, 0, 1_000, 0, 1)).await;
        // The system program's "already in use".
        assert_eq!(failure.code(), Some(0), "{failure}");
        let owner = bank.read::<ExitTicket>(&ticket).await.unwrap();
        if owner.owner == alice {
            bank.by("alice", vault.transfer_ticket(&alice, &ticket, &id("bob"))).await;
        }
    }
    bank.by("bob", vault.cancel_exit(&id("bob"), &ticket, &alice, 1, 500_000)).await;
    bank.by("alice", vault.request_exit(&alice, 0, 1_000, 1_000, 1)).await;
    let opened = bank.read::<ExitTicket>(&ticket).await.unwrap();
    assert_eq!((opened.owner, opened.ticket.shares, opened.ticket.paid), (alice, 1_000, 0));
}

#[tokio::test]
async fn a_ticket_holds_shares_of_its_bucket_and_nobody_else_moves_its_part() {
    let (mut bank, vault, ticket) = with_exit().await;
    let (alice, bob) = (id("alice"), id("bob"));
    bank.by("bob", vault.deposit(&bob, 3_000_000, 0, false)).await;
    for nonce in 0..3 {
        bank.by("bob", vault.request_exit(&bob, nonce, 100_001 + nonce, 0, 1)).await;
    }
    // Others come and go, donate, cancel and leave at once: the ticket's part is what it was.
    bank.by("bob", token::transfer(&vault.assets_of(&bob), &vault.asset_account, &bob, 55)).await;
    bank.by("bob", vault.cancel_exit(&bob, &vault.ticket(&bob, 1), &bob, 1, 0)).await;
    bank.by("creator", vault.set_limits(DEAR)).await;
    bank.warp_to(1, 999).await;
    bank.by("bob", vault.cancel_exit(&bob, &vault.ticket(&bob, 2), &bob, 1, 0)).await;
    bank.by("bob", vault.exit_instantly(&bob, 1_000_000, 0)).await;
    let held = bank.read::<ExitTicket>(&ticket).await.unwrap().ticket;
    let bucket = bank.read::<ExitBucket>(&vault.bucket(1)).await.unwrap().bucket;
    assert_eq!((held.shares, held.pool, bucket.tickets, bucket.pools), (500_000, 0, 2, untouched(600_001)));
    bank.warp_to(2, 0).await;
    bank.by("bob", vault.claim_exit(&bob, &vault.ticket(&bob, 0), &bob, 1)).await;
    bank.by("bob", vault.exit_instantly(&bob, 1_000_000, 0)).await;
    bank.by("alice", vault.claim_exit(&alice, &ticket, &alice, 1)).await;
    assert_eq!(gained(&mut bank, &vault, "alice").await, -500_000);
}
