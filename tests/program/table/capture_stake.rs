//! What a captor adds up: each vault once, all active stake and nothing else, and in an account of its own.

mod close_capture;

use super::*;

#[tokio::test]
async fn vaults_are_added_at_once_or_one_by_one() {
    let mut scene = Scene::open(3).await;
    scene.capture("alice", 0, &[0, 1]).await;
    scene.capture("bob", 0, &[0]).await;
    assert_eq!(scene.captured("bob", 0).await, 500_000);
    scene.warp(7).await;
    scene.capture("bob", 0, &[]).await;
    scene.capture("bob", 0, &[1]).await;
    for captor in ["alice", "bob"] {
        let address = scene.capture_of(captor, 0);
        let capture: StakeCapture = scene.bank.read(&address).await.expect("a capture");
        assert_eq!((capture.weight, capture.vaults, capture.last_vault), (750_000, 2, scene.vaults[1].address));
        assert_eq!((capture.table, capture.operator, capture.captor), (scene.table, scene.operators[0], id(captor)));
        let opened = scene.bank.read::<StakeTable>(&scene.table).await.expect("a table").opened_at;
        assert_eq!((capture.version, capture.captured_at - opened), (1, if captor == "alice" { 0 } else { 7 }));
    }
}

#[tokio::test]
async fn no_vault_is_added_twice_nor_out_of_order_over_all_calls() {
    let mut scene = Scene::open(3).await;
    let both = scene.capturing("alice", 0, &[0, 1]);
    let pick = |order: &[usize]| {
        let mut instruction = both.clone();
        instruction.accounts.truncate(8);
        order.iter().for_each(|at| instruction.accounts.extend_from_slice(&both.accounts[8 + 5 * at..13 + 5 * at]));
        instruction
    };
    let out_of_order = [&[0, 0][..], &[1, 0], &[1, 1], &[0, 1, 1]];
    for order in out_of_order {
        let failure = scene.bank.refuses("alice", pick(order)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::VaultsOutOfOrder), "{order:?}");
    }
    scene.bank.by("alice", pick(&[0])).await;
    for order in [&[0][..], &[0, 1]] {
        let failure = scene.bank.refuses("alice", pick(order)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::VaultsOutOfOrder), "{order:?} after the first");
    }
    scene.bank.by("alice", pick(&[1])).await;
    for order in [&[0][..], &[1], &[0, 1]] {
        let failure = scene.bank.refuses("alice", pick(order)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::VaultsOutOfOrder), "{order:?} after the second");
    }
    assert_eq!(scene.captured("alice", 0).await, 750_000);
    // A part of a vault's accounts is refused.
    for count in (9..18).filter(|count| *count != 13) {
        let mut cut = scene.capturing("bob", 0, &[0, 1]);
        cut.accounts.truncate(count);
        let failure = scene.bank.refuses("bob", cut).await;
        let sentence = "Error processing Instruction 1: insufficient account keys for instruction";
        assert_eq!(failure.to_string(), sentence, "{count}");
    }
}

#[tokio::test]
async fn a_jailed_operator_is_captured_without_weight() {
    let mut scene = Scene::open(3).await;
    let until = scene.bank.now().await + 10;
    let [split, _] = scene.splits(0);
    scene.bank.jail(&split, until).await;
    scene.warp(9).await;
    scene.capture("alice", 0, &[0, 1]).await;
    assert_eq!(scene.captured("alice", 0).await, 0);
    scene.enter(&[("alice", 0)]).await;
    assert_eq!(scene.weights().await, [0; 3]);
    scene.warp(10).await;
    scene.capture("bob", 0, &[0, 1]).await;
    scene.enter(&[("alice", 0), ("bob", 0)]).await;
    assert_eq!(scene.weights().await, [750_000, 0, 0]);
}

