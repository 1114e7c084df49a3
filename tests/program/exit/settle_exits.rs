//! Matured tickets are settled by anyone, so that no ticket keeps a bucket and the rent in it.

use harness::Vault;
use restaking_client::{Event, ExitBucket, ExitTicket, RestakingError};
use restaking_tests::{Bank, CHALLENGE, OPEN, PERCENT, SETTLED, WEALTH, assert_refused, id, policy};
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;

/// Alice asks to leave with a million and pays for the bucket; bob asks with one unit.
async fn with_dust() -> (Bank, Vault, [Pubkey; 2]) {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    let (alice, bob) = (id("alice"), id("bob"));
    bank.by("alice", vault.deposit(&alice, 1_000_000, 1, false)).await;
    bank.by("bob", vault.deposit(&bob, 10, 1, false)).await;
    bank.by("alice", vault.request_exit(&alice, 1, 1_000_000, 0, 1)).await;
    bank.by("bob", vault.request_exit(&bob, 1, 1, 0, 1)).await;
    (bank, vault, [vault.ticket(&alice, 1), vault.ticket(&bob, 1)])
}

async fn refuses(bank: &mut Bank, settle: Instruction, error: RestakingError) {
    let failure = bank.refused(settle, &[]).await;
    assert_eq!(failure.restaking(), Some(error), "{failure}");
}

#[tokio::test]
async fn a_dust_ticket_keeps_no_buckets_rent() {
    let (mut bank, vault, [ticket, dust]) = with_dust().await;
    let (alice, bob) = (id("alice"), id("bob"));
    bank.warp_to(1_000, 0).await;
    bank.by("alice", vault.claim_exit(&alice, &ticket, &alice, 1)).await;
    let failure = bank.refused(vault.close_bucket(&alice, 1), &[]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::TicketsOutstanding));
    // Anyone settles bob's ticket. Nothing moves.
    let (matured, books) = (bank.balance(&vault.asset_account).await, bank.books(&vault).await);
    let done = bank.send(&[vault.settle_exits(1, &[dust])], &[]).await.unwrap();
    let [Event::ExitSettled(event)] = &done.events[..] else { panic!("{:?}", done.events) };
    assert_eq!((event.ticket, event.owner, event.bucket_epoch, event.assets, event.tickets), (dust, bob, 1, 1, 0));
    assert_eq!((bank.balance(&vault.asset_account).await, bank.books(&vault).await.matured), (matured, books.matured));
    // The bucket closes, and its rent is back with alice.
    let (before, rent) = (bank.lamports(&alice).await, bank.lamports(&vault.bucket(1)).await);
    bank.send(&[vault.close_bucket(&alice, 1)], &[]).await.unwrap();
    assert_eq!(bank.lamports(&alice).await, before + rent);
    // Bob's unit waits for bob, and he claims it as ever, with the closed bucket.
    let had = bank.balance(&vault.assets_of(&bob)).await;
    let done = bank.by("bob", vault.claim_exit(&bob, &dust, &bob, 1)).await;
    let [Event::ExitClaimed(event)] = &done.events[..] else { panic!("{:?}", done.events) };
    assert_eq!((event.assets, event.closed, bank.balance(&vault.assets_of(&bob)).await), (1, true, had + 1));
    assert_eq!(bank.account(&dust).await, None);
    assert_eq!(bank.books(&vault).await.matured, 0);
}

/// A claim that is on its way goes through, whichever lands first, and pays the same.
#[tokio::test]
async fn an_owner_is_paid_the_same_whether_its_ticket_is_settled_or_not() {
    for (settled, closed) in [(false, false), (true, false), (true, true)] {
        let (mut bank, vault, tickets) = with_dust().await;
        bank.warp_to(2, 0).await;
        if settled {
            bank.send(&[vault.settle_exits(1, &tickets)], &[]).await.unwrap();
            let ticket: ExitTicket = bank.read(&tickets[0]).await.unwrap();
            assert_eq!((ticket.ticket.shares, ticket.ticket.pool, ticket.owner), (1_000_000, 4, id("alice")));
        }
        if closed {
            bank.send(&[vault.close_bucket(&id("alice"), 1)], &[]).await.unwrap();
        }
        for (name, ticket) in ["alice", "bob"].into_iter().zip(tickets) {
            bank.by(name, vault.claim_exit(&id(name), &ticket, &id(name), 1)).await;
        }
        let had = [("alice", WEALTH), ("bob", WEALTH - 9)];
        for (name, has) in had {
            assert_eq!(bank.balance(&vault.assets_of(&id(name))).await, has, "{name}, settled: {settled}");
        }
    }
}

