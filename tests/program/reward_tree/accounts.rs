//! Every account of every instruction of rewards, in turn another one, without its signature, read-only, or in a bad state:
//! refused, and every account left as it was, but where it says otherwise.

use harness::RewardTree;
use restaking_client::RestakingError::{
    NotDisputer, NotEarner, NotNcnAdmin, NotPublisher, RootNotPending, Unfunded, WrongClaim, WrongMint, WrongTreasury,
    WrongTree,
};
use restaking_client::{ID, merkle::Earnings};
use restaking_tests::id;
use restaking_tests::swaps::{self, Call, GONE};
use solana_program::pubkey::Pubkey;

use crate::reward_tree::scene::{Scene, another_tree, proof};

/// All possible signers.
const WALLETS: [&str; 8] = ["ncn", "publisher", "disputer", "funder", "alice", "bob", "carol", "mallory"];

/// Where token accounts may stand for one another.
const TOKENS: [&str; 6] = [
    "alice's tokens",
    "bob's tokens",
    "funder's tokens",
    "publisher's tokens",
    "mallory's tokens",
    "another NCN's treasury",
];

/// A tree with an active root and a pending one, and two more: of the same NCN, and of the same mint.
struct World {
    scene: Scene,
    active: Earnings,
    pending: Earnings,
    same_ncn: RewardTree,
    same_mint: RewardTree,
}

impl World {
    async fn new() -> Self {
        let mut scene = Scene::new().await;
        let same_ncn = another_tree(&mut scene, true).await;
        let same_mint = another_tree(&mut scene, false).await;
        for name in WALLETS {
            scene.bank.fund(&id(name));
        }
        let active = scene.active(&[("alice", 600), ("bob", 400)]).await;
        let set = scene.tree.set_claimer(&id("bob"), &id("carol"));
        scene.bank.by("bob", set).await;
        for tree in [scene.tree, same_mint] {
            scene.bank.by("alice", tree.set_claimer(&id("alice"), &Pubkey::default())).await;
        }
        let pending = scene.publish(&[("alice", 700), ("bob", 400)]).await;
        Self { scene, active, pending, same_ncn, same_mint }
    }

    /// What stands in for what.
    fn cast(&self) -> Vec<(&'static str, Pubkey)> {
        let (tree, same_ncn, same_mint) = (self.scene.tree, self.same_ncn, self.same_mint);
        let mut cast: Vec<(&str, Pubkey)> = WALLETS.map(|name| (name, id(name))).to_vec();
        cast.extend([
            ("the NCN", tree.ncn),
            ("another NCN", same_mint.ncn),
            ("the mint", tree.mint),
            ("another mint", same_ncn.mint),
            ("the tree", tree.address),
            ("another mint's tree", same_ncn.address),
            ("another NCN's tree", same_mint.address),
            ("the treasury", tree.treasury()),
            ("another mint's treasury", same_ncn.treasury()),
            ("another NCN's treasury", same_mint.treasury()),
            ("alice's tokens", tree.tokens_of(&id("alice"))),
            ("bob's tokens", tree.tokens_of(&id("bob"))),
            ("funder's tokens", tree.tokens_of(&id("funder"))),
            ("publisher's tokens", tree.tokens_of(&id("publisher"))),
            ("mallory's tokens", tree.tokens_of(&id("mallory"))),
            ("tokens of another mint", same_ncn.tokens_of(&id("funder"))),
            ("alice's claim", tree.claim_of(&id("alice"))),
            ("bob's claim", tree.claim_of(&id("bob"))),
            ("alice's claim elsewhere", same_mint.claim_of(&id("alice"))),
            ("a claim to come", tree.claim_of(&id("mallory"))),
            ("nothing", id("nothing")),
            ("SPL Token", harness::token::PROGRAM),
            ("the system program", Pubkey::default()),
            ("the program", ID),
        ]);
        cast
    }

    /// Holds `call` against the whole cast.
    async fn check(mut self, call: Call) {
        let cast = self.cast();
        swaps::check(&mut self.scene.bank, &WALLETS, &cast, call).await;
    }
}

#[tokio::test]
async fn open_reward_tree_takes_only_its_own_accounts() {
    let mut world = World::new().await;
    let third = RewardTree::new(world.scene.tree.ncn, id("a third mint"));
    world.scene.endow(third);
    let mut right = third.open(&id("ncn"), &id("publisher"), &id("disputer"), 3_600);
    right.accounts[0].pubkey = id("funder");
    let reasons = &[(1, "publisher", NotNcnAdmin), (1, "mallory", NotNcnAdmin)];
    world.check(Call { right, payers: &[0], fine: &[], reasons }).await;
}

