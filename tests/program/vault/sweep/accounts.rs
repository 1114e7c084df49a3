//! Every account of the sweeps, in turn another one, without its signature, read-only, or in a bad state.

use harness::bond::BondPool;
use harness::{Stray, Vault, token};
use restaking_client::RestakingError::{
    NoReward, NotSweepable, NotVaultTokens, SweepsToStream, WrongAssetAccount, WrongAssetProgram, WrongBondPool,
    WrongMint, WrongRecipient, WrongSweepNotice, WrongVault,
};
use restaking_client::{ID, pda};
use restaking_tests::matrix::rules::Kind::{At, Changed, New, Program, Read, RentPayer, SignerLeftOut, SolePayer};
use restaking_tests::matrix::rules::{Answer, TOO_SMALL, WRONG_ADDRESS, WRONG_TYPE, ours};
use restaking_tests::matrix::types::{CONFIG, MINT, NOTICE, POOL, TOKENS, VAULT};
use restaking_tests::matrix::{self, ANY_OTHER, Call, Slot};
use restaking_tests::{EPOCH, OPEN, id};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::vault::sweep::{SENT, Scene, WEEK};

/// All that can sign.
const PEOPLE: [&str; 5] = ["creator", "alice", "bob", "issuer", "mallory"];

/// Two vaults of one asset with a bond pool each, both sent tokens of two mints; the pools pay one of them. Notices of the other are
/// due.
struct World {
    scene: Scene,
    other: Vault,
    pools: [BondPool; 2],
    paid: Stray,
}

impl World {
    async fn new() -> Self {
        let mut scene = Scene::new().await;
        let vault = scene.vault;
        let other = Vault::new(id("creator"), 1, vault.asset_mint);
        let pools = [vault, other].map(BondPool::new);
        let bank = &mut scene.bank;
        bank.fund(&id("bob"));
        bank.by("creator", other.initialize(EPOCH, OPEN)).await;
        let paid = Stray::new(vault, id("reward"));
        bank.put(&paid.mint, token::mint_account(6, id("issuer"), None, 1 << 40));
        for pool in pools {
            bank.by("creator", pool.open(100)).await;
            bank.by("creator", pool.add_reward_mint(0, &paid.mint)).await;
            for mint in [scene.stray.mint, paid.mint, vault.asset_mint, vault.vrt_mint] {
                let at = token::address(&pool.vault.address, &mint);
                bank.put(&at, token::token_account(mint, pool.vault.address, SENT));
            }
        }
        let [mint, asset] = [scene.stray.mint, vault.asset_mint];
        bank.put(&id("a second account"), token::token_account(mint, vault.address, SENT));
        bank.put(&id("an empty account"), token::token_account(mint, vault.address, 0));
        bank.put(&id("creator's assets"), token::token_account(asset, id("creator"), 0));
        for stray in [scene.stray, Stray::new(other, mint)] {
            bank.by("mallory", stray.announce(&id("mallory"))).await;
        }
        scene.at(WEEK).await;
        Self { scene, other, pools, paid }
    }

    /// What stands in for what.
    fn cast(&self) -> Vec<(&'static str, Pubkey)> {
        let (Scene { vault, stray, .. }, Self { other, pools, paid, .. }) = (&self.scene, self);
        let of_other = Stray::new(*other, stray.mint);
        let second = Stray { tokens: id("a second account"), ..*stray };
        let mut cast: Vec<(&str, Pubkey)> = PEOPLE.map(|name| (name, id(name))).to_vec();
        cast.extend([
            ("the config", pda::config()),
            ("the vault", vault.address),
            ("another vault", other.address),
            ("the bond pool", pools[0].address),
            ("another bond pool", pools[1].address),
            ("the pool's treasury", pools[0].treasury(0)),
            ("another pool's treasury", pools[1].treasury(0)),
            ("the bonded shares", pools[0].bonded_account),
            ("the tokens", stray.tokens),
            ("a second account", second.tokens),
            ("an empty account", id("an empty account")),
            ("another vault's tokens", of_other.tokens),
            ("tokens that the pool pays", paid.tokens),
            ("stray assets", vault.stray()),
            ("another vault's stray assets", other.stray()),
            ("stray shares", token::address(&vault.address, &vault.vrt_mint)),
            ("the notice", stray.notice()),
            ("another notice", of_other.notice()),
            ("a notice to come", second.notice()),
            ("the mint", stray.mint),
            ("the reward's mint", paid.mint),
            ("the asset's mint", vault.asset_mint),
            ("the vault's assets", vault.asset_account),
            ("another vault's assets", other.asset_account),
            ("creator's tokens", token::address(&id("creator"), &stray.mint)),
            ("alice's tokens", token::address(&id("alice"), &stray.mint)),
            ("creator's assets", id("creator's assets")),
            ("nothing", id("nothing")),
            ("SPL Token", token::PROGRAM),
            ("Token-2022", harness::token_2022::PROGRAM),
            ("the system program", Pubkey::default()),
            ("the program", ID),
        ]);
        cast
    }

