//! Pledges for open slashes: an execution restores by them what it took, and a veto gives them back.

mod accounts;
mod withdraw_pledge;

use restaking_client::{LimitsArgs, SlashExecuted, SlashPledge, pda};
use restaking_tests::{OPEN, WEALTH};

use super::*;

/// What an execution says, as its only event.
fn executed(events: Vec<Event>) -> SlashExecuted {
    match &events[..] {
        [Event::SlashExecuted(event)] => event.clone(),
        _ => panic!("not one execution: {events:?}"),
    }
}

#[tokio::test]
async fn a_pledge_is_taken_in_recorded_and_told() {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    let (vault, proposal, bob) = (split.vault, split.proposal(0), id("bob"));
    bank.propose(&split, 0, 10 * PERCENT).await;
    let before = bank.ledger(&vault).await;
    let event = bank.pledge(&split, 0, "bob", 30_000).await;
    assert_eq!((event.vault, event.time, event.proposal), (vault.address, bank.now().await, proposal));
    assert_eq!((event.pledger, event.assets, event.pledged, event.stake), (bob, 30_000, 30_000, 100_000));
    assert_eq!(event.vault_pledged, 30_000);
    let pledge: SlashPledge = bank.read(&pda::pledge(&proposal, &bob)).await.unwrap();
    assert_eq!((pledge.version, pledge.padding, pledge.reserved), (1, [0; 6], [0; 32]));
    assert_eq!((pledge.proposal, pledge.pledger, pledge.rent_payer, pledge.amount), (proposal, bob, bob, 30_000));
    // Nothing but its own figure changes in the vault.
    let after = bank.ledger(&vault).await;
    assert_eq!(after, restaking_client::VaultLedger { pledged: 30_000, ..before });
    assert_eq!(bank.slash(&split, 0).await.pledged, 30_000);
    assert_eq!((bank.gained(&vault, "bob").await, bank.taken(&vault).await), (-30_000, 130_000));

    // More of the same pledger's goes to the same account, with any payer of the transaction.
    let mut more = split.pledge(&proposal, &bob, 5_000);
    more.accounts[0].pubkey = id("mallory");
    bank.fund(&id("mallory"));
    bank.send(&[more], &[&harness::key("bob"), &harness::key("mallory")]).await.unwrap();
    let pledge: SlashPledge = bank.read(&pda::pledge(&proposal, &bob)).await.unwrap();
    assert_eq!((pledge.amount, pledge.rent_payer), (35_000, bob));
    bank.audit(&vault).await;
}

#[tokio::test]
async fn two_pledgers_that_land_together_do_not_fail_each_other() {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    let (vault, proposal, alice, bob) = (split.vault, split.proposal(0), id("alice"), id("bob"));
    bank.propose(&split, 0, 10 * PERCENT).await;
    // Both offer all of it: the second pays what the first left.
    let both = [split.pledge(&proposal, &alice, 60_000), split.pledge(&proposal, &bob, 100_000)];
    let done = bank.send(&both, &[&harness::key("alice"), &harness::key("bob")]).await.unwrap();
    let taken: Vec<u64> = done
        .events
        .iter()
        .map(|event| match event {
            Event::SlashPledged(event) => event.assets,
            other => panic!("not a pledge: {other:?}"),
        })
        .collect();
    assert_eq!(taken, [60_000, 40_000]);
    assert_eq!(bank.slash(&split, 0).await.pledged, 100_000);
    // A third has nothing left to pledge for, and pays for no account.
    let failure = bank.refuses("mallory", split.pledge(&proposal, &id("mallory"), 1)).await;
    assert_refused(&failure, RestakingError::FullyPledged, 100_000, 100_000);
    let failure = bank.refuses("bob", split.pledge(&proposal, &bob, 0)).await;
    assert_refused(&failure, RestakingError::Zero, 0, 1);
    bank.audit(&vault).await;
}

