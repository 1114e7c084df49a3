//! What an operator allocates of a delegation to NCNs, in magnitudes.

mod close_allocation;
mod open_allocation;
mod settle_allocation;

use harness::entity;
use harness::split::set_exposure;
use restaking_client::{Allocation, AllocationChanged, NcnAllocation, RestakingError};
use restaking_tests::assert_refused;
use solana_program::instruction::{AccountMeta, InstructionError};
use solana_transaction_error::TransactionError;

use super::*;

/// A hundredth of a delegation's magnitude.
const PART: u64 = WHOLE / 100;

/// A vault in which alice has a million, all of it behind one operator, that has allocated nothing: its part in an NCN, and
/// that in a second one of another's, in which an allocation is open as well.
async fn two(leverage: u64) -> (Bank, Split, Split) {
    let (mut bank, split) = Bank::with_split(FREE).await;
    bank.by("creator", set_exposure(&split.vault, 10_000, 10_000, leverage)).await;
    delegate(&mut bank, &split, WHOLE).await;
    bank.age(&split).await;
    bank.by("alice", split.vault.deposit(&id("alice"), 1_000_000, 0, false)).await;
    let second = another(&mut bank, &split, 0).await;
    (bank, split, second)
}

/// NCN `index` of "other ncn", and an open allocation to it.
async fn another(bank: &mut Bank, split: &Split, index: u64) -> Split {
    let other = Split { ncn: bank.add_ncn("other ncn", index).await, ..*split };
    bank.by("creator", other.open_allocation(&id("creator"))).await;
    other
}

fn parts_by(name: &str, split: &Split, magnitude: u64) -> Instruction {
    split.allocate(&id(name), magnitude)
}

async fn allocate(bank: &mut Bank, split: &Split, magnitude: u64) -> AllocationChanged {
    changed(split, &bank.by("allocator", parts_by("allocator", split, magnitude)).await)
}

async fn settle(bank: &mut Bank, split: &Split) -> AllocationChanged {
    changed(split, &bank.send(&[split.settle_allocation()], &[]).await.unwrap())
}

fn changed(split: &Split, done: &Done) -> AllocationChanged {
    match &done.events[..] {
        [Event::AllocationChanged(event)] => {
            let of = (event.vault, event.delegation, event.ncn);
            assert_eq!(of, (split.vault.address, split.delegation(), split.ncn));
            event.clone()
        }
        events => panic!("not one event of an allocation: {events:?}"),
    }
}

async fn magnitude(bank: &mut Bank, split: &Split) -> Delayed {
    bank.read::<NcnAllocation>(&split.allocation()).await.expect("the allocation").allocation.magnitude
}

async fn allocated(bank: &mut Bank, split: &Split) -> u64 {
    figures(bank, split).await.allocated
}

#[tokio::test]
async fn an_increase_is_reserved_now_and_is_active_from_the_third_epoch_after_to_the_second() {
    let (mut bank, split, _) = two(1).await;
    warp_to(&mut bank, 0, 999).await;
    let number = bank.read::<restaking_client::Vault>(&split.vault.address).await.unwrap().events;
    let event = allocate(&mut bank, &split, 25 * PART).await;
    assert_eq!((event.number, event.time), (number + 1, COUNTS - 2 * EPOCH as i64 - 1));
    assert_eq!((event.magnitude_before, event.magnitude_after), (settled(0), pending(0, 25 * PART, COUNTS)));
    assert_eq!((event.delegation_before.allocated, event.delegation_after.allocated), (0, 25 * PART));
    assert_eq!((event.books_before.idle, event.books_after.idle), (0, 0));
    for (second, counted) in [(-1, 0), (0, 250_000), (1, 250_000)] {
        bank.warp(COUNTS + second).await;
        assert_eq!(stake(&mut bank, &split).await, counted, "at {second}");
    }
    let event = settle(&mut bank, &split).await;
    assert_eq!((event.number, event.magnitude_after), (number + 2, settled(25 * PART)));
}

#[tokio::test]
async fn unique_stake_is_allocated_once_not_even_through_what_is_pending() {
    let (mut bank, first, second) = two(1).await;
    allocate(&mut bank, &first, 60 * PART).await;
    // Neither counts yet, and together they would be too much.
    let failure = bank.refuses("allocator", parts_by("allocator", &second, 41 * PART)).await;
    assert_refused(&failure, RestakingError::OverLeverage, 101 * PART, 100 * PART);
    let failure = bank.refuses("allocator", parts_by("allocator", &second, 40 * PART + 1)).await;
    assert_refused(&failure, RestakingError::OverLeverage, WHOLE + 1, WHOLE);
    allocate(&mut bank, &second, 40 * PART).await;
    let failure = bank.refuses("allocator", parts_by("allocator", &first, 60 * PART + 1)).await;
    assert_refused(&failure, RestakingError::OverLeverage, WHOLE + 1, WHOLE);
    // What is only pending is free as soon as it is taken back.
    allocate(&mut bank, &first, 10 * PART).await;
    allocate(&mut bank, &second, 90 * PART).await;
    assert_eq!(allocated(&mut bank, &first).await, WHOLE);
}

