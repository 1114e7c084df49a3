//! Rewards by captured stake: what tables are attributed, which shares vaults claim, and what comes back.

mod accounts;
mod captures;
mod claim_reward_share;
mod close_reward_offer;
mod frozen;
mod sets;

use harness::bond::BondPool;
use harness::{Captured, RewardOffer, token};
use restaking_client::{OfferPart, OperatorRecord, RewardOffer as OfferAccount, RewardShareClaimed};

use super::*;

/// What an offer pays, over [`LENGTH`] seconds: 300 a second.
const AMOUNT: u64 = 3_000_000;
const LENGTH: i64 = 10_000;

/// How long a share can be claimed, and the window of a table that is attributed rewards.
const CLAIM: u64 = 30 * 86_400;
const HOURLESS: u64 = 600;

/// What each operator's vaults get of a table that is attributed what accrues in 600 seconds, 180,000, before the commission of 10%.
const SHARES: [[u64; 2]; 3] = [[60_000, 30_000], [36_000, 18_000], [24_000, 12_000]];

/// The scene with an offer in the asset of the first vault, which bob funds.
struct Offering {
    scene: Scene,
    offer: RewardOffer,
    from: i64,
    /// The index of the next table.
    next: u64,
}

impl Offering {
    async fn new() -> Self {
        let mut scene = Scene::bare().await;
        let (from, mint) = (scene.bank.now().await, scene.vaults[0].asset_mint);
        let mut offering = Self { offer: RewardOffer::new(scene.ncn, mint, 0), scene, from, next: 0 };
        offering.open(0).await;
        offering.scene.bank.put(&offering.tokens("operator"), token::token_account(mint, id("operator"), 0));
        offering
    }

    /// Opens offer `index` as the usual one from now on.
    async fn open(&mut self, index: u64) -> Done {
        self.offer = RewardOffer::new(self.scene.ncn, self.offer.mint, index);
        self.from = self.scene.bank.now().await;
        let open = self.opening();
        self.scene.bank.send(&[open], &[&key("bob"), &key("ncn")]).await.unwrap()
    }

    fn opening(&self) -> Instruction {
        self.offer.open(&id("ncn"), &id("bob"), AMOUNT, [self.from, self.from + LENGTH], CLAIM)
    }

    /// Opens the next table, with the usual window.
    async fn open_table(&mut self) -> Pubkey {
        self.scene.table = pda::stake_table(&self.scene.ncn, self.next);
        let open = self.scene.opening(self.next, 3, HOURLESS);
        self.next += 1;
        self.scene.bank.by("ncn", open).await;
        self.scene.table
    }

    /// A table with full captures of all operators by alice, and a window that is over.
    async fn table(&mut self) -> Pubkey {
        let table = self.open_table().await;
        for operator in 0..3 {
            self.scene.capture("alice", operator, &[0, 1]).await;
        }
        self.scene.enter(&[("alice", 0), ("alice", 1), ("alice", 2)]).await;
        self.scene.warp(HOURLESS as i64).await;
        table
    }

    /// Attributes to the table, and returns its part.
    async fn attribute(&mut self, table: &Pubkey) -> OfferPart {
        let done = self.scene.bank.send(&[self.offer.attribute(table)], &[]).await.unwrap();
        let [Event::RewardAttributed(event)] = &done.events[..] else { panic!("{:?}", done.events) };
        assert_eq!((event.offer, event.table), (self.offer.address, *table));
        event.part.clone()
    }

    /// A final table with its attribution.
    async fn attributed(&mut self) -> Pubkey {
        let table = self.table().await;
        self.attribute(&table).await;
        table
    }

    /// What `captor` captured of an operator for the table that was opened last.
    fn captured(&self, captor: &str, operator: usize) -> Captured {
        Captured { table: self.scene.table, operator: self.scene.operators[operator], captor: id(captor) }
    }

    /// Claims the share of the first vault, which has the reward's mint as its asset.
    fn claiming(&self, operator: usize) -> Instruction {
        self.offer.claim(&self.captured("alice", operator), &self.scene.vaults[0])
    }

    /// Claims a share of the first vault, or by its bond pool of the second, and returns what it says.
    async fn claim(&mut self, operator: usize, vault: usize) -> RewardShareClaimed {
        let claim = match vault {
            0 => self.claiming(operator),
            _ => self.offer.claim_to_pool(&self.captured("alice", operator), &self.scene.vaults[1].address, 0),
        };
        let done = self.scene.bank.send(&[claim], &[]).await.unwrap();
        let Some(Event::RewardShareClaimed(event)) = done.events.into_iter().next() else { panic!("no share") };
        self.check().await;
        event
    }

    /// Claims all shares of all operators.
    async fn claim_all(&mut self) {
        for (operator, vault) in (0..3).flat_map(|operator| [(operator, 0), (operator, 1)]) {
            self.claim(operator, vault).await;
        }
    }

    /// Opens the second vault's bond pool, which pays the reward.
    async fn open_pool(&mut self) -> BondPool {
        let pool = BondPool::new(self.scene.vaults[1]);
        self.scene.bank.by("creator", pool.open(100)).await;
        self.scene.bank.by("creator", pool.add_reward_mint(0, &self.offer.mint)).await;
        pool
    }

    async fn account(&mut self) -> OfferAccount {
        self.scene.bank.read(&self.offer.address).await.expect("an offer")
    }

    async fn part(&mut self, table: &Pubkey) -> OfferPart {
        self.scene.bank.read::<StakeTable>(table).await.expect("a table").parts[0].clone()
    }