#[tokio::test]
async fn set_reward_roles_takes_only_its_own_accounts() {
    let world = World::new().await;
    let right = world.scene.tree.set_roles(&id("ncn"), &id("mallory"), &id("mallory"));
    let reasons = &[
        (0, "publisher", NotNcnAdmin),
        (0, "mallory", NotNcnAdmin),
        (1, "another NCN", WrongTree),
        (2, "another NCN's tree", WrongTree),
    ];
    world.check(Call { right, payers: &[], fine: &[(2, "another mint's tree")], reasons }).await;
}

#[tokio::test]
async fn fund_reward_tree_takes_only_its_own_accounts() {
    let world = World::new().await;
    let right = world.scene.tree.fund(&id("funder"), 5);
    let reasons = &[
        (1, "another mint's tree", WrongTreasury),
        (1, "another NCN's tree", WrongTreasury),
        (2, "another NCN's treasury", WrongTreasury),
        (2, "mallory's tokens", WrongTreasury),
        (3, "tokens of another mint", WrongMint),
    ];
    world.check(Call { right, payers: &[], fine: &[], reasons }).await;
}

#[tokio::test]
async fn publish_root_takes_only_its_own_accounts() {
    let world = World::new().await;
    let tree = world.scene.tree;
    let from = Some(tree.tokens_of(&id("funder")));
    let right = tree.publish_with(&id("publisher"), &id("funder"), from, [1; 32], 2_000);
    let reasons = &[
        (0, "disputer", NotPublisher),
        (0, "mallory", NotPublisher),
        (1, "another mint's tree", WrongTreasury),
        (1, "another NCN's tree", WrongTreasury),
        (2, "another NCN's treasury", WrongTreasury),
        (2, "mallory's tokens", WrongTreasury),
        (4, "tokens of another mint", WrongMint),
        (4, "the program", Unfunded),
    ];
    world.check(Call { right, payers: &[], fine: &[], reasons }).await;
}

#[tokio::test]
async fn strike_root_takes_only_its_own_accounts() {
    let world = World::new().await;
    let right = world.scene.tree.strike(&id("disputer"), world.pending.root());
    let reasons = &[
        (0, "publisher", NotDisputer),
        (0, "mallory", NotDisputer),
        (1, "another mint's tree", RootNotPending),
        (1, "another NCN's tree", RootNotPending),
    ];
    world.check(Call { right, payers: &[], fine: &[], reasons }).await;
}

#[tokio::test]
async fn claim_reward_takes_only_its_own_accounts() {
    let world = World::new().await;
    let tree = world.scene.tree;
    let to = tree.tokens_of(&id("carol"));
    let mut right = tree.claim_for(&id("carol"), &id("bob"), &to, proof(&world.active, "bob"));
    right.accounts[0].pubkey = id("funder");
    const FINE: [(usize, &str); 7] =
        [(1, "bob"), (5, TOKENS[0]), (5, TOKENS[1]), (5, TOKENS[2]), (5, TOKENS[3]), (5, TOKENS[4]), (5, TOKENS[5])];
    let reasons = &[
        (1, "alice", NotEarner),
        (1, "mallory", NotEarner),
        (2, "alice", WrongClaim),
        (2, "mallory", WrongClaim),
        (3, "another mint's tree", WrongTreasury),
        (3, "another NCN's tree", WrongTreasury),
        (4, "another NCN's treasury", WrongTreasury),
        (4, "mallory's tokens", WrongTreasury),
        (5, "tokens of another mint", WrongMint),
        (6, "alice's claim", WrongClaim),
        (6, "alice's claim elsewhere", WrongTree),
    ];
    world.check(Call { right, payers: &[0], fine: &FINE, reasons }).await;
}

#[tokio::test]
async fn a_first_claim_takes_only_its_own_accounts() {
    let mut world = World::new().await;
    let tree = world.scene.tree;
    // A root that gives mallory something, to be claimed for the first time.
    let list = world.scene.active(&[("alice", 700), ("mallory", 400)]).await;
    let mut right = tree.claim(&id("mallory"), proof(&list, "mallory"));
    right.accounts[0].pubkey = id("funder");
    let reasons = &[
        (1, "alice", NotEarner),
        (4, "another NCN's treasury", WrongTreasury),
        (5, "tokens of another mint", WrongMint),
        (6, "alice's claim", WrongClaim),
        (6, "alice's claim elsewhere", WrongTree),
    ];
    const FINE: [(usize, &str); 5] = [(5, TOKENS[0]), (5, TOKENS[1]), (5, TOKENS[2]), (5, TOKENS[3]), (5, TOKENS[5])];
    world.check(Call { right, payers: &[0], fine: &FINE, reasons }).await;
}

#[tokio::test]
async fn set_claimer_takes_only_its_own_accounts() {
    let world = World::new().await;
    let mut right = world.scene.tree.set_claimer(&id("alice"), &id("carol"));
    right.accounts[0].pubkey = id("funder");
    // It is never closed. Were it, alice would make it again.
    world.check(Call { right, payers: &[0], fine: &[(3, GONE)], reasons: &[] }).await;
}
