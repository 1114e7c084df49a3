//! A vault's limits on the program that ships: what counts at once, what waits for everyone to have left, what is out of
//! bounds, and that no limit keeps anyone in.

use harness::{Vault, key};
use restaking_client::{Event, LimitsArgs, RestakingError, VaultLimits};
use restaking_tests::{Bank, EPOCH, GENESIS, OPEN, assert_refused, id};
use solana_program::instruction::InstructionError;
use solana_transaction_error::TransactionError;

/// The largest allowance: 2^62.
const MAX_ALLOWANCE: u64 = 4_611_686_018_427_387_904;

/// Limits of a vault without a fee, and an allowance of 1,000 that refills by 10 a second.
const SMALL: LimitsArgs =
    LimitsArgs { instant_fee_bps: 0, instant_capacity: 1_000, instant_refill_seconds: 100, ..OPEN };

/// A vault in which alice has a million.
async fn with_stake(limits: LimitsArgs) -> (Bank, Vault) {
    let (mut bank, vault) = Bank::with_vault(limits).await;
    bank.by("alice", vault.deposit(&id("alice"), 1_000_000, 0, false)).await;
    (bank, vault)
}

/// Sets the limits; returns those before and after, from the event.
async fn set(bank: &mut Bank, vault: &Vault, limits: LimitsArgs) -> (VaultLimits, VaultLimits) {
    let done = bank.by("creator", vault.set_limits(limits)).await;
    match &done.events[..] {
        [Event::VaultLimitsSet(event)] => (event.before.clone(), event.after.clone()),
        events => panic!("not one event of limits: {events:?}"),
    }
}

/// The most that alice can take at once, found by asking for one more.
async fn allowed(bank: &mut Bank, vault: &Vault, left: u64) {
    let failure = bank.refuses("alice", vault.exit_instantly(&id("alice"), left + 1, 0)).await;
    assert_refused(&failure, RestakingError::OverAllowance, left + 1, left);
}

#[tokio::test]
async fn the_cap_holds_deposits_to_the_unit_and_moves_both_ways_at_once() {
    let (mut bank, vault) = with_stake(LimitsArgs { deposit_cap: 1_000_000, ..OPEN }).await;
    let bob = id("bob");
    let failure = bank.refuses("bob", vault.deposit(&bob, 1, 0, false)).await;
    assert_refused(&failure, RestakingError::OverCap, 1_000_001, 1_000_000);

    set(&mut bank, &vault, LimitsArgs { deposit_cap: 1_000_010, ..OPEN }).await;
    let failure = bank.refuses("bob", vault.deposit(&bob, 11, 0, false)).await;
    assert_refused(&failure, RestakingError::OverCap, 1_000_011, 1_000_010);
    bank.by("bob", vault.deposit(&bob, 10, 10, false)).await;

    // A cap below what is there closes the door and moves nobody out.
    set(&mut bank, &vault, LimitsArgs { deposit_cap: 5, ..OPEN }).await;
    let failure = bank.refuses("bob", vault.deposit(&bob, 1, 0, false)).await;
    assert_refused(&failure, RestakingError::OverCap, 1_000_011, 5);
    bank.by("bob", vault.request_exit(&bob, 0, 10, 10, 1)).await;
    // Back in over the cap: a canceled exit never left.
    bank.by("bob", vault.cancel_exit(&bob, &vault.ticket(&bob, 0), &bob, 1, 10)).await;
    assert_eq!(bank.books(&vault).await.active, 1_000_010);
}

#[tokio::test]
async fn exits_count_out_of_the_cap_as_soon_as_they_are_asked_for() {
    let (mut bank, vault) = with_stake(LimitsArgs { deposit_cap: 1_000_000, ..OPEN }).await;
    bank.by("alice", vault.request_exit(&id("alice"), 0, 400, 400, 1)).await;
    let failure = bank.refuses("bob", vault.deposit(&id("bob"), 401, 0, false)).await;
    assert_refused(&failure, RestakingError::OverCap, 1_000_001, 1_000_000);
    bank.by("bob", vault.deposit(&id("bob"), 400, 400, false)).await;
}

/// Leavers bear a higher fee, and the remaining holders a lower one.
#[tokio::test]
async fn a_lower_fee_waits_as_a_higher_one_does() {
    let (mut bank, vault) = with_stake(LimitsArgs { instant_fee_bps: 800, ..OPEN }).await;
    let (before, after) = set(&mut bank, &vault, LimitsArgs { instant_fee_bps: 1_000, ..OPEN }).await;
    assert_eq!((before.instant_fee_bps, before.next_instant_fee_bps), (800, 800));
    assert_eq!((after.instant_fee_bps, after.next_instant_fee_bps), (800, 1_000));
    assert_eq!(after.next_instant_fee_from, GENESIS + 3 * EPOCH as i64);

    let (_, after) = set(&mut bank, &vault, LimitsArgs { instant_fee_bps: 500, ..OPEN }).await;
    assert_eq!((after.instant_fee_bps, after.next_instant_fee_bps), (800, 500));
    // A tenth of the whole: reach 10,000, 8 % of it until the last second, and then a twentieth.
    bank.warp_to(3, -1).await;
    let failure = bank.refuses("alice", vault.exit_instantly(&id("alice"), 100_000, 99_500)).await;
    assert_refused(&failure, RestakingError::BelowMinimum, 99_200, 99_500);
    bank.warp_to(3, 0).await;
    bank.by("alice", vault.exit_instantly(&id("alice"), 100_000, 99_500)).await;
}

