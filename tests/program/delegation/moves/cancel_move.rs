//! A move that is canceled.

use super::*;

#[tokio::test]
async fn a_canceled_move_is_a_fall_that_stands() {
    let (mut bank, from, to) = movable().await;
    announce(&mut bank, &from, &to, 2_000 * BP).await;
    let done = bank.by("creator", from.cancel_move(&id("creator"), &to.operator)).await;
    let [Event::MoveCanceled(event)] = &done.events[..] else { panic!("not one event: {:?}", done.events) };
    assert_eq!((event.before.moving, event.after.moving), (2_000 * BP, 0));
    assert_eq!(event.after.units, pending(6_000 * BP, 4_000 * BP, DUE));
    let back = from.delegate(&id("creator"), 6_000 * BP);
    assert_eq!(bank.refuses("creator", back).await.restaking(), Some(RestakingError::FallPending));
    bank.warp(DUE).await;
    settle(&mut bank, &from).await;
    assert_eq!(idle(&mut bank, &from).await, 6_000 * BP);
}
