//! How captures become entries: in any order, by anyone, the highest weight of each operator, within the cap and the room.

use super::*;

#[tokio::test]
async fn entries_are_in_the_order_of_addresses_whatever_order_they_came_in() {
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let mut scene = Scene::open(3).await;
        for operator in 0..3 {
            scene.capture("alice", operator, &[0, 1]).await;
        }
        // Two at once and one later; the helper holds the order and the sum.
        scene.enter(&[("alice", order[0]), ("alice", order[1])]).await;
        scene.weights().await;
        scene.enter(&[("alice", order[2])]).await;
        assert_eq!(scene.weights().await, [750_000, 450_000, 300_000], "{order:?}");
    }
}

#[tokio::test]
async fn who_leaves_vaults_out_lowers_nobody() {
    let mut scene = Scene::open(3).await;
    scene.capture("alice", 0, &[0, 1]).await;
    scene.capture("bob", 0, &[1]).await;
    scene.enter(&[("bob", 0)]).await;
    assert_eq!(scene.weights().await, [250_000, 0, 0]);
    scene.enter(&[("alice", 0)]).await;
    assert_eq!(scene.weights().await, [750_000, 0, 0]);
    let done = scene.enter(&[("bob", 0), ("alice", 0), ("alice", 0), ("bob", 0)]).await;
    assert!(done.events.is_empty(), "{:?}", done.events);
    assert_eq!(scene.weights().await, [750_000, 0, 0]);
}

#[tokio::test]
async fn a_later_higher_weight_stands_and_a_later_lower_one_does_not() {
    let mut scene = Scene::bare().await;
    // From second 20 of the window on the first vault lets an NCN take less, and the second one all of them.
    let counts = scene.bank.now().await + 2 * EPOCH as i64;
    let limits = split::set_loss_limits(&id("creator"), &scene.vaults[0].address, &scene.ncn, 1, 1);
    scene.bank.by("creator", limits).await;
    scene.bank.by("creator", slash::set_breaker(&scene.vaults[1], 3, 10_000)).await;
    scene.bank.warp(counts - 20).await;
    let open = scene.opening(0, 3, WINDOW);
    scene.bank.by("ncn", open).await;
    scene.capture("alice", 0, &[0, 1]).await;
    scene.enter(&[("alice", 0)]).await;
    // Operator 0 has a half of both vaults.
    scene.warp(10).await;
    let deposit = scene.vaults[0].deposit(&id("bob"), 100_000, 0, false);
    scene.bank.by("bob", deposit).await;
    for captor in ["carol", "dave"] {
        scene.bank.fund(&id(captor));
    }
    for (second, captor, weight) in [(10, "bob", 800_000), (19, "carol", 800_000), (20, "dave", 260)] {
        scene.warp(second).await;
        scene.capture(captor, 0, &[0, 1]).await;
        // 1 basis point of 1,100,000 and 3 of 500,000: 110 and 150.
        assert_eq!(scene.captured(captor, 0).await, weight, "second {second}");
        scene.enter(&[(captor, 0)]).await;
        assert_eq!(scene.weights().await, [800_000, 0, 0], "what was captured before stands");
    }
    let data = scene.bank.account(&scene.table).await.expect("a table").data;
    let entry = entries(&data).expect("a table")[0];
    let opened = StakeTable::from_bytes(&data).unwrap().opened_at;
    let (operator, weight) = (scene.operators[0], 800_000);
    let expected = StakeEntry { operator, weight, captured_at: opened + 10, captured: weight, captor: id("bob") };
    assert_eq!(entry, expected);
}

#[tokio::test]
async fn a_full_table_refuses_another_operator_until_it_grows() {
    let mut scene = Scene::open(1).await;
    for operator in 0..3 {
        scene.capture("alice", operator, &[0, 1]).await;
    }
    scene.capture("bob", 0, &[0]).await;
    scene.enter(&[("bob", 0)]).await;
    for wanted in [&[("alice", 1)][..], &[("alice", 1), ("alice", 2)]] {
        let enter = scene.entering(wanted);
        let failure = scene.bank.refused(enter, &[]).await;
        assert_refused(&failure, RestakingError::TableFull, 2, 1);
    }
    // An entry may still rise, beside one that has no room.
    assert_eq!(scene.weights().await, [500_000, 0, 0]);
    scene.enter(&[("alice", 2), ("alice", 0)]).await;
    assert_eq!(scene.weights().await, [750_000, 0, 0]);
    scene.bank.by("ncn", build::grow(&id("ncn"), &scene.table, 1)).await;
    scene.enter(&[("alice", 2)]).await;
    let enter = scene.entering(&[("alice", 1)]);
    let failure = scene.bank.refused(enter, &[]).await;
    assert_refused(&failure, RestakingError::TableFull, 3, 2);
    assert_eq!(scene.weights().await, [750_000, 0, 300_000]);
}

