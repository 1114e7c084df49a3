//! An operator's commission: its highest, and when a change takes effect.

use super::*;

#[tokio::test]
async fn a_commission_of_half_is_the_highest() {
    let mut bank = scene().await;
    let operator = id("operator");
    for bps in [5_001, 10_000, u64::MAX] {
        let failure = bank.refuses("operator", entity::register_operator(&operator, 0, &operator, bps)).await;
        assert_refused(&failure, RestakingError::CommissionTooHigh, bps, 5_000);
    }
    bank.by("operator", entity::register_operator(&operator, 0, &operator, 5_000)).await;
    let address = pda::operator(&operator, 0);
    for bps in [5_001, 10_000, u64::MAX] {
        let failure = bank.refuses("operator", entity::update_operator(&operator, &address, &operator, bps)).await;
        assert_refused(&failure, RestakingError::CommissionTooHigh, bps, 5_000);
    }
    set_commission(&mut bank, 0).await;
    let (before, after) = set_commission(&mut bank, 5_000).await;
    assert_eq!((before.commission_bps, after.commission_bps, after.next_commission_bps), (0, 0, 5_000));
}

#[tokio::test]
async fn a_higher_commission_counts_after_the_slowest_exit_to_the_second() {
    for (second, counts) in [(-1, 1_000), (0, 2_000), (1, 2_000)] {
        let mut bank = scene().await;
        bank.add_operator("operator", 0).await;
        bank.warp(GENESIS + 17).await;
        let (_, after) = set_commission(&mut bank, 2_000).await;
        assert_eq!((after.commission_bps, after.next_commission_bps), (1_000, 2_000));
        assert_eq!(after.next_commission_from, GENESIS + 17 + 3 * 30 * 86_400);
        bank.warp(GENESIS + 17 + SLOWEST_RISE + second).await;
        let (before, _) = set_commission(&mut bank, 500).await;
        assert_eq!(before.commission_bps, counts, "at {second}");
    }
}

#[tokio::test]
async fn a_lower_commission_counts_at_once_and_withdraws_a_rise() {
    let mut bank = scene().await;
    bank.add_operator("operator", 0).await;
    let (_, after) = set_commission(&mut bank, 2_000).await;
    assert_eq!(after.next_commission_from, GENESIS + SLOWEST_RISE);
    let (before, after) = set_commission(&mut bank, 400).await;
    assert_eq!((before.commission_bps, before.next_commission_bps), (1_000, 2_000));
    assert_eq!(after, terms("allocator", 400));
    bank.warp(GENESIS + 2 * SLOWEST_RISE).await;
    let (before, _) = set_commission(&mut bank, 400).await;
    assert_eq!(before.commission_bps, 400, "the withdrawn rise never counts");
}

#[tokio::test]
async fn a_rise_announced_again_waits_again() {
    let mut bank = scene().await;
    bank.add_operator("operator", 0).await;
    set_commission(&mut bank, 2_000).await;
    bank.warp(GENESIS + SLOWEST_RISE - 1).await;
    let (_, after) = set_commission(&mut bank, 3_000).await;
    assert_eq!((after.commission_bps, after.next_commission_bps), (1_000, 3_000), "the 2,000 never count");
    assert_eq!(after.next_commission_from, GENESIS + 2 * SLOWEST_RISE - 1);
    bank.warp(GENESIS + 2 * SLOWEST_RISE - 2).await;
    // What is the same commission as now withdraws the rise as well.
    assert_eq!(set_commission(&mut bank, 1_000).await.1, terms("allocator", 1_000));
}
