//! A table that gets more room.

use super::*;

#[tokio::test]
async fn a_table_grows_for_who_paid_for_it_and_keeps_its_entries() {
    let mut scene = Scene::bare().await;
    let open = build::open(&id("alice"), &id("ncn"), &scene.ncn, 0, 111, WINDOW);
    scene.bank.send(&[open], &[&key("alice"), &key("ncn")]).await.unwrap();
    scene.capture("bob", 0, &[0, 1]).await;
    scene.enter(&[("bob", 0)]).await;
    let failure = scene.bank.refuses("ncn", build::grow(&id("ncn"), &scene.table, 1)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::WrongRentPayer));
    for more in [0, 117, u64::MAX] {
        let failure = scene.bank.refuses("alice", build::grow(&id("alice"), &scene.table, more)).await;
        assert_refused(&failure, RestakingError::TableSize, more, 116);
    }
    let mut capacity = 111;
    for more in [1, 116, 116, 100, 116, 116] {
        let done = scene.bank.by("alice", build::grow(&id("alice"), &scene.table, more)).await;
        let [Event::StakeTableGrown(event)] = &done.events[..] else { panic!("{:?}", done.events) };
        assert_eq!((event.before, event.after), (capacity, capacity + more));
        capacity += more;
        assert_eq!(scene.bank.account(&scene.table).await.expect("it").data.len(), table_space(capacity as usize));
    }
    scene.capture("bob", 1, &[0, 1]).await;
    scene.capture("bob", 2, &[0, 1]).await;
    scene.enter(&[("bob", 2), ("bob", 1)]).await;
    assert_eq!(scene.weights().await, [750_000, 450_000, 300_000]);
    // All of the rent comes back, the growth's as well.
    scene.warp(WINDOW as i64).await;
    let (before, rent) = (scene.bank.lamports(&id("alice")).await, scene.bank.lamports(&scene.table).await);
    scene.bank.by("ncn", build::close(&id("ncn"), &scene.ncn, &scene.table, &id("alice"))).await;
    assert_eq!(scene.bank.lamports(&id("alice")).await, before + rent);
}
