//! Attempts to escape a slash or to gain by one, named after failures of other protocols (docs/design.md, "Pitfalls").
//! The pitfalls of arithmetic alone are the ledger's own tests; the others of this list stand in the files beside this one.

use harness::{Split, slash, slash::WHOLE, split};
use restaking_client::{PolicyArgs, RestakingError, StakeReport};
use restaking_tests::{Bank, EPOCH, PERCENT, SETTLED, assert_refused, id, policy};

/// The usual scene with four epochs to veto.
async fn slow() -> (Bank, Split) {
    Bank::with_slasher(PolicyArgs { challenge_seconds: 4 * EPOCH, ..policy() }).await
}

async fn report(bank: &mut Bank, split: &Split) -> u64 {
    bank.view::<StakeReport>(split::slashable_stake(&[*split])).await.stakes[0]
}

/// Asks to leave with all of `name`'s shares, waits, and is paid.
async fn leave(bank: &mut Bank, split: &Split, name: &str) {
    let (vault, owner, epoch) = (split.vault, id(name), bank.epoch().await);
    let shares = bank.balance(&vault.shares_of(&owner)).await;
    bank.by(name, vault.request_exit(&owner, 50, shares, 0, epoch + 1)).await;
    bank.warp_to(epoch + 2, 0).await;
    bank.by(name, vault.claim_exit(&owner, &vault.ticket(&owner, 50), &owner, epoch + 1)).await;
}

#[tokio::test]
async fn a_tiny_slash_that_would_burn_nothing_is_refused_and_locks_nothing() {
    let (mut bank, split) = slow().await;
    // d = δ = 1, and floor(10^6/10^18) = 0; one unit of the asset is 10^12.
    for fraction in [1, WHOLE / 1_000_000 - 1] {
        let instruction = bank.proposing(&split, 0, fraction).await;
        assert_refused(&bank.refuses("slasher", instruction).await, RestakingError::NothingToSlash, 0, 1);
    }
    assert_eq!(bank.propose(&split, 0, WHOLE / 1_000_000).await.slash.stake, 1);
    bank.audit(&split.vault).await;
}

#[tokio::test]
async fn two_factors_are_not_floored_one_after_the_other() {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    let (vault, alice) = (split.vault, id("alice"));
    bank.by("alice", vault.request_exit(&alice, 0, 999_983, 0, SETTLED + 1)).await;
    bank.by("creator", split.delegate(&id("creator"), WHOLE / 3)).await;
    bank.by("allocator", split.allocate(&id("allocator"), WHOLE / 3)).await;
    bank.warp_to(SETTLED + 2, 0).await;
    // A third of a third of the 17 that are left: 1.9, of which 0.6 are 1.1. Floored one after the other it would be
    // floor(17/3) = 5, floor(5/3) = 1, and floor(0.6) = 0.
    assert_eq!(report(&mut bank, &split).await, 1);
    let event = bank.propose(&split, 0, WHOLE / 10 * 6).await;
    assert_eq!(event.slash.stake, 1);
    bank.audit(&vault).await;
}

#[tokio::test]
async fn a_factor_worn_down_by_slashes_starts_again_once_nothing_hangs_on_it() {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    let vault = split.vault;
    bank.by("alice", vault.deposit(&id("alice"), 999_000_000_000, 0, false)).await;
    for incident in 0..10 {
        bank.propose(&split, incident, 90 * PERCENT).await;
        bank.execute(&split, incident).await;
        bank.audit(&vault).await;
    }
    // 10^12 less nine tenths ten times: 100 units of the asset, and as small a part of the units and of the magnitude.
    let ledger = bank.ledger(&vault).await;
    assert_eq!((ledger.books.active, ledger.books.units), (100, WHOLE / 10_000_000_000));
    assert_eq!(report(&mut bank, &split).await, 100);
    bank.by("allocator", split.allocate(&id("allocator"), 0)).await;
    bank.by("creator", split.delegate(&id("creator"), 0)).await;
    let epoch = bank.epoch().await;
    bank.warp_to(epoch + 2, 0).await;
    bank.send(&[split.settle_allocation(), split.settle_delegation()], &[]).await.unwrap();
    assert_eq!(bank.books(&vault).await.units, WHOLE);
    bank.by("creator", split.delegate(&id("creator"), WHOLE)).await;
    bank.by("allocator", split.allocate(&id("allocator"), WHOLE)).await;
    bank.warp_to(epoch + 5, 0).await;
    assert_eq!(report(&mut bank, &split).await, 100);
}