    async fn check(mut self, right: Instruction, slots: &[Slot]) {
        let cast = self.cast();
        let call = Call { right, slots, other: None, cast: &cast, signers: &PEOPLE };
        matrix::check(&mut self.scene.bank, call).await;
    }
}

#[tokio::test]
async fn announce_sweep_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", SolePayer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("vault", Changed(VAULT), &[("another vault", WRONG_ADDRESS)]),
        Slot(
            "bond_pool",
            At(&WRONG_ADDRESS),
            &[("zeroed", WRONG_TYPE), ("short", TOO_SMALL), ("mistyped", WRONG_TYPE)],
        ),
        Slot("tokens", Read(TOKENS), &[(ANY_OTHER, WRONG_ADDRESS)]),
        Slot("notice", New, &[]),
        Slot("system_program", Program, &[]),
    ];
    let world = World::new().await;
    let second = Stray { tokens: id("a second account"), ..world.scene.stray };
    let right = second.announce(&id("mallory"));
    // A pool that was never opened pays nothing; its address is the program's own, so no other program's account is there.
    // The notice's address is the token account's: another one is no notice of it.
    world.check(right, SLOTS).await;
}

#[tokio::test]
async fn sweep_to_wallet_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("vault", Changed(VAULT), &[("another vault", WRONG_ADDRESS)]),
        Slot(
            "bond_pool",
            At(&WRONG_ADDRESS),
            &[("zeroed", WRONG_TYPE), ("short", TOO_SMALL), ("mistyped", WRONG_TYPE)],
        ),
        Slot("tokens", Changed(TOKENS), &[(ANY_OTHER, ours(WrongSweepNotice))]),
        Slot("notice", Changed(NOTICE), &[("another notice", ours(WrongVault))]),
        Slot("mint", Read(MINT), &[(ANY_OTHER, ours(WrongMint))]),
        Slot("wallet", SignerLeftOut, &[]),
        Slot(
            "recipient_tokens",
            Changed(TOKENS),
            &[
                (ANY_OTHER, ours(WrongMint)),
                ("a second account", ours(WrongRecipient)),
                ("an empty account", ours(WrongRecipient)),
                ("another vault's tokens", ours(WrongRecipient)),
                ("alice's tokens", ours(WrongRecipient)),
                ("creator", ours(WrongRecipient)),
                ("alice", ours(WrongRecipient)),
                ("bob", ours(WrongRecipient)),
                ("issuer", ours(WrongRecipient)),
                ("the config", ours(WrongRecipient)),
                ("another vault", ours(WrongRecipient)),
                ("another bond pool", ours(WrongRecipient)),
                ("another notice", ours(WrongRecipient)),
                ("a notice to come", ours(WrongRecipient)),
                ("the reward's mint", ours(WrongRecipient)),
                ("the asset's mint", ours(WrongRecipient)),
                ("nothing", ours(WrongRecipient)),
                ("Token-2022", ours(WrongRecipient)),
                ("foreign", ours(WrongRecipient)),
                ("zeroed", ours(WrongRecipient)),
                ("gone", ours(WrongRecipient)),
                ("short", ours(WrongRecipient)),
            ],
        ),
        Slot("rent_payer", RentPayer, &[]),
        Slot(
            "token_program",
            Program,
            &[
                ("bond_pool", ours(WrongAssetProgram)),
                ("mint", ours(WrongAssetProgram)),
                ("left out", ours(WrongAssetProgram)),
                ("rent_payer", ours(WrongAssetProgram)),
                ("creator", ours(WrongAssetProgram)),
                ("alice", ours(WrongAssetProgram)),
                ("bob", ours(WrongAssetProgram)),
                ("issuer", ours(WrongAssetProgram)),
                ("the config", ours(WrongAssetProgram)),
                ("another vault", ours(WrongAssetProgram)),
                ("another bond pool", ours(WrongAssetProgram)),
                ("the pool's treasury", ours(WrongAssetProgram)),
                ("another pool's treasury", ours(WrongAssetProgram)),
                ("the bonded shares", ours(WrongAssetProgram)),
                ("a second account", ours(WrongAssetProgram)),
                ("an empty account", ours(WrongAssetProgram)),
                ("another vault's tokens", ours(WrongAssetProgram)),
                ("tokens that the pool pays", ours(WrongAssetProgram)),
                ("stray assets", ours(WrongAssetProgram)),
                ("another vault's stray assets", ours(WrongAssetProgram)),
                ("stray shares", ours(WrongAssetProgram)),
                ("another notice", ours(WrongAssetProgram)),
                ("a notice to come", ours(WrongAssetProgram)),
                ("the reward's mint", ours(WrongAssetProgram)),
                ("the asset's mint", ours(WrongAssetProgram)),
                ("the vault's assets", ours(WrongAssetProgram)),
                ("another vault's assets", ours(WrongAssetProgram)),
                ("alice's tokens", ours(WrongAssetProgram)),
                ("creator's assets", ours(WrongAssetProgram)),
                ("nothing", ours(WrongAssetProgram)),
                ("Token-2022", ours(WrongAssetProgram)),
                ("the system program", ours(WrongAssetProgram)),
            ],
        ),
    ];
    let world = World::new().await;
    let right = world.scene.to_wallet();
    world.check(right, SLOTS).await;
}

