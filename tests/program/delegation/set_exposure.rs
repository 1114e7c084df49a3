//! A vault's bounds on its stake's exposure, for the curator and for instant exits.

use harness::split::set_exposure;
use restaking_client::{ExposurePolicy, RestakingError};
use restaking_tests::assert_refused;

use super::*;

async fn set(bank: &mut Bank, split: &Split, delegated: u64, operator: u64, leverage: u64) -> [ExposurePolicy; 2] {
    let done = bank.by("creator", set_exposure(&split.vault, delegated, operator, leverage)).await;
    match &done.events[..] {
        [Event::ExposureSet(event)] => {
            assert_eq!(event.vault, split.vault.address);
            [event.before.clone(), event.after.clone()]
        }
        events => panic!("not one event of exposure: {events:?}"),
    }
}

fn policy(delegated: Delayed, operator: u64, leverage: Delayed) -> ExposurePolicy {
    ExposurePolicy { max_delegated_bps: delegated, leverage, max_operator_bps: settled(operator) }
}

#[tokio::test]
async fn one_operator_holds_no_more_than_its_cap_and_all_no_more_than_the_bound() {
    let (mut bank, first) = scene().await;
    let second = Split { operator: bank.add_operator("operator", 1).await, ..first };
    bank.by("creator", second.open_delegation(&id("creator"))).await;
    set(&mut bank, &first, 9_000, 6_000, 1).await;
    let failure = bank.refuses("creator", units_by("creator", &first, 6_000 * BP + 1)).await;
    assert_refused(&failure, RestakingError::OverOperatorCap, 6_000 * BP + 1, 6_000 * BP);
    delegate(&mut bank, &first, 6_000 * BP).await;
    let failure = bank.refuses("creator", units_by("creator", &second, 3_000 * BP + 1)).await;
    assert_refused(&failure, RestakingError::OverDelegated, 9_000 * BP + 1, 9_000 * BP);
    delegate(&mut bank, &second, 3_000 * BP).await;
    let failure = bank.refuses("creator", units_by("creator", &second, 5_000 * BP)).await;
    assert_refused(&failure, RestakingError::OverIdleUnits, 2_000 * BP, 1_000 * BP);

    // One operator's cap falls at once; what stands is not undone, and can shrink to what is over still.
    set(&mut bank, &first, 9_000, 100, 1).await;
    bank.warp(COUNTS).await;
    delegate(&mut bank, &first, 200 * BP).await;
    let failure = bank.refuses("creator", units_by("creator", &second, 3_000 * BP + 1)).await;
    assert_refused(&failure, RestakingError::OverOperatorCap, 3_000 * BP + 1, 100 * BP);
    // It rises late.
    let [_, after] = set(&mut bank, &first, 9_000, 3_001, 1).await;
    assert_eq!(after.max_operator_bps, pending(100, 3_001, COUNTS + 3 * EPOCH as i64));
    bank.warp(COUNTS + 3 * EPOCH as i64 - 1).await;
    let failure = bank.refuses("creator", units_by("creator", &second, 3_001 * BP)).await;
    assert_refused(&failure, RestakingError::OverOperatorCap, 3_001 * BP, 100 * BP);
    bank.warp(COUNTS + 3 * EPOCH as i64).await;
    let failure = bank.refuses("creator", units_by("creator", &second, 3_001 * BP)).await;
    // The first operator's decrease is active, and nobody has settled it.
    assert_refused(&failure, RestakingError::OverDelegated, 9_001 * BP, 9_000 * BP);
}

#[tokio::test]
async fn bounds_loosen_late_to_the_second_and_tighten_at_once() {
    let (mut bank, split) = scene().await;
    let open = policy(settled(10_000), 10_000, settled(1));
    let tight = policy(settled(2_000), 10_000, settled(1));
    let [before, after] = set(&mut bank, &split, 2_000, 10_000, 1).await;
    assert_eq!((before, after), (open, tight.clone()));
    let loose = policy(pending(2_000, 5_000, COUNTS), 10_000, pending(1, 3, COUNTS));
    assert_eq!(set(&mut bank, &split, 5_000, 10_000, 3).await, [tight, loose.clone()]);
    for (second, most) in [(-1, 2_000), (0, 5_000)] {
        bank.warp(COUNTS + second).await;
        let failure = bank.refuses("creator", units_by("creator", &split, most * BP + 1)).await;
        assert_refused(&failure, RestakingError::OverDelegated, most * BP + 1, most * BP);
        delegate(&mut bank, &split, most * BP).await;
    }
    // Tightened, and a rise that is pending goes with it.
    set(&mut bank, &split, 6_000, 10_000, 4).await;
    let [_, after] = set(&mut bank, &split, 4_000, 10_000, 2).await;
    assert_eq!(after, policy(settled(4_000), 10_000, settled(2)));
    assert_eq!(figures(&mut bank, &split).await.units.next, 5_000 * BP, "what stands is not undone");
    // Less than was announced, but still an increase over what is active.
    let failure = bank.refuses("creator", units_by("creator", &split, 4_500 * BP)).await;
    assert_refused(&failure, RestakingError::OverDelegated, 4_500 * BP, 4_000 * BP);
    delegate(&mut bank, &split, 4_000 * BP).await;
}

