//! A bucket that tickets still need.

use super::*;

#[tokio::test]
async fn a_bucket_that_tickets_need_stays_and_one_that_none_needs_closes_once() {
    let (mut bank, vault, ticket) = with_exit().await;
    let alice = id("alice");
    let close = vault.close_bucket(&alice, 1);
    for epoch in [0, 1, 2, 50] {
        bank.warp_to(epoch, 0).await;
        let failure = bank.refused(close.clone(), &[]).await;
        assert_refused(&failure, RestakingError::TicketsOutstanding, 1, 0);
    }
    bank.by("alice", vault.claim_exit(&alice, &ticket, &alice, 1)).await;
    let failure = bank.send(&[close.clone(), close.clone()], &[]).await.unwrap_err();
    assert_eq!(failure.error, gone(2));
    bank.send(std::slice::from_ref(&close), &[]).await.unwrap();
    assert_eq!(bank.refused(close, &[]).await.error, gone(1));
}
