//! What the vault's bond pool pays: to its positions, at any time.

use harness::key;
use restaking_client::{Event, RestakingError, VaultBondPool};
use restaking_tests::{GENESIS, id};

use crate::vault::sweep::{SENT, STREAM, Scene, WEEK};

#[tokio::test]
async fn what_the_pool_pays_streams_to_its_positions() {
    let mut scene = Scene::new().await;
    let pool = scene.with_pool().await;
    let vault = scene.bank.account(&scene.vault.address).await;
    let event = scene.anyone(scene.stray.to_pool(0)).await;
    let Event::PositionRewardPaid(paid) = event else { panic!("{event:?}") };
    assert_eq!((paid.payer, paid.amount, paid.place), (scene.vault.address, SENT, 0));
    assert_eq!((paid.mint, paid.bonded), (scene.stray.mint, 1_000_000));
    let account: VaultBondPool = scene.bank.read(&pool.address).await.expect("a pool");
    assert_eq!((account.events, paid.number), (paid.number, 5));
    assert_eq!((account.ledger.slots[0].stream.left, account.ledger.slots[0].paid_in[0]), (SENT, SENT));
    assert_eq!((scene.left().await, scene.bank.balance(&pool.treasury(0)).await), (0, SENT));
    assert_eq!(scene.bank.account(&scene.vault.address).await, vault, "the vault's account is only read");
    scene.at(STREAM as i64).await;
    scene.bank.by("alice", pool.claim(&id("alice"), 0, &scene.stray.mint)).await;
    // 5,000 among a million is 1/200 each, of which the count is short by less than 2^-64.
    assert_eq!(scene.has("alice").await, SENT - 1);
    scene.refuses(scene.stray.to_pool(0), RestakingError::Zero).await;
}

/// Mallory has a hundred times what alice has, and bonds it around the sweep.
#[tokio::test]
async fn who_bonds_for_a_sweep_earns_nothing() {
    let mut scene = Scene::new().await;
    let pool = scene.with_pool().await;
    let (mallory, vault) = (id("mallory"), scene.vault);
    scene.bank.open_accounts(&vault, &mallory, 100_000_000).await;
    let deposit = vault.deposit(&mallory, 100_000_000, 100_000_000, false);
    scene.bank.send(&[deposit, pool.open_position(&mallory)], &[&key("mallory")]).await.unwrap();
    let (bond, unbond) = (pool.bond(&mallory, 100_000_000), pool.unbond(&mallory, 100_000_000));
    scene.bank.send(&[bond, scene.stray.to_pool(0), unbond], &[&key("mallory")]).await.unwrap();
    scene.at(STREAM as i64).await;
    let claim = pool.claim(&mallory, 0, &scene.stray.mint);
    scene.refuses(claim, RestakingError::NothingEarned).await;
    scene.bank.by("alice", pool.claim(&id("alice"), 0, &scene.stray.mint)).await;
    assert_eq!(scene.has("alice").await, SENT - 1);
}

#[tokio::test]
async fn what_the_pool_pays_never_goes_to_the_fee_wallet() {
    let mut scene = Scene::new().await;
    scene.with_pool().await;
    scene.refuses(scene.stray.announce(&id("mallory")), RestakingError::SweepsToPool).await;
}

/// The notice gives the admin the time to add the mint: then the positions get the tokens, and the notice is closed.
#[tokio::test]
async fn a_mint_that_is_added_within_the_notice_goes_to_the_positions() {
    let mut scene = Scene::new().await;
    scene.announce().await;
    let before = scene.bank.lamports(&id("mallory")).await;
    let pool = scene.with_pool().await;
    scene.at(WEEK).await;
    scene.refuses(scene.to_wallet(), RestakingError::SweepsToPool).await;
    scene.bank.send(&[scene.stray.to_pool(0), scene.to_wallet()], &[]).await.expect("both in one transaction");
    assert_eq!(scene.bank.balance(&pool.treasury(0)).await, SENT);
    assert_eq!((scene.notice().await, scene.has("creator").await), (None, 0));
    assert!(scene.bank.lamports(&id("mallory")).await > before, "the rent is back");
    let account: VaultBondPool = scene.bank.read(&pool.address).await.expect("a pool");
    assert_eq!(account.ledger.slots[0].stream.updated, GENESIS + WEEK);
}