/// The life of [`with_exits`], of which 30 % took 480,000 of A, 75,000 and 45,000 of the exits: 600,000. Half of it is pledged
/// for.
#[tokio::test]
async fn an_execution_restores_each_part_and_hands_out_what_it_would_without() {
    let (mut bank, split) = with_exits().await;
    let (mut plain, _) = with_exits().await;
    let vault = split.vault;
    for bank in [&mut bank, &mut plain] {
        bank.propose(&split, 7, 30 * PERCENT).await;
    }
    bank.fund(&id("mallory"));
    bank.pledge(&split, 7, "mallory", 300_001).await;
    let before = bank.ledger(&vault).await;
    let (event, without) =
        (executed(bank.execute(&split, 7).await.events), executed(plain.execute(&split, 7).await.events));
    // floor(75,000·300,001/600,000) = 37,500, floor(45,000·262,501/525,000) = 22,500, and the rest.
    assert_eq!((event.pledged, event.vault_pledged), (300_001, 0));
    let (after, plain_after) = (&event.books_after, &without.books_after);
    assert_eq!(after.active, before.books.active + 300_001 - 37_500 - 22_500);
    let all = |books: &restaking_client::Books| books.exiting[0] + books.exiting[1] + books.matured;
    assert_eq!(all(after), all(&before.books) + 37_500 + 22_500);
    for (epoch, left, back) in [(3, 425_000, 37_500), (4, 255_001, 22_500)] {
        let bucket: restaking_client::ExitBucket = bank.read(&vault.bucket(SETTLED + epoch)).await.unwrap();
        let pool = &bucket.bucket.pools[0];
        assert_eq!((pool.assets, pool.contested), (left + back, 0));
    }
    // All else is as it is without a pledge: what is burned and handed out, units, magnitudes and what counts as lost.
    assert_eq!((event.burned, event.owed, event.waiting), (without.burned, without.owed, without.waiting));
    assert_eq!(event.delegation_after, without.delegation_after);
    assert_eq!((after.units, after.idle, after.supply), (plain_after.units, plain_after.idle, plain_after.supply));
    let (ledger, plain_ledger) = (bank.ledger(&vault).await, plain.ledger(&vault).await);
    assert_eq!((ledger.losses, ledger.unpaid, ledger.pledged), (plain_ledger.losses, plain_ledger.unpaid, 0));
    assert_eq!(paid(&mut bank, &vault).await, paid(&mut plain, &vault).await);
    let [_, _, with_ncn] = split.opt_ins().map(|(left, right)| pda::opt_in(&left, &right));
    let opt_ins: [restaking_client::OptIn; 2] =
        [bank.read(&with_ncn).await.unwrap(), plain.read(&with_ncn).await.unwrap()];
    assert_eq!(opt_ins[0].losses, opt_ins[1].losses, "a pledge gives the NCN no new room");
    bank.audit(&vault).await;
}

/// Pledged for in full, stakers have after an execution what they have after a veto.
#[tokio::test]
async fn fully_pledged_an_execution_is_a_veto_for_stakers() {
    let mut banks = [with_exits().await.0, with_exits().await.0];
    let split = with_exits().await.1;
    let vault = split.vault;
    for (bank, veto) in banks.iter_mut().zip([true, false]) {
        bank.propose(&split, 7, 30 * PERCENT).await;
        if veto {
            bank.veto(&split, 7).await;
        } else {
            bank.fund(&id("mallory"));
            bank.pledge(&split, 7, "mallory", u64::MAX).await;
            bank.execute(&split, 7).await;
        }
        bank.warp_to(SETTLED + 5, 0).await;
        for (name, epoch) in [("alice", 3), ("bob", 4)] {
            let owner = id(name);
            bank.by(name, vault.claim_exit(&owner, &vault.ticket(&owner, 0), &owner, SETTLED + epoch)).await;
        }
        bank.audit(&vault).await;
    }
    let [vetoed, executed] = &mut banks;
    for name in ["alice", "bob"] {
        assert_eq!(vetoed.gained(&vault, name).await, executed.gained(&vault, name).await, "{name}");
    }
    assert_eq!(vetoed.books(&vault).await.active, executed.books(&vault).await.active);
    assert_eq!(executed.gained(&vault, "mallory").await, -600_000);
}

