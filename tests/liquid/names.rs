//! Names of LRTs, by the Token Metadata program of clusters.

use harness::key;
use harness::metadata::{FEE, Texts};
use restaking_client::liquid::{Event, LiquidError, LrtMetadataSet};
use restaking_client::metadata as names;
use restaking_tests::id;
use solana_account::Account;
use solana_program::instruction::{Instruction, InstructionError};
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;
use solana_transaction_error::TransactionError;

use crate::builders::{initialize, with};
use crate::scene::{IN_SOL, LIQUID, Scene};

/// The texts of the usual LRT.
const HARBOR: Texts<'_> = Texts { name: "Harbor LRT", symbol: "hLRT", uri: "https://harbor.example/lrt.json" };

/// Other texts.
const QUAY: Texts<'_> = Texts { name: "Quay LRT", symbol: "qLRT", uri: "" };

/// The places of the accounts of `create_lrt_metadata`: the admin, the pool, the mint, the metadata and its program.
const ADMIN: usize = 1;
const POOL: usize = 2;
const MINT: usize = 3;
const METADATA: usize = 4;
const PROGRAM: usize = 5;

/// Those of `update_lrt_metadata`: the pool, the metadata and its program, after the admin.
const UPDATED_POOL: usize = 1;
const UPDATED: usize = 2;
const UPDATES: usize = 3;

/// Not the address of its seeds, and Anchor's own: not the one that the account must have.
const WRONG_SEEDS: InstructionError = InstructionError::InvalidSeeds;
const WRONG_ADDRESS: InstructionError = InstructionError::Custom(2012);

fn create(scene: &Scene, admin: &str, texts: Texts<'_>) -> Instruction {
    scene.at().create_metadata(&id(admin), &id(admin), texts)
}

fn update(scene: &Scene, admin: &str, texts: Texts<'_>) -> Instruction {
    scene.at().update_metadata(&id(admin), texts)
}

/// A pool with holders and the usual metadata.
async fn named() -> Scene {
    let mut scene = Scene::begun().await;
    let create = create(&scene, "creator", HARBOR);
    scene.by("creator", create).await;
    scene
}

fn only_event(events: &[Event]) -> &LrtMetadataSet {
    match events {
        [Event::LrtMetadataSet(event)] => event,
        other => panic!("{other:?}"),
    }
}

/// What wallets read of the LRT: symbol, name, URI.
async fn shown(scene: &mut Scene) -> [String; 3] {
    let account = scene.bank.account(&names::address(&scene.lrt)).await.expect("metadata");
    assert_eq!((account.owner, &account.data[1..33]), (names::PROGRAM, scene.pool.as_ref()));
    let [name, symbol, uri] = names::stored(&account.data, &scene.lrt).expect("metadata of the LRT");
    [symbol, name, uri]
}

/// A text as events have it.
fn padded<const LENGTH: usize>(text: &str) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    bytes[..text.len()].copy_from_slice(text.as_bytes());
    bytes
}

#[tokio::test]
async fn wallets_read_the_name_that_the_admin_gives_and_changes() {
    let mut scene = Scene::begun().await;
    let before = scene.read().await;
    let supply = scene.bank.account(&scene.lrt).await;
    let lamports = scene.bank.lamports(&id("mallory")).await;
    // Anyone may pay.
    let create = scene.at().create_metadata(&id("mallory"), &id("creator"), HARBOR);
    let done = scene.bank.send(&[create], &[&key("mallory"), &key("creator")]).await.unwrap();
    let events = LIQUID.events(&done.logs);
    let event = only_event(&events);
    assert_eq!((event.pool, event.number, event.lrt_mint), (scene.pool, before.events + 1, scene.lrt));
    assert_eq!((event.before.name, event.before.symbol, event.before.uri), ([0; 32], [0; 10], [0; 200]));
    assert_eq!((event.after.name, event.after.symbol), (padded(HARBOR.name), padded(HARBOR.symbol)));
    assert_eq!(event.after.uri, padded(HARBOR.uri));
    assert_eq!(shown(&mut scene).await, ["hLRT", "Harbor LRT", "https://harbor.example/lrt.json"]);
    let account = scene.bank.account(&names::address(&scene.lrt)).await.expect("metadata");
    assert_eq!(account.lamports, FEE + Rent::default().minimum_balance(account.data.len()));
    assert_eq!(lamports - scene.bank.lamports(&id("mallory")).await, account.lamports);

    let update = update(&scene, "creator", QUAY);
    let events = scene.by("creator", update).await;
    let event = only_event(&events);
    assert_eq!((event.number, event.before.name), (before.events + 2, padded(HARBOR.name)));
    assert_eq!((event.before.symbol, event.before.uri), (padded(HARBOR.symbol), padded(HARBOR.uri)));
    assert_eq!((event.after.name, event.after.symbol), (padded(QUAY.name), padded(QUAY.symbol)));
    assert_eq!(event.after.uri, [0; 200]);
    assert_eq!(shown(&mut scene).await, ["qLRT", "Quay LRT", ""]);

    // Names leave shares and books alone.
    let after = scene.read().await;
    assert_eq!(restaking_client::liquid::Pool { events: before.events, ..after }, before);
    assert_eq!(scene.bank.account(&scene.lrt).await, supply);
}

