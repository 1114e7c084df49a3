//! Rewards by captured stake: what tables are attributed, which shares vaults claim, and what comes back.

mod accounts;
mod attribute_reward;
mod captures;
mod claim_reward_share;
mod close_reward_offer;
mod frozen;
mod open_reward_offer;
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
