//! A slash of everything: what is left to do for everybody, and that a veto undoes all of it.

use harness::{Split, slash::WHOLE};
use restaking_client::{Event, RestakingError};
use restaking_tests::{Bank, EPOCH, SETTLED, assert_refused, id, policy};

/// Alice has asked 400,000 of her million out, and a slash took all there is.
async fn wiped() -> (Bank, Split) {
    let args = restaking_client::PolicyArgs { challenge_seconds: 4 * EPOCH, ..policy() };
    let (mut bank, split) = Bank::with_slasher(args).await;
    bank.by("alice", split.vault.request_exit(&id("alice"), 0, 400_000, 0, SETTLED + 1)).await;
    let event = bank.propose(&split, 0, WHOLE).await;
    assert_eq!((event.slash.active, event.slash.exiting), (600_000, [[0; 4], [400_000, 0, 0, 0]]));
    let after = &event.books_after;
    assert_eq!((after.active, after.supply, after.exiting), (0, 600_000, [0, 0]));
    // No units are left in use, so that their number starts again.
    assert_eq!((after.units, after.idle, event.delegation_after.units.current), (WHOLE, WHOLE, 0));
    bank.audit(&split.vault).await;
    (bank, split)
}

/// What is refused while nothing is behind the shares.
async fn stuck(bank: &mut Bank, split: &Split) {
    let (vault, alice, epoch) = (split.vault, id("alice"), bank.epoch().await);
    let failure = bank.refuses("bob", vault.deposit(&id("bob"), 1_000_000, 0, false)).await;
    assert_refused(&failure, RestakingError::Insolvent, 600_000, 0);
    let failure = bank.refuses("alice", vault.request_exit(&alice, 1, 600_000, 0, epoch + 1)).await;
    assert_refused(&failure, RestakingError::Dust, 600_000, 1);
    let failure = bank.refuses("alice", vault.exit_instantly(&alice, 600_000, 0)).await;
    assert_refused(&failure, RestakingError::Dust, 600_000, 1);
    let again = bank.proposing(split, 1, WHOLE).await;
    assert_refused(&bank.refuses("slasher", again).await, RestakingError::NothingToSlash, 0, 1);
}

#[tokio::test]
async fn nobody_enters_or_leaves_a_vault_that_lost_everything() {
    let (mut bank, split) = wiped().await;
    let (vault, alice) = (split.vault, id("alice"));
    let ticket = vault.ticket(&alice, 0);
    stuck(&mut bank, &split).await;
    let failure = bank.refuses("alice", vault.cancel_exit(&alice, &ticket, &alice, SETTLED + 1, 0)).await;
    assert_refused(&failure, RestakingError::OpenSlash, 400_000, 0);
    // The exit matures, and there is nothing to claim as long as the slash is open.
    bank.warp_to(SETTLED + 2, 0).await;
    let claim = vault.claim_exit(&alice, &ticket, &alice, SETTLED + 1);
    assert_refused(&bank.refuses("alice", claim.clone()).await, RestakingError::NothingToClaim, 0, 0);
    bank.execute(&split, 0).await;
    stuck(&mut bank, &split).await;
    let lamports = bank.lamports(&alice).await + bank.lamports(&ticket).await;
    let events = bank.by("alice", claim).await.events;
    let [Event::ExitClaimed(event)] = &events[..] else { panic!("{events:?}") };
    assert_eq!((event.assets, event.closed), (0, true), "the ticket's rent comes back, and nothing else");
    assert_eq!(bank.lamports(&alice).await, lamports);
    bank.send(&[vault.close_bucket(&alice, SETTLED + 1)], &[]).await.unwrap();
    stuck(&mut bank, &split).await;
    assert_eq!((bank.burned(&vault).await, bank.gained(&vault, "reporter").await), (750_000, 50_000));
    bank.audit(&vault).await;
}

