//! Every account of every instruction of rewards, in turn another one, without its signature, read-only, or in a bad state:
//! refused, and every account left as it was, but where it says otherwise.

use harness::RewardTree;
use restaking_client::RestakingError::{
    NotDisputer, NotEarner, NotHolder, NotNcnAdmin, NotPublisher, RootNotPending, Unfunded, WrongClaim, WrongMint,
    WrongTreasury, WrongTree,
};
use restaking_client::{ID, merkle::Earnings};
use restaking_tests::id;
use restaking_tests::matrix::rules::Kind::{
    At, Changed, ChangedIfPassed, ChangedOrNew, MadeIfNeeded, New, Payer, Program, Read, Signer,
};
use restaking_tests::matrix::rules::{Answer, WRONG_ADDRESS, ours};
use restaking_tests::matrix::types::{CLAIM, MINT, NCN, TOKENS, TREE};
use restaking_tests::matrix::{self, ANY_OTHER, Call, Slot};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::reward_tree::scene::{Scene, another_tree, proof};

/// All possible signers.
const WALLETS: [&str; 8] = ["ncn", "publisher", "disputer", "funder", "alice", "bob", "carol", "mallory"];

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
    async fn check(mut self, right: Instruction, slots: &[Slot]) {
        let cast = self.cast();
        let call = Call { right, slots, other: None, cast: &cast, signers: &WALLETS };
        matrix::check(&mut self.scene.bank, call).await;
    }
}

#[tokio::test]
async fn open_reward_tree_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", Payer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("admin", Signer, &[(ANY_OTHER, ours(NotNcnAdmin))]),
        Slot("ncn", Read(NCN), &[("another NCN", WRONG_ADDRESS)]),
        Slot("mint", Read(MINT), &[(ANY_OTHER, WRONG_ADDRESS)]),
        Slot("tree", New, &[]),
        Slot("treasury", New, &[]),
        Slot("token_program", Program, &[]),
        Slot("system_program", Program, &[]),
    ];
    let mut world = World::new().await;
    let third = RewardTree::new(world.scene.tree.ncn, id("a third mint"));
    world.scene.endow(third);
    let mut right = third.open(&id("ncn"), &id("publisher"), &id("disputer"), 3_600);
    right.accounts[0].pubkey = id("funder");
    world.check(right, SLOTS).await;
}

#[tokio::test]
async fn set_reward_roles_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("admin", Signer, &[(ANY_OTHER, ours(NotNcnAdmin))]),
        Slot("ncn", Read(NCN), &[("another NCN", ours(WrongTree))]),
        Slot(
            "tree",
            Changed(TREE),
            &[
                ("another mint's tree", Answer::Accepted("the admin names the roles of each of its trees")),
                ("another NCN's tree", ours(WrongTree)),
            ],
        ),
    ];
    let world = World::new().await;
    let right = world.scene.tree.set_roles(&id("ncn"), &id("mallory"), &id("mallory"));
    world.check(right, SLOTS).await;
}

#[tokio::test]
async fn fund_reward_tree_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("funder", Signer, &[(ANY_OTHER, ours(NotHolder))]),
        Slot("tree", Changed(TREE), &[(ANY_OTHER, ours(WrongTreasury))]),
        Slot("treasury", Changed(TOKENS), &[(ANY_OTHER, ours(WrongTreasury))]),
        Slot(
            "funder_tokens",
            Changed(TOKENS),
            &[
                (ANY_OTHER, ours(NotHolder)),
                ("another mint's treasury", ours(WrongMint)),
                ("tokens of another mint", ours(WrongMint)),
            ],
        ),
        Slot("token_program", Program, &[]),
    ];
    let world = World::new().await;
    let right = world.scene.tree.fund(&id("funder"), 5);
    world.check(right, SLOTS).await;
}

#[tokio::test]
async fn publish_root_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("publisher", Signer, &[(ANY_OTHER, ours(NotPublisher))]),
        Slot("tree", Changed(TREE), &[(ANY_OTHER, ours(WrongTreasury))]),
        Slot("treasury", Changed(TOKENS), &[(ANY_OTHER, ours(WrongTreasury))]),
        Slot("funder", Signer, &[(ANY_OTHER, ours(NotHolder))]),
        Slot(
            "funder_tokens",
            ChangedIfPassed(TOKENS),
            &[
                (ANY_OTHER, ours(NotHolder)),
                ("another mint's treasury", ours(WrongMint)),
                ("tokens of another mint", ours(WrongMint)),
                ("the program", ours(Unfunded)),
            ],
        ),
        Slot("token_program", Program, &[]),
    ];
    let world = World::new().await;
    let tree = world.scene.tree;
    let from = Some(tree.tokens_of(&id("funder")));
    let right = tree.publish_with(&id("publisher"), &id("funder"), from, [1; 32], 2_000);
    world.check(right, SLOTS).await;
}

