//! The end of a delegation.

use super::*;

#[tokio::test]
async fn a_delegation_closes_once_nothing_is_reserved_or_allocated_and_its_rent_goes_back() {
    let (mut bank, split) = scene().await;
    let close = split.close_delegation(&id("creator"));
    let refused = async |bank: &mut Bank, held: u64| {
        let failure = bank.refused(close.clone(), &[]).await;
        assert_refused(&failure, RestakingError::NotEmpty, held, 0);
    };
    refused(&mut bank, WHOLE).await; // It is allocated, though nothing is delegated.
    bank.by("allocator", split.allocate(&id("allocator"), 0)).await;
    delegate(&mut bank, &split, 700 * BP).await;
    bank.warp(COUNTS).await;
    bank.send(&[split.settle_allocation()], &[]).await.unwrap();
    refused(&mut bank, 700 * BP).await;
    delegate(&mut bank, &split, 0).await;
    warp_to(&mut bank, 5, 0).await;
    refused(&mut bank, 700 * BP).await; // Until somebody settles it, its units are nobody's.
    settle(&mut bank, &split).await;
    let failure = bank.refused(split.close_delegation(&id("alice")), &[]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::WrongRentPayer));
    let (wallet, rent) = (bank.lamports(&id("creator")).await, bank.lamports(&split.delegation()).await);
    let done = bank.send(&[close], &[]).await.unwrap();
    assert!(
        matches!(&done.events[..], [Event::DelegationAccountSet(event)] if (event.before, event.after) == (true, false))
    );
    assert!(bank.account(&split.delegation()).await.is_none());
    assert_eq!(bank.lamports(&id("creator")).await, wallet + rent);
    assert_eq!(idle(&mut bank, &split).await, WHOLE);
    bank.by("alice", split.open_delegation(&id("alice"))).await;
    assert_eq!(figures(&mut bank, &split).await.units, settled(0));
}