#[tokio::test]
async fn a_higher_fee_waits_and_a_second_announcement_waits_its_own_time() {
    let (mut bank, vault) = with_stake(LimitsArgs { instant_fee_bps: 100, ..OPEN }).await;
    set(&mut bank, &vault, LimitsArgs { instant_fee_bps: 500, ..OPEN }).await;
    bank.warp_to(3, -1).await;
    let (before, after) = set(&mut bank, &vault, LimitsArgs { instant_fee_bps: 1_000, ..OPEN }).await;
    assert_eq!((before.instant_fee_bps, before.next_instant_fee_bps), (100, 500));
    assert_eq!((after.instant_fee_bps, after.next_instant_fee_bps), (100, 1_000), "the 500 are never active");
    assert_eq!(after.next_instant_fee_from, GENESIS + 5 * EPOCH as i64);
    // A tenth: reach 10,000, and 100, 500 or 1,000 of it.
    bank.warp_to(5, -1).await;
    let failure = bank.refuses("alice", vault.exit_instantly(&id("alice"), 100_000, 100_000)).await;
    assert_refused(&failure, RestakingError::BelowMinimum, 99_900, 100_000);
    bank.warp_to(5, 0).await;
    let failure = bank.refuses("alice", vault.exit_instantly(&id("alice"), 100_000, 100_000)).await;
    assert_refused(&failure, RestakingError::BelowMinimum, 99_000, 100_000);
}

#[tokio::test]
async fn the_fee_is_held_to_ten_percent() {
    let (mut bank, vault) = with_stake(SMALL).await;
    for bps in [1_001, 10_000, u64::MAX] {
        let limits = LimitsArgs { instant_fee_bps: bps, ..OPEN };
        let failure = bank.refuses("creator", vault.set_limits(limits.clone())).await;
        assert_refused(&failure, RestakingError::FeeTooHigh, bps, 1_000);
        let other = Vault::new(vault.creator, 9, vault.asset_mint);
        let failure = bank.refuses("creator", other.initialize(EPOCH, limits)).await;
        assert_refused(&failure, RestakingError::FeeTooHigh, bps, 1_000);
    }
    let (_, after) = set(&mut bank, &vault, LimitsArgs { instant_fee_bps: 1_000, ..OPEN }).await;
    assert_eq!(after.next_instant_fee_bps, 1_000);
}

#[tokio::test]
async fn the_allowance_is_held_to_its_cap_and_to_some_refill_time() {
    let (mut bank, vault) = with_stake(SMALL).await;
    let other = Vault::new(vault.creator, 9, vault.asset_mint);
    for instant_capacity in [MAX_ALLOWANCE + 1, u64::MAX] {
        let limits = LimitsArgs { instant_capacity, ..OPEN };
        for instruction in [vault.set_limits(limits.clone()), other.initialize(EPOCH, limits)] {
            let failure = bank.refuses("creator", instruction).await;
            assert_refused(&failure, RestakingError::AllowanceTooHigh, instant_capacity, MAX_ALLOWANCE);
        }
    }
    for instant_capacity in [0, 1_000] {
        let limits = LimitsArgs { instant_capacity, instant_refill_seconds: 0, ..OPEN };
        for instruction in [vault.set_limits(limits.clone()), other.initialize(EPOCH, limits)] {
            let failure = bank.refuses("creator", instruction).await;
            assert_refused(&failure, RestakingError::RefillTooShort, 0, 1);
        }
    }
    for instant_refill_seconds in [1, u64::MAX] {
        let limits = LimitsArgs { instant_capacity: MAX_ALLOWANCE, instant_refill_seconds, ..OPEN };
        let (_, after) = set(&mut bank, &vault, limits).await;
        let next = (after.next_instant_capacity, after.next_instant_refill_seconds);
        assert_eq!(next, (MAX_ALLOWANCE, instant_refill_seconds));
        let now = bank.now().await;
        bank.warp(now + 3 * EPOCH as i64).await;
        bank.by("alice", vault.exit_instantly(&id("alice"), 1_000, 0)).await;
    }
}

