//! The opening of an allocation.

use super::*;

#[tokio::test]
async fn an_allocation_opens_of_nothing_and_once() {
    let (mut bank, split, second) = two(1).await;
    let made: NcnAllocation = bank.read(&second.allocation()).await.expect("the allocation");
    assert_eq!((made.version, made.delegation, made.ncn), (1, split.delegation(), second.ncn));
    assert_eq!(
        (made.rent_payer, made.allocation),
        (id("creator"), Allocation { magnitude: settled(0), open_slashes: 0, lowered: 0, lowered_active: 0 })
    );
    let failure = bank.refuses("alice", second.open_allocation(&id("alice"))).await;
    assert_eq!(failure.error, TransactionError::InstructionError(1, InstructionError::Custom(0)));
}
