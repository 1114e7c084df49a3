//! The opening of a tree.

use super::*;

#[tokio::test]
async fn a_tree_is_opened_by_the_ncns_admin_with_nothing_in_it() {
    let mut scene = Scene::unopened().await;
    let tree = scene.tree;
    scene.bank.warp(GENESIS + 5).await;
    let done = scene.bank.by("ncn", tree.open(&id("ncn"), &id("publisher"), &id("disputer"), 7_200)).await;
    let opened = RewardTreeOpened {
        tree: tree.address,
        number: 1,
        time: GENESIS + 5,
        ncn: tree.ncn,
        mint: tree.mint,
        treasury: tree.treasury(),
        publisher: id("publisher"),
        disputer: id("disputer"),
        delay_seconds: 7_200,
        mint_freezable: true,
        padding: [0; 7],
    };
    assert_eq!(event(&done), &Event::RewardTreeOpened(opened));
    let made = scene.read().await;
    assert_eq!((made.version, made.events, made.mint_freezable, made.delay_seconds), (1, 1, true, 7_200));
    assert_eq!((made.ncn, made.mint, made.treasury), (tree.ncn, tree.mint, tree.treasury()));
    assert_eq!((made.publisher, made.rent_payer), (id("publisher"), id("ncn")));
    assert_eq!((made.disputer, made.next_disputer, made.disputer_from), (id("disputer"), id("disputer"), 0));
    assert_eq!((made.root_disputer, made.books), (Pubkey::default(), NOTHING));
    assert_eq!(scene.bank.balance(&tree.treasury()).await, 0);
    // One for each NCN and mint.
    let again = tree.open(&id("ncn"), &id("publisher"), &id("disputer"), 3_600);
    assert_eq!(scene.bank.refuses("ncn", again).await.code(), Some(0));
}

#[tokio::test]
async fn a_tree_needs_a_disputer_a_delay_in_bounds_and_an_ncn_that_is_not_retired() {
    let mut scene = Scene::unopened().await;
    let (tree, publisher, disputer) = (scene.tree, id("publisher"), id("disputer"));
    for (seconds, bound) in [(0, 3_600), (3_599, 3_600), (2_592_001, 2_592_000), (u64::MAX, 2_592_000)] {
        let failure = scene.bank.refuses("ncn", tree.open(&id("ncn"), &publisher, &disputer, seconds)).await;
        assert_refused(&failure, RestakingError::RootDelay, seconds, bound);
    }
    let nobody = tree.open(&id("ncn"), &publisher, &Pubkey::default(), 3_600);
    assert_error(&scene.bank.refuses("ncn", nobody).await, RestakingError::NoDisputer);
    let stranger = tree.open(&id("mallory"), &publisher, &disputer, 3_600);
    assert_error(&scene.bank.refuses("mallory", stranger).await, RestakingError::NotNcnAdmin);
    scene.bank.by("ncn", harness::entity::retire_ncn(&id("ncn"), &tree.ncn)).await;
    let late = tree.open(&id("ncn"), &publisher, &disputer, 3_600);
    assert_error(&scene.bank.refuses("ncn", late).await, RestakingError::Retired);
}
