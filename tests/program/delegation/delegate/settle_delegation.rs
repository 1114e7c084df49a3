//! Units that a decrease frees.

use super::*;

#[tokio::test]
async fn a_decrease_counts_and_frees_its_units_from_the_second_epoch_after() {
    let (mut bank, split) = scene().await;
    delegate(&mut bank, &split, 6_000 * BP).await;
    bank.warp(COUNTS).await;
    delegate(&mut bank, &split, 1_000 * BP).await;
    for (second, free, counted) in [(-1, 4_000, 600_000), (0, 9_000, 100_000)] {
        warp_to(&mut bank, 5, second).await;
        assert_eq!(stake(&mut bank, &split).await, counted, "without a transaction");
        let event = settle(&mut bank, &split).await;
        assert_eq!(event.books_after.idle, free * BP);
        assert_eq!((idle(&mut bank, &split).await, stake(&mut bank, &split).await), (free * BP, counted));
    }
    assert_eq!(figures(&mut bank, &split).await.units, settled(1_000 * BP));
    settle(&mut bank, &split).await;
    assert_eq!(idle(&mut bank, &split).await, 9_000 * BP, "settled once is settled");
}

#[tokio::test]
async fn the_next_word_settles_what_counts_by_then() {
    let (mut bank, split) = scene().await;
    delegate(&mut bank, &split, WHOLE).await;
    bank.warp(COUNTS).await;
    delegate(&mut bank, &split, 0).await;
    warp_to(&mut bank, 5, -1).await;
    let other = Split { operator: bank.add_operator("operator", 1).await, ..split };
    bank.by("creator", other.open_delegation(&id("creator"))).await;
    let failure = bank.refuses("creator", units_by("creator", &other, 1)).await;
    assert_refused(&failure, RestakingError::OverIdleUnits, 1, 0);
    warp_to(&mut bank, 5, 0).await;
    // Nobody has freed them yet: the other operator's do not come by themselves.
    let failure = bank.refuses("creator", units_by("creator", &other, 1)).await;
    assert_refused(&failure, RestakingError::OverIdleUnits, 1, 0);
    delegate(&mut bank, &split, 3_000 * BP).await;
    assert_eq!(idle(&mut bank, &split).await, 7_000 * BP);
    assert_eq!(figures(&mut bank, &split).await.units, pending(0, 3_000 * BP, COUNTS + 5 * EPOCH as i64));
}

/// The decrease counts, though nobody has settled it: what it gave up is not the operator's to have again.
#[tokio::test]
async fn a_retired_operator_does_not_get_back_what_an_unsettled_decrease_gave_up() {
    let (mut bank, split) = scene().await;
    delegate(&mut bank, &split, 5_000 * BP).await;
    bank.warp(COUNTS).await;
    delegate(&mut bank, &split, 0).await;
    bank.by("operator", entity::retire_operator(&id("operator"), &split.operator)).await;
    warp_to(&mut bank, 5, 0).await;
    assert_eq!(stake(&mut bank, &split).await, 0);
    let failure = bank.refuses("creator", units_by("creator", &split, 5_000 * BP)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::Retired));
}
