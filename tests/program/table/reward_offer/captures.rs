//! Which capture the shares are of, and how long it and its table stay.

use restaking_client::table::{CaptureEntry, capture_entries};

use super::*;

impl Offering {
    async fn vaults_of(&mut self, captor: &str, operator: usize) -> Vec<CaptureEntry> {
        let data = self.scene.bank.account(&self.scene.capture_of(captor, operator)).await.expect("a capture").data;
        capture_entries(&data).expect("a capture")
    }

    fn closing_capture(&self, captor: &str, operator: usize) -> Instruction {
        build::close_capture(&id(captor), &self.scene.table, &self.scene.operators[operator])
    }

    fn closing_table(&self) -> Instruction {
        build::close(&id("ncn"), &self.scene.ncn, &self.scene.table, &id("ncn"))
    }
}

#[tokio::test]
async fn a_capture_keeps_its_vaults_in_order_and_those_without_weight_take_no_room() {
    let mut offering = Offering::new().await;
    offering.open_table().await;
    let [first, second] = offering.scene.vaults.map(|vault| vault.address);
    offering.scene.capture("alice", 0, &[0]).await;
    let entry = |vault, weight| CaptureEntry { vault, weight, claimed: 0 };
    assert_eq!(offering.vaults_of("alice", 0).await, [entry(first, 500_000)]);
    // It grows by what another call adds; what a call makes room for ahead is there for the next one.
    offering.scene.capture("alice", 0, &[1]).await;
    assert_eq!(offering.vaults_of("alice", 0).await, [entry(first, 500_000), entry(second, 250_000)]);
    let bank = &mut offering.scene.bank;
    let size = |room: usize| restaking_client::StakeCapture::LEN + 8 + 48 * room;
    let address = pda::capture(&offering.scene.table, &offering.scene.operators[0], &id("alice"));
    assert_eq!(bank.account(&address).await.expect("it").data.len(), size(2));
    let operator = offering.scene.operators[1];
    for (room, len) in [(7, 7), (0, 7), (3, 7), (9, 9)] {
        let (captor, table) = (id("alice"), offering.scene.table);
        let capture = build::capture_with_room(&captor, &table, &offering.scene.ncn, &operator, &[], room);
        offering.scene.bank.by("alice", capture).await;
        let address = offering.scene.capture_of("alice", 1);
        let account = offering.scene.bank.account(&address).await.expect("it");
        assert_eq!(account.data.len(), size(len));
        assert!(account.lamports >= offering.scene.bank.rent().await(size(len)));
    }
    for (operator, room, most) in [(1, 9 + 214, 213), (2, 208, 207), (2, u16::MAX, 207)] {
        let (captor, table, at) = (id("alice"), offering.scene.table, offering.scene.operators[operator]);
        let capture = build::capture_with_room(&captor, &table, &offering.scene.ncn, &at, &[], room);
        let failure = offering.scene.bank.refuses("alice", capture).await;
        let value = u64::from(if operator == 1 { room - 9 } else { room });
        assert_refused(&failure, RestakingError::TableSize, value, most);
    }
    // In jail, each vault counts for nothing.
    let [split, _] = offering.scene.splits(2);
    let until = offering.scene.bank.now().await + 10_000;
    offering.scene.bank.jail(&split, until).await;
    offering.scene.capture("alice", 2, &[0, 1]).await;
    assert_eq!(offering.vaults_of("alice", 2).await, []);
}

/// Where the cap binds, a capture that leaves vaults out is outdone as well: by what was captured before the cap.
#[tokio::test]
async fn a_capture_that_leaves_vaults_out_takes_no_share_where_the_cap_binds() {
    let mut offering = Offering::new().await;
    let ncn = offering.scene.ncn;
    offering.scene.bank.by("ncn", entity::update_ncn(&id("ncn"), &ncn, 100_000)).await;
    offering.open_table().await;
    offering.scene.capture("bob", 0, &[1]).await;
    offering.scene.enter(&[("bob", 0)]).await;
    offering.scene.capture("alice", 0, &[0, 1]).await;
    let done = offering.scene.enter(&[("alice", 0)]).await;
    let [Event::StakeEntered(event)] = &done.events[..] else { panic!("{:?}", done.events) };
    assert_eq!((event.weight_before, event.weight_after, event.captured), (100_000, 100_000, 750_000));
    assert!(offering.scene.enter(&[("bob", 0)]).await.events.is_empty(), "the higher one stands");
    offering.scene.warp(HOURLESS as i64).await;
    let table = offering.scene.table;
    offering.attribute(&table).await;
    let outdone = offering.offer.claim(&offering.captured("bob", 0), &offering.scene.vaults[0]);
    offering.refuses(outdone, RestakingError::NotStanding).await;
    // The operator's part is all, two thirds of which are the first vault's.
    let share = offering.claim(0, 0).await;
    assert_eq!(share.paid + share.commission, 120_000);
}

