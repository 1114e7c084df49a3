//! Stake that moves from one operator to another, with no second in which it secures nothing.

use harness::entity;
use restaking_client::{DelegationFigures, MoveAnnounced, MoveCompleted, RestakingError};

use super::*;

/// A scene with six tenths of the vault behind its operator, which is active, and another operator that agrees with the vault.
async fn movable() -> (Bank, Split, Split) {
    let (mut bank, from) = scene().await;
    delegate(&mut bank, &from, 6_000 * BP).await;
    let to = Split { operator: bank.add_operator("operator", 1).await, ..from };
    bank.by("creator", to.open_delegation(&id("creator"))).await;
    agree(&mut bank, &to).await;
    bank.warp(COUNTS).await;
    bank.send(&[from.settle_delegation()], &[]).await.unwrap();
    (bank, from, to)
}

async fn agree(bank: &mut Bank, to: &Split) {
    let (vault, operator) = (to.vault.address, to.operator);
    bank.by("creator", split::open_opt_in(&id("creator"), &vault, &operator)).await;
    bank.by("creator", split::join_opt_in(&id("creator"), &vault, &operator, true)).await;
    bank.by("operator", split::join_opt_in(&id("operator"), &vault, &operator, false)).await;
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

#[tokio::test]
async fn stake_is_behind_the_first_operator_until_it_is_behind_the_second() {
    let (mut bank, from, to) = movable().await;
    let version = bank.ledger(&from.vault).await.risk_version;
    let event = announce(&mut bank, &from, &to, 2_000 * BP).await;
    assert_eq!((event.from, event.to, event.units), (from.operator, to.operator, 2_000 * BP));
    assert_eq!(event.after.units, pending(6_000 * BP, 4_000 * BP, DUE));
    assert_eq!((event.before.moving, event.after.moving), (0, 2_000 * BP));
    assert_eq!(bank.ledger(&from.vault).await.risk_version, version + 1);
    let account: OperatorDelegation = bank.read(&from.delegation()).await.unwrap();
    assert_eq!(account.move_to, to.delegation());
    assert_eq!((idle(&mut bank, &from).await, figures(&mut bank, &to).await.arriving), (4_000 * BP, 1));

    bank.warp(DUE - 1).await;
    assert_eq!(stake(&mut bank, &from).await, 600_000);
    let failure = bank.refused(from.complete_move(&to.operator), &[]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::MoveNotDue));
    bank.warp(DUE).await;
    assert_eq!(stake(&mut bank, &from).await, 400_000, "without a transaction");
    // Settled by itself, the released part is no stake to leave with.
    settle(&mut bank, &from).await;
    assert_eq!(idle(&mut bank, &from).await, 4_000 * BP);
    assert_eq!(figures(&mut bank, &from).await.leaving, 2_000 * BP);

    let event = complete(&mut bank, &from, &to).await;
    assert_eq!((event.freed, event.units), (2_000 * BP, 2_000 * BP));
    assert_eq!((event.to_before.units, event.to_after.units), (settled(0), settled(2_000 * BP)));
    assert_eq!((event.books_before.idle, event.books_after.idle), (4_000 * BP, 4_000 * BP));
    let account: OperatorDelegation = bank.read(&from.delegation()).await.unwrap();
    assert_eq!(account.move_to, Default::default());
    let Delegation { units, magnitude, allocated, moving, leaving, .. } = account.delegation.clone();
    assert_eq!(DelegationFigures { units, magnitude, allocated, moving, leaving }, event.from_after);
    assert_eq!(account.delegation.units, settled(4_000 * BP));
    // There is no other to complete.
    let failure = bank.refused(from.complete_move(&to.operator), &[]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::WrongDelegation));
}

#[tokio::test]
async fn all_of_it_moves_and_the_first_operator_is_left_with_nothing() {
    let (mut bank, from, to) = movable().await;
    assert_eq!(announce(&mut bank, &from, &to, u64::MAX).await.units, 6_000 * BP);
    bank.warp(DUE).await;
    complete(&mut bank, &from, &to).await;
    assert_eq!(figures(&mut bank, &from).await.units, settled(0));
    assert_eq!(figures(&mut bank, &to).await.units, settled(6_000 * BP));
}