#[tokio::test]
async fn only_the_admin_sets_bounds_and_they_have_bounds_themselves() {
    let (mut bank, split) = scene().await;
    for name in ["alice", "operator", "allocator", "deployer"] {
        let mut instruction = set_exposure(&split.vault, 0, 0, 1);
        instruction.accounts[0].pubkey = id(name);
        let failure = bank.refuses(name, instruction).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NotVaultAdmin), "{name}");
    }
    for ((delegated, operator, leverage), error, value, limit) in [
        ((10_001, 10_000, 1), RestakingError::OverWhole, 10_001, 10_000),
        ((10_000, u64::MAX, 1), RestakingError::OverWhole, u64::MAX, 10_000),
        ((10_000, 10_000, 0), RestakingError::Leverage, 0, 1),
        ((10_000, 10_000, 5), RestakingError::Leverage, 5, 4),
    ] {
        let failure = bank.refuses("creator", set_exposure(&split.vault, delegated, operator, leverage)).await;
        assert_refused(&failure, error, value, limit);
    }
    set(&mut bank, &split, 0, 0, 4).await;
    let failure = bank.refuses("creator", units_by("creator", &split, 1)).await;
    assert_refused(&failure, RestakingError::OverOperatorCap, 1, 0);
}

#[tokio::test]
async fn an_instant_exit_takes_no_more_than_the_idle_stake() {
    let (mut bank, split) = scene().await;
    let (alice, vault) = (id("alice"), split.vault);
    delegate(&mut bank, &split, 6_000 * BP).await;
    // What is promised to an operator is not idle, though it does not count yet.
    let failure = bank.refuses("alice", vault.exit_instantly(&alice, 400_001, 0)).await;
    assert_refused(&failure, RestakingError::OverIdle, 400_001, 400_000);
    bank.by("alice", vault.exit_instantly(&alice, 150_000, 150_000)).await;
    let failure = bank.refuses("alice", vault.exit_instantly(&alice, 250_001, 0)).await;
    assert_refused(&failure, RestakingError::OverIdle, 250_001, 250_000);
    bank.by("alice", vault.exit_instantly(&alice, 250_000, 250_000)).await;
    assert_eq!(idle(&mut bank, &split).await, 0);
    let failure = bank.refuses("alice", vault.exit_instantly(&alice, 1, 0)).await;
    assert_refused(&failure, RestakingError::OverIdle, 1, 0);
    // The way out that nobody can close.
    bank.by("alice", vault.request_exit(&alice, 0, 600_000, 600_000, SETTLED + 1)).await;
    bank.warp(COUNTS).await;
    bank.by("alice", vault.claim_exit(&alice, &vault.ticket(&alice, 0), &alice, SETTLED + 1)).await;
}

/// Nine times as much comes and leaves again at once: the others would be left behind the operator with all they have.
#[tokio::test]
async fn nobody_raises_the_others_exposure_over_the_bound_by_coming_and_leaving() {
    let (mut bank, split) = Bank::with_split(FREE).await;
    let (vault, bob) = (split.vault, id("bob"));
    set(&mut bank, &split, 5_000, 10_000, 1).await;
    delegate(&mut bank, &split, 1_000 * BP).await;
    bank.age(&split).await;
    bank.by("alice", vault.deposit(&id("alice"), 1_000_000, 0, false)).await;
    bank.by("bob", vault.deposit(&bob, 9_000_000, 0, false)).await;
    let failure = bank.refuses("bob", vault.exit_instantly(&bob, 9_000_000, 0)).await;
    assert_refused(&failure, RestakingError::OverDelegated, 1_000 * BP, 500 * BP);
    let failure = bank.refuses("bob", vault.exit_instantly(&bob, 8_000_001, 0)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::OverDelegated));
    bank.by("bob", vault.exit_instantly(&bob, 8_000_000, 8_000_000)).await;
    let books = bank.books(&vault).await;
    assert_eq!((books.units, books.idle), (2_000 * BP, 1_000 * BP));
    let failure = bank.refuses("bob", vault.exit_instantly(&bob, 1, 0)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::OverDelegated), "not in small steps either");
    // With a wider bound it is the idle stake that holds him, but only from the day that the bound counts.
    set(&mut bank, &split, 10_000, 10_000, 1).await;
    bank.warp(COUNTS - 1).await;
    let failure = bank.refuses("bob", vault.exit_instantly(&bob, 1, 0)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::OverDelegated));
    bank.warp(COUNTS).await;
    bank.by("bob", vault.exit_instantly(&bob, 1_000_000, 1_000_000)).await;
}
