//! Exits in progress at a slash: slashed until the exit matures and not after, paid what is certain at once, and the rest when
//! the slash is vetoed.

use harness::Split;
use restaking_client::{Event, ExitBucket, ExitTicket, Pool, RestakingError};
use restaking_tests::{Bank, EPOCH, PERCENT, SETTLED, assert_refused, id, policy};
use solana_program::instruction::Instruction;

/// The policy with a challenge window of four epochs, so that exits mature while a slash is open.
fn slow() -> restaking_client::PolicyArgs {
    restaking_client::PolicyArgs { challenge_seconds: 4 * EPOCH, ..policy() }
}

/// The usual scene, and alice's request for `shares` with nonce 0 in epoch [`SETTLED`].
async fn with_exit(shares: u64) -> (Bank, Split) {
    let (mut bank, split) = Bank::with_slasher(slow()).await;
    bank.by("alice", request(&split, "alice", 0, shares, SETTLED + 1)).await;
    (bank, split)
}

fn request(split: &Split, name: &str, nonce: u64, shares: u64, bucket: u64) -> Instruction {
    split.vault.request_exit(&id(name), nonce, shares, 0, bucket)
}

fn claim(split: &Split, name: &str, nonce: u64, bucket: u64) -> Instruction {
    let (owner, ticket) = (id(name), split.vault.ticket(&id(name), nonce));
    split.vault.claim_exit(&owner, &ticket, &owner, bucket)
}

fn cancel(split: &Split, name: &str, nonce: u64, bucket: u64) -> Instruction {
    let (owner, ticket) = (id(name), split.vault.ticket(&id(name), nonce));
    split.vault.cancel_exit(&owner, &ticket, &owner, bucket, 0)
}

async fn pools(bank: &mut Bank, split: &Split, epoch: u64) -> [Pool; 4] {
    bank.read::<ExitBucket>(&split.vault.bucket(epoch)).await.expect("a bucket").bucket.pools
}

fn pool(shares: u64, assets: u64, contested: u64) -> Pool {
    Pool { shares, assets, contested }
}

#[tokio::test]
async fn an_exit_is_slashed_in_its_last_second_and_not_in_the_first_after_it() {
    for (second, from_exit, from_active) in [(-1, 40_000, 60_000), (0, 0, 60_000)] {
        let (mut bank, split) = with_exit(400_000).await;
        bank.warp_to(SETTLED + 2, second).await;
        let event = bank.propose(&split, 0, 10 * PERCENT).await;
        assert_eq!((event.slash.active, event.slash.exiting[0][0]), (from_active, from_exit), "second {second}");
        assert_eq!(event.slash.exiting[1], [0; 4]);
        bank.warp_to(SETTLED + 2, 0).await;
        bank.by("alice", claim(&split, "alice", 0, SETTLED + 1)).await;
        assert_eq!(bank.gained(&split.vault, "alice").await, -600_000 - from_exit as i64);
        bank.audit(&split.vault).await;
    }
}

#[tokio::test]
async fn who_asks_to_leave_in_the_last_second_before_a_slash_bears_it_for_an_epoch_at_least() {
    // The request in the last second of an epoch, the slash in the last second of the next: still there.
    let (mut bank, split) = Bank::with_slasher(slow()).await;
    bank.warp_to(SETTLED + 1, -1).await;
    bank.by("alice", request(&split, "alice", 0, 1_000_000, SETTLED + 1)).await;
    bank.warp_to(SETTLED + 2, -1).await;
    let event = bank.propose(&split, 0, 10 * PERCENT).await;
    assert_eq!((event.slash.active, event.slash.exiting[0][0], event.slash.stake), (0, 100_000, 100_000));
    bank.warp_to(SETTLED + 2, 0).await;
    let late = bank.proposing(&split, 1, 10 * PERCENT).await;
    assert_refused(&bank.refuses("slasher", late).await, RestakingError::NothingToSlash, 0, 1);
}

