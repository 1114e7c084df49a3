//! Every account of every instruction of income, in turn another one, without its signature, read-only, or in a bad state.

use harness::{Split, Vault, fee, key, token};
use restaking_client::RestakingError::{
    NotAdmin, NotFeeAdmin, NotHolder, WrongAssetAccount, WrongDelegation, WrongFeeParty, WrongMint, WrongRecipient,
};
use restaking_client::{ID, pda};
use restaking_tests::matrix::rules::Kind::{Changed, ChangedIfPassed, LeftOut, Program, Read, Signer, SignerLeftOut};
use restaking_tests::matrix::rules::{Answer, ours};
use restaking_tests::matrix::types::{CONFIG, DELEGATION, OPERATOR, TOKENS, VAULT};
use restaking_tests::matrix::{self, ANY_OTHER, Call, Slot};
use restaking_tests::{EPOCH, OPEN, id};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::vault::reward::scene::{FREE, Scene};

/// All possible signers.
const PEOPLE: [&str; 9] =
    ["creator", "deployer", "operator", "other operator", "ncn", "other ncn", "alice", "mallory", "vault wallet"];

/// A scene in which all parties are owed something; two other vaults, of the same asset and of another; and one more operator
/// that the vault has a delegation to.
struct World {
    scene: Scene,
    same_asset: Split,
    other_asset: Split,
}

impl World {
    async fn new() -> Self {
        let mut scene = Scene::new(fee::FeeArgs { reward_bps: 2_000, ..FREE }, 1_000).await;
        scene.deposit("alice", 1_000_000).await;
        scene.pay("ncn", 1_000_000).await;
        scene.pay("other ncn", 1_000_000).await;
        let creator = key("creator");
        let same = Vault::new(id("creator"), 9, scene.vault.asset_mint);
        scene.bank.send(&[same.initialize(EPOCH, OPEN)], &[&creator]).await.unwrap();
        let other = scene.bank.add_vault("mallory", 0, OPEN).await;
        let (same_asset, other_asset) = (Split { vault: same, ..scene.first }, Split { vault: other, ..scene.first });
        for split in [same_asset, other_asset] {
            scene.bank.by("creator", split.open_delegation(&id("creator"))).await;
        }
        for name in PEOPLE {
            if scene.bank.account(&id(name)).await.is_none() {
                scene.bank.fund(&id(name));
            }
        }
        scene.bank.put(&other.assets_of(&id("ncn")), token::token_account(other.asset_mint, id("ncn"), 1_000_000));
        scene.bank.put(&scene.vault.stray(), token::token_account(scene.vault.asset_mint, scene.vault.address, 5_000));
        Self { scene, same_asset, other_asset }
    }

    /// What stands in for what.
    fn cast(&self) -> Vec<(&'static str, Pubkey)> {
        let Scene { vault, first, second, .. } = self.scene;
        let mut cast: Vec<(&str, Pubkey)> = PEOPLE.map(|name| (name, id(name))).to_vec();
        cast.extend([
            ("the config", pda::config()),
            ("the vault", vault.address),
            ("a vault of the same asset", self.same_asset.vault.address),
            ("a vault of another asset", self.other_asset.vault.address),
            ("the operator", first.operator),
            ("another operator", second.operator),
            ("the NCN", first.ncn),
            ("the delegation", first.delegation()),
            ("the delegation to another operator", second.delegation()),
            ("the delegation of a vault of the same asset", self.same_asset.delegation()),
            ("the delegation of a vault of another asset", self.other_asset.delegation()),
            ("the allocation", first.allocation()),
            ("the vault's assets", vault.asset_account),
            ("a second account of the vault's", vault.stray()),
            ("the assets of a vault of the same asset", self.same_asset.vault.asset_account),
            ("the assets of a vault of another asset", self.other_asset.vault.asset_account),
            ("the asset's mint", vault.asset_mint),
            ("the VRT's mint", vault.vrt_mint),
            ("ncn's assets", vault.assets_of(&id("ncn"))),
            ("alice's assets", vault.assets_of(&id("alice"))),
            ("alice's shares", vault.shares_of(&id("alice"))),
            ("ncn's tokens of another asset", self.other_asset.vault.assets_of(&id("ncn"))),
            ("the vault wallet's assets", vault.assets_of(&id("vault wallet"))),
            ("the protocol wallet's assets", vault.assets_of(&id("protocol wallet"))),
            ("the operator wallet's assets", vault.assets_of(&id("operator wallet"))),
            ("the other wallet's assets", vault.assets_of(&id("other wallet"))),
            ("the vault wallet's shares", vault.shares_of(&id("vault wallet"))),
            ("nothing", id("nothing")),
            ("SPL Token", token::PROGRAM),
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
async fn pay_reward_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", Signer, &[(ANY_OTHER, ours(NotHolder))]),
        Slot("config", Read(CONFIG), &[]),
        Slot("vault", Changed(VAULT), &[(ANY_OTHER, ours(WrongDelegation))]),
        Slot("operator", Read(OPERATOR), &[("another operator", ours(WrongDelegation))]),
        Slot("delegation", Changed(DELEGATION), &[(ANY_OTHER, ours(WrongDelegation))]),
        Slot("asset_account", Changed(TOKENS), &[(ANY_OTHER, ours(WrongAssetAccount))]),
        Slot(
            "payer_assets",
            Changed(TOKENS),
            &[
                (ANY_OTHER, ours(NotHolder)),
                ("the assets of a vault of another asset", ours(WrongMint)),
                ("alice's shares", ours(WrongMint)),
                ("ncn's tokens of another asset", ours(WrongMint)),
                ("the vault wallet's shares", ours(WrongMint)),
            ],
        ),
        Slot("token_program", Program, &[]),
    ];
    let world = World::new().await;
    let right = fee::pay_reward(&world.scene.first, &id("ncn"), 1_000);
    world.check(right, SLOTS).await;
}

#[tokio::test]
async fn set_fees_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("fee_admin", Signer, &[(ANY_OTHER, ours(NotFeeAdmin))]),
        Slot(
            "vault",
            Changed(VAULT),
            &[
                ("a vault of the same asset", Answer::Accepted("its admin is the same")),
                ("a vault of another asset", ours(NotFeeAdmin)),
            ],
        ),
    ];
    let world = World::new().await;
    let right = fee::set_fees(&world.scene.vault, &id("creator"), fee::args(1, 2, 3, EPOCH));
    // The creator made both.
    world.check(right, SLOTS).await;
}