#[tokio::test]
async fn only_the_admin_names() {
    let mut scene = Scene::begun().await;
    for name in ["mallory", "curator", "guardian"] {
        let create = create(&scene, name, HARBOR);
        scene.refuses(name, create, LiquidError::NotPoolAdmin).await;
    }
    let mut unsigned = scene.at().create_metadata(&id("mallory"), &id("creator"), HARBOR);
    unsigned.accounts[ADMIN].is_signer = false;
    scene.bank.all_refused(&[unsigned], &[&key("mallory")]).await;
    let create = create(&scene, "creator", HARBOR);
    scene.by("creator", create).await;
    let stolen = update(&scene, "mallory", QUAY);
    scene.refuses("mallory", stolen, LiquidError::NotPoolAdmin).await;
    let mut unsigned = update(&scene, "creator", QUAY);
    unsigned.accounts[0].is_signer = false;
    scene.bank.all_refused(&[unsigned], &[]).await;
    // The right goes to the next admin.
    scene.by("creator", scene.at().propose_admin(id("bob"))).await;
    scene.by("bob", scene.at().accept_admin(&id("bob"))).await;
    let late = update(&scene, "creator", QUAY);
    scene.refuses("creator", late, LiquidError::NotPoolAdmin).await;
    let update = update(&scene, "bob", QUAY);
    scene.by("bob", update).await;
    assert_eq!(shown(&mut scene).await[0], "qLRT");
}

#[tokio::test]
async fn metadata_is_created_once_and_updated_after() {
    let mut scene = Scene::begun().await;
    let early = update(&scene, "creator", QUAY);
    scene.refuses("creator", early, LiquidError::NoMetadata).await;
    let create = create(&scene, "creator", HARBOR);
    scene.by("creator", create.clone()).await;
    scene.refuses("creator", create, LiquidError::MetadataExists).await;
}

#[tokio::test]
async fn a_cluster_without_metaplex_is_told_so() {
    let mut scene = Scene::begun().await;
    scene.bank.put(&names::PROGRAM, Account::default());
    for instruction in [create(&scene, "creator", HARBOR), update(&scene, "creator", QUAY)] {
        scene.refuses("creator", instruction, LiquidError::NoTokenMetadata).await;
    }
    // All else works there.
    let deposit = scene.deposit("bob", IN_SOL, 1_000, 1).await;
    scene.by("bob", deposit).await;
}

#[tokio::test]
async fn texts_that_wallets_would_cut_or_that_hide_are_refused() {
    let mut scene = named().await;
    let long = "x".repeat(201);
    let (name, symbol, uri) = (&long[..33], &long[..11], long.as_str());
    for (texts, error) in [
        (Texts { name: "", ..QUAY }, LiquidError::MetadataEmpty),
        (Texts { symbol: "", ..QUAY }, LiquidError::MetadataEmpty),
        (Texts { name, ..QUAY }, LiquidError::MetadataTooLong),
        (Texts { symbol, ..QUAY }, LiquidError::MetadataTooLong),
        (Texts { uri, ..QUAY }, LiquidError::MetadataTooLong),
        (Texts { name: " Quay", ..QUAY }, LiquidError::MetadataBlank),
        (Texts { name: "Quay\u{200b}LRT", ..QUAY }, LiquidError::MetadataHidden),
    ] {
        for instruction in [update(&scene, "creator", texts), create(&scene, "creator", texts)] {
            scene.refuses("creator", instruction, error.clone()).await;
        }
    }
    let most = Texts { name: &long[..32], symbol: &long[..10], uri: &long[..200] };
    let update = update(&scene, "creator", most);
    scene.by("creator", update).await;
    assert_eq!(shown(&mut scene).await, [&long[..10], &long[..32], &long[..200]]);
}