#[tokio::test]
async fn a_veto_of_everything_gives_everything_back() {
    let (mut bank, split) = wiped().await;
    let (vault, alice) = (split.vault, id("alice"));
    bank.warp_to(SETTLED + 2, 0).await;
    bank.veto(&split, 0).await;
    let ledger = bank.ledger(&vault).await;
    assert_eq!((ledger.books.active, ledger.books.matured, ledger.escrowed), (600_000, 400_000, 0));
    // All units were idle, so that what came back is all the operator's again.
    assert_eq!((ledger.books.units, ledger.books.idle), (WHOLE, 0));
    let report: restaking_client::StakeReport = bank.view(harness::split::slashable_stake(&[split])).await;
    assert_eq!(report.stakes, [600_000]);
    bank.by("alice", vault.claim_exit(&alice, &vault.ticket(&alice, 0), &alice, SETTLED + 1)).await;
    bank.by("bob", vault.deposit(&id("bob"), 50, 50, false)).await;
    bank.by("alice", vault.request_exit(&alice, 1, 600_000, 600_000, SETTLED + 3)).await;
    bank.warp_to(SETTLED + 4, 0).await;
    bank.by("alice", vault.claim_exit(&alice, &vault.ticket(&alice, 1), &alice, SETTLED + 3)).await;
    assert_eq!(bank.gained(&vault, "alice").await, 0);
    bank.audit(&vault).await;
}

#[tokio::test]
async fn an_exit_that_was_slashed_to_nothing_does_not_burn_the_next_requests_shares() {
    // The bucket has lost everything; another depositor requests an exit in the same epoch, into a pool of its own.
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    let (vault, alice, bob) = (split.vault, id("alice"), id("bob"));
    bank.by("alice", vault.request_exit(&alice, 0, 1_000_000, 0, SETTLED + 1)).await;
    assert_eq!(bank.propose(&split, 0, WHOLE).await.slash.active, 0);
    // No shares are left, so that the vault takes deposits; they stand behind nobody, as all units are idle.
    bank.by("bob", vault.deposit(&bob, 500_000, 500_000, false)).await;
    let events = bank.by("bob", vault.request_exit(&bob, 0, 500_000, 500_000, SETTLED + 1)).await.events;
    let [Event::ExitRequested(event)] = &events[..] else { panic!("{events:?}") };
    assert_eq!((event.pool, event.bucket_shares), (1, 500_000));
    let none = bank.proposing(&split, 1, WHOLE).await;
    assert_refused(&bank.refuses("slasher", none).await, RestakingError::NothingToSlash, 0, 1);
    bank.execute(&split, 0).await;
    bank.warp_to(SETTLED + 2, 0).await;
    for name in ["alice", "bob"] {
        let owner = id(name);
        bank.by(name, vault.claim_exit(&owner, &vault.ticket(&owner, 0), &owner, SETTLED + 1)).await;
    }
    assert_eq!((bank.gained(&vault, "alice").await, bank.gained(&vault, "bob").await), (-1_000_000, 0));
    bank.audit(&vault).await;
}

#[tokio::test]
async fn a_fully_slashed_operator_gets_new_stake_only_by_a_new_delegation() {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    let (vault, bob) = (split.vault, id("bob"));
    bank.by("creator", split.delegate(&id("creator"), WHOLE / 2)).await;
    bank.warp_to(SETTLED + 2, 0).await;
    bank.send(&[split.settle_delegation()], &[]).await.unwrap();
    assert_eq!(bank.propose(&split, 0, WHOLE).await.slash.stake, 500_000);
    bank.execute(&split, 0).await;
    // What comes in stands behind nobody: none of it is stranded, and all of it can leave at once.
    bank.by("bob", vault.deposit(&bob, 300_000, 0, false)).await;
    let ledger = bank.ledger(&vault).await;
    assert_eq!((ledger.books.active, ledger.books.idle), (800_000, ledger.books.units));
    let late = bank.proposing(&split, 1, WHOLE).await;
    assert_refused(&bank.refuses("slasher", late).await, RestakingError::NothingToSlash, 0, 1);
    // Magnitudes start again as well: a new delegation can be allocated whole.
    bank.by("creator", split.delegate(&id("creator"), WHOLE / 4)).await;
    bank.by("allocator", split.allocate(&id("allocator"), WHOLE)).await;
    let epoch = bank.epoch().await;
    bank.warp_to(epoch + 3, 0).await;
    assert_eq!(bank.propose(&split, 1, WHOLE).await.slash.stake, 200_000, "a quarter of 800,000");
    bank.veto(&split, 1).await;
    bank.audit(&vault).await;
}