#[tokio::test]
async fn set_protocol_fee_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] =
        &[Slot("admin", Signer, &[(ANY_OTHER, ours(NotAdmin))]), Slot("config", Changed(CONFIG), &[])];
    let world = World::new().await;
    let right = fee::set_protocol_fee(&id("deployer"), 7);
    world.check(right, SLOTS).await;
}

#[tokio::test]
async fn collect_fees_of_the_vault_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("vault", Changed(VAULT), &[(ANY_OTHER, ours(WrongAssetAccount))]),
        Slot("config", Read(CONFIG), &[("the config", ours(WrongRecipient))]),
        Slot("operator", Read(OPERATOR), &[(ANY_OTHER, ours(WrongFeeParty))]),
        Slot("delegation", LeftOut, &[]),
        Slot("asset_account", Changed(TOKENS), &[(ANY_OTHER, ours(WrongAssetAccount))]),
        Slot("wallet", SignerLeftOut, &[]),
        Slot(
            "recipient_assets",
            Changed(TOKENS),
            &[
                (ANY_OTHER, ours(WrongRecipient)),
                ("the assets of a vault of another asset", ours(WrongMint)),
                ("alice's shares", ours(WrongMint)),
                ("ncn's tokens of another asset", ours(WrongMint)),
                ("the vault wallet's shares", ours(WrongMint)),
            ],
        ),
        Slot("token_program", Program, &[]),
    ];
    let world = World::new().await;
    let right = fee::collect_vault_fees(&world.scene.vault, &id("vault wallet"));
    world.check(right, SLOTS).await;
}

#[tokio::test]
async fn collect_fees_of_the_protocol_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("vault", Changed(VAULT), &[(ANY_OTHER, ours(WrongAssetAccount))]),
        Slot("config", Read(CONFIG), &[("left out", ours(WrongRecipient))]),
        Slot("operator", Read(OPERATOR), &[(ANY_OTHER, ours(WrongFeeParty))]),
        Slot("delegation", LeftOut, &[]),
        Slot("asset_account", Changed(TOKENS), &[(ANY_OTHER, ours(WrongAssetAccount))]),
        Slot("wallet", SignerLeftOut, &[]),
        Slot(
            "recipient_assets",
            Changed(TOKENS),
            &[
                (ANY_OTHER, ours(WrongRecipient)),
                ("the assets of a vault of another asset", ours(WrongMint)),
                ("alice's shares", ours(WrongMint)),
                ("ncn's tokens of another asset", ours(WrongMint)),
                ("the vault wallet's shares", ours(WrongMint)),
            ],
        ),
        Slot("token_program", Program, &[]),
    ];
    let world = World::new().await;
    let right = fee::collect_protocol_fees(&world.scene.vault, &id("protocol wallet"));
    world.check(right, SLOTS).await;
}

#[tokio::test]
async fn collect_fees_of_an_operator_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("vault", Changed(VAULT), &[(ANY_OTHER, ours(WrongAssetAccount))]),
        Slot("config", Read(CONFIG), &[("the config", ours(WrongFeeParty))]),
        Slot(
            "operator",
            Read(OPERATOR),
            &[("another operator", ours(WrongDelegation)), ("left out", ours(WrongFeeParty))],
        ),
        Slot(
            "delegation",
            ChangedIfPassed(DELEGATION),
            &[(ANY_OTHER, ours(WrongDelegation)), ("left out", ours(WrongFeeParty))],
        ),
        Slot("asset_account", Changed(TOKENS), &[(ANY_OTHER, ours(WrongAssetAccount))]),
        Slot("wallet", SignerLeftOut, &[]),
        Slot(
            "recipient_assets",
            Changed(TOKENS),
            &[
                (ANY_OTHER, ours(WrongRecipient)),
                ("the assets of a vault of another asset", ours(WrongMint)),
                ("alice's shares", ours(WrongMint)),
                ("ncn's tokens of another asset", ours(WrongMint)),
                ("the vault wallet's shares", ours(WrongMint)),
            ],
        ),
        Slot("token_program", Program, &[]),
    ];
    let world = World::new().await;
    let right = fee::collect_commission(&world.scene.first, &id("operator wallet"));
    world.check(right, SLOTS).await;
}
