//! Deposits and exits while a slash is open: deposits are priced as if it will be vetoed, exits as if it will not, so that
//! neither gains, after any outcome.

use harness::Split;
use restaking_client::{Event, LimitsArgs, RestakingError};
use restaking_tests::{Bank, EPOCH, OPEN, PERCENT, SETTLED, assert_refused, id, policy};

/// A million of alice's, of which a slash that is open took 40 %.
async fn with_open_slash() -> (Bank, Split) {
    let args = restaking_client::PolicyArgs { challenge_seconds: 4 * EPOCH, ..policy() };
    let (mut bank, split) = Bank::with_slasher(args).await;
    assert_eq!(bank.propose(&split, 0, 40 * PERCENT).await.slash.active, 400_000);
    (bank, split)
}

/// `name` asks to leave with all that it has, waits, and is paid all of it.
async fn leave(bank: &mut Bank, split: &Split, name: &str) {
    let (vault, owner, epoch) = (split.vault, id(name), bank.epoch().await);
    let shares = bank.balance(&vault.shares_of(&owner)).await;
    bank.by(name, vault.request_exit(&owner, 77, shares, 0, epoch + 1)).await;
    bank.warp_to(epoch + 2, 0).await;
    bank.by(name, vault.claim_exit(&owner, &vault.ticket(&owner, 77), &owner, epoch + 1)).await;
}

#[tokio::test]
async fn a_deposit_pays_for_what_a_veto_would_give_back() {
    let (mut bank, split) = with_open_slash().await;
    let bob = id("bob");
    // floor(500,000·(1,000,000+1,000)/(600,000+400,000+1,000)), and not 832,778 as at what is left.
    let failure = bank.refuses("bob", split.vault.deposit(&bob, 500_000, 500_001, false)).await;
    assert_refused(&failure, RestakingError::BelowMinimum, 500_000, 500_001);
    let events = bank.by("bob", split.vault.deposit(&bob, 500_000, 500_000, false)).await.events;
    let [Event::Deposited(event)] = &events[..] else { panic!("{events:?}") };
    assert_eq!((event.shares, event.contested, event.after.active), (500_000, 400_000, 1_100_000));
    bank.veto(&split, 0).await;
    bank.audit(&split.vault).await;
    leave(&mut bank, &split, "bob").await;
    assert_eq!(bank.gained(&split.vault, "bob").await, 0);
    leave(&mut bank, &split, "alice").await;
    assert_eq!(bank.gained(&split.vault, "alice").await, 0, "who was there got all of it back");
}

#[tokio::test]
async fn who_deposits_while_a_slash_is_open_never_gains_whatever_becomes_of_it() {
    // By amount: what mallory gains after a veto and after an execution. With n for the amount, by hand: it gets n shares.
    // After the veto A is 1,000,000 + n for as many shares. After the execution A is 600,000 + n, and
    // floor(n·(600,000 + n)/(1,000,000 + n)) leaves it.
    for (amount, vetoed, executed) in
        [(10, 0, -4), (1_000, 0, -400), (123_457, 0, -43_957), (1_000_000, 0, -200_000), (600_000_000_000, 0, -400_000)]
    {
        for (veto, gains) in [(true, vetoed), (false, executed)] {
            let (mut bank, split) = with_open_slash().await;
            bank.by("mallory", split.vault.deposit(&id("mallory"), amount, 0, false)).await;
            if veto {
                bank.veto(&split, 0).await;
            } else {
                bank.execute(&split, 0).await;
            }
            leave(&mut bank, &split, "mallory").await;
            assert_eq!(bank.gained(&split.vault, "mallory").await, gains, "{amount}, {veto}");
            // What it lost is alice's: she has all that is left.
            let books = bank.books(&split.vault).await;
            assert_eq!(books.active, (if veto { 1_000_000 } else { 600_000 } - gains) as u64);
            bank.audit(&split.vault).await;
        }
    }
}