#[tokio::test]
async fn a_new_word_replaces_what_is_pending() {
    let (mut bank, split, _) = two(1).await;
    allocate(&mut bank, &split, 50 * PART).await;
    bank.warp(COUNTS).await;
    for (parts, reserved) in [(70, 70), (60, 60), (50, 50), (20, 50), (10, 50)] {
        allocate(&mut bank, &split, parts * PART).await;
        assert_eq!(allocated(&mut bank, &split).await, reserved * PART, "{parts}");
        assert_eq!(stake(&mut bank, &split).await, 500_000);
    }
    for parts in [11, 50, 70] {
        let failure = bank.refuses("allocator", parts_by("allocator", &split, parts * PART)).await;
        let (now, until) = (COUNTS as u64, (COUNTS + 2 * EPOCH as i64) as u64);
        assert_refused(&failure, RestakingError::FallPending, now, until);
    }
    warp_to(&mut bank, 5, 0).await;
    assert_eq!(stake(&mut bank, &split).await, 100_000);
}

#[tokio::test]
async fn with_leverage_two_the_same_stake_stands_in_two_ncns_and_in_no_third() {
    let (mut bank, first, second) = two(2).await;
    let third = another(&mut bank, &first, 1).await;
    for over in [WHOLE + 1, 2 * WHOLE, u64::MAX - 3 * WHOLE] {
        let failure = bank.refuses("allocator", parts_by("allocator", &first, over)).await;
        assert_refused(&failure, RestakingError::OverMagnitude, over, WHOLE);
    }
    allocate(&mut bank, &first, WHOLE).await;
    allocate(&mut bank, &second, WHOLE).await;
    let failure = bank.refuses("allocator", parts_by("allocator", &third, 1)).await;
    assert_refused(&failure, RestakingError::OverLeverage, 2 * WHOLE + 1, 2 * WHOLE);
    // The other NCN agrees with the same vault and operator, and reaches the same stake.
    let with_ncn = [(first.operator, second.ncn), (first.vault.address, second.ncn)];
    for (parties, admin) in with_ncn.into_iter().zip(["operator", "creator"]) {
        bank.agree(parties, [admin, "other ncn"]).await;
    }
    bank.by("other ncn", entity::set_ncn_asset(&id("other ncn"), &second.ncn, &first.vault.asset_mint, 1_000_000_000))
        .await;
    bank.allow_losses(&second).await;
    bank.open_record(&second).await;
    bank.warp(COUNTS + restaking_tests::SLOWEST_RISE).await;
    assert_eq!([stake(&mut bank, &first).await, stake(&mut bank, &second).await], [1_000_000; 2]);

    // A lower leverage counts at once: it undoes nothing, and lets nothing grow.
    bank.by("creator", set_exposure(&first.vault, 10_000, 10_000, 1)).await;
    assert_eq!(stake(&mut bank, &second).await, 1_000_000);
    allocate(&mut bank, &second, 99 * PART).await;
    let failure = bank.refuses("allocator", parts_by("allocator", &third, 1)).await;
    assert_refused(&failure, RestakingError::OverLeverage, 2 * WHOLE + 1, WHOLE);
}

#[tokio::test]
async fn a_higher_leverage_lets_more_be_allocated_from_the_day_it_counts() {
    let (mut bank, first, second) = two(1).await;
    allocate(&mut bank, &first, WHOLE).await;
    bank.by("creator", set_exposure(&first.vault, 10_000, 10_000, 2)).await;
    bank.warp(COUNTS - 1).await;
    let failure = bank.refuses("allocator", parts_by("allocator", &second, WHOLE)).await;
    assert_refused(&failure, RestakingError::OverLeverage, 2 * WHOLE, WHOLE);
    bank.warp(COUNTS).await;
    allocate(&mut bank, &second, WHOLE).await;
    assert_eq!(magnitude(&mut bank, &second).await, pending(0, WHOLE, COUNTS + 3 * EPOCH as i64));
}

#[tokio::test]
async fn only_the_allocator_allocates_and_another_takes_over_at_once() {
    let (mut bank, split, _) = two(1).await;
    for name in ["operator", "creator", "ncn", "alice", "deployer"] {
        let failure = bank.refuses(name, parts_by(name, &split, PART)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NotAllocator), "{name}");
    }
    let mut unsigned = parts_by("allocator", &split, PART);
    unsigned.accounts[0] = AccountMeta::new_readonly(id("allocator"), false);
    let failure = bank.refused(unsigned, &[]).await;
    let missing = InstructionError::MissingRequiredSignature;
    assert_eq!(failure.error, TransactionError::InstructionError(1, missing));
    allocate(&mut bank, &split, PART).await;
    let update = entity::update_operator(&id("operator"), &split.operator, &id("bob"), 0);
    bank.by("operator", update).await;
    let failure = bank.refuses("allocator", parts_by("allocator", &split, 0)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotAllocator));
    bank.by("bob", parts_by("bob", &split, 2 * PART)).await;
}