#[tokio::test]
async fn only_matured_tickets_of_the_bucket_are_settled_once_and_bad_ones_are_passed_over() {
    let (mut bank, vault, [ticket, dust]) = with_dust().await;
    let alice = id("alice");
    bank.warp_to(1, 0).await;
    let failure = bank.refused(vault.settle_exits(1, &[ticket, dust]), &[]).await;
    assert_refused(&failure, RestakingError::NotMatured, 1, 2);
    bank.by("bob", vault.request_exit(&id("bob"), 2, 5, 0, 2)).await;
    let later = vault.ticket(&id("bob"), 2);
    bank.warp_to(2, 0).await;
    // Of another vault, of another bucket, no tickets at all.
    let other = bank.add_vault("creator", 1, OPEN).await;
    bank.open_accounts(&other, &alice, WEALTH).await;
    bank.by("alice", other.deposit(&alice, 1_000, 1, false)).await;
    let epoch = bank.books(&other).await.epoch;
    bank.by("alice", other.request_exit(&alice, 1, 1_000, 0, epoch + 1)).await;
    let foreign = other.ticket(&alice, 1);
    refuses(&mut bank, vault.settle_exits(1, &[foreign]), RestakingError::WrongVault).await;
    refuses(&mut bank, vault.settle_exits(1, &[later]), RestakingError::WrongBucket).await;
    for strange in [vault.address, vault.bucket(1), vault.asset_account, id("nobody"), alice] {
        let failure = bank.refused(vault.settle_exits(1, &[strange]), &[]).await;
        assert_eq!(failure.restaking(), None, "{failure}");
    }
    let mut of_other = vault.settle_exits(1, &[ticket]);
    of_other.accounts[0].pubkey = other.address;
    refuses(&mut bank, of_other, RestakingError::WrongVault).await;
    let mut read_only = vault.settle_exits(1, &[ticket]);
    read_only.accounts[2] = AccountMeta::new_readonly(ticket, false);
    assert_eq!(bank.refused(read_only, &[]).await.restaking(), None);
    // None of them stops the one that can be settled.
    let all = [foreign, later, id("nobody"), ticket];
    let done = bank.send(&[vault.settle_exits(1, &all)], &[]).await.unwrap();
    assert_eq!(done.events.len(), 1, "{:?}", done.events);
    assert!(!done.logs.iter().any(|line| line.starts_with("Program log: ")), "{:#?}", done.logs);
    assert_eq!(bank.read::<ExitBucket>(&vault.bucket(1)).await.unwrap().bucket.tickets, 1);
    let failure = bank.refused(vault.settle_exits(1, &[ticket]), &[]).await;
    assert!(failure.restaking().is_some(), "{failure}");
}

/// What a veto may still give back is not final.
#[tokio::test]
async fn a_ticket_that_an_open_slash_touched_is_settled_once_the_slash_is_decided() {
    for vetoed in [false, true] {
        let (mut bank, split) = Bank::with_slasher(policy()).await;
        let (vault, alice) = (split.vault, id("alice"));
        bank.by("alice", vault.request_exit(&alice, 1, 400_000, 0, SETTLED + 1)).await;
        bank.warp_to(SETTLED + 1, restaking_tests::EPOCH as i64 - 1).await;
        bank.propose(&split, 0, 10 * PERCENT).await;
        bank.warp_to(SETTLED + 2, 0).await;
        let ticket = vault.ticket(&alice, 1);
        let settle = vault.settle_exits(SETTLED + 1, &[ticket]);
        refuses(&mut bank, settle.clone(), RestakingError::OpenSlash).await;
        if vetoed {
            bank.veto(&split, 0).await;
        } else {
            let from = bank.slash(&split, 0).await.final_from.max(bank.now().await);
            bank.warp(from + CHALLENGE as i64).await;
            bank.execute(&split, 0).await;
        }
        bank.send(&[settle], &[]).await.unwrap();
        let had = bank.balance(&vault.assets_of(&alice)).await;
        bank.by("alice", vault.claim_exit(&alice, &ticket, &alice, SETTLED + 1)).await;
        let paid = bank.balance(&vault.assets_of(&alice)).await - had;
        assert_eq!(paid == 400_000, vetoed, "{paid}");
        bank.audit(&vault).await;
    }
}