/// Every account, in turn another one of its kind.
#[tokio::test]
async fn both_take_only_their_own_accounts() {
    let mut scene = Scene::begun().await;
    scene.by("creator", initialize(1)).await;
    let other = LIQUID.pool(&id("creator"), 1);
    let lrt = LIQUID.lrt_mint(&other);
    let (asset, vrt) = (scene.split.vault.asset_mint, scene.split.vault.vrt_mint);
    let right = create(&scene, "creator", HARBOR);
    let at = |address: Pubkey, slot: usize| with(&right, slot, address);
    for wrong in [at(other, POOL), at(lrt, MINT), at(asset, MINT), at(vrt, MINT)] {
        scene.refuses("creator", wrong, LiquidError::WrongLrtMint).await;
    }
    for (wrong, error) in [
        (at(names::address(&lrt), METADATA), WRONG_SEEDS),
        (at(names::address(&asset), METADATA), WRONG_SEEDS),
        (at(id("another program"), PROGRAM), WRONG_ADDRESS),
        (at(LIQUID.address(), PROGRAM), WRONG_ADDRESS),
    ] {
        let failure = scene.bank.refuses("creator", wrong).await;
        assert!(
            matches!(&failure.error, TransactionError::InstructionError(_, found) if *found == error),
            "{failure:?}"
        );
    }
    // The vault of the core is no pool.
    scene.bank.refuses("creator", at(scene.split.vault.address, POOL)).await;
    for slot in 1..right.accounts.len() {
        let mut short = right.clone();
        short.accounts.truncate(slot);
        scene.bank.refuses("creator", short).await;
    }
    let mut read_only = right.clone();
    read_only.accounts[POOL].is_writable = false;
    scene.bank.refuses("creator", read_only).await;
    scene.by("creator", right).await;

    let right = update(&scene, "creator", QUAY);
    let at = |address: Pubkey, slot: usize| with(&right, slot, address);
    for (wrong, error) in [
        (at(other, UPDATED_POOL), WRONG_SEEDS),
        (at(names::address(&lrt), UPDATED), WRONG_SEEDS),
        (at(id("another program"), UPDATES), WRONG_ADDRESS),
    ] {
        let failure = scene.bank.refuses("creator", wrong).await;
        assert!(
            matches!(&failure.error, TransactionError::InstructionError(_, found) if *found == error),
            "{failure:?}"
        );
    }
    for slot in 1..right.accounts.len() {
        let mut short = right.clone();
        short.accounts.truncate(slot);
        scene.bank.refuses("creator", short).await;
    }
    for slot in [UPDATED_POOL, UPDATED] {
        let mut read_only = right.clone();
        read_only.accounts[slot].is_writable = false;
        scene.bank.refuses("creator", read_only).await;
    }
    scene.by("creator", right).await;
    assert_eq!(shown(&mut scene).await[0], "qLRT");
}

/// Metaplex looks at the update authority alone, and changes an account that names another mint.
#[tokio::test]
async fn a_metadata_account_of_another_mint_is_refused_after_the_call() {
    let mut scene = named().await;
    let address = names::address(&scene.lrt);
    let mut account = scene.bank.account(&address).await.expect("metadata");
    // The mint, after the kind of the account and its update authority.
    account.data[33..65].copy_from_slice(scene.split.vault.vrt_mint.as_ref());
    scene.bank.put(&address, account);
    let update = update(&scene, "creator", QUAY);
    scene.refuses("creator", update, LiquidError::MetadataDiffers).await;
}
