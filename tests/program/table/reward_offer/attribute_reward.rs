//! What a table is attributed.

use super::*;

#[tokio::test]
async fn tables_are_attributed_in_their_order_what_accrued_since_the_last() {
    let mut offering = Offering::new().await;
    let first = offering.open_table().await;
    let failure = offering.scene.bank.refused(offering.offer.attribute(&first), &[]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::TableOpen));
    // Nobody has weight in it: what accrued waits.
    offering.scene.warp(HOURLESS as i64).await;
    let second = offering.table().await;
    let failure = offering.scene.bank.refused(offering.offer.attribute(&second), &[]).await;
    assert_refused(&failure, RestakingError::TableOutOfOrder, 1, 0);
    let empty = offering.attribute(&first).await;
    assert_eq!((empty.amount, empty.operators), (0, 0));
    let failure = offering.scene.bank.refused(offering.offer.attribute(&first), &[]).await;
    assert_refused(&failure, RestakingError::TableOutOfOrder, 0, 1);
    let now = offering.scene.bank.now().await;
    let part = offering.attribute(&second).await;
    let expected = OfferPart { amount: 360_000, left: 360_000, claim_until: now + CLAIM as i64, operators: 3 };
    assert_eq!((&part, &offering.part(&second).await), (&expected, &expected));
    // A table with an index above the next one is in order as well.
    offering.next = 77;
    let third = offering.table().await;
    assert_eq!(offering.attribute(&third).await.amount, 180_000);
    let tables = [first, second, third];
    let marks: Vec<u64> = {
        let mut marks = vec![];
        for table in tables {
            marks.push(offering.scene.bank.read::<StakeTable>(&table).await.expect("a table").offers);
        }
        marks
    };
    assert_eq!(marks, [0, 1, 1], "nothing is left of the empty one");
}

/// A window that nobody can outdo a low capture in is attributed nothing; the next one gets its part.
#[tokio::test]
async fn a_table_of_a_short_window_is_attributed_nothing() {
    let mut offering = Offering::new().await;
    offering.scene.table = pda::stake_table(&offering.scene.ncn, 0);
    let open = offering.scene.opening(0, 3, HOURLESS - 1);
    offering.scene.bank.by("ncn", open).await;
    offering.scene.capture("alice", 0, &[0]).await;
    offering.scene.enter(&[("alice", 0)]).await;
    offering.scene.warp(HOURLESS as i64).await;
    let table = offering.scene.table;
    assert_eq!(offering.attribute(&table).await.amount, 0);
    offering.next = 1;
    let table = offering.table().await;
    assert_eq!(offering.attribute(&table).await.amount, 360_000);
}

/// A table that was open when the offer was opened has no mark: its captures may be closed, and keep no vaults.
#[tokio::test]
async fn a_table_that_was_there_before_the_offer_is_none_of_its() {
    let mut scene = Scene::open(3).await;
    scene.capture("alice", 0, &[0, 1]).await;
    let capture = scene.bank.account(&scene.capture_of("alice", 0)).await.expect("a capture").data;
    assert_eq!(restaking_client::table::capture_entries(&capture), Some(vec![]));
    let from = scene.bank.now().await;
    let offer = RewardOffer::new(scene.ncn, scene.vaults[0].asset_mint, 0);
    let mut offering = Offering { offer, scene, from, next: 1 };
    offering.open(0).await;
    assert_eq!(offering.account().await.first_table, 1);
    offering.scene.enter(&[("alice", 0)]).await;
    offering.scene.warp(WINDOW as i64).await;
    let table = offering.scene.table;
    offering.refuses(offering.offer.attribute(&table), RestakingError::TableOutOfOrder).await;
    let second = offering.table().await;
    assert_eq!(offering.attribute(&second).await.amount, 210_000, "700 seconds");
}