#[tokio::test]
async fn a_claim_while_the_slash_is_open_pays_what_is_left_and_after_the_veto_the_rest() {
    let (mut bank, split) = with_exit(400_000).await;
    let (vault, ticket) = (split.vault, split.vault.ticket(&id("alice"), 0));
    bank.warp_to(SETTLED + 1, 0).await;
    bank.propose(&split, 0, 25 * PERCENT).await;
    bank.warp_to(SETTLED + 2, 0).await;
    let rent = bank.lamports(&ticket).await;
    let events = bank.by("alice", claim(&split, "alice", 0, SETTLED + 1)).await.events;
    let [Event::ExitClaimed(event)] = &events[..] else { panic!("{events:?}") };
    assert_eq!((event.assets, event.paid, event.closed), (300_000, 300_000, false));
    let held = bank.read::<ExitTicket>(&ticket).await.unwrap().ticket;
    assert_eq!((held.shares, held.paid), (400_000, 300_000), "the ticket stays");
    bank.audit(&vault).await;
    // Nothing more until the slash is decided, nor does its bucket close.
    let failure = bank.refuses("alice", claim(&split, "alice", 0, SETTLED + 1)).await;
    assert_refused(&failure, RestakingError::NothingToClaim, 300_000, 300_000);
    let failure = bank.refused(vault.close_bucket(&id("alice"), SETTLED + 1), &[]).await;
    assert_refused(&failure, RestakingError::TicketsOutstanding, 1, 0);

    // The part of a matured bucket goes to its tickets, and not to the vault: 75,000 to A, 25 % of 600,000 in all.
    bank.veto(&split, 0).await;
    let books = bank.books(&vault).await;
    assert_eq!((books.active, books.exiting, books.matured), (600_000, [0, 0], 100_000));
    let lamports = bank.lamports(&id("alice")).await;
    let events = bank.by("alice", claim(&split, "alice", 0, SETTLED + 1)).await.events;
    let [Event::ExitClaimed(event)] = &events[..] else { panic!("{events:?}") };
    assert_eq!((event.assets, event.paid, event.closed), (100_000, 400_000, true));
    assert!(bank.account(&ticket).await.is_none());
    assert_eq!(bank.lamports(&id("alice")).await, lamports + rent);
    assert_eq!(bank.gained(&vault, "alice").await, -600_000, "whole");
    bank.send(&[vault.close_bucket(&id("alice"), SETTLED + 1)], &[]).await.unwrap();
    bank.audit(&vault).await;
}

#[tokio::test]
async fn after_an_execution_a_ticket_that_was_paid_in_part_closes_for_nothing() {
    let (mut bank, split) = with_exit(400_000).await;
    let (vault, ticket) = (split.vault, split.vault.ticket(&id("alice"), 0));
    bank.warp_to(SETTLED + 1, 0).await;
    bank.propose(&split, 0, 25 * PERCENT).await;
    bank.warp_to(SETTLED + 2, 0).await;
    bank.by("alice", claim(&split, "alice", 0, SETTLED + 1)).await;
    bank.execute(&split, 0).await;
    let lamports = bank.lamports(&id("alice")).await + bank.lamports(&ticket).await;
    let events = bank.by("alice", claim(&split, "alice", 0, SETTLED + 1)).await.events;
    let [Event::ExitClaimed(event)] = &events[..] else { panic!("{events:?}") };
    assert_eq!((event.assets, event.paid, event.closed), (0, 300_000, true));
    assert_eq!((bank.account(&ticket).await, bank.lamports(&id("alice")).await), (None, lamports));
    let events = bank.send(&[vault.close_bucket(&id("alice"), SETTLED + 1)], &[]).await.unwrap().events;
    let [Event::ExitBucketClosed(event)] = &events[..] else { panic!("{events:?}") };
    assert_eq!(event.dust, 0);
    bank.audit(&vault).await;
}

#[tokio::test]
async fn a_request_while_a_slash_is_open_goes_to_a_pool_of_its_own_that_the_slash_does_not_touch() {
    for vetoed in [true, false] {
        let (mut bank, split) = with_exit(400_000).await;
        let vault = split.vault;
        bank.by("bob", vault.deposit(&id("bob"), 1_000_000, 0, false)).await;
        bank.propose(&split, 0, 25 * PERCENT).await;
        assert_eq!(pools(&mut bank, &split, SETTLED + 1).await[0], pool(400_000, 300_000, 100_000));
        // Active: 1,200,000 behind 1,600,000 shares. Bob's 600,000 leave with 450,000.
        let events = bank.by("bob", request(&split, "bob", 0, 600_000, SETTLED + 1)).await.events;
        let [Event::ExitRequested(event)] = &events[..] else { panic!("{events:?}") };
        assert_eq!((event.assets, event.bucket_shares, event.pool), (450_000, 450_000, 1));
        let two = [pool(400_000, 300_000, 100_000), pool(450_000, 450_000, 0)];
        assert_eq!(pools(&mut bank, &split, SETTLED + 1).await[..2], two);
        // And so does the next one, of alice's: she has both then.
        bank.by("alice", request(&split, "alice", 1, 200_000, SETTLED + 1)).await;
        assert_eq!(pools(&mut bank, &split, SETTLED + 1).await[1], pool(600_000, 600_000, 0));
        // A ticket of the touched pool cannot be canceled while the slash is open; one of the other can.
        let failure = bank.refuses("alice", cancel(&split, "alice", 0, SETTLED + 1)).await;
        assert_refused(&failure, RestakingError::OpenSlash, 100_000, 0);
        bank.by("alice", cancel(&split, "alice", 1, SETTLED + 1)).await;

        bank.warp_to(SETTLED + 2, 0).await;
        bank.by("bob", claim(&split, "bob", 0, SETTLED + 1)).await;
        assert!(bank.account(&vault.ticket(&id("bob"), 0)).await.is_none(), "it need not wait for the slash");
        assert_eq!(bank.gained(&vault, "bob").await, -550_000);
        if vetoed {
            bank.veto(&split, 0).await;
        } else {
            bank.execute(&split, 0).await;
        }
        bank.by("alice", claim(&split, "alice", 0, SETTLED + 1)).await;
        assert_eq!(bank.gained(&vault, "alice").await, if vetoed { -600_000 } else { -700_000 });
        bank.send(&[vault.close_bucket(&id("alice"), SETTLED + 1)], &[]).await.unwrap();
        bank.audit(&vault).await;
    }
}

