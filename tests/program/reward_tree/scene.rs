//! A bank with an NCN and its reward tree, and what the tests do with it all the time.

use harness::{Done, Failure, RewardTree, token};
use restaking_client::merkle::Earnings;
use restaking_client::{Event, RestakingError, RewardBooks, RewardClaim, RewardTree as TreeAccount};
use restaking_tests::{Bank, WEALTH, id};
use solana_program::pubkey::Pubkey;

/// How long a root waits, in seconds: the least there is.
pub const DELAY: i64 = 3_600;

/// The owners of accounts of the token: the first two have tokens in it.
pub const PEOPLE: [&str; 6] = ["publisher", "funder", "alice", "bob", "carol", "mallory"];

/// A proof, and the figure that it proves.
pub type Proof = (u64, Vec<[u8; 32]>);

/// The bank, with NCN 0 of "ncn" and its tree.
pub struct Scene {
    pub bank: Bank,
    pub tree: RewardTree,
}

impl Scene {
    /// The scene before the tree is opened.
    pub async fn unopened() -> Self {
        let mut bank = Bank::bare().await;
        bank.configure().await;
        let ncn = bank.add_ncn("ncn", 0).await;
        let mut scene = Self { bank, tree: RewardTree::new(ncn, id("reward mint")) };
        scene.endow(scene.tree);
        scene
    }

    /// The scene with an open tree: "publisher" publishes, and funds; "disputer" strikes.
    pub async fn new() -> Self {
        let mut scene = Self::unopened().await;
        scene.open(scene.tree).await;
        scene
    }

    /// Opens `tree`, which is an NCN's of "ncn".
    pub async fn open(&mut self, tree: RewardTree) {
        let open = tree.open(&id("ncn"), &id("publisher"), &id("disputer"), DELAY as u64);
        self.bank.by("ncn", open).await;
    }

    /// Makes a tree's mint, with an account of it for everybody.
    pub fn endow(&mut self, tree: RewardTree) {
        self.bank.put(&tree.mint, token::mint_account(6, id("issuer"), Some(id("issuer")), u64::MAX));
        for (place, name) in PEOPLE.into_iter().enumerate() {
            self.bank.fund(&id(name));
            let amount = if place < 2 { WEALTH } else { 0 };
            self.bank.put(&tree.tokens_of(&id(name)), token::token_account(tree.mint, id(name), amount));
        }
        self.bank.fund(&id("disputer"));
    }

    /// What these people have earned in all.
    pub fn list(&self, list: &[(&str, u64)]) -> Earnings {
        self.tree.earnings(list.iter().map(|(name, amount)| (id(name), *amount))).expect("a list")
    }

    /// Publishes what these people have earned in all.
    pub async fn publish(&mut self, list: &[(&str, u64)]) -> Earnings {
        let earnings = self.list(list);
        let publish = self.tree.publish(&id("publisher"), earnings.root(), earnings.total());
        self.bank.by("publisher", publish).await;
        earnings
    }

    /// The same, and waits until it counts.
    pub async fn active(&mut self, list: &[(&str, u64)]) -> Earnings {
        let earnings = self.publish(list).await;
        self.wait(DELAY).await;
        earnings
    }

    /// Moves the clock on.
    pub async fn wait(&mut self, seconds: i64) {
        let now = self.bank.now().await;
        self.bank.warp(now + seconds).await;
    }

    /// The tree's account.
    pub async fn read(&mut self) -> TreeAccount {
        self.bank.read(&self.tree.address).await.expect("the tree")
    }

    /// The tree's books.
    pub async fn books(&mut self) -> RewardBooks {
        self.read().await.books
    }

    /// What the earner called `name` has claimed, by its account; zero if it has none.
    pub async fn claimed(&mut self, name: &str) -> u64 {
        let claim = self.bank.read::<RewardClaim>(&self.tree.claim_of(&id(name))).await;
        claim.map_or(0, |claim| claim.claimed)
    }

    /// What the account of `name` holds.
    pub async fn tokens(&mut self, name: &str) -> u64 {
        self.bank.balance(&self.tree.tokens_of(&id(name))).await
    }

    /// Claims for the earner called `name`, which must succeed: what it was paid.
    pub async fn claim(&mut self, name: &str, earnings: &Earnings) -> u64 {
        let done = self.bank.by(name, self.tree.claim(&id(name), proof(earnings, name))).await;
        match event(&done) {
            Event::RewardPaid(paid) => paid.amount,
            event => panic!("not a payment: {event:?}"),
        }
    }

    /// Claims for the earner called `name` by `proof`, which must be refused.
    pub async fn refused(&mut self, name: &str, proof: Proof) -> Failure {
        self.bank.refuses(name, self.tree.claim(&id(name), proof)).await
    }

    /// Holds the books against the treasury, the earners' accounts and what the people of the scene hold.
    pub async fn balances(&mut self) {
        let books = self.books().await;
        let treasury = self.bank.balance(&self.tree.treasury()).await;
        assert_eq!(treasury + books.paid, books.funded, "what came in is there or went out");
        let (mut claimed, mut held) = (0, treasury);
        for name in PEOPLE {
            claimed += self.claimed(name).await;
            held += self.tokens(name).await;
        }
        assert_eq!(claimed, books.paid, "what was paid was claimed");
        assert_eq!(held, 2 * WEALTH, "no token was lost");
        assert!(books.paid <= books.active_total && books.active_total <= books.funded, "{books:?}");
    }
}

/// What `name` can show.
pub fn proof(earnings: &Earnings, name: &str) -> Proof {
    earnings.proof(&id(name)).expect("it is in the list")
}

/// The only event of a transaction.
pub fn event(done: &Done) -> &Event {
    match &done.events[..] {
        [event] => event,
        events => panic!("not one event: {events:?}"),
    }
}

/// Holds a failure against the program's error.
#[track_caller]
pub fn assert_error(failure: &Failure, error: RestakingError) {
    assert_eq!(failure.restaking(), Some(error), "{failure}: {:#?}", failure.logs);
}

/// Another tree of the same NCN, or of another NCN of its admin's, endowed and open.
pub async fn another_tree(scene: &mut Scene, same_ncn: bool) -> RewardTree {
    let (ncn, mint): (Pubkey, Pubkey) = if same_ncn {
        (scene.tree.ncn, id("another mint"))
    } else {
        (scene.bank.add_ncn("ncn", 1).await, scene.tree.mint)
    };
    let tree = RewardTree::new(ncn, mint);
    if same_ncn {
        scene.endow(tree);
    }
    scene.open(tree).await;
    tree
}
