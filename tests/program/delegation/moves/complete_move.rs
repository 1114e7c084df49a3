//! What a move ends in.

use super::*;

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

/// An operator that left while stake was on its way to it gets nothing of it: by a leave, by a leave after which somebody closed the
/// opt-in, and by its retirement.
#[tokio::test]
async fn what_an_operator_no_longer_takes_is_idle() {
    for way in ["left", "closed", "retired"] {
        let (mut bank, from, to) = movable().await;
        let (vault, creator) = (from.vault.address, id("creator"));
        announce(&mut bank, &from, &to, 2_000 * BP).await;
        if way == "retired" {
            bank.by("operator", entity::retire_operator(&id("operator"), &to.operator)).await;
        } else {
            bank.by("operator", split::leave_opt_in(&id("operator"), &vault, &to.operator, split::Side::Right)).await;
            bank.by("creator", split::leave_opt_in(&creator, &vault, &to.operator, split::Side::Left)).await;
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

#[tokio::test]
async fn an_address_on_the_curve_is_no_closed_opt_in() {
    let vault = scene().await.1.vault.address;
    let operator = |index| pda::operator(&id("operator"), index + 1);
    let seeds = |index| [b"opt_in".to_vec(), vault.to_bytes().into(), operator(index).to_bytes().into()];
    let (index, address) = curve::first(seeds);
    let (mut bank, from, to) = movable_to(index + 1).await;
    announce(&mut bank, &from, &to, 1_000 * BP).await;
    bank.by("operator", split::leave_opt_in(&id("operator"), &vault, &to.operator, split::Side::Right)).await;
    bank.warp(DUE).await;
    let whole = from.complete_move(&to.operator);
    let mut wrong = whole.clone();
    assert_eq!(wrong.accounts[4].pubkey, pda::opt_in(&vault, &to.operator));
    wrong.accounts[4].pubkey = address;
    assert_eq!(bank.refused(wrong, &[]).await.restaking(), Some(RestakingError::WrongOptIn));
    bank.send(&[whole], &[]).await.unwrap();
}
