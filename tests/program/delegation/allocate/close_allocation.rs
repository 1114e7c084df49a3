//! The end of an allocation.

use super::*;

#[tokio::test]
async fn an_allocation_closes_once_nothing_is_reserved_and_its_rent_goes_back() {
    let (mut bank, split, _) = two(1).await;
    let close = split.close_allocation(&id("creator"));
    allocate(&mut bank, &split, 7 * PART).await;
    let failure = bank.refused(close.clone(), &[]).await;
    assert_refused(&failure, RestakingError::NotEmpty, 7 * PART, 0);
    bank.warp(COUNTS).await;
    allocate(&mut bank, &split, 0).await;
    warp_to(&mut bank, 5, 0).await;
    let failure = bank.refused(close.clone(), &[]).await;
    assert_refused(&failure, RestakingError::NotEmpty, 7 * PART, 0);
    settle(&mut bank, &split).await;
    let failure = bank.refused(split.close_allocation(&id("alice")), &[]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::WrongRentPayer));
    let (wallet, rent) = (bank.lamports(&id("creator")).await, bank.lamports(&split.allocation()).await);
    let done = bank.send(&[close], &[]).await.unwrap();
    assert!(
        matches!(&done.events[..], [Event::AllocationAccountSet(event)] if (event.before, event.after) == (true, false))
    );
    assert!(bank.account(&split.allocation()).await.is_none());
    assert_eq!(bank.lamports(&id("creator")).await, wallet + rent);
    bank.by("alice", split.open_allocation(&id("alice"))).await;
    assert_eq!(magnitude(&mut bank, &split).await, settled(0));
}