#[tokio::test]
async fn tickets_that_were_claimed_while_it_was_open_collect_the_rest() {
    let terms = PolicyArgs { challenge_seconds: 4 * EPOCH, ..policy() };
    let (mut bank, split) = Bank::with_slasher(terms).await;
    let (vault, alice) = (split.vault, id("alice"));
    bank.by("alice", vault.request_exit(&alice, 0, 200_000, 200_000, SETTLED + 1)).await;
    assert_eq!(bank.propose(&split, 0, 10 * PERCENT).await.slash.exiting[1][0], 20_000);
    bank.warp_to(SETTLED + 2, 0).await;
    let claim = vault.claim_exit(&alice, &vault.ticket(&alice, 0), &alice, SETTLED + 1);
    bank.by("alice", claim.clone()).await;
    assert_eq!(bank.gained(&vault, "alice").await, 180_000 - 1_000_000);
    bank.pledge(&split, 0, "bob", 50_000).await;
    bank.execute(&split, 0).await;
    assert_eq!(bank.books(&vault).await.matured, 10_000);
    bank.by("alice", claim).await;
    assert_eq!(bank.gained(&vault, "alice").await, 190_000 - 1_000_000);
    bank.audit(&vault).await;
}

/// A million of alice's, of which 40 % are open. A deposit right before or right after a pledge, as large as anything in the
/// vault, is worth less than it paid; what it lost is alice's.
#[tokio::test]
async fn a_deposit_right_before_or_after_a_pledge_gains_nothing() {
    for early in [true, false] {
        for amount in [10, 123_457, 600_000_000] {
            let (mut bank, split) = Bank::with_slasher(policy()).await;
            let vault = split.vault;
            bank.propose(&split, 0, 40 * PERCENT).await;
            let deposit = vault.deposit(&id("mallory"), amount, 0, false);
            let pledge = split.pledge(&split.proposal(0), &id("bob"), 400_000);
            bank.fund(&id("mallory"));
            let both = if early { [deposit, pledge] } else { [pledge, deposit] };
            bank.send(&both, &[&harness::key("mallory"), &harness::key("bob")]).await.unwrap();
            bank.execute(&split, 0).await;
            let epoch = bank.epoch().await;
            let shares = bank.balance(&vault.shares_of(&id("mallory"))).await;
            bank.by("mallory", vault.request_exit(&id("mallory"), 1, shares, 0, epoch + 1)).await;
            bank.warp_to(epoch + 2, 0).await;
            let ticket = vault.ticket(&id("mallory"), 1);
            bank.by("mallory", vault.claim_exit(&id("mallory"), &ticket, &id("mallory"), epoch + 1)).await;
            assert_eq!(bank.gained(&vault, "mallory").await, 0, "{amount}");
            assert_eq!(bank.books(&vault).await.active, 1_000_000, "alice has all of the pledge");
            bank.audit(&vault).await;
        }
    }
}

/// An instant exit right before the execution is paid as if nothing came back.
#[tokio::test]
async fn an_exit_right_before_an_execution_has_no_part_of_a_pledge() {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    let (vault, alice) = (split.vault, id("alice"));
    bank.by("creator", vault.set_limits(LimitsArgs { instant_fee_bps: 0, ..OPEN })).await;
    bank.by("creator", split.delegate(&id("creator"), WHOLE / 2)).await;
    bank.warp_to(SETTLED + 2, 0).await;
    bank.send(&[split.settle_delegation()], &[]).await.unwrap();
    bank.propose(&split, 0, 40 * PERCENT).await;
    bank.pledge(&split, 0, "bob", 200_000).await;
    // 800,000 behind 1,000,000 shares, 500,000 of them idle.
    bank.by("alice", vault.exit_instantly(&alice, 500_000, 400_000)).await;
    bank.execute(&split, 0).await;
    assert_eq!(bank.gained(&vault, "alice").await, 400_000 - 1_000_000);
    let books = bank.books(&vault).await;
    assert_eq!((books.active, books.supply), (600_000, 500_000), "the rest of the pledge is with those who stay");
    bank.audit(&vault).await;
}