#[tokio::test]
async fn strike_root_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("disputer", Signer, &[(ANY_OTHER, ours(NotDisputer))]),
        Slot("tree", Changed(TREE), &[(ANY_OTHER, ours(RootNotPending))]),
    ];
    let world = World::new().await;
    let right = world.scene.tree.strike(&id("disputer"), world.pending.root());
    world.check(right, SLOTS).await;
}

#[tokio::test]
async fn claim_reward_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot(
            "payer",
            Payer,
            &[
                (ANY_OTHER, Answer::Accepted("any signer may pay")),
                ("foreign", Answer::Accepted("nothing is made, so it pays nothing")),
                ("gone", Answer::Accepted("nothing is made, so it pays nothing")),
            ],
        ),
        Slot(
            "claimer",
            Signer,
            &[(ANY_OTHER, ours(NotEarner)), ("earner", Answer::Accepted("the earner claims as well as its claimer"))],
        ),
        Slot("earner", At(&ours(WrongClaim)), &[]),
        Slot("tree", Changed(TREE), &[(ANY_OTHER, ours(WrongTreasury))]),
        Slot("treasury", Changed(TOKENS), &[(ANY_OTHER, ours(WrongTreasury))]),
        Slot(
            "to",
            Changed(TOKENS),
            &[
                (ANY_OTHER, Answer::Accepted("the signer names the account that is paid")),
                ("another mint's treasury", ours(WrongMint)),
                ("tokens of another mint", ours(WrongMint)),
            ],
        ),
        Slot(
            "claim",
            ChangedOrNew(CLAIM),
            &[
                ("alice's claim", ours(WrongClaim)),
                ("alice's claim elsewhere", ours(WrongTree)),
                ("gone", ours(NotEarner)),
            ],
        ),
        Slot("token_program", Program, &[]),
        Slot("system_program", Program, &[]),
    ];
    let world = World::new().await;
    let tree = world.scene.tree;
    let to = tree.tokens_of(&id("carol"));
    let mut right = tree.claim_for(&id("carol"), &id("bob"), &to, proof(&world.active, "bob"));
    right.accounts[0].pubkey = id("funder");
    world.check(right, SLOTS).await;
}

#[tokio::test]
async fn claim_reward_takes_only_its_own_accounts_for_a_first_claim() {
    const SLOTS: &[Slot] = &[
        Slot("payer", Payer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("claimer", Signer, &[(ANY_OTHER, ours(NotEarner))]),
        Slot("earner", At(&WRONG_ADDRESS), &[]),
        Slot("tree", Changed(TREE), &[(ANY_OTHER, ours(WrongTreasury))]),
        Slot("treasury", Changed(TOKENS), &[(ANY_OTHER, ours(WrongTreasury))]),
        Slot(
            "to",
            Changed(TOKENS),
            &[
                (ANY_OTHER, Answer::Accepted("the signer names the account that is paid")),
                ("another mint's treasury", ours(WrongMint)),
                ("tokens of another mint", ours(WrongMint)),
            ],
        ),
        Slot(
            "claim",
            ChangedOrNew(CLAIM),
            &[(ANY_OTHER, ours(WrongClaim)), ("alice's claim elsewhere", ours(WrongTree))],
        ),
        Slot("token_program", Program, &[]),
        Slot("system_program", Program, &[]),
    ];
    let mut world = World::new().await;
    let tree = world.scene.tree;
    // A root that gives mallory something, to be claimed for the first time.
    let list = world.scene.active(&[("alice", 700), ("mallory", 400)]).await;
    let mut right = tree.claim(&id("mallory"), proof(&list, "mallory"));
    right.accounts[0].pubkey = id("funder");
    world.check(right, SLOTS).await;
}

#[tokio::test]
async fn set_claimer_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot(
            "payer",
            Payer,
            &[
                (ANY_OTHER, Answer::Accepted("any signer may pay")),
                ("foreign", Answer::Accepted("nothing is made, so it pays nothing")),
                ("gone", Answer::Accepted("nothing is made, so it pays nothing")),
            ],
        ),
        Slot("earner", Signer, &[(ANY_OTHER, WRONG_ADDRESS)]),
        Slot("tree", Changed(TREE), &[(ANY_OTHER, WRONG_ADDRESS)]),
        Slot("claim", MadeIfNeeded(CLAIM), &[(ANY_OTHER, WRONG_ADDRESS)]),
        Slot("system_program", Program, &[]),
    ];
    let world = World::new().await;
    let mut right = world.scene.tree.set_claimer(&id("alice"), &id("carol"));
    right.accounts[0].pubkey = id("funder");
    // It is never closed. Were it, alice would make it again.
    world.check(right, SLOTS).await;
}