#[tokio::test]
async fn a_move_needs_an_operator_that_agrees_and_goes_on() {
    let (mut bank, from, to) = movable().await;
    let (creator, vault) = (id("creator"), from.vault.address);
    let announce = |units| from.announce_move(&creator, &to.operator, units);
    for (units, error) in [(0, RestakingError::Zero), (6_000 * BP + 1, RestakingError::OverActiveUnits)] {
        assert_eq!(bank.refuses("creator", announce(units)).await.restaking(), Some(error));
    }
    bank.by("operator", split::leave_opt_in(&id("operator"), &vault, &to.operator, false)).await;
    assert_eq!(bank.refuses("creator", announce(1)).await.restaking(), Some(RestakingError::NoAgreement));

    let (mut bank, ..) = movable().await;
    bank.by("operator", entity::retire_operator(&id("operator"), &to.operator)).await;
    assert_eq!(bank.refuses("creator", announce(1)).await.restaking(), Some(RestakingError::Retired));
}

#[tokio::test]
async fn one_change_at_a_time() {
    let (mut bank, from, to) = movable().await;
    let creator = id("creator");
    announce(&mut bank, &from, &to, 1_000 * BP).await;
    let again = from.announce_move(&creator, &to.operator, 1);
    assert_eq!(bank.refuses("creator", again).await.restaking(), Some(RestakingError::MovePending));
    let set = from.delegate(&creator, 0, false);
    assert_eq!(bank.refuses("creator", set).await.restaking(), Some(RestakingError::MovePending));
}

/// An operator that left while stake was on its way to it gets nothing of it: by a leave, by a leave after which somebody closed the
/// agreement, and by its retirement.
#[tokio::test]
async fn what_an_operator_no_longer_takes_is_idle() {
    for way in ["left", "closed", "retired"] {
        let (mut bank, from, to) = movable().await;
        let (vault, creator) = (from.vault.address, id("creator"));
        announce(&mut bank, &from, &to, 2_000 * BP).await;
        if way == "retired" {
            bank.by("operator", entity::retire_operator(&id("operator"), &to.operator)).await;
        } else {
            bank.by("operator", split::leave_opt_in(&id("operator"), &vault, &to.operator, false)).await;
            bank.by("creator", split::leave_opt_in(&creator, &vault, &to.operator, true)).await;
        }
        bank.warp(DUE).await;
        if way == "closed" {
            bank.send(&[split::close_opt_in(&vault, &to.operator, &creator)], &[]).await.unwrap();
        }
        let event = complete(&mut bank, &from, &to).await;
        assert_eq!((event.freed, event.units, event.books_after.idle), (2_000 * BP, 0, 6_000 * BP), "{way}");
        assert_eq!(figures(&mut bank, &to).await.units, settled(0));
    }
}

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

#[tokio::test]
async fn a_canceled_move_is_a_fall_that_stands() {
    let (mut bank, from, to) = movable().await;
    announce(&mut bank, &from, &to, 2_000 * BP).await;
    let done = bank.by("creator", from.cancel_move(&id("creator"), &to.operator)).await;
    let [Event::MoveCanceled(event)] = &done.events[..] else { panic!("not one event: {:?}", done.events) };
    assert_eq!((event.before.moving, event.after.moving), (2_000 * BP, 0));
    assert_eq!(event.after.units, pending(6_000 * BP, 4_000 * BP, DUE));
    let back = from.delegate(&id("creator"), 6_000 * BP, false);
    assert_eq!(bank.refuses("creator", back).await.restaking(), Some(RestakingError::FallPending));
    bank.warp(DUE).await;
    settle(&mut bank, &from).await;
    assert_eq!(idle(&mut bank, &from).await, 6_000 * BP);
}
