//! Delegations and allocations on the program that ships: a vault's curator splits its stake among operators, and an
//! operator's allocator among NCNs; the second from which each takes effect, and their costs to each party.

mod allocate;
mod delegate;
mod moves;
mod set_exposure;
mod sharing;

use harness::{Done, Split, split};
use restaking_client::{Delayed, Delegation, DelegationChanged, Event, LimitsArgs, OperatorDelegation, StakeReport};
use restaking_tests::{Bank, EPOCH, GENESIS, OPEN, SETTLED, id};
use solana_program::instruction::Instruction;

/// The units of a vault, and the magnitude of a delegation, to begin with.
const WHOLE: u64 = 1_000_000_000_000_000_000;

/// What a basis point of them is.
const BP: u64 = WHOLE / 10_000;

/// Limits without a fee, so that shares and assets stay one to one.
const FREE: LimitsArgs = LimitsArgs { instant_fee_bps: 0, ..OPEN };

/// The start of epoch e+3, when a rise is active that is announced in the first epoch of the scene.
const COUNTS: i64 = GENESIS + ((SETTLED + 3) * EPOCH) as i64;

/// A vault in which alice has a million, with an operator that has allocated all it will ever have to one NCN, so that the
/// NCN's stake is the operator's.
async fn scene() -> (Bank, Split) {
    let (mut bank, split) = Bank::with_split(FREE).await;
    bank.by("allocator", split.allocate(&id("allocator"), WHOLE)).await;
    bank.age(&split).await;
    bank.by("alice", split.vault.deposit(&id("alice"), 1_000_000, 0, false)).await;
    (bank, split)
}

/// The curator delegates `units`, and it succeeds.
async fn delegate(bank: &mut Bank, split: &Split, units: u64) -> DelegationChanged {
    changed(split, &bank.by("creator", units_by("creator", split, units)).await)
}

fn units_by(name: &str, split: &Split, units: u64) -> Instruction {
    split.delegate(&id(name), units)
}

/// Anyone settles the delegation.
async fn settle(bank: &mut Bank, split: &Split) -> DelegationChanged {
    changed(split, &bank.send(&[split.settle_delegation()], &[]).await.unwrap())
}

/// The only event of a transaction, which must be about the delegation of `split`.
fn changed(split: &Split, done: &Done) -> DelegationChanged {
    match &done.events[..] {
        [Event::DelegationChanged(event)] => {
            assert_eq!((event.vault, event.operator), (split.vault.address, split.operator));
            event.clone()
        }
        events => panic!("not one event of a delegation: {events:?}"),
    }
}

async fn figures(bank: &mut Bank, split: &Split) -> Delegation {
    bank.read::<OperatorDelegation>(&split.delegation()).await.expect("the delegation").delegation
}

/// The vault's units that are idle.
async fn idle(bank: &mut Bank, split: &Split) -> u64 {
    bank.books(&split.vault).await.idle
}

/// What the NCN can slash of the vault behind the operator.
async fn stake(bank: &mut Bank, split: &Split) -> u64 {
    let report: StakeReport = bank.view(split::slashable_stake(&[*split])).await;
    assert_eq!(report.stakes, [report.weight]);
    report.weight
}

/// Moves the clock to a second of an epoch, counted from the scene's first.
async fn warp_to(bank: &mut Bank, epoch: u64, second: i64) {
    bank.warp_to(SETTLED + epoch, second).await;
}

fn pending(current: u64, next: u64, effective: i64) -> Delayed {
    Delayed { current, next, effective }
}

fn settled(value: u64) -> Delayed {
    pending(value, value, 0)
}