/// What a captor adds and does not enter counts for the shares all the same: they are of the capture as it is at the end, and no
/// more than the operator's part.
#[tokio::test]
async fn a_vault_that_is_added_after_the_entry_shares_the_operators_part() {
    let mut offering = Offering::new().await;
    offering.open_pool().await;
    offering.open_table().await;
    offering.scene.capture("alice", 0, &[0]).await;
    offering.scene.enter(&[("alice", 0)]).await;
    offering.scene.capture("alice", 0, &[1]).await;
    offering.scene.warp(HOURLESS as i64).await;
    let table = offering.scene.table;
    offering.attribute(&table).await;
    let shares = [offering.claim(0, 0).await, offering.claim(0, 1).await];
    assert_eq!(shares.map(|share| share.paid + share.commission), [120_000, 60_000]);
    assert_eq!(offering.part(&table).await.left, 0);
}

#[tokio::test]
async fn a_vault_that_was_not_captured_has_no_share() {
    let mut offering = Offering::new().await;
    offering.open_table().await;
    offering.scene.capture("alice", 0, &[1]).await;
    offering.scene.enter(&[("alice", 0)]).await;
    offering.scene.warp(HOURLESS as i64).await;
    let table = offering.scene.table;
    offering.attribute(&table).await;
    offering.refuses(offering.claiming(0), RestakingError::NoShare).await;
    // Nor has an operator that nobody entered.
    let no_entry = offering.captured("alice", 0);
    let claim = offering
        .offer
        .claim(&Captured { operator: offering.scene.operators[1], ..no_entry }, &offering.scene.vaults[0]);
    assert!(offering.scene.bank.refused(claim, &[]).await.restaking().is_none(), "there is no such capture");
}

/// To close a capture that stands and make it again with other vaults would take their shares.
#[tokio::test]
async fn a_capture_stays_in_the_window_and_until_its_shares_are_paid() {
    let mut offering = Offering::new().await;
    offering.open_pool().await;
    offering.open_table().await;
    offering.scene.capture("bob", 0, &[1]).await;
    for operator in [0, 1] {
        offering.scene.capture("alice", operator, &[0, 1]).await;
    }
    offering.scene.enter(&[("bob", 0), ("alice", 0), ("alice", 1)]).await;
    for captor in ["alice", "bob"] {
        let failure = offering.scene.bank.refuses(captor, offering.closing_capture(captor, 0)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::TableOpen));
    }
    offering.scene.warp(HOURLESS as i64).await;
    // What is outdone is needed no more.
    offering.scene.bank.by("bob", offering.closing_capture("bob", 0)).await;
    let failure = offering.scene.bank.refuses("alice", offering.closing_capture("alice", 0)).await;
    let now = offering.scene.bank.now().await as u64;
    assert_refused(&failure, RestakingError::SharesPending, now, 0);
    let table = offering.scene.table;
    let until = offering.attribute(&table).await.claim_until;
    offering.claim(0, 0).await;
    for close in [offering.closing_capture("alice", 0), offering.closing_capture("alice", 1)] {
        let failure = offering.scene.bank.refuses("alice", close).await;
        assert_refused(&failure, RestakingError::SharesPending, now, until as u64);
    }
    let failure = offering.scene.bank.refuses("ncn", offering.closing_table()).await;
    assert_refused(&failure, RestakingError::SharesPending, now, until as u64);
    // All shares of the one are paid: it is free. The other waits for its time, and so does the table.
    offering.claim(0, 1).await;
    let (address, before) = (offering.scene.capture_of("alice", 0), offering.scene.bank.lamports(&id("alice")).await);
    let rent = offering.scene.bank.lamports(&address).await;
    offering.scene.bank.by("alice", offering.closing_capture("alice", 0)).await;
    assert_eq!(offering.scene.bank.lamports(&id("alice")).await, before + rent);
    offering.scene.bank.warp(until - 1).await;
    assert!(offering.scene.bank.refuses("alice", offering.closing_capture("alice", 1)).await.restaking().is_some());
    offering.scene.bank.warp(until).await;
    offering.scene.bank.by("ncn", offering.closing_table()).await;
    // A capture of a closed table is closed at any time.
    offering.scene.bank.by("alice", offering.closing_capture("alice", 1)).await;
}

#[tokio::test]
async fn a_table_is_not_closed_before_its_attribution() {
    let mut offering = Offering::new().await;
    let table = offering.table().await;
    offering.scene.bank.warp(offering.from + LENGTH + 10 * CLAIM as i64).await;
    let failure = offering.scene.bank.refuses("ncn", offering.closing_table()).await;
    assert_eq!(failure.restaking(), Some(RestakingError::SharesPending));
    offering.attribute(&table).await;
    assert_eq!(offering.claim(0, 0).await.paid, 54_000, "its time begins with the attribution");
}

#[tokio::test]
async fn a_capture_of_another_table_has_no_shares_in_this_one() {
    let mut offering = Offering::new().await;
    let first = offering.attributed().await;
    let old = offering.captured("alice", 0);
    let second = offering.attributed().await;
    let vault = offering.scene.vaults[0];
    let mut claim = offering.offer.claim(&old, &vault);
    claim.accounts[2].pubkey = second;
    offering.refuses(claim, RestakingError::WrongCapture).await;
    let mut claim = offering.claiming(0);
    claim.accounts[2].pubkey = first;
    offering.refuses(claim, RestakingError::WrongCapture).await;
    offering.scene.bank.send(&[offering.offer.claim(&old, &vault)], &[]).await.unwrap();
}
