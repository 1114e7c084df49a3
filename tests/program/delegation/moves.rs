//! Stake that moves from one operator to another, with no second in which it secures nothing.

mod announce_move;
mod cancel_move;
mod complete_move;

use harness::entity;
use restaking_client::{DelegationFigures, MoveAnnounced, MoveCompleted, RestakingError, pda};
use restaking_tests::curve;

use super::*;

/// A scene with six tenths of the vault behind its operator, which is active, and another operator that agrees with the vault.
async fn movable() -> (Bank, Split, Split) {
    movable_to(1).await
}

/// The same with operator `index` of "operator" as the other.
async fn movable_to(index: u64) -> (Bank, Split, Split) {
    let (mut bank, from) = scene().await;
    delegate(&mut bank, &from, 6_000 * BP).await;
    let to = Split { operator: bank.add_operator("operator", index).await, ..from };
    bank.by("creator", to.open_delegation(&id("creator"))).await;
    agree(&mut bank, &to).await;
    bank.warp(COUNTS).await;
    bank.send(&[from.settle_delegation()], &[]).await.unwrap();
    (bank, from, to)
}

async fn agree(bank: &mut Bank, to: &Split) {
    let (vault, operator) = (to.vault.address, to.operator);
    bank.by("creator", split::open_opt_in(&id("creator"), &vault, &operator)).await;
    bank.by("creator", split::join_opt_in(&id("creator"), &vault, &operator, split::Side::Left)).await;
    bank.by("operator", split::join_opt_in(&id("operator"), &vault, &operator, split::Side::Right)).await;
}

async fn announce(bank: &mut Bank, from: &Split, to: &Split, units: u64) -> MoveAnnounced {
    let done = bank.by("creator", from.announce_move(&id("creator"), &to.operator, units)).await;
    match &done.events[..] {
        [Event::MoveAnnounced(event)] => event.clone(),
        events => panic!("not one event of a move: {events:?}"),
    }
}

/// Anyone completes the move.
async fn complete(bank: &mut Bank, from: &Split, to: &Split) -> MoveCompleted {
    let done = bank.send(&[from.complete_move(&to.operator)], &[]).await.unwrap();
    match &done.events[..] {
        [Event::MoveCompleted(event)] => event.clone(),
        events => panic!("not one event of a move: {events:?}"),
    }
}

/// The first second of the epoch in which a move takes effect that is announced when [`movable`] is ready.
const DUE: i64 = COUNTS + 3 * EPOCH as i64;

/// Nobody can take away what a move ends in.
#[tokio::test]
async fn neither_end_of_a_move_is_closed() {
    let (mut bank, from, to) = movable().await;
    announce(&mut bank, &from, &to, 6_000 * BP).await;
    let close = to.close_delegation(&id("creator"));
    assert_eq!(bank.refused(close.clone(), &[]).await.restaking(), Some(RestakingError::MovePending));
    bank.warp(DUE).await;
    bank.by("creator", from.cancel_move(&id("creator"), &to.operator)).await;
    bank.send(&[close], &[]).await.unwrap();
}