#[tokio::test]
async fn sweep_to_pool_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("vault", Read(VAULT), &[("another vault", ours(WrongBondPool))]),
        Slot("bond_pool", Changed(POOL), &[("another bond pool", ours(WrongBondPool))]),
        Slot("treasury", Changed(TOKENS), &[(ANY_OTHER, ours(WrongMint)), ("another pool's treasury", ours(NoReward))]),
        Slot(
            "tokens",
            Changed(TOKENS),
            &[(ANY_OTHER, ours(WrongMint)), ("another pool's treasury", ours(NotVaultTokens))],
        ),
        Slot("token_program", Program, &[]),
    ];
    let world = World::new().await;
    let right = world.paid.to_pool(0);
    world.check(right, SLOTS).await;
}

#[tokio::test]
async fn sweep_to_stream_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("config", Read(CONFIG), &[]),
        Slot("vault", Changed(VAULT), &[("another vault", ours(WrongAssetAccount))]),
        Slot("asset_account", Changed(TOKENS), &[(ANY_OTHER, ours(WrongAssetAccount))]),
        Slot(
            "tokens",
            Changed(TOKENS),
            &[
                (ANY_OTHER, ours(WrongMint)),
                ("another vault's stray assets", ours(NotVaultTokens)),
                ("another vault's assets", ours(NotVaultTokens)),
                ("creator's assets", ours(NotVaultTokens)),
            ],
        ),
        Slot("token_program", Program, &[]),
    ];
    let world = World::new().await;
    let right = Stray::of_asset(world.scene.vault).to_stream();
    world.check(right, SLOTS).await;
}

/// Accounts that fit each other, and not the rule.
#[tokio::test]
async fn a_notice_of_what_is_not_swept_sweeps_nothing() {
    let mut world = World::new().await;
    let (bank, vault) = (&mut world.scene.bank, world.scene.vault);
    // As if a notice were there of the vault's own accounts.
    for (tokens, mint, error) in [
        (vault.asset_account, vault.asset_mint, NotSweepable),
        (token::address(&vault.address, &vault.vrt_mint), vault.vrt_mint, NotSweepable),
        (vault.stray(), vault.asset_mint, SweepsToStream),
    ] {
        let stray = Stray { tokens, mint, ..world.scene.stray };
        let notice = bank.account(&world.scene.stray.notice()).await.expect("a notice");
        bank.put(&stray.notice(), notice);
        bank.put(&vault.asset_account, token::token_account(vault.asset_mint, vault.address, SENT));
        bank.change::<restaking_client::SweepNotice>(&stray.notice(), |notice| notice.tokens = tokens).await;
        let home = stray.to_wallet(&id("creator"), &id("mallory"));
        let failure = bank.refused(home, &[]).await;
        assert_eq!(failure.restaking(), Some(error), "{failure}");
    }
}
