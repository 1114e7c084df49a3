//! What somebody tries with exits: to be paid twice, to move another's part, to leave for less than the fee.

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
async fn a_bucket_that_tickets_need_stays_and_one_that_none_needs_closes_once() {
    let (mut bank, vault, ticket) = with_exit().await;
    let alice = id("alice");
    let close = vault.close_bucket(&alice, 1);
    for epoch in [0, 1, 2, 50] {
        bank.warp_to(epoch, 0).await;
        let failure = bank.refused(close.clone(), &[]).await;
        assert_refused(&failure, RestakingError::TicketsOutstanding, 1, 0);
    }
    bank.by("alice", vault.claim_exit(&alice, &ticket, &alice, 1)).await;
    let failure = bank.send(&[close.clone(), close.clone()], &[]).await.unwrap_err();
    assert_eq!(failure.error, gone(2));
    bank.send(std::slice::from_ref(&close), &[]).await.unwrap();
    assert_eq!(bank.refused(close, &[]).await.error, gone(1));
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

/// Takes 500,000 of alice's million shares, half of the stake, in equal steps within a second. Returns what she gets, and
/// what the fees of her own steps gave the shares that had not left yet, by the figures of the events.
async fn leave_in(steps: u64) -> (u64, u64) {
    let (mut bank, vault) = Bank::with_vault(DEAR).await;
    let alice = id("alice");
    for name in ["alice", "bob"] {
        bank.by(name, vault.deposit(&id(name), 500_000, 0, false)).await;
    }
    let (mut paid, mut back, mut left) = (0, 0, 500_000);
    for _ in 0..steps {
        let done = bank.by("alice", vault.exit_instantly(&alice, 500_000 / steps, 0)).await;
        let [Event::ExitedInstantly(exit)] = &done.events[..] else { panic!("{:?}", done.events) };
        paid += exit.assets;
        left -= exit.shares;
        // Rounded up for each step: what follows is a bound.
        back += (exit.fee * left).div_ceil(exit.after.supply);
    }
    (paid, back)
}

#[tokio::test]
async fn an_instant_exit_in_many_steps_saves_no_more_than_the_fees_that_come_back() {
    // Half of the stake at once: reach 250,000, fee 25,000.
    assert_eq!(leave_in(1).await, (475_000, 0));
    let (ten, back) = leave_in(10).await;
    assert_eq!(ten, 479_708);
    assert!(ten - 475_000 <= back, "{ten} and {back}");
    // A tenth of the size saves little more: there is a limit to it, and each step rounds against its taker.
    let (hundred, back) = leave_in(100).await;
    assert_eq!(hundred, 480_317);
    assert!(hundred - 475_000 <= back, "{hundred} and {back}");
}

#[tokio::test]
async fn instant_exits_stop_at_the_allowance_and_go_on_as_it_refills() {
    // 100,000 that refill by 100 a second.
    let limits = LimitsArgs { instant_capacity: 100_000, instant_refill_seconds: 1_000, ..DEAR };
    let (mut bank, vault) = Bank::with_vault(limits).await;
    let (alice, bob) = (id("alice"), id("bob"));
    for name in ["alice", "bob"] {
        bank.by(name, vault.deposit(&id(name), 500_000, 0, false)).await;
    }
    let failure = bank.refuses("alice", vault.exit_instantly(&alice, 100_001, 0)).await;
    assert_refused(&failure, RestakingError::OverAllowance, 100_001, 100_000);
    // The allowance counts the fee of 1,000: the whole of it is gone, for everybody.
    bank.by("alice", vault.exit_instantly(&alice, 100_000, 99_000)).await;
    let failure = bank.refuses("bob", vault.exit_instantly(&bob, 1, 0)).await;
    assert_refused(&failure, RestakingError::OverAllowance, 1, 0);
    // 901,000 for 900,000 shares: 249 are worth 249, 250 are worth 250.
    bank.warp_to(0, 2).await;
    let failure = bank.refuses("bob", vault.exit_instantly(&bob, 201, 0)).await;
    assert_refused(&failure, RestakingError::OverAllowance, 201, 200);
    // 99,800 are still used: reach 200 · 199,800/1,000,800 = 39.9, fee 4.
    bank.by("bob", vault.exit_instantly(&bob, 200, 196)).await;
    let failure = bank.refuses("bob", vault.exit_instantly(&bob, 1, 0)).await;
    assert_refused(&failure, RestakingError::OverAllowance, 1, 0);
    // Never more than the whole of it, however long nobody leaves.
    bank.warp_to(500, 0).await;
    let failure = bank.refuses("bob", vault.exit_instantly(&bob, 100_000, 0)).await;
    assert_refused(&failure, RestakingError::OverAllowance, 100_111, 100_000);
}

#[tokio::test]
async fn stepping_in_front_of_anothers_instant_exit_for_its_fee_does_not_pay() {
    for amount in [1_000, 100_000, 2_000_000, 50_000_000, WEALTH] {
        let (mut bank, vault) = with_fees().await;
        let (alice, mallory) = (id("alice"), id("mallory"));
        bank.by("mallory", vault.deposit(&mallory, amount, 0, false)).await;
        bank.by("alice", vault.exit_instantly(&alice, 1_000_000, 0)).await;
        let shares = bank.balance(&vault.shares_of(&mallory)).await;
        bank.by("mallory", vault.exit_instantly(&mallory, shares, 0)).await;
        let gained = gained(&mut bank, &vault, "mallory").await;
        assert!(gained < 0, "{amount} gained {gained}");
    }
}