#[tokio::test]
async fn a_pledge_is_taken_until_the_second_and_the_slot_in_which_the_slash_is_final() {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    let (proposal, bob) = (split.proposal(0), id("bob"));
    bank.propose(&split, 0, 10 * PERCENT).await;
    let slash = bank.slash(&split, 0).await;
    bank.warp(slash.final_from - 1).await;
    bank.pledge(&split, 0, "bob", 1).await;
    // A chain that stood still: the seconds are over, and the slots are not.
    let mut clock = bank.clock().await;
    (clock.unix_timestamp, clock.slot) = (slash.final_from, slash.final_slot - 1);
    bank.set_clock(&clock);
    bank.pledge(&split, 0, "bob", 1).await;
    clock.slot = slash.final_slot;
    bank.set_clock(&clock);
    let failure = bank.refuses("bob", split.pledge(&proposal, &bob, 1)).await;
    let from = slash.final_from.unsigned_abs();
    assert_refused(&failure, RestakingError::Final, from, from);
    bank.execute(&split, 0).await;
    let failure = bank.refuses("bob", split.pledge(&proposal, &bob, 1)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::SlashClosed));
    bank.propose(&split, 1, 10 * PERCENT).await;
    bank.veto(&split, 1).await;
    let failure = bank.refuses("bob", split.pledge(&split.proposal(1), &bob, 1)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::SlashClosed));
}

/// A slash without a window is final at once: nothing is open that could be pledged for.
#[tokio::test]
async fn a_slash_without_a_window_takes_no_pledge() {
    let terms = PolicyArgs { challenge_seconds: 0, resolver: Pubkey::default(), ..policy() };
    let (mut bank, split) = Bank::with_slasher(terms).await;
    bank.propose(&split, 0, 10 * PERCENT).await;
    let failure = bank.refuses("bob", split.pledge(&split.proposal(0), &id("bob"), 1)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::Final));
}

/// Two slashes open at once, pledged for and ended in either order: each restores its own part.
#[tokio::test]
async fn pledges_of_two_open_slashes_are_apart() {
    for order in [[0, 1], [1, 0]] {
        let (mut bank, split) = Bank::with_slasher(policy()).await;
        let vault = split.vault;
        let stakes = [
            bank.propose(&split, 0, 10 * PERCENT).await.slash.stake,
            bank.propose(&split, 1, 20 * PERCENT).await.slash.stake,
        ];
        assert_eq!(stakes, [100_000, 180_000]);
        for (incident, amount) in [(0, 100_000), (1, 90_000)] {
            bank.pledge(&split, incident, "bob", amount).await;
        }
        let pledges = [0, 1].map(|incident| pda::pledge(&split.proposal(incident), &id("bob")));
        assert_ne!(pledges[0], pledges[1]);
        for incident in order {
            bank.execute(&split, incident).await;
        }
        let ledger = bank.ledger(&vault).await;
        assert_eq!((ledger.books.active, ledger.pledged), (1_000_000 - 90_000, 0));
        bank.audit(&vault).await;
    }
}

/// A slasher that pledges for its own slash pays what stakers get back, and burns as much as without.
#[tokio::test]
async fn a_slasher_that_pledges_for_its_own_slash_gains_nothing() {
    let own = PolicyArgs {
        insurance: id("mallory"),
        burn_bps: 0,
        reporter_bps: 0,
        insurance_bps: 10_000,
        redistribution_bps: 0,
        slasher: id("slasher"),
        ..policy()
    };
    let (mut bank, split) = Bank::with_slasher(own).await;
    let vault = split.vault;
    bank.fund(&id("mallory"));
    bank.propose(&split, 0, 10 * PERCENT).await;
    bank.pledge(&split, 0, "mallory", 100_000).await;
    let epoch = bank.slash(&split, 0).await.slash.epoch;
    bank.warp_to(SETTLED, CHALLENGE as i64).await;
    let recipients = [id("reporter"), id("mallory"), id("harmed")];
    bank.send(&[split.execute_slash(&split.proposal(0), epoch, recipients)], &[]).await.unwrap();
    assert_eq!(bank.gained(&vault, "mallory").await, 0);
    assert_eq!(bank.books(&vault).await.active, 1_000_000);
    assert_eq!(bank.balance(&vault.assets_of(&id("mallory"))).await, WEALTH);
    bank.audit(&vault).await;
}