#[tokio::test]
async fn an_operator_of_nothing_takes_no_room() {
    let mut scene = Scene::open(1).await;
    scene.capture("alice", 1, &[]).await;
    scene.capture("alice", 0, &[0]).await;
    // Anyone opens an opt-in and a record, and captures.
    let stranger = scene.bank.add_operator("mallory", 0).await;
    let [split, _] = scene.splits(0).map(|split| Split { operator: stranger, ..split });
    scene.bank.by("mallory", split::open_opt_in(&id("mallory"), &stranger, &scene.ncn)).await;
    scene.bank.open_record(&split).await;
    let capture = build::capture(&id("mallory"), &scene.table, &scene.ncn, &stranger, &[]);
    scene.bank.by("mallory", capture).await;
    let nothing = build::enter(&scene.table, &[pda::capture(&scene.table, &stranger, &id("mallory"))]);
    let done = scene.bank.send(&[nothing], &[]).await.unwrap();
    assert!(done.events.is_empty(), "{:?}", done.events);
    scene.enter(&[("alice", 1), ("alice", 0), ("alice", 1)]).await;
    assert_eq!(scene.weights().await, [500_000, 0, 0]);
}

#[tokio::test]
async fn one_cap_holds_for_all_operators_of_a_table() {
    let mut scene = Scene::bare().await;
    scene.bank.by("ncn", entity::update_ncn(&id("ncn"), &scene.ncn, 450_000)).await;
    let open = scene.opening(0, 3, WINDOW);
    scene.bank.by("ncn", open).await;
    for operator in 0..3 {
        scene.capture("alice", operator, &[0, 1]).await;
    }
    // A capture is not capped: it is a part of a sum.
    assert_eq!(scene.captured("alice", 0).await, 750_000);
    scene.enter(&[("alice", 0)]).await;
    for cap in [1, u64::MAX] {
        // What the NCN sets now is for its next table.
        scene.bank.by("ncn", entity::update_ncn(&id("ncn"), &scene.ncn, cap)).await;
        scene.enter(&[("alice", 0), ("alice", 1), ("alice", 2)]).await;
        assert_eq!(scene.weights().await, [450_000, 450_000, 300_000]);
    }
}

#[tokio::test]
async fn weights_and_their_sum_stop_at_the_most_that_fits() {
    let mut scene = Scene::bare().await;
    for vault in scene.vaults {
        // More than 64 bits for 100,000 units of the asset; not for 1.
        let set = entity::set_ncn_asset(&id("ncn"), &scene.ncn, &vault.asset_mint, u64::MAX);
        scene.bank.by("ncn", set).await;
    }
    for (vault, assets) in scene.vaults.into_iter().zip([999_998_000_000, 999_999_000_000]) {
        scene.bank.by("bob", vault.deposit(&id("bob"), assets, 0, false)).await;
    }
    let open = scene.opening(0, 3, WINDOW);
    scene.bank.by("ncn", open).await;
    for operator in 0..3 {
        scene.capture("alice", operator, &[0]).await;
        scene.capture("alice", operator, &[1]).await;
        assert_eq!(scene.captured("alice", operator).await, u64::MAX);
    }
    scene.enter(&[("alice", 0)]).await;
    scene.enter(&[("alice", 1), ("alice", 2), ("alice", 0)]).await;
    assert_eq!(scene.weights().await, [u64::MAX; 3]);
    assert_eq!(scene.bank.read::<StakeTable>(&scene.table).await.expect("it").total_weight, u64::MAX);
}

