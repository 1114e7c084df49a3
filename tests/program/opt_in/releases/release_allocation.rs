//! The release of an allocation's decrease.

use super::*;

#[tokio::test]
async fn a_pending_decrease_takes_effect_now_for_the_ncn_alone() {
    let (mut bank, split) = scene().await;
    for name in ["operator", "allocator", "creator", "slasher", "mallory"] {
        refuses(&mut bank, &split, name, RestakingError::NotNcnAdmin).await;
    }
    let failure = bank.refuses("ncn", split.release_allocation(&id("ncn"))).await;
    assert_refused(&failure, RestakingError::NothingToRelease, WHOLE, WHOLE);
    bank.by("allocator", split.allocate(&id("allocator"), WHOLE / 4)).await;
    assert_eq!(stake(&mut bank, &split, 0).await, 1_000_000);
    let before: OperatorDelegation = bank.read(&split.delegation()).await.expect("it");
    let done = bank.by("ncn", split.release_allocation(&id("ncn"))).await;
    let [Event::AllocationChanged(event)] = &done.events[..] else { panic!("not one change: {:?}", done.events) };
    assert_eq!(
        (event.ncn, event.delegation, event.delegation_before.allocated),
        (split.ncn, split.delegation(), WHOLE)
    );
    let (allocation, delegation): (NcnAllocation, OperatorDelegation) =
        (bank.read(&split.allocation()).await.expect("it"), bank.read(&split.delegation()).await.expect("it"));
    assert_eq!(event.magnitude_after, allocation.allocation.magnitude);
    assert_eq!(event.delegation_after.allocated, delegation.delegation.allocated);
    assert_eq!((before.delegation.allocated, delegation.delegation.allocated), (WHOLE, WHOLE / 4));
    assert_eq!(stake(&mut bank, &split, 0).await, 250_000);
    let failure = bank.refuses("ncn", split.release_allocation(&id("ncn"))).await;
    assert_refused(&failure, RestakingError::NothingToRelease, WHOLE / 4, WHOLE / 4);
    // A rise is no decrease.
    bank.by("allocator", split.allocate(&id("allocator"), WHOLE / 2)).await;
    let failure = bank.refuses("ncn", split.release_allocation(&id("ncn"))).await;
    assert_refused(&failure, RestakingError::NothingToRelease, WHOLE / 2, WHOLE / 4);
}

#[tokio::test]
async fn an_open_slash_of_the_allocation_holds_it_until_its_end() {
    let (mut bank, split) = scene().await;
    bank.by("allocator", split.allocate(&id("allocator"), 0)).await;
    let (proposal, epoch) = (split.proposal(0), bank.epoch().await);
    let cause = bank.cause(0, WHOLE / 10).await;
    bank.by("slasher", split.propose_slash(&id("slasher"), epoch, cause)).await;
    let failure = bank.refuses("ncn", split.release_allocation(&id("ncn"))).await;
    assert_refused(&failure, RestakingError::OpenSlash, 1, 0);
    bank.by("resolver", split.veto_slash(&id("resolver"), &proposal, epoch)).await;
    assert_eq!(stake(&mut bank, &split, 0).await, 1_000_000, "the veto gave back what was active");
    bank.by("ncn", split.release_allocation(&id("ncn"))).await;
    assert_eq!(stake(&mut bank, &split, 0).await, 0);
}

#[tokio::test]
async fn what_is_released_is_free_for_another_ncn_with_a_full_notice() {
    let (mut bank, split) = scene().await;
    let other: Pubkey = bank.add_ncn("other ncn", 0).await;
    let second = Split { ncn: other, ..split };
    bank.by("creator", second.open_allocation(&id("creator"))).await;
    bank.by("allocator", split.allocate(&id("allocator"), 0)).await;
    let failure = bank.refuses("allocator", second.allocate(&id("allocator"), WHOLE)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::OverLeverage));
    bank.by("ncn", split.release_allocation(&id("ncn"))).await;
    let epoch = bank.epoch().await;
    bank.by("allocator", second.allocate(&id("allocator"), WHOLE)).await;
    let allocation: NcnAllocation = bank.read(&second.allocation()).await.expect("it");
    assert_eq!(allocation.allocation.magnitude.effective, GENESIS + ((epoch + 3) * EPOCH) as i64);
}
