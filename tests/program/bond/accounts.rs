//! The accounts of the instructions of bond pools and positions.

use harness::bond::BondPool;
use harness::token;
use restaking_client::RestakingError::{
    NoReward, NotHolder, NotPositionOwner, NotVaultAdmin, RewardTaken, WrongBondPool, WrongBondedAccount, WrongMint,
    WrongVrtMint,
};
use restaking_client::{VaultPosition, pda};
use restaking_tests::matrix::rules::Kind::{Changed, New, Payer, Program, Read, RentPayer, Signer};
use restaking_tests::matrix::rules::{Answer, WRONG_ADDRESS, ours};
use restaking_tests::matrix::types::{MINT, POOL, POSITION, TOKENS, VAULT};
use restaking_tests::matrix::{self, ANY_OTHER, Call, Slot};
use restaking_tests::{OPEN, id};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use super::refusals::two_pools;
use crate::bond::{Scene, mint};

/// All that can sign.
const PEOPLE: [&str; 8] = ["alice", "bob", "creator", "rival", "third", "issuer", "payer", "mallory"];

const TO_ANYONE: Answer = Answer::Accepted("the owner names the account that is paid");

/// Two pools that pay the same two rewards.
struct World {
    scene: Scene,
    other: BondPool,
}

impl World {
    async fn new() -> Self {
        let (mut scene, other) = two_pools().await;
        scene.bank.fund(&id("third"));
        // A mint of another program is none.
        let mut foreign = token::mint_account(6, id("issuer"), None, 0);
        foreign.owner = harness::token_2022::PROGRAM;
        scene.bank.put(&id("a foreign mint"), foreign);
        Self { scene, other }
    }

    /// What stands in for what.
    fn cast(&self) -> Vec<(&'static str, Pubkey)> {
        let (pool, other) = (self.scene.pool, self.other);
        let (alice, bob) = (id("alice"), id("bob"));
        let mut cast: Vec<(&str, Pubkey)> = PEOPLE.map(|name| (name, id(name))).to_vec();
        cast.extend([
            ("the config", pda::config()),
            ("the vault", pool.vault.address),
            ("another vault", other.vault.address),
            ("the VRT's mint", pool.vault.vrt_mint),
            ("the asset's mint", pool.vault.asset_mint),
            ("the pool", pool.address),
            ("another pool", other.address),
            ("the bonded shares", pool.bonded_account),
            ("another pool's bonded shares", other.bonded_account),
            ("the reward's treasury", pool.treasury(0)),
            ("another reward's treasury", pool.treasury(1)),
            ("a treasury to come", pool.treasury(3)),
            ("another pool's treasury", other.treasury(0)),
            ("another pool's treasury to come", other.treasury(2)),
            ("the reward's mint", mint(0)),
            ("another reward's mint", mint(1)),
            ("a foreign mint", id("a foreign mint")),
            ("alice's shares", pool.vault.shares_of(&alice)),
            ("bob's shares", pool.vault.shares_of(&bob)),
            ("alice's shares of another vault", other.vault.shares_of(&alice)),
            ("alice's rewards", token::address(&alice, &mint(0))),
            ("alice's other rewards", token::address(&alice, &mint(1))),
            ("bob's rewards", token::address(&bob, &mint(0))),
            ("the payer's rewards", token::address(&id("payer"), &mint(0))),
            ("the payer's other rewards", token::address(&id("payer"), &mint(1))),
            ("alice's position", pool.position(&alice)),
            ("bob's position", pool.position(&bob)),
            ("alice's position elsewhere", other.position(&alice)),
            ("mallory's position elsewhere", other.position(&id("mallory"))),
            ("nothing", id("nothing")),
            ("SPL Token", token::PROGRAM),
            ("the system program", Pubkey::default()),
            ("the program", restaking_client::ID),
        ]);
        cast
    }

    async fn check(mut self, right: Instruction, slots: &[Slot]) {
        let cast = self.cast();
        let call = Call { right, slots, other: None, cast: &cast, signers: &PEOPLE };
        matrix::check(&mut self.scene.bank, call).await;
    }
}

/// `instruction` with "payer" as its payer.
fn paid_by_payer(mut instruction: Instruction) -> Instruction {
    instruction.accounts[0].pubkey = id("payer");
    instruction
}

#[tokio::test]
async fn open_bond_pool_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", Payer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("admin", Signer, &[(ANY_OTHER, ours(NotVaultAdmin))]),
        Slot("vault", Read(VAULT), &[(ANY_OTHER, WRONG_ADDRESS)]),
        Slot("vrt_mint", Read(MINT), &[(ANY_OTHER, ours(WrongVrtMint))]),
        Slot("bond_pool", New, &[]),
        Slot("bonded_account", New, &[]),
        Slot("token_program", Program, &[]),
        Slot("system_program", Program, &[]),
    ];
    let mut world = World::new().await;
    let vault = world.scene.bank.add_vault("third", 0, OPEN).await;
    let right = paid_by_payer(BondPool::new(vault).open(9));
    world.check(right, SLOTS).await;
}

#[tokio::test]
async fn add_reward_mint_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", Payer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("admin", Signer, &[(ANY_OTHER, ours(NotVaultAdmin))]),
        Slot("vault", Read(VAULT), &[("another vault", ours(NotVaultAdmin))]),
        Slot("bond_pool", Changed(POOL), &[("another pool", WRONG_ADDRESS)]),
        Slot(
            "reward_mint",
            Read(MINT),
            &[
                (ANY_OTHER, Answer::Accepted("a pool pays any mint of SPL Token")),
                ("the reward's mint", ours(RewardTaken)),
                ("another reward's mint", ours(RewardTaken)),
            ],
        ),
        Slot("treasury", New, &[]),
        Slot("token_program", Program, &[]),
        Slot("system_program", Program, &[]),
    ];
    let mut world = World::new().await;
    world.scene.add_mint(&mint(2));
    let right = paid_by_payer(world.scene.pool.add_reward_mint(2, &mint(2)));
    world.check(right, SLOTS).await;
}