#[tokio::test]
async fn captures_of_another_table_are_refused() {
    let mut scene = Scene::open(3).await;
    let another = scene.opening(1, 3, WINDOW);
    scene.bank.by("ncn", another).await;
    scene.capture("alice", 0, &[0, 1]).await;
    scene.capture("alice", 1, &[0, 1]).await;
    let right = scene.entering(&[("alice", 1)]);
    let first = scene.capture_of("alice", 0);
    scene.table = pda::stake_table(&scene.ncn, 1);
    scene.capture("alice", 1, &[0]).await;
    let own = scene.capture_of("alice", 1);
    let enter = build::enter(&scene.table, &[first]);
    let failure = scene.bank.refused(enter, &[]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::WrongCapture));
    assert_eq!(scene.weights().await, [0; 3]);
    // Beside one of the table's, it is passed over.
    for captures in [[own, first], [first, own]] {
        let enter = build::enter(&scene.table, &captures);
        scene.bank.send(&[enter], &[]).await.unwrap();
        assert_eq!(scene.weights().await, [0, 300_000, 0]);
    }
    // Each table holds what was captured for it.
    let enter = build::enter(&scene.table, &[own]);
    scene.bank.send(&[right, enter], &[]).await.unwrap();
    assert_eq!(scene.weights().await, [0, 300_000, 0]);
    scene.table = pda::stake_table(&scene.ncn, 0);
    assert_eq!(scene.weights().await, [0, 450_000, 0]);
}

#[tokio::test]
async fn whoever_captures_whatever_in_whatever_order_the_highest_weights_stand() {
    let mut scene = Scene::open(3).await;
    let captors = ["alice", "bob", "carol", "dave"];
    captors.iter().for_each(|captor| scene.bank.fund(&id(captor)));
    // A linear congruence, as in Numerical Recipes.
    let mut state = 7u32;
    let mut next = |below: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ((state >> 16) % below) as usize
    };
    // How many of the vaults each captor has added, and which.
    let (mut added, mut highest) = ([[0usize; 3]; 4], [0u64; 3]);
    let mut sums = [[0u64; 3]; 4];
    for _ in 0..60 {
        let (captor, operator) = (next(4), next(3));
        if next(2) == 0 && added[captor][operator] < 2 {
            let from = added[captor][operator] + next(2 - added[captor][operator] as u32);
            scene.capture(captors[captor], operator, &[from]).await;
            sums[captor][operator] += STAKES[operator][from];
            added[captor][operator] = from + 1;
        } else if added[captor][operator] > 0 {
            scene.enter(&[(captors[captor], operator)]).await;
            highest[operator] = highest[operator].max(sums[captor][operator]);
        }
        assert_eq!(scene.weights().await, highest);
    }
    assert_eq!(highest.map(|weight| weight > 0), [true; 3]);
}

#[tokio::test]
async fn only_captures_are_entered() {
    let mut scene = Scene::open(3).await;
    scene.capture("alice", 0, &[0]).await;
    for wrong in [scene.operators[0], scene.vaults[0].address, id("nobody"), scene.vaults[0].asset_account] {
        let enter = build::enter(&scene.table, &[wrong]);
        let failure = scene.bank.refused(enter, &[]).await;
        assert_eq!(failure.restaking(), None, "{failure}");
    }
    // The table itself, once more.
    let enter = build::enter(&scene.table, &[scene.table]);
    let failure = scene.bank.refused(enter, &[]).await;
    assert_eq!(failure.code(), Some(2_040));
    let signers: &[&Keypair] = &[];
    scene.bank.send(&[scene.entering(&[])], signers).await.unwrap();
    assert_eq!(scene.weights().await, [0; 3]);
    // One that is none, or is closed by its captor in the last moment, stops no other.
    scene.capture("bob", 1, &[0]).await;
    let close = build::close_capture(&id("bob"), &scene.table, &scene.operators[1]);
    let gone = scene.capture_of("bob", 1);
    scene.bank.by("bob", close).await;
    let enter =
        build::enter(&scene.table, &[gone, id("nobody"), scene.vaults[0].address, scene.capture_of("alice", 0)]);
    scene.bank.send(&[enter], signers).await.unwrap();
    assert_eq!(scene.weights().await, [500_000, 0, 0]);
    assert_eq!(scene.bank.now().await - SLOWEST_RISE, restaking_tests::GENESIS + (SETTLED * EPOCH) as i64);
}