    async fn commission(&mut self, operator: usize) -> u64 {
        let record = pda::record(&self.scene.ncn, &self.scene.operators[operator]);
        self.scene.bank.read::<OperatorRecord>(&record).await.expect("a record").commissions[0].owed
    }

    fn tokens(&self, name: &str) -> Pubkey {
        token::address(&id(name), &self.offer.mint)
    }

    /// What was funded is paid, or in the treasury.
    async fn check(&mut self) {
        let (books, treasury) = (self.account().await.books, self.scene.bank.balance(&self.offer.treasury()).await);
        assert_eq!(treasury, books.amount - books.paid);
        assert!(books.paid + books.commissions <= books.attributed && books.attributed <= books.amount);
    }

    async fn refuses(&mut self, instruction: Instruction, error: RestakingError) {
        let failure = self.scene.bank.refused(instruction, &[]).await;
        assert_eq!(failure.restaking(), Some(error), "{failure}");
    }
}

#[tokio::test]
async fn an_offer_takes_all_of_its_reward_in() {
    let mut scene = Scene::bare().await;
    let mint = scene.vaults[0].asset_mint;
    let bob = token::address(&id("bob"), &mint);
    let (now, before) = (scene.bank.now().await, scene.bank.balance(&bob).await);
    let offer = RewardOffer::new(scene.ncn, mint, 0);
    // A beginning that is over is now.
    let open = offer.open(&id("ncn"), &id("bob"), AMOUNT, [now - 50, now + LENGTH], CLAIM);
    let done = scene.bank.send(&[open], &[&key("bob"), &key("ncn")]).await.unwrap();
    let [Event::RewardOfferOpened(event)] = &done.events[..] else { panic!("{:?}", done.events) };
    let account: OfferAccount = scene.bank.read(&offer.address).await.expect("an offer");
    assert_eq!((event.offer, event.number, event.ncn, event.index, event.place), (offer.address, 1, scene.ncn, 0, 0));
    assert_eq!((event.mint, event.treasury, event.funder), (mint, offer.treasury(), id("bob")));
    assert_eq!((event.first_table, &event.books), (0, &account.books));
    assert_eq!((account.books.amount, account.books.from, account.books.until), (AMOUNT, now, now + LENGTH));
    assert_eq!((account.funder, account.rent_payer, account.mint), (id("bob"), id("bob"), mint));
    assert_eq!((account.books.claim_seconds, account.books.attributed, account.books.paid), (CLAIM, 0, 0));
    assert_eq!(scene.bank.balance(&bob).await, before - AMOUNT);
    assert_eq!(scene.bank.balance(&offer.treasury()).await, AMOUNT);
    let ncn: restaking_client::Ncn = scene.bank.read(&scene.ncn).await.expect("the NCN");
    assert_eq!((ncn.next_offer, ncn.offers[0].until, ncn.offers[0].tables), (1, now + LENGTH + CLAIM as i64, 0));
}

#[tokio::test]
async fn an_offer_is_bounded_and_the_ncns_own() {
    let mut offering = Offering::new().await;
    let (now, longest) = (offering.from, 2 * 365 * 86_400);
    let (admin, bob) = (id("ncn"), id("bob"));
    let offer = RewardOffer::new(offering.scene.ncn, offering.offer.mint, 1);
    let cases = [
        (0, [now, now + 1], CLAIM, RestakingError::Zero),
        (1, [now, now], CLAIM, RestakingError::OfferLength),
        (1, [now, now + longest + 1], CLAIM, RestakingError::OfferLength),
        (1, [now, now + 1], CLAIM - 1, RestakingError::ClaimTime),
        (1, [now, now + 1], 365 * 86_400 + 1, RestakingError::ClaimTime),
    ];
    for (amount, times, claim, error) in cases {
        let open = offer.open(&admin, &bob, amount, times, claim);
        let failure = offering.scene.bank.refused(open, &[&key("bob"), &key("ncn")]).await;
        assert_eq!(failure.restaking(), Some(error), "{failure}");
    }
    let by_bob = offer.open(&bob, &bob, 1, [now, now + 1], CLAIM);
    let failure = offering.scene.bank.refuses("bob", by_bob).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotNcnAdmin));
    let too_much = offer.open(&admin, &bob, u64::MAX, [now, now + longest], CLAIM);
    let failure = offering.scene.bank.refused(too_much, &[&key("bob"), &key("ncn")]).await;
    assert_eq!(failure.code(), Some(1), "SPL Token: more than bob has");
    // Eight of them, and no more.
    for index in 1..8 {
        offering.open(index).await;
    }
    assert_eq!(offering.account().await.place, 7);
    offering.offer = RewardOffer::new(offering.scene.ncn, offering.offer.mint, 8);
    let open = offering.opening();
    let failure = offering.scene.bank.refused(open, &[&key("bob"), &key("ncn")]).await;
    assert_refused(&failure, RestakingError::TooManyOffers, 9, 8);
}

#[tokio::test]
async fn a_retired_ncn_opens_none_and_its_open_ones_go_on() {
    let mut offering = Offering::new().await;
    let retire = entity::retire_ncn(&id("ncn"), &offering.scene.ncn);
    offering.scene.bank.by("ncn", retire).await;
    let offer = RewardOffer::new(offering.scene.ncn, offering.offer.mint, 1);
    let open = offer.open(&id("ncn"), &id("bob"), 1, [0, offering.from + 1], CLAIM);
    let failure = offering.scene.bank.refused(open, &[&key("bob"), &key("ncn")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::Retired));
    offering.attributed().await;
    assert_eq!(offering.claim(0, 0).await.paid, 54_000);
}

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