#[tokio::test]
async fn a_ticket_that_was_slashed_and_restored_can_be_canceled_again() {
    let (mut bank, split) = with_exit(400_000).await;
    bank.propose(&split, 0, 25 * PERCENT).await;
    let failure = bank.refuses("alice", cancel(&split, "alice", 0, SETTLED + 1)).await;
    assert_refused(&failure, RestakingError::OpenSlash, 100_000, 0);
    bank.veto(&split, 0).await;
    bank.by("alice", cancel(&split, "alice", 0, SETTLED + 1)).await;
    assert_eq!(bank.balance(&split.vault.shares_of(&id("alice"))).await, 1_000_000);
    assert_eq!(bank.books(&split.vault).await.active, 1_000_000);
    // And a permanently slashed one buys back its worth: floor(300,000·(450,000+1,000)/(450,000+1,000)).
    let (mut bank, split) = with_exit(400_000).await;
    bank.propose(&split, 0, 25 * PERCENT).await;
    bank.execute(&split, 0).await;
    let events = bank.refuses("alice", cancel(&split, "alice", 0, SETTLED + 1)).await;
    assert_eq!(events.restaking(), Some(RestakingError::Matured), "four epochs later it is to be claimed");
    bank.by("alice", claim(&split, "alice", 0, SETTLED + 1)).await;
    assert_eq!(bank.gained(&split.vault, "alice").await, -700_000);
    bank.audit(&split.vault).await;
}

#[tokio::test]
async fn nobodys_ticket_is_griefed_by_slashes_of_a_unit() {
    // Tickets hold shares: a slash of one unit takes a unit of the bucket, and every ticket can be claimed all the same.
    let (mut bank, split) = with_exit(999_990).await;
    bank.by("alice", request(&split, "alice", 1, 10, SETTLED + 1)).await;
    for incident in 0..3 {
        let event = bank.propose(&split, incident, PERCENT / 10_000 * 11 / 10).await;
        assert_eq!((event.slash.stake, event.slash.exiting[1][0]), (1, 1));
    }
    assert_eq!(pools(&mut bank, &split, SETTLED + 1).await[0], pool(1_000_000, 999_997, 3));
    bank.warp_to(SETTLED + 2, 0).await;
    // floor(999,990·0.999997) and floor(10·0.999997).
    for nonce in [0, 1] {
        bank.by("alice", claim(&split, "alice", nonce, SETTLED + 1)).await;
    }
    assert_eq!(bank.gained(&split.vault, "alice").await, 999_987 + 9 - 1_000_000);
    for incident in 0..3 {
        bank.veto(&split, incident).await;
    }
    for nonce in [0, 1] {
        bank.by("alice", claim(&split, "alice", nonce, SETTLED + 1)).await;
    }
    assert_eq!(bank.gained(&split.vault, "alice").await, 0);
    bank.audit(&split.vault).await;
}

#[tokio::test]
async fn more_slashes_between_requests_than_a_bucket_has_pools_cost_nobody_anything() {
    let (mut bank, split) = Bank::with_slasher(slow()).await;
    let vault = split.vault;
    bank.by("bob", vault.deposit(&id("bob"), 1_000_000, 0, false)).await;
    let mut asked = 0;
    for round in 0..6 {
        let events = bank.by("alice", request(&split, "alice", round, 100_000, SETTLED + 1)).await.events;
        let [Event::ExitRequested(event)] = &events[..] else { panic!("{events:?}") };
        assert_eq!(event.pool, round.min(3), "the fourth is the last");
        asked += event.assets;
        assert!(event.bucket_shares <= event.assets);
        bank.propose(&split, round, PERCENT).await;
        bank.audit(&vault).await;
    }
    bank.warp_to(SETTLED + 2, 0).await;
    for round in 0..6 {
        bank.by("alice", claim(&split, "alice", round, SETTLED + 1)).await;
    }
    for round in (0..6).rev() {
        bank.veto(&split, round).await;
    }
    for round in 0..6 {
        bank.by("alice", claim(&split, "alice", round, SETTLED + 1)).await;
    }
    // All six are paid in full but for a unit of rounding each, and nothing of it was bob's.
    let gained = bank.gained(&vault, "alice").await;
    assert!((asked as i64 - 1_000_000 - 6..=asked as i64 - 1_000_000).contains(&gained), "{gained}, {asked}");
    bank.send(&[vault.close_bucket(&id("alice"), SETTLED + 1)], &[]).await.unwrap();
    bank.audit(&vault).await;
    let books = bank.books(&vault).await;
    assert!(books.active >= books.supply, "who stayed lost nothing: {books:?}");
}