#[tokio::test]
async fn the_retired_are_allocated_nothing_more_and_give_back() {
    for ncn_retires in [false, true] {
        let (mut bank, split, _) = two(1).await;
        allocate(&mut bank, &split, 50 * PART).await;
        bank.warp(COUNTS).await;
        if ncn_retires {
            bank.by("ncn", entity::retire_ncn(&id("ncn"), &split.ncn)).await;
        } else {
            bank.by("operator", entity::retire_operator(&id("operator"), &split.operator)).await;
        }
        assert_eq!(stake(&mut bank, &split).await, 500_000, "to retire frees no stake");
        let failure = bank.refuses("allocator", parts_by("allocator", &split, 50 * PART + 1)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::Retired));
        allocate(&mut bank, &split, 0).await;
        warp_to(&mut bank, 5, 0).await;
        assert_eq!(settle(&mut bank, &split).await.delegation_after.allocated, 0);
        let failure = bank.refuses("allocator", parts_by("allocator", &split, 1)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::Retired));
    }
}

#[tokio::test]
async fn an_allocation_is_of_its_own_delegation_and_ncn() {
    let (mut bank, split, other_ncn) = two(1).await;
    let other_operator = Split { operator: bank.add_operator("operator", 1).await, ..split };
    let other_vault = Split { vault: bank.add_vault("creator", 1, FREE).await, ..split };
    for other in [other_operator, other_vault] {
        bank.by("creator", other.open_delegation(&id("creator"))).await;
        bank.by("creator", other.open_allocation(&id("creator"))).await;
    }
    for (slot, wrong, error) in [
        (1, other_operator.operator, RestakingError::WrongDelegation),
        (2, other_ncn.ncn, RestakingError::WrongAllocation),
        (3, other_vault.vault.address, RestakingError::WrongDelegation),
        (4, other_operator.delegation(), RestakingError::WrongDelegation),
        (4, other_vault.delegation(), RestakingError::WrongDelegation),
        (5, other_ncn.allocation(), RestakingError::WrongAllocation),
        (5, other_operator.allocation(), RestakingError::WrongAllocation),
    ] {
        let mut instruction = parts_by("allocator", &split, PART);
        instruction.accounts[slot].pubkey = wrong;
        let failure = bank.refuses("allocator", instruction).await;
        assert_eq!(failure.restaking(), Some(error), "slot {slot}");
    }
    for (slot, wrong, error) in [
        (1, other_vault.delegation(), RestakingError::WrongDelegation),
        (2, other_operator.allocation(), RestakingError::WrongAllocation),
    ] {
        let mut instruction = split.settle_allocation();
        instruction.accounts[slot].pubkey = wrong;
        let failure = bank.refused(instruction, &[]).await;
        assert_eq!(failure.restaking(), Some(error), "settling, slot {slot}");
    }
}

/// Slashes will lower a delegation's magnitude; here it is put on the chain as they will leave it.
#[tokio::test]
async fn with_nothing_allocated_the_magnitude_starts_again() {
    let (mut bank, first, second) = two(1).await;
    // Below a millionth of the whole, nothing is allocated any more.
    const SOME: u64 = WHOLE / 1_000_000;
    allocate(&mut bank, &first, 100 * SOME).await;
    bank.warp(COUNTS).await;
    settle(&mut bank, &first).await;
    let mut slashed: OperatorDelegation = bank.read(&first.delegation()).await.expect("the delegation");
    slashed.delegation.magnitude = 5_000 * SOME;
    let mut account = bank.account(&first.delegation()).await.expect("the delegation");
    account.data = borsh::to_vec(&slashed).expect("bytes");
    bank.put(&first.delegation(), account);
    // A hundred of five thousand is a fiftieth.
    assert_eq!(stake(&mut bank, &first).await, 20_000);
    let failure = bank.refuses("allocator", parts_by("allocator", &second, 5_000 * SOME + 1)).await;
    assert_refused(&failure, RestakingError::OverMagnitude, 5_000 * SOME + 1, 5_000 * SOME);
    let failure = bank.refuses("allocator", parts_by("allocator", &second, 4_900 * SOME + 1)).await;
    assert_refused(&failure, RestakingError::OverLeverage, 5_000 * SOME + 1, 5_000 * SOME);
    allocate(&mut bank, &first, 0).await;
    for (second_of, whole) in [(-1, 5_000 * SOME), (0, WHOLE)] {
        warp_to(&mut bank, 5, second_of).await;
        assert_eq!(settle(&mut bank, &first).await.delegation_after.magnitude, whole);
    }
    allocate(&mut bank, &second, WHOLE).await;
}