#[tokio::test]
async fn an_opt_in_that_does_not_count_and_a_limit_are_read_as_the_view_reads_them() {
    let mut scene = Scene::bare().await;
    let [first, second] = scene.splits(0);
    // The first vault leaves the NCN, and the second lets one slash take a tenth.
    let (vault, ncn) = (first.vault.address, first.ncn);
    scene.bank.by("creator", split::leave_opt_in(&id("creator"), &vault, &ncn, split::Side::Left)).await;
    let limits = split::set_loss_limits(&id("creator"), &second.vault.address, &ncn, 1_000, 10_000);
    scene.bank.by("creator", limits).await;
    let now = scene.bank.now().await;
    scene.bank.warp(now + 2 * EPOCH as i64).await;
    let open = scene.opening(0, 3, WINDOW);
    scene.bank.by("ncn", open).await;
    for operator in 0..3 {
        scene.capture("alice", operator, &[0, 1]).await;
        // A tenth of the second vault's half a million.
        assert_eq!(scene.captured("alice", operator).await, 50_000);
        let report: StakeReport = scene.bank.view(split::slashable_stake(&scene.splits(operator))).await;
        assert_eq!(report, StakeReport { weight: 50_000, stakes: vec![0, 50_000] });
    }
    // The operator's own opt-in with the NCN is over.
    let leave = split::leave_opt_in(&id("operator"), &scene.operators[1], &ncn, split::Side::Left);
    scene.bank.by("operator", leave).await;
    let now = scene.bank.now().await;
    scene.bank.warp(now + SLOWEST_RISE).await;
    let open = scene.opening(1, 3, WINDOW);
    scene.bank.by("ncn", open).await;
    scene.table = pda::stake_table(&ncn, 1);
    for (operator, weight) in [(0, 50_000), (1, 0)] {
        scene.capture("alice", operator, &[0, 1]).await;
        assert_eq!(scene.captured("alice", operator).await, weight);
    }
}

#[tokio::test]
async fn captures_of_other_operators_or_by_other_captors_write_nothing_in_common() {
    let scene = Scene::open(3).await;
    let captures = [("alice", 0), ("bob", 0), ("carol", 1), ("dave", 2)];
    let mut written: Vec<Pubkey> = vec![];
    for (captor, operator) in captures {
        let metas = scene.capturing(captor, operator, &[0, 1]).accounts.into_iter();
        let writes: Vec<Pubkey> = metas.filter(|meta| meta.is_writable).map(|meta| meta.pubkey).collect();
        assert_eq!(writes, [id(captor), scene.capture_of(captor, operator)]);
        written.extend(writes);
    }
    let count = written.len();
    written.sort();
    written.dedup();
    assert_eq!(written.len(), count);
}

#[tokio::test]
async fn a_capture_is_its_captors_and_of_its_operator_and_table() {
    let mut scene = Scene::open(3).await;
    let another = scene.opening(1, 3, WINDOW);
    scene.bank.by("ncn", another).await;
    for (captor, operator) in [("alice", 0), ("bob", 0), ("alice", 1)] {
        scene.capture(captor, operator, &[0]).await;
    }
    let right = scene.capturing("alice", 0, &[1]);
    let in_other_table = pda::capture(&pda::stake_table(&scene.ncn, 1), &scene.operators[0], &id("alice"));
    for (capture, error) in [
        (scene.capture_of("bob", 0), Some(RestakingError::NotCaptor)),
        (scene.capture_of("alice", 1), Some(RestakingError::WrongCapture)),
        // It is not there yet, and is not made for this table.
        (in_other_table, None),
    ] {
        let mut wrong = right.clone();
        wrong.accounts[6].pubkey = capture;
        let failure = scene.bank.refuses("alice", wrong).await;
        assert_eq!(failure.restaking(), error, "{failure}");
    }
    let mut first = scene.capturing("alice", 0, &[0]);
    first.accounts[1].pubkey = pda::stake_table(&scene.ncn, 1);
    let failure = scene.bank.refuses("alice", first).await;
    assert_eq!(failure.restaking(), Some(RestakingError::WrongCapture));
}

#[tokio::test]
async fn a_table_takes_no_weight_in_another_ncn() {
    let mut scene = Scene::open(3).await;
    let other = scene.bank.add_ncn("ncn", 1).await;
    let open = build::open(&id("ncn"), &id("ncn"), &other, 0, 3, WINDOW);
    scene.bank.by("ncn", open).await;
    // All that is the first NCN's, for the other's table.
    let foreign = Scene { table: pda::stake_table(&other, 0), ..scene };
    let capture = foreign.capturing("alice", 0, &[0, 1]);
    scene = foreign;
    let failure = scene.bank.refuses("alice", capture).await;
    assert_eq!(failure.restaking(), Some(RestakingError::WrongTable));
}
