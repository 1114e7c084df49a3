//! When a table opens, closes and goes; its room and its rent.

mod close_stake_table;
mod grow_stake_table;

use super::*;

#[tokio::test]
async fn the_window_is_from_its_first_second_to_the_one_before_it_closes() {
    for second in [0, 1, WINDOW as i64 - 1] {
        let mut scene = Scene::open(3).await;
        scene.warp(second).await;
        scene.capture("alice", 0, &[0]).await;
        scene.enter(&[("alice", 0)]).await;
        assert_eq!(scene.weights().await, [500_000, 0, 0], "second {second}");
    }
    let mut scene = Scene::open(3).await;
    scene.capture("alice", 0, &[0]).await;
    let StakeTable { opened_at, closes_at, .. } = scene.bank.read(&scene.table).await.expect("a table");
    assert_eq!(closes_at, opened_at + WINDOW as i64);
    for second in [-1, WINDOW as i64, WINDOW as i64 + 1, i64::MAX - opened_at] {
        scene.warp(second).await;
        let (value, limit) = ((opened_at + second) as u64, closes_at as u64);
        for (captor, operator) in [("alice", 0), ("bob", 1)] {
            let capture = scene.capturing(captor, operator, &[1]);
            let failure = scene.bank.refuses(captor, capture).await;
            assert_refused(&failure, RestakingError::TableClosed, value, limit);
        }
        let (enter, grow) = (scene.entering(&[("alice", 0)]), build::grow(&id("ncn"), &scene.table, 1));
        let failure = scene.bank.refused(enter, &[]).await;
        assert_refused(&failure, RestakingError::TableClosed, value, limit);
        let failure = scene.bank.refuses("ncn", grow).await;
        assert_refused(&failure, RestakingError::TableClosed, value, limit);
    }
}

#[tokio::test]
async fn a_window_is_a_second_or_more_and_at_most_a_day() {
    let mut scene = Scene::bare().await;
    for window in [0, 86_401, u64::MAX] {
        let open = scene.opening(0, 3, window);
        let failure = scene.bank.refuses("ncn", open).await;
        assert_refused(&failure, RestakingError::WindowLength, window, 86_400);
    }
    for (index, window) in [(0, 1), (1, 86_400)] {
        let open = scene.opening(index, 3, window);
        scene.bank.by("ncn", open).await;
    }
}

#[tokio::test]
async fn a_table_has_room_for_one_entry_or_more_and_what_one_instruction_makes() {
    let mut scene = Scene::bare().await;
    for capacity in [0, 112, 1 << 32, u64::MAX] {
        let open = scene.opening(0, capacity, WINDOW);
        let failure = scene.bank.refuses("ncn", open).await;
        assert_refused(&failure, RestakingError::TableSize, capacity, 111);
    }
    for (index, capacity) in [(0, 1), (u64::MAX - 1, 111)] {
        let open = scene.opening(index, capacity, WINDOW);
        scene.bank.by("ncn", open).await;
        let table = scene.bank.account(&pda::stake_table(&scene.ncn, index)).await.expect("a table");
        assert_eq!(table.data.len(), table_space(capacity as usize));
    }
}

#[tokio::test]
async fn only_the_admin_opens_a_table_for_whoever_pays_and_each_index_once() {
    let mut scene = Scene::bare().await;
    let open = build::open(&id("alice"), &id("alice"), &scene.ncn, 0, 3, WINDOW);
    let failure = scene.bank.refuses("alice", open).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotNcnAdmin));
    let open = build::open(&id("alice"), &id("ncn"), &scene.ncn, 0, 3, WINDOW);
    scene.bank.send(&[open], &[&key("alice"), &key("ncn")]).await.unwrap();
    let table: StakeTable = scene.bank.read(&scene.table).await.expect("a table");
    assert_eq!((table.version, table.ncn, table.index, table.rent_payer), (1, scene.ncn, 0, id("alice")));
    let again = scene.opening(0, 5, WINDOW);
    let failure = scene.bank.refuses("ncn", again).await;
    assert_eq!(failure.code(), Some(0), "the system program: the address is in use");
    assert_eq!(failure.to_string(), "The account to create exists already");
    let another = scene.opening(1, 5, WINDOW);
    scene.bank.by("ncn", another).await;
}

#[tokio::test]
async fn no_index_names_two_tables() {
    let mut scene = Scene::open(3).await;
    scene.capture("alice", 0, &[0, 1]).await;
    scene.enter(&[("alice", 0)]).await;
    scene.warp(WINDOW as i64).await;
    let close = build::close(&id("ncn"), &scene.ncn, &scene.table, &id("ncn"));
    scene.bank.send(&[close], &[&key("ncn")]).await.unwrap();
    // Its address is free, and stays so.
    let again = scene.opening(0, 3, WINDOW);
    let failure = scene.bank.refuses("ncn", again).await;
    assert_refused(&failure, RestakingError::TableIndexUsed, 0, 1);
    assert_eq!(scene.bank.account(&scene.table).await, None);
    for (index, is_free) in [(7, true), (7, false), (3, false), (8, true), (u64::MAX, false), (u64::MAX - 1, true)] {
        let open = scene.opening(index, 3, WINDOW);
        if is_free {
            scene.bank.by("ncn", open).await;
        } else {
            // An open table's address is in use, and the system program is asked first.
            let failure = scene.bank.refuses("ncn", open).await;
            assert!(
                failure.restaking() == Some(RestakingError::TableIndexUsed) || failure.code() == Some(0),
                "{failure}"
            );
        }
    }
    let last = scene.opening(u64::MAX, 3, WINDOW);
    let failure = scene.bank.refuses("ncn", last).await;
    assert_refused(&failure, RestakingError::TableIndexUsed, u64::MAX, u64::MAX);
}