#[tokio::test]
async fn who_deposits_and_leaves_while_the_slash_is_open_loses_to_who_stays() {
    let (mut bank, split) = with_open_slash().await;
    let mallory = id("mallory");
    bank.by("mallory", split.vault.deposit(&mallory, 1_000_000, 0, false)).await;
    // 1,600,000 behind 2,000,000 shares: floor(1,000,000·0.8).
    leave(&mut bank, &split, "mallory").await;
    assert_eq!(bank.gained(&split.vault, "mallory").await, -200_000);
    bank.veto(&split, 0).await;
    assert_eq!(bank.books(&split.vault).await.active, 1_200_000, "the veto gave mallory nothing");
    bank.audit(&split.vault).await;
}

#[tokio::test]
async fn who_leaves_before_the_veto_leaves_its_part_to_who_stays_and_who_waits_gets_it() {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    let (vault, alice, bob) = (split.vault, id("alice"), id("bob"));
    bank.by("bob", vault.deposit(&bob, 1_000_000, 0, false)).await;
    bank.propose(&split, 0, 40 * PERCENT).await;
    // 1,200,000 behind 2,000,000 shares. Alice takes half of hers out at once, before anybody knows.
    bank.by("alice", vault.request_exit(&alice, 0, 500_000, 300_000, SETTLED + 1)).await;
    // To come back while it is open: floor(300,000·(1,500,000+1,000)/(900,000+800,000+1,000)) = 264,726 shares of 500,000.
    let back = vault.cancel_exit(&alice, &vault.ticket(&alice, 0), &alice, SETTLED + 1, 264_727);
    let failure = bank.refuses("alice", back).await;
    assert_refused(&failure, RestakingError::BelowMinimum, 264_726, 264_727);
    bank.veto(&split, 0).await;
    bank.warp_to(SETTLED + 2, 0).await;
    bank.by("alice", vault.claim_exit(&alice, &vault.ticket(&alice, 0), &alice, SETTLED + 1)).await;
    // 1,700,000 behind 1,500,000 shares: alice has 300,000 and a third of them, bob two thirds.
    leave(&mut bank, &split, "alice").await;
    leave(&mut bank, &split, "bob").await;
    let gains = [bank.gained(&vault, "alice").await, bank.gained(&vault, "bob").await];
    // floor(500,000·1,701,000/1,501,000) = 566,622, and floor(1,000,000·1,134,378/1,001,000) = 1,133,244.
    assert_eq!(gains, [300_000 + 566_622 - 1_000_000, 1_133_244 - 1_000_000]);
    bank.audit(&vault).await;
}

#[tokio::test]
async fn an_instant_exit_while_a_slash_is_open_gets_nothing_of_what_a_veto_gives_back() {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    let (vault, alice, bob) = (split.vault, id("alice"), id("bob"));
    let free = LimitsArgs { instant_fee_bps: 0, ..OPEN };
    bank.by("creator", vault.set_limits(free)).await;
    bank.by("bob", vault.deposit(&bob, 1_000_000, 0, false)).await;
    // All stands behind the operator: nothing can leave at once, whether a slash is open or not.
    let failure = bank.refuses("alice", vault.exit_instantly(&alice, 100_000, 0)).await;
    assert_refused(&failure, RestakingError::OverIdle, 100_000, 0);
    bank.by("creator", split.delegate(&id("creator"), harness::slash::WHOLE / 2)).await;
    bank.warp_to(SETTLED + 2, 0).await;
    bank.send(&[split.settle_delegation()], &[]).await.unwrap();
    // Half of the stake is the operator's: 40 % of that are 400,000, and the idle million stays as it was.
    assert_eq!(bank.propose(&split, 0, 40 * PERCENT).await.slash.stake, 400_000);
    // 1,600,000 behind 2,000,000 shares.
    bank.by("alice", vault.exit_instantly(&alice, 1_000_000, 800_000)).await;
    bank.veto(&split, 0).await;
    assert_eq!(bank.gained(&vault, "alice").await, -200_000);
    let books = bank.books(&vault).await;
    assert_eq!((books.active, books.supply), (1_200_000, 1_000_000));
    bank.audit(&vault).await;
}
