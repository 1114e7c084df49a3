//! Magnitude that a decrease frees.

use super::*;

#[tokio::test]
async fn a_decrease_is_used_again_only_once_it_counts_and_is_settled() {
    let (mut bank, first, second) = two(1).await;
    allocate(&mut bank, &first, WHOLE).await;
    bank.warp(COUNTS).await;
    allocate(&mut bank, &first, 30 * PART).await;
    for (second_of, freed, counted) in [(-1, 0, 1_000_000), (0, 70, 300_000)] {
        warp_to(&mut bank, 5, second_of).await;
        assert_eq!(stake(&mut bank, &first).await, counted);
        let failure = bank.refuses("allocator", parts_by("allocator", &second, 70 * PART)).await;
        assert_refused(&failure, RestakingError::OverLeverage, 170 * PART, WHOLE);
        let event = settle(&mut bank, &first).await;
        assert_eq!(event.delegation_after.allocated, WHOLE - freed * PART);
    }
    let failure = bank.refuses("allocator", parts_by("allocator", &second, 70 * PART + 1)).await;
    assert_refused(&failure, RestakingError::OverLeverage, WHOLE + 1, WHOLE);
    allocate(&mut bank, &second, 70 * PART).await;
    assert_eq!(allocated(&mut bank, &first).await, WHOLE);
    assert_eq!(magnitude(&mut bank, &first).await, settled(30 * PART));
}

/// The decrease counts, though nobody has settled it: what it gave up is not the NCN's to have again.
#[tokio::test]
async fn a_retired_ncn_does_not_get_back_what_an_unsettled_decrease_gave_up() {
    let (mut bank, split, _) = two(1).await;
    allocate(&mut bank, &split, 50 * PART).await;
    bank.warp(COUNTS).await;
    allocate(&mut bank, &split, 0).await;
    bank.by("ncn", entity::retire_ncn(&id("ncn"), &split.ncn)).await;
    warp_to(&mut bank, 5, 0).await;
    assert_eq!(stake(&mut bank, &split).await, 0);
    let failure = bank.refuses("allocator", parts_by("allocator", &split, 50 * PART)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::Retired));
}
