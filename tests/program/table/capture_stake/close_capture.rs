//! The end of a capture.

use super::*;

#[tokio::test]
async fn a_captor_closes_its_capture_at_any_time_for_the_rent_and_what_is_entered_stays() {
    let mut scene = Scene::open(3).await;
    for operator in [0, 1] {
        scene.capture("alice", operator, &[0, 1]).await;
    }
    scene.enter(&[("alice", 0)]).await;
    let mut stranger = build::close_capture(&id("alice"), &scene.table, &scene.operators[0]);
    stranger.accounts[0].pubkey = id("bob");
    let failure = scene.bank.refuses("bob", stranger).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotCaptor));
    for operator in [0, 1] {
        if operator == 1 {
            scene.warp(WINDOW as i64 + 1_000).await;
        }
        let address = scene.capture_of("alice", operator);
        let (before, rent) = (scene.bank.lamports(&id("alice")).await, scene.bank.lamports(&address).await);
        let close = build::close_capture(&id("alice"), &scene.table, &scene.operators[operator]);
        let done = scene.bank.by("alice", close).await;
        let [Event::CaptureClosed(event)] = &done.events[..] else { panic!("{:?}", done.events) };
        assert_eq!((event.capture, event.number, event.table), (address, 2, scene.table));
        assert_eq!((event.operator, event.weight), (scene.operators[operator], [750_000, 450_000][operator]));
        assert_eq!(scene.bank.lamports(&id("alice")).await, before + rent);
        assert_eq!(scene.bank.account(&address).await, None);
    }
    assert_eq!(scene.weights().await, [750_000, 0, 0]);
}

#[tokio::test]
async fn to_close_a_capture_and_start_again_adds_nothing() {
    let mut scene = Scene::open(3).await;
    for _ in 0..3 {
        scene.capture("alice", 0, &[0, 1]).await;
        scene.enter(&[("alice", 0)]).await;
        assert_eq!(scene.weights().await, [750_000, 0, 0]);
        let close = build::close_capture(&id("alice"), &scene.table, &scene.operators[0]);
        scene.bank.by("alice", close).await;
    }
}
