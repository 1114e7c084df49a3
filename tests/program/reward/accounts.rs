//! Every account of every instruction of income, in turn another one, without its signature, read-only, or in a bad state.

use harness::{Split, Vault, fee, key, token};
use restaking_client::RestakingError::{
    NotAdmin, NotFeeAdmin, WrongAssetAccount, WrongDelegation, WrongFeeParty, WrongMint, WrongRecipient,
};
use restaking_client::{ID, pda};
use restaking_tests::swaps::{self, Call};
use restaking_tests::{EPOCH, OPEN, id};
use solana_program::pubkey::Pubkey;

use crate::reward::scene::{FREE, Scene};

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

    async fn check(mut self, call: Call) {
        let cast = self.cast();
        swaps::check(&mut self.scene.bank, &PEOPLE, &cast, call).await;
    }
}

#[tokio::test]
async fn pay_reward_takes_only_its_own_accounts() {
    let world = World::new().await;
    let right = fee::pay_reward(&world.scene.first, &id("ncn"), 1_000);
    let reasons = &[
        (2, "a vault of the same asset", WrongDelegation),
        (2, "a vault of another asset", WrongDelegation),
        (3, "another operator", WrongDelegation),
        (4, "the delegation to another operator", WrongDelegation),
        (4, "the delegation of a vault of the same asset", WrongDelegation),
        (4, "the delegation of a vault of another asset", WrongDelegation),
        (5, "a second account of the vault's", WrongAssetAccount),
        (5, "the assets of a vault of the same asset", WrongAssetAccount),
        (5, "the assets of a vault of another asset", WrongAssetAccount),
        (5, "alice's assets", WrongAssetAccount),
        (6, "alice's shares", WrongMint),
        (6, "ncn's tokens of another asset", WrongMint),
    ];
    world.check(Call { right, payers: &[], fine: &[], reasons }).await;
}

#[tokio::test]
async fn set_fees_takes_only_its_own_accounts() {
    let world = World::new().await;
    let right = fee::set_fees(&world.scene.vault, &id("creator"), fee::args(1, 2, 3, EPOCH));
    let reasons = &[
        (0, "deployer", NotFeeAdmin),
        (0, "operator", NotFeeAdmin),
        (0, "mallory", NotFeeAdmin),
        (0, "vault wallet", NotFeeAdmin),
        (1, "a vault of another asset", NotFeeAdmin),
    ];
    // The creator made both.
    world.check(Call { right, payers: &[], fine: &[(1, "a vault of the same asset")], reasons }).await;
}

#[tokio::test]
async fn set_protocol_fee_takes_only_its_own_accounts() {
    let world = World::new().await;
    let right = fee::set_protocol_fee(&id("deployer"), 7);
    let reasons = &[(0, "creator", NotAdmin), (0, "mallory", NotAdmin), (0, "vault wallet", NotAdmin)];
    world.check(Call { right, payers: &[], fine: &[], reasons }).await;
}

#[tokio::test]
async fn collect_fees_of_the_vault_takes_only_its_own_accounts() {
    let world = World::new().await;
    let right = fee::collect_vault_fees(&world.scene.vault, &id("vault wallet"));
    let reasons = &[
        (0, "a vault of the same asset", WrongAssetAccount),
        (0, "a vault of another asset", WrongAssetAccount),
        // The protocol's wallet is another one.
        (1, "the config", WrongRecipient),
        (2, "the operator", WrongFeeParty),
        (4, "a second account of the vault's", WrongAssetAccount),
        (4, "the assets of a vault of the same asset", WrongAssetAccount),
        (4, "alice's assets", WrongAssetAccount),
        (6, "a second account of the vault's", WrongRecipient),
        (6, "the assets of a vault of the same asset", WrongRecipient),
        (6, "ncn's assets", WrongRecipient),
        (6, "the protocol wallet's assets", WrongRecipient),
        (6, "the operator wallet's assets", WrongRecipient),
        (6, "the vault wallet's shares", WrongMint),
        (6, "ncn's tokens of another asset", WrongMint),
    ];
    world.check(Call { right, payers: &[], fine: &[], reasons }).await;
}

#[tokio::test]
async fn collect_fees_of_the_protocol_takes_only_its_own_accounts() {
    let world = World::new().await;
    let right = fee::collect_protocol_fees(&world.scene.vault, &id("protocol wallet"));
    let reasons = &[
        (0, "a vault of the same asset", WrongAssetAccount),
        // Left out, the vault's wallet is another one.
        (1, "the program", WrongRecipient),
        (2, "the operator", WrongFeeParty),
        (6, "the vault wallet's assets", WrongRecipient),
        (6, "the operator wallet's assets", WrongRecipient),
    ];
    world.check(Call { right, payers: &[], fine: &[], reasons }).await;
}

#[tokio::test]
async fn collect_fees_of_an_operator_takes_only_its_own_accounts() {
    let world = World::new().await;
    let right = fee::collect_commission(&world.scene.first, &id("operator wallet"));
    let reasons = &[
        (0, "a vault of the same asset", WrongAssetAccount),
        (1, "the config", WrongFeeParty),
        (2, "another operator", WrongDelegation),
        (2, "the program", WrongFeeParty),
        (3, "the delegation to another operator", WrongDelegation),
        (3, "the delegation of a vault of the same asset", WrongDelegation),
        (3, "the program", WrongFeeParty),
        (6, "the vault wallet's assets", WrongRecipient),
        (6, "the protocol wallet's assets", WrongRecipient),
        (6, "the other wallet's assets", WrongRecipient),
    ];
    world.check(Call { right, payers: &[], fine: &[], reasons }).await;
}
