//! Every account of the sweeps, in turn another one, without its signature, read-only, or in a bad state.

use harness::bond::BondPool;
use harness::{Stray, Vault, token};
use restaking_client::RestakingError::{
    NoReward, NotSweepable, NotVaultTokens, SweepsToStream, WrongAssetAccount, WrongAssetProgram, WrongBondPool,
    WrongMint, WrongRecipient, WrongRentPayer, WrongSweepNotice, WrongVault,
};
use restaking_client::{ID, pda};
use restaking_tests::swaps::{self, Call, GONE};
use restaking_tests::{EPOCH, OPEN, id};
use solana_program::pubkey::Pubkey;

use crate::sweep::{SENT, Scene, WEEK};

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

    async fn check(mut self, call: Call) {
        let cast = self.cast();
        swaps::check(&mut self.scene.bank, &PEOPLE, &cast, call).await;
    }
}

#[tokio::test]
async fn announce_sweep_takes_only_its_own_accounts() {
    let world = World::new().await;
    let second = Stray { tokens: id("a second account"), ..world.scene.stray };
    let right = second.announce(&id("mallory"));
    // A pool that was never opened pays nothing; its address is the program's own, so no other program's account is there.
    let fine = &[(2, "foreign"), (2, GONE)];
    // The notice's address is the token account's: another one is no notice of it.
    world.check(Call { right, payers: &[0], fine, reasons: &[] }).await;
}

#[tokio::test]
async fn sweep_to_wallet_takes_only_its_own_accounts() {
    let world = World::new().await;
    let right = world.scene.to_wallet();
    let reasons = &[
        (2, "a second account", WrongSweepNotice),
        (2, "another vault's tokens", WrongSweepNotice),
        (2, "stray assets", WrongSweepNotice),
        (3, "another notice", WrongVault),
        (4, "the reward's mint", WrongMint),
        (4, "the asset's mint", WrongMint),
        (6, "alice's tokens", WrongRecipient),
        (6, "a second account", WrongRecipient),
        (6, "creator's assets", WrongMint),
        (6, "nothing", WrongRecipient),
        (6, GONE, WrongRecipient),
        (7, "alice", WrongRentPayer),
        (7, "creator", WrongRentPayer),
        (8, "Token-2022", WrongAssetProgram),
    ];
    let fine = &[(1, "foreign"), (1, GONE)];
    world.check(Call { right, payers: &[], fine, reasons }).await;
}

#[tokio::test]
async fn sweep_to_pool_takes_only_its_own_accounts() {
    let world = World::new().await;
    let right = world.paid.to_pool(0);
    let reasons = &[
        (0, "another vault", WrongBondPool),
        (1, "another bond pool", WrongBondPool),
        (2, "another pool's treasury", NoReward),
        (3, "the tokens", WrongMint),
        (3, "stray assets", WrongMint),
        (3, "stray shares", WrongMint),
        (3, "another pool's treasury", NotVaultTokens),
    ];
    world.check(Call { right, payers: &[], fine: &[], reasons }).await;
}

#[tokio::test]
async fn sweep_to_stream_takes_only_its_own_accounts() {
    let world = World::new().await;
    let right = Stray::of_asset(world.scene.vault).to_stream();
    let reasons = &[
        (1, "another vault", WrongAssetAccount),
        (2, "another vault's assets", WrongAssetAccount),
        (2, "another vault's stray assets", WrongAssetAccount),
        (3, "another vault's stray assets", NotVaultTokens),
        (3, "another vault's assets", NotVaultTokens),
        (3, "creator's assets", NotVaultTokens),
        (3, "the tokens", WrongMint),
        (3, "stray shares", WrongMint),
    ];
    world.check(Call { right, payers: &[], fine: &[], reasons }).await;
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
