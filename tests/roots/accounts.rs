//! Every account of every instruction of rewards, in turn another one, without its signature, read-only, or in a bad state:
//! refused, and every account left as it was, but where it says otherwise.

use harness::{RewardTree, key};
use restaking_client::RestakingError::{
    self, NotDisputer, NotEarner, NotNcnAdmin, NotPublisher, RootNotPending, Unfunded, WrongClaim, WrongMint,
    WrongTreasury, WrongTree,
};
use restaking_client::{ID, merkle::Earnings};
use restaking_tests::id;
use solana_account::Account;
use solana_keypair::Keypair;
use solana_program::instruction::{Instruction, InstructionError};
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;
use solana_transaction_error::TransactionError;

use crate::scene::{Scene, another_tree, proof};

/// Whoever can sign.
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

/// The state of an account that was never made.
const GONE: &str = "gone";

/// An instruction, and what is known of its accounts: the rest is refused, for whatever reason.
struct Call {
    right: Instruction,
    /// The slots that take any wallet.
    payers: &'static [usize],
    /// Who else may stand in a slot.
    fine: &'static [(usize, &'static str)],
    /// The reason, where it matters that it is this one.
    reasons: &'static [(usize, &'static str, RestakingError)],
}

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
        let mut wrong = vec![];
        let known = call.fine.iter().copied().chain(call.reasons.iter().map(|entry| (entry.0, entry.1)));
        for (slot, stand_in) in known {
            let is_known = stand_in == GONE || cast.iter().any(|each| each.0 == stand_in);
            assert!(slot < call.right.accounts.len() && is_known, "{stand_in}");
        }
        for slot in 0..call.right.accounts.len() {
            let meta = call.right.accounts[slot].clone();
            for (name, address) in &cast {
                if *address == meta.pubkey {
                    continue;
                }
                let mut changed = call.right.clone();
                changed.accounts[slot].pubkey = *address;
                changed.accounts[slot].is_signer &= WALLETS.contains(name);
                let fine = call.payers.contains(&slot) && WALLETS.contains(name) || call.fine.contains(&(slot, *name));
                let reason = call.reasons.iter().find(|entry| (entry.0, entry.1) == (slot, *name));
                let row = format!("slot {slot} is {name}");
                wrong.extend(self.row(row, changed, fine, reason.map(|entry| entry.2.clone())).await);
            }
            if meta.is_signer {
                let mut changed = call.right.clone();
                changed.accounts[slot].is_signer = false;
                wrong.extend(self.row(format!("slot {slot} does not sign"), changed, false, None).await);
            }
            if meta.is_writable {
                let mut changed = call.right.clone();
                changed.accounts[slot].is_writable = false;
                wrong.extend(self.row(format!("slot {slot} is read-only"), changed, false, None).await);
            }
            let Some(good) = self.scene.bank.account(&meta.pubkey).await else { continue };
            if good.executable || good.data.is_empty() {
                continue;
            }
            let foreign = Account { owner: id("another program"), ..good.clone() };
            let zeroed = Account { data: vec![0; good.data.len()], ..good.clone() };
            let short = Account { data: good.data[..good.data.len() - 1].to_vec(), ..good.clone() };
            for (state, bad) in [("foreign", foreign), ("zeroed", zeroed), ("short", short), (GONE, Account::default())]
            {
                self.scene.bank.put(&meta.pubkey, bad);
                let fine = call.fine.contains(&(slot, state));
                wrong.extend(self.row(format!("slot {slot} is {state}"), call.right.clone(), fine, None).await);
            }
            self.scene.bank.put(&meta.pubkey, good);
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        let done = self.send(&call.right).await;
        assert!(done.is_ok(), "as it should be: {done:?}");
    }

    /// Runs a row; gives what is wrong with it.
    async fn row(
        &mut self,
        row: String,
        changed: Instruction,
        fine: bool,
        reason: Option<RestakingError>,
    ) -> Option<String> {
        if fine {
            let names: Vec<&str> = signers(&changed);
            self.scene.bank.simulate(&names, changed).await;
            return None;
        }
        let keys: Vec<Keypair> = signers(&changed).into_iter().map(key).collect();
        let failure = self.scene.bank.refused(changed, &keys.iter().collect::<Vec<_>>()).await;
        if let Some(reason) = reason {
            return (failure.restaking() != Some(reason.clone())).then(|| format!("{row}: {failure}, not {reason}"));
        }
        // Each is an error of this instruction, and no broken transaction.
        let ours = matches!(&failure.error, TransactionError::InstructionError(1, error)
            if *error != InstructionError::ProgramFailedToComplete);
        (!ours).then(|| format!("{row}: {failure}"))
    }

    async fn send(&mut self, instruction: &Instruction) -> Result<harness::Done, harness::Failure> {
        let keys: Vec<Keypair> = signers(instruction).into_iter().map(key).collect();
        self.scene.bank.send(std::slice::from_ref(instruction), &keys.iter().collect::<Vec<_>>()).await
    }
}

/// The names of who signs, each once.
fn signers(instruction: &Instruction) -> Vec<&'static str> {
    let signs = |name: &&str| {
        let address = key(name).pubkey();
        instruction.accounts.iter().any(|meta| meta.is_signer && meta.pubkey == address)
    };
    WALLETS.into_iter().filter(signs).collect()
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