#[tokio::test]
async fn open_position_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", Payer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("owner", Signer, &[(ANY_OTHER, WRONG_ADDRESS)]),
        Slot("bond_pool", Changed(POOL), &[("another pool", WRONG_ADDRESS)]),
        Slot("position", New, &[]),
        Slot("system_program", Program, &[]),
    ];
    let world = World::new().await;
    let right = paid_by_payer(world.scene.pool.open_position(&id("mallory")));
    world.check(right, SLOTS).await;
}

#[tokio::test]
async fn bond_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("owner", Signer, &[(ANY_OTHER, ours(NotPositionOwner))]),
        Slot("bond_pool", Changed(POOL), &[("another pool", ours(WrongBondedAccount))]),
        Slot("bonded_account", Changed(TOKENS), &[(ANY_OTHER, ours(WrongBondedAccount))]),
        Slot("owner_shares", Changed(TOKENS), &[(ANY_OTHER, ours(WrongMint)), ("bob's shares", ours(NotHolder))]),
        Slot(
            "position",
            Changed(POSITION),
            &[("bob's position", ours(NotPositionOwner)), ("alice's position elsewhere", ours(WrongBondPool))],
        ),
        Slot("token_program", Program, &[]),
    ];
    let world = World::new().await;
    let right = world.scene.pool.bond(&id("alice"), 10);
    world.check(right, SLOTS).await;
}

#[tokio::test]
async fn unbond_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("owner", Signer, &[(ANY_OTHER, ours(NotPositionOwner))]),
        Slot("bond_pool", Changed(POOL), &[("another pool", ours(WrongBondedAccount))]),
        Slot("bonded_account", Changed(TOKENS), &[(ANY_OTHER, ours(WrongBondedAccount))]),
        Slot("owner_shares", Changed(TOKENS), &[(ANY_OTHER, ours(WrongMint)), ("bob's shares", TO_ANYONE)]),
        Slot(
            "position",
            Changed(POSITION),
            &[("bob's position", ours(NotPositionOwner)), ("alice's position elsewhere", ours(WrongBondPool))],
        ),
        Slot("token_program", Program, &[]),
    ];
    let world = World::new().await;
    let right = world.scene.pool.unbond(&id("alice"), 10);
    world.check(right, SLOTS).await;
}

#[tokio::test]
async fn pay_position_reward_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", Signer, &[(ANY_OTHER, ours(NotHolder))]),
        Slot("bond_pool", Changed(POOL), &[("another pool", ours(NoReward))]),
        Slot(
            "treasury",
            Changed(TOKENS),
            &[
                (ANY_OTHER, ours(WrongMint)),
                ("another pool's treasury", ours(NoReward)),
                ("alice's rewards", ours(NoReward)),
                ("bob's rewards", ours(NoReward)),
            ],
        ),
        Slot(
            "payer_rewards",
            Changed(TOKENS),
            &[
                (ANY_OTHER, ours(WrongMint)),
                ("another pool's treasury", ours(NotHolder)),
                ("alice's rewards", ours(NotHolder)),
                ("bob's rewards", ours(NotHolder)),
            ],
        ),
        Slot("token_program", Program, &[]),
    ];
    let world = World::new().await;
    let right = world.scene.pool.pay(&id("payer"), 0, &mint(0), 5);
    world.check(right, SLOTS).await;
}

#[tokio::test]
async fn claim_position_reward_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("owner", Signer, &[(ANY_OTHER, ours(NotPositionOwner))]),
        Slot("bond_pool", Changed(POOL), &[("another pool", ours(WrongBondPool))]),
        Slot(
            "treasury",
            Changed(TOKENS),
            &[
                (ANY_OTHER, ours(WrongMint)),
                ("another pool's treasury", ours(NoReward)),
                ("bob's rewards", ours(NoReward)),
                ("the payer's rewards", ours(NoReward)),
            ],
        ),
        Slot(
            "owner_rewards",
            Changed(TOKENS),
            &[
                (ANY_OTHER, ours(WrongMint)),
                ("another pool's treasury", TO_ANYONE),
                ("bob's rewards", TO_ANYONE),
                ("the payer's rewards", TO_ANYONE),
            ],
        ),
        Slot(
            "position",
            Changed(POSITION),
            &[("bob's position", ours(NotPositionOwner)), ("alice's position elsewhere", ours(WrongBondPool))],
        ),
        Slot("token_program", Program, &[]),
    ];
    let world = World::new().await;
    let right = world.scene.pool.claim(&id("alice"), 0, &mint(0));
    world.check(right, SLOTS).await;
}

#[tokio::test]
async fn close_position_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("owner", Signer, &[(ANY_OTHER, ours(NotPositionOwner))]),
        Slot("bond_pool", Changed(POOL), &[("another pool", ours(WrongBondPool))]),
        Slot(
            "position",
            Changed(POSITION),
            &[("bob's position", ours(NotPositionOwner)), ("alice's position elsewhere", ours(WrongBondPool))],
        ),
        Slot("rent_payer", RentPayer, &[]),
    ];
    let mut world = World::new().await;
    let pool = world.scene.pool;
    world.scene.unbond("alice", 1_000).await;
    let right = pool.forfeit_position(&id("alice"), &id("payer"), [u64::MAX; 8]);
    world.scene.bank.change::<VaultPosition>(&pool.position(&id("alice")), |it| it.rent_payer = id("payer")).await;
    world.check(right, SLOTS).await;
}