#[tokio::test]
async fn a_slash_does_not_mature_a_pending_change_nor_take_its_time() {
    let (mut bank, split) = slow().await;
    bank.by("creator", split.delegate(&id("creator"), 1)).await;
    bank.by("allocator", split.allocate(&id("allocator"), 1)).await;
    // The decrease to 1 keeps its proportion, rounded up: it is not rounded to nothing, and counts when it was to.
    let event = bank.propose(&split, 0, 50 * PERCENT).await;
    let (units, magnitude) = (event.delegation_after.units, event.allocation_after.magnitude);
    assert_eq!((units.current, units.next, magnitude.current, magnitude.next), (WHOLE / 2, 1, WHOLE / 2, 1));
    assert_eq!((units.effective, magnitude.effective), (event.delegation_before.units.effective, units.effective));
    bank.warp_to(SETTLED + 2, -1).await;
    assert_eq!(report(&mut bank, &split).await, 500_000);
    bank.warp_to(SETTLED + 2, 0).await;
    assert_eq!(report(&mut bank, &split).await, 0);
}

#[tokio::test]
async fn an_open_slash_keeps_a_vault_without_stake_from_exposing_newcomers_at_once() {
    let (mut bank, split) = slow().await;
    let (vault, alice) = (split.vault, id("alice"));
    bank.by("alice", vault.request_exit(&alice, 0, 1_000_000, 0, SETTLED + 1)).await;
    bank.propose(&split, 0, WHOLE).await;
    // No shares, no stake: but what a veto brings back would be exposed to what nobody could leave. While the slash that took all
    // of its magnitude is open, the operator gets no units at all.
    let failure = bank.refuses("creator", split.delegate(&id("creator"), WHOLE)).await;
    assert_refused(&failure, RestakingError::MagnitudeWorn, 0, WHOLE / 1_000_000);
    bank.execute(&split, 0).await;
    bank.by("creator", split.delegate(&id("creator"), WHOLE)).await;
    let held: restaking_client::OperatorDelegation = bank.read(&split.delegation()).await.unwrap();
    assert_eq!((held.delegation.units.current, held.delegation.units.next), (0, WHOLE));
    let epoch = bank.epoch().await;
    let from = restaking_tests::GENESIS + ((epoch + 3) * EPOCH) as i64;
    assert_eq!(held.delegation.units.effective, from);
}

/// A leaver before the veto leaves its part to the remaining holders. With no remaining holder, it belongs to no one:
/// no newcomer either.
#[tokio::test]
async fn what_a_veto_gives_back_to_a_vault_that_everybody_left_is_no_newcomers_windfall() {
    let (mut bank, split) = slow().await;
    let vault = split.vault;
    bank.propose(&split, 0, 40 * PERCENT).await;
    leave(&mut bank, &split, "alice").await;
    assert_eq!(bank.gained(&vault, "alice").await, -400_000);
    bank.veto(&split, 0).await;
    let books = bank.books(&vault).await;
    assert_eq!((books.active, books.supply), (400_000, 0));
    // floor(10^6·1,000/401,000) = 2,493 shares, which leave with floor(2,493·1,401,000/3,493) = 999,912.
    bank.by("mallory", vault.deposit(&id("mallory"), 1_000_000, 2_493, false)).await;
    leave(&mut bank, &split, "mallory").await;
    assert_eq!(bank.gained(&vault, "mallory").await, -88);
    bank.audit(&vault).await;
}

/// A deposit is priced as if open slashes will be vetoed, so that the newcomer has paid for what is gone if one is executed. The
/// most that this can cost it is half: nobody enters a vault of which open slashes took more than they left.
#[tokio::test]
async fn who_enters_a_contested_vault_loses_at_most_half_and_a_mostly_contested_one_lets_nobody_in() {
    for executed in [true, false] {
        let (mut bank, split) = slow().await;
        let (vault, alice, bob) = (split.vault, id("alice"), id("bob"));
        bank.propose(&split, 0, 40 * PERCENT).await;
        // Alice leaves with floor(333,334·0.6) = 200,000, so that 400,000 are left for her 666,666 shares, and as many contested.
        bank.by("alice", vault.request_exit(&alice, 0, 333_334, 200_000, SETTLED + 1)).await;
        // One more unit, floor(2·400,000/666,666), is one too many.
        bank.by("alice", vault.request_exit(&alice, 1, 2, 1, SETTLED + 1)).await;
        let failure = bank.refuses("bob", vault.deposit(&bob, 100_000, 0, false)).await;
        assert_refused(&failure, RestakingError::MostlyContested, 400_000, 399_999);
        for index in [0, 1] {
            let back = vault.cancel_exit(&alice, &vault.ticket(&alice, index), &alice, SETTLED + 1, 0);
            assert_refused(&bank.refuses("alice", back).await, RestakingError::MostlyContested, 400_000, 399_999);
        }
        // Exits are not blocked, and a waiting depositor can enter once it is decided.
        bank.by("alice", vault.request_exit(&alice, 2, 100_000, 0, SETTLED + 1)).await;
        if executed {
            bank.execute(&split, 0).await;
        } else {
            bank.veto(&split, 0).await;
        }
        bank.by("bob", vault.deposit(&bob, 100_000, 0, false)).await;
        bank.audit(&vault).await;
    }

    let (mut bank, split) = slow().await;
    let (vault, alice) = (split.vault, id("alice"));
    bank.propose(&split, 0, 40 * PERCENT).await;
    bank.by("alice", vault.request_exit(&alice, 0, 333_334, 200_000, SETTLED + 1)).await;
    // floor(100,000·667,666/801,000) = 83,354 of 750,020 shares.
    bank.by("bob", vault.deposit(&id("bob"), 100_000, 83_354, false)).await;
    bank.execute(&split, 0).await;
    leave(&mut bank, &split, "bob").await;
    // floor(83,354·500,000/750,020) = 55,567: alice's shares have the rest.
    assert_eq!(bank.gained(&vault, "bob").await, 55_567 - 100_000);
    assert_eq!(bank.books(&vault).await.active, 444_433);
}

