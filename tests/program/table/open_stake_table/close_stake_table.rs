//! The end of a table.

use super::*;

#[tokio::test]
async fn only_the_admin_closes_a_table_and_not_before_its_window_is_over() {
    let mut scene = Scene::open(3).await;
    scene.capture("alice", 0, &[0]).await;
    scene.enter(&[("alice", 0)]).await;
    let close = build::close(&id("ncn"), &scene.ncn, &scene.table, &id("ncn"));
    let StakeTable { opened_at, closes_at, .. } = scene.bank.read(&scene.table).await.expect("a table");
    for second in [0, WINDOW as i64 - 1] {
        scene.warp(second).await;
        let failure = scene.bank.refuses("ncn", close.clone()).await;
        assert_refused(&failure, RestakingError::TableOpen, (opened_at + second) as u64, closes_at as u64);
    }
    scene.warp(WINDOW as i64).await;
    let stranger = build::close(&id("alice"), &scene.ncn, &scene.table, &id("ncn"));
    let failure = scene.bank.refuses("alice", stranger).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotNcnAdmin));
    let to_alice = build::close(&id("ncn"), &scene.ncn, &scene.table, &id("alice"));
    let failure = scene.bank.refuses("ncn", to_alice).await;
    assert_eq!(failure.restaking(), Some(RestakingError::WrongRentPayer));
    let other = scene.bank.add_ncn("ncn", 1).await;
    let of_other = build::close(&id("ncn"), &other, &scene.table, &id("ncn"));
    let failure = scene.bank.refuses("ncn", of_other).await;
    assert_eq!(failure.restaking(), Some(RestakingError::WrongTable));
    let done = scene.bank.by("ncn", close).await;
    let [Event::StakeTableClosed(event)] = &done.events[..] else { panic!("{:?}", done.events) };
    assert_eq!((event.table, event.number, event.ncn, event.index), (scene.table, 3, scene.ncn, 0));
    assert_eq!((event.count, event.total_weight), (1, 500_000));
    assert_eq!(scene.bank.account(&scene.table).await, None);
}
