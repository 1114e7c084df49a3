//! That operators' parts move with the vault, and cost its stakers nothing, however many there are.

use super::*;

#[tokio::test]
async fn deposits_and_exits_move_an_operators_stake_in_proportion() {
    let (mut bank, split) = scene().await;
    let (vault, alice, bob) = (split.vault, id("alice"), id("bob"));
    delegate(&mut bank, &split, 3_000 * BP).await;
    bank.warp(COUNTS).await;
    assert_eq!(stake(&mut bank, &split).await, 300_000);
    bank.by("bob", vault.deposit(&bob, 500_001, 0, false)).await;
    assert_eq!(stake(&mut bank, &split).await, 450_000, "floor(1,500,001 · 3/10)");
    // What leaves stays behind the operator until it has left, and no transaction is needed then.
    bank.by("bob", vault.request_exit(&bob, 0, 200_001, 200_001, SETTLED + 4)).await;
    assert_eq!(stake(&mut bank, &split).await, 450_000);
    warp_to(&mut bank, 5, -1).await;
    assert_eq!(stake(&mut bank, &split).await, 450_000);
    warp_to(&mut bank, 5, 0).await;
    assert_eq!(stake(&mut bank, &split).await, 390_000);
    bank.by("bob", vault.claim_exit(&bob, &vault.ticket(&bob, 0), &bob, SETTLED + 4)).await;
    assert_eq!(stake(&mut bank, &split).await, 390_000);
    // A canceled exit is as if it had never been asked for.
    bank.by("alice", vault.request_exit(&alice, 0, 1_000_000, 0, SETTLED + 6)).await;
    bank.by("alice", vault.cancel_exit(&alice, &vault.ticket(&alice, 0), &alice, SETTLED + 6, 1_000_000)).await;
    warp_to(&mut bank, 7, 0).await;
    assert_eq!(stake(&mut bank, &split).await, 390_000);
}

#[tokio::test]
async fn instant_exits_take_nothing_from_an_operator() {
    let (mut bank, split) = scene().await;
    delegate(&mut bank, &split, 3_000 * BP).await;
    bank.warp(COUNTS).await;
    for shares in [100_000, 77_777, 1, 333_333, 1, 13] {
        bank.by("alice", split.vault.exit_instantly(&id("alice"), shares, shares)).await;
        let stake = stake(&mut bank, &split).await;
        // The units that leave are rounded up, so that rounding is for the operator.
        assert_eq!(stake, 300_000, "after {shares}");
    }
    let left = 1_000_000 - 100_000 - 77_777 - 333_333 - 15;
    let books = bank.books(&split.vault).await;
    assert_eq!(books.active, left);
    let idle_stake = u128::from(left) * u128::from(books.idle) / u128::from(books.units);
    assert!((left - 300_001..=left - 300_000).contains(&(idle_stake as u64)), "{idle_stake}");
    // And a later deposit shares as all do.
    bank.by("bob", split.vault.deposit(&id("bob"), left, 0, false)).await;
    assert!((600_000..=600_001).contains(&stake(&mut bank, &split).await));
}

/// What a staker's instructions take. They are tried out, so that each meets the same figures.
async fn costs(bank: &mut Bank, split: &Split) -> [u64; 3] {
    let (vault, alice) = (split.vault, id("alice"));
    let mut costs = [0; 3];
    let instructions = [
        vault.deposit(&alice, 1_000, 0, false),
        vault.request_exit(&alice, 0, 1_000, 0, SETTLED + 4),
        vault.exit_instantly(&alice, 1_000, 0),
    ];
    for (cost, instruction) in costs.iter_mut().zip(instructions) {
        *cost = bank.simulate(&["alice"], instruction).await.compute;
    }
    costs
}

#[tokio::test]
async fn forty_operators_cost_a_staker_what_one_does() {
    let (mut bank, split) = scene().await;
    bank.warp(COUNTS).await;
    settle(&mut bank, &split).await; // The books are of this epoch from here on.
    let none = costs(&mut bank, &split).await;
    delegate(&mut bank, &split, 8_000 * BP).await;
    let one = costs(&mut bank, &split).await;
    delegate(&mut bank, &split, 200 * BP).await;
    for index in 1..40 {
        let each = Split { operator: bank.add_operator("operator", index).await, ..split };
        bank.by("creator", each.open_delegation(&id("creator"))).await;
        delegate(&mut bank, &each, 200 * BP).await;
    }
    assert_eq!(idle(&mut bank, &split).await, 2_000 * BP);
    let forty = costs(&mut bank, &split).await;
    println!("deposit, request_exit, exit_instantly: {none:?} with no operator, {one:?} with one, {forty:?} with 40");
    assert_eq!(forty, one);
    // An instant exit of a vault without operators is spared one product: all of its stake is idle.
    assert_eq!(one[..2], none[..2]);
    assert!(one[2] - none[2] < 300, "{one:?}, {none:?}");
}