/// An earlier incident of which not all vaults are slashed yet waits behind a later one, since a record knows the
/// latest incident alone.
#[tokio::test]
async fn an_incident_that_a_later_one_overtook_waits_for_the_cool_down_again() {
    let (mut bank, split) = Bank::with_slasher(PolicyArgs { cooldown_seconds: 2 * EPOCH, ..policy() }).await;
    let vault = bank.add_vault("creator", 1, restaking_tests::OPEN).await;
    bank.open_holders(&vault).await;
    let other = Split { vault, ..split };
    bank.expose(&other, WHOLE, WHOLE).await;
    bank.by("bob", vault.deposit(&id("bob"), 1_000_000, 0, false)).await;
    bank.propose(&split, 1, PERCENT).await;
    bank.warp_to(SETTLED + 2, 0).await;
    bank.propose(&split, 2, PERCENT).await;
    let now = bank.now().await as u64;
    let late = bank.proposing(&other, 1, PERCENT).await;
    assert_refused(&bank.refuses("slasher", late).await, RestakingError::CoolingDown, now, now + 2 * EPOCH);
    bank.propose(&other, 2, PERCENT).await;
}

/// Limits on losses take effect late when they fall, too: an offense can be slashed for an epoch. In none of its seconds can
/// a vault's admin that saw it coming step aside.
#[tokio::test]
async fn a_vaults_admin_does_not_escape_a_slash_by_lowering_its_limits_in_front_of_it() {
    const AGE: i64 = EPOCH as i64;
    for own in [true, false] {
        for announced in [0, AGE - 1] {
            let (mut bank, split) = Bank::with_slasher(policy()).await;
            bank.warp_to(SETTLED, announced).await;
            let none = if own {
                slash::set_breaker(&split.vault, 0, 0)
            } else {
                split::set_loss_limits(&id("creator"), &split.vault.address, &split.ncn, 0, 0)
            };
            // To say it twice brings nothing forward.
            for _ in 0..2 {
                bank.by("creator", none.clone()).await;
            }
            // An offense of this second, at once and when it is an epoch old, the oldest that can be slashed; and at last one of a
            // second later. A tenth each of 1,000,000, of 900,000 and of 810,000.
            let mut cause = bank.cause(0, 10 * PERCENT).await;
            for (incident, second, stake) in
                [(0, announced, 100_000), (1, announced + AGE, 90_000), (2, 2 * AGE - 1, 81_000)]
            {
                bank.warp_to(SETTLED, second).await;
                cause.incident = incident;
                cause.offense_at = cause.offense_at.max(bank.now().await - AGE);
                let instruction = bank.proposing_for(&split, cause.clone()).await;
                bank.by("slasher", instruction).await;
                assert_eq!(bank.slash(&split, incident).await.slash.stake, stake, "second {second}, own: {own}");
            }
            bank.warp_to(SETTLED + 2, 0).await;
            let late = bank.proposing(&split, 3, 10 * PERCENT).await;
            assert_refused(&bank.refuses("slasher", late).await, RestakingError::OverLossLimit, 72_900, 0);
            bank.audit(&split.vault).await;
        }
    }
}

/// What an NCN reads is what it can take, to the second in which it changes.
#[tokio::test]
async fn stake_that_the_limits_keep_from_an_ncn_does_not_count_as_what_it_can_slash() {
    for own in [true, false] {
        for (bps, kept) in [(0, 0), (2_500, 250_000)] {
            for (second, stake) in [(-1, 1_000_000), (0, kept), (1, kept)] {
                let (mut bank, split) = Bank::with_slasher(policy()).await;
                let lower = if own {
                    slash::set_breaker(&split.vault, bps, bps)
                } else {
                    split::set_loss_limits(&id("creator"), &split.vault.address, &split.ncn, bps, bps)
                };
                bank.by("creator", lower).await;
                assert_eq!(report(&mut bank, &split).await, 1_000_000);
                bank.warp_to(SETTLED + 2, second).await;
                assert_eq!(report(&mut bank, &split).await, stake, "second {second}, own: {own}");
                let all = bank.proposing(&split, 0, WHOLE).await;
                if stake == 0 {
                    let failure = bank.refuses("slasher", all).await;
                    assert_refused(&failure, RestakingError::OverLossLimit, 1_000_000, 0);
                } else {
                    bank.by("slasher", all).await;
                    assert_eq!(bank.slash(&split, 0).await.slash.stake, stake, "second {second}, own: {own}");
                }
            }
        }
    }
}
