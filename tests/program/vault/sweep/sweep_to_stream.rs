//! The vault's asset in another token account than its own: to all its holders.

use harness::{Stray, fee, key, token};
use restaking_client::{Event, RestakingError};
use restaking_tests::{EPOCH, GENESIS, SLOWEST_RISE, id, owed};
use solana_program::pubkey::Pubkey;

use crate::vault::sweep::{SENT, Scene};

/// The scene with a million of alice's in the vault, and assets in the vault's associated token account.
async fn scene() -> (Scene, Stray) {
    let mut scene = Scene::new().await;
    let (vault, alice) = (scene.vault, id("alice"));
    scene.bank.by("alice", vault.deposit(&alice, 1_000_000, 1_000_000, false)).await;
    scene.bank.put(&vault.stray(), token::token_account(vault.asset_mint, vault.address, SENT));
    (scene, Stray::of_asset(vault))
}

#[tokio::test]
async fn assets_elsewhere_stream_to_all_holders() {
    let (mut scene, stray) = scene().await;
    let vault = scene.vault;
    let event = scene.anyone(stray.to_stream()).await;
    let Event::VaultRewardPaid(paid) = event else { panic!("{event:?}") };
    assert_eq!((paid.payer, paid.operator, paid.assets), (vault.address, Pubkey::default(), SENT));
    assert_eq!((paid.commission, paid.vault_fee, paid.protocol_fee, paid.stream.left), (0, 0, 0, SENT));
    assert_eq!(scene.bank.balance(&vault.stray()).await, 0);
    assert_eq!(scene.bank.balance(&vault.asset_account).await, 1_000_000 + SENT);
    assert_eq!(scene.bank.books(&vault).await.active, 1_000_000);
    // A deposit within the stream's time has a part of what comes out after it; one after it has none.
    scene.at(EPOCH as i64).await;
    scene.bank.by("bob", vault.deposit(&id("bob"), 1_005_000, 1, false)).await;
    let books = scene.bank.books(&vault).await;
    assert_eq!(books.active, 2 * 1_005_000);
    assert!(books.supply < 2_000_010 && books.supply > 1_999_990, "{books:?}");
    let stray_is_empty = stray.to_stream();
    scene.refuses(stray_is_empty, RestakingError::Zero).await;
}

/// A reward paid past its fees is charged them at the sweep.
#[tokio::test]
async fn fees_are_those_of_a_reward() {
    let (mut scene, stray) = scene().await;
    let vault = scene.vault;
    scene.bank.by("creator", fee::set_fees(&vault, &id("creator"), fee::args(0, 0, 2_000, EPOCH))).await;
    scene.bank.by("deployer", fee::set_protocol_fee(&id("deployer"), 1_000)).await;
    scene.at(SLOWEST_RISE).await;
    let event = scene.anyone(stray.to_stream()).await;
    let Event::VaultRewardPaid(paid) = event else { panic!("{event:?}") };
    assert_eq!((paid.commission, paid.vault_fee, paid.protocol_fee, paid.stream.left), (0, 1_000, 500, 3_500));
    let ledger = scene.bank.ledger(&vault).await;
    assert_eq!((ledger.fees_owed.vault, ledger.fees_owed.protocol, ledger.fees_owed.commissions), (1_000, 500, 0));
    let held = owed(&ledger.books) + ledger.stream.left + 1_500;
    assert_eq!(scene.bank.balance(&vault.asset_account).await, held);
}

/// Who comes for a sweep has nothing of it: in, sweep and out in one transaction, with a hundred times what alice has.
#[tokio::test]
async fn who_deposits_for_a_sweep_earns_nothing() {
    let (mut scene, stray) = scene().await;
    let (vault, mallory) = (scene.vault, id("mallory"));
    scene.bank.open_accounts(&vault, &mallory, 100_000_000).await;
    let deposit = vault.deposit(&mallory, 100_000_000, 100_000_000, false);
    let leave = vault.request_exit(&mallory, 0, 100_000_000, 0, 1);
    scene.bank.send(&[deposit, stray.to_stream(), leave], &[&key("mallory")]).await.unwrap();
    scene.at(2 * EPOCH as i64).await;
    scene.bank.by("mallory", vault.claim_exit(&mallory, &vault.ticket(&mallory, 0), &mallory, 1)).await;
    assert_eq!(scene.bank.balance(&vault.assets_of(&mallory)).await, 100_000_000);
    scene.bank.by("alice", vault.deposit(&id("alice"), 1_000, 1, false)).await;
    let books = scene.bank.books(&vault).await;
    assert_eq!((books.active, books.epoch), (1_000_000 + SENT + 1_000, 2));
    assert_eq!(scene.bank.now().await, GENESIS + 2 * EPOCH as i64);
}

/// Neither to the fee wallet, nor to a pool that pays the asset: nobody chooses which of the stakers gets it.
#[tokio::test]
async fn assets_go_nowhere_else() {
    let (mut scene, stray) = scene().await;
    scene.refuses(stray.announce(&id("mallory")), RestakingError::SweepsToStream).await;
    let pool = scene.with_pool().await;
    scene.bank.by("creator", pool.add_reward_mint(1, &scene.vault.asset_mint)).await;
    scene.refuses(stray.to_pool(1), RestakingError::SweepsToStream).await;
    scene.refuses(stray.announce(&id("mallory")), RestakingError::SweepsToStream).await;
}