/// More waits three epochs, less does not.
#[tokio::test]
async fn a_resized_allowance_keeps_what_was_used() {
    let (mut bank, vault) = with_stake(SMALL).await;
    bank.by("alice", vault.exit_instantly(&id("alice"), 900, 900)).await;
    allowed(&mut bank, &vault, 100).await;
    // Half of it, refilling by 5 a second: 900 are used, so 400 wear off before any of it is free.
    set(&mut bank, &vault, LimitsArgs { instant_capacity: 500, ..SMALL }).await;
    for (second, left) in [(0, 0), (80, 0), (81, 5), (179, 495), (180, 500), (900, 500)] {
        bank.warp_to(0, second).await;
        allowed(&mut bank, &vault, left).await;
    }
    let (_, after) = set(&mut bank, &vault, SMALL).await;
    let from = GENESIS + 3 * EPOCH as i64;
    assert_eq!(
        (after.instant_capacity, after.next_instant_capacity, after.next_instant_terms_from),
        (500, 1_000, from)
    );
    bank.warp_to(3, -10).await;
    bank.by("alice", vault.exit_instantly(&id("alice"), 500, 500)).await;
    // What wears off up to the change wears off at the old pace: 50 in ten seconds, and then ten a second.
    for (second, left) in [(-1, 45), (0, 550), (1, 560)] {
        bank.warp_to(3, second).await;
        allowed(&mut bank, &vault, left).await;
    }
}

#[tokio::test]
async fn an_allowance_of_nothing_closes_instant_exits_and_no_others() {
    let (mut bank, vault) = with_stake(SMALL).await;
    let alice = id("alice");
    bank.by("alice", vault.request_exit(&alice, 0, 1_000, 1_000, 1)).await;
    let shut = LimitsArgs { deposit_cap: 0, instant_capacity: 0, restricted: true, ..SMALL };
    set(&mut bank, &vault, shut).await;
    allowed(&mut bank, &vault, 0).await;
    bank.by("alice", vault.request_exit(&alice, 1, 999_000, 999_000, 1)).await;
    bank.warp_to(2, 0).await;
    for nonce in [0, 1] {
        bank.by("alice", vault.claim_exit(&alice, &vault.ticket(&alice, nonce), &alice, 1)).await;
    }
    assert_eq!(bank.balance(&vault.asset_account).await, 0);
}

#[tokio::test]
async fn new_limits_in_a_later_epoch_leave_exits_where_their_time_puts_them() {
    let (mut bank, vault) = with_stake(OPEN).await;
    let alice = id("alice");
    bank.by("alice", vault.request_exit(&alice, 0, 100, 100, 1)).await;
    bank.warp_to(1, 0).await;
    set(&mut bank, &vault, SMALL).await;
    let books = bank.books(&vault).await;
    assert_eq!((books.epoch, books.exiting, books.matured), (1, [100, 0], 0));
    bank.warp_to(2, 0).await;
    set(&mut bank, &vault, OPEN).await;
    let books = bank.books(&vault).await;
    assert_eq!((books.epoch, books.exiting, books.matured, books.active), (2, [0, 0], 100, 999_900));
    bank.by("alice", vault.claim_exit(&alice, &vault.ticket(&alice, 0), &alice, 1)).await;
}

#[tokio::test]
async fn a_restricted_vault_takes_listed_depositors_only_and_an_open_one_asks_nobody() {
    let (mut bank, vault) = with_stake(OPEN).await;
    let bob = id("bob");
    let (before, after) = set(&mut bank, &vault, LimitsArgs { restricted: true, ..OPEN }).await;
    assert_eq!((before.restricted, after.restricted), (false, true));
    let failure = bank.refuses("bob", vault.deposit(&bob, 1_000, 0, false)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::DepositorNotApproved));
    // An earlier holder is not in the list either, and can leave.
    let failure = bank.refuses("alice", vault.deposit(&id("alice"), 1_000, 0, false)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::DepositorNotApproved));
    bank.by("alice", vault.exit_instantly(&id("alice"), 1_000, 0)).await;

    bank.by("creator", vault.approve(&bob)).await;
    bank.by("bob", vault.deposit(&bob, 1_000, 0, true)).await;
    let (before, after) = set(&mut bank, &vault, OPEN).await;
    assert_eq!((before.restricted, after.restricted), (true, false));
    bank.by("alice", vault.deposit(&id("alice"), 1_000, 0, false)).await;
}

#[tokio::test]
async fn only_the_vaults_admin_sets_its_limits() {
    let (mut bank, vault) = with_stake(OPEN).await;
    let other = bank.add_vault("other", 0, OPEN).await;
    let mut instruction = vault.set_limits(SMALL);
    for name in ["alice", "other", "deployer"] {
        instruction.accounts[0].pubkey = id(name);
        let failure = bank.refused(instruction.clone(), &[&key(name)]).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NotVaultAdmin), "{name}");
    }
    // The admin's name without its signature.
    instruction.accounts[0] = solana_program::instruction::AccountMeta::new_readonly(vault.creator, false);
    let failure = bank.refused(instruction, &[]).await;
    assert_eq!(failure.error, TransactionError::InstructionError(1, InstructionError::MissingRequiredSignature));
    // One admin has no say in the other's vault.
    let mut instruction = other.set_limits(SMALL);
    instruction.accounts[0].pubkey = vault.creator;
    let failure = bank.refuses("creator", instruction).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotVaultAdmin));
    bank.by("other", other.set_limits(SMALL)).await;
}
