//! Names of VRTs, by the Token Metadata program of clusters.

mod accounts;
mod create_vrt_metadata;
mod refusals;
mod update_vrt_metadata;

use harness::metadata::{self, FEE, Texts};
use harness::{Vault, grant, key, role};
use restaking_client::grants::GrantTerms;
use restaking_client::{Event, RestakingError, VrtMetadataSet, metadata as names};
use restaking_tests::{Bank, EPOCH, OPEN, id};
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;

/// The texts of the usual VRT.
const HARBOR: Texts<'_> = Texts { name: "Harbor SOL", symbol: "hSOL", uri: "https://harbor.example/vrt.json" };

/// Other texts.
const QUAY: Texts<'_> = Texts { name: "Quay SOL", symbol: "qSOL", uri: "" };

/// The places of the update authority and the mint in a metadata account.
const AUTHORITY: std::ops::Range<usize> = 1..33;
const MINT: std::ops::Range<usize> = 33..65;

/// A bank with the usual vault, and lamports for all.
async fn scene() -> (Bank, Vault) {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    for name in ["mallory", "sponsor", "namer"] {
        bank.fund(&id(name));
    }
    (bank, vault)
}

/// The same with the usual metadata.
async fn named() -> (Bank, Vault) {
    let (mut bank, vault) = scene().await;
    bank.by("creator", metadata::create(&id("creator"), &id("creator"), &vault, HARBOR)).await;
    (bank, vault)
}

/// What wallets read of the VRT: symbol, name, URI.
async fn shown(bank: &mut Bank, vault: &Vault) -> [String; 3] {
    let account = bank.account(&names::address(&vault.vrt_mint)).await.expect("metadata");
    assert_eq!(account.owner, names::PROGRAM);
    assert_eq!(account.data[AUTHORITY], vault.address.to_bytes());
    assert_eq!(account.data[MINT], vault.vrt_mint.to_bytes());
    let text = names::metaplex(&account.data, &vault.vrt_mint).expect("metadata of the VRT");
    let uri = account.data[119..319].split(|byte| *byte == 0).next().expect("a text");
    [text.symbol, text.name, String::from_utf8(uri.to_vec()).expect("UTF-8")]
}

fn only_event(events: &[Event]) -> &VrtMetadataSet {
    match events {
        [Event::VrtMetadataSet(event)] => event,
        other => panic!("{other:?}"),
    }
}

/// A text as events have it.
fn padded<const LENGTH: usize>(text: &str) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    bytes[..text.len()].copy_from_slice(text.as_bytes());
    bytes
}

#[tokio::test]
async fn metadata_leaves_shares_and_books_alone() {
    let (mut bank, vault) = scene().await;
    bank.by("alice", vault.deposit(&id("alice"), 1_000_000, 0, false)).await;
    let accounts = [vault.vrt_mint, vault.asset_account];
    let mut before = vec![];
    for address in accounts {
        before.push(bank.account(&address).await);
    }
    let books = bank.read::<restaking_client::Vault>(&vault.address).await.expect("the vault");
    bank.by("creator", metadata::create(&id("creator"), &id("creator"), &vault, HARBOR)).await;
    bank.by("creator", metadata::update(&id("creator"), &vault, QUAY)).await;
    for (address, before) in accounts.into_iter().zip(before) {
        assert_eq!(bank.account(&address).await, before);
    }
    let after = bank.read::<restaking_client::Vault>(&vault.address).await.expect("the vault");
    assert_eq!(after.events, books.events + 2);
    assert_eq!(restaking_client::Vault { events: books.events, ..after }, books);
}

/// Makes a grant of `kinds` to "namer".
async fn granted(bank: &mut Bank, vault: &Vault, kinds: u64) {
    let until = bank.now().await + 1_000;
    let set = grant::set_grant(&id("creator"), &vault.address, &id("namer"), kinds, until);
    bank.by("creator", set).await;
}

#[tokio::test]
async fn a_grant_opens_both_and_no_other_kind_does() {
    let (mut bank, vault) = scene().await;
    let create = metadata::create(&id("namer"), &id("creator"), &vault, HARBOR);
    let create = grant::by_holder(create, &id("namer"));
    let update = grant::by_holder(metadata::update(&id("creator"), &vault, QUAY), &id("namer"));
    granted(&mut bank, &vault, GrantTerms::OF_VAULTS & !GrantTerms::METADATA).await;
    for act in [&create, &update] {
        let failure = bank.refused(act.clone(), &[&key("namer")]).await;
        assert_eq!(failure.restaking(), Some(RestakingError::KindNotGranted));
    }
    granted(&mut bank, &vault, GrantTerms::METADATA).await;
    bank.by("namer", create).await;
    bank.by("namer", update).await;
    assert_eq!(shown(&mut bank, &vault).await, ["qSOL", "Quay SOL", ""]);
}

/// The address of the metadata is one for each mint, and Metaplex alone writes there.
#[test]
fn metadata_is_where_wallets_look() {
    let mint: Pubkey = "So11111111111111111111111111111111111111112".parse().unwrap();
    assert_eq!(names::address(&mint).to_string(), "6dM4TqWyWJsbx7obrdLcviBkTafD5E8av61zfU6jq57X");
}
