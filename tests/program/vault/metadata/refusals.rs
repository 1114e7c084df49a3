//! What may not name a VRT, and what a name may not be.

use harness::key;
use harness::metadata::{self, Texts};
use restaking_client::RestakingError::{self, *};
use restaking_client::{CreateVrtMetadataInstructionArgs, UpdateVrtMetadataInstructionArgs, metadata as names};
use restaking_tests::id;
use solana_account::Account;
use solana_program::instruction::InstructionError;
use solana_transaction_error::TransactionError;

use super::{HARBOR, MINT, QUAY, named, scene, shown};

#[tokio::test]
async fn strangers_name_nothing() {
    let (mut bank, vault) = scene().await;
    let create = metadata::create(&id("mallory"), &id("mallory"), &vault, HARBOR);
    assert_eq!(bank.refused(create, &[&key("mallory")]).await.restaking(), Some(NotVaultAdmin));
    bank.by("creator", metadata::create(&id("creator"), &id("creator"), &vault, HARBOR)).await;
    let update = metadata::update(&id("mallory"), &vault, QUAY);
    assert_eq!(bank.refused(update, &[&key("mallory")]).await.restaking(), Some(NotVaultAdmin));
    assert_eq!(shown(&mut bank, &vault).await[0], "hSOL");
}

#[tokio::test]
async fn metadata_is_created_once_and_updated_after() {
    let (mut bank, vault) = scene().await;
    let update = metadata::update(&id("creator"), &vault, QUAY);
    assert_eq!(bank.refused(update, &[&key("creator")]).await.restaking(), Some(NoMetadata));
    let create = metadata::create(&id("creator"), &id("creator"), &vault, HARBOR);
    bank.by("creator", create.clone()).await;
    assert_eq!(bank.refused(create, &[&key("creator")]).await.restaking(), Some(MetadataExists));
}

#[tokio::test]
async fn a_cluster_without_metaplex_is_told_so() {
    let (mut bank, vault) = scene().await;
    bank.put(&names::PROGRAM, Account::default());
    let create = metadata::create(&id("creator"), &id("creator"), &vault, HARBOR);
    assert_eq!(bank.refused(create, &[&key("creator")]).await.restaking(), Some(NoTokenMetadata));
    let update = metadata::update(&id("creator"), &vault, QUAY);
    assert_eq!(bank.refused(update, &[&key("creator")]).await.restaking(), Some(NoTokenMetadata));
    // All else works there.
    bank.by("alice", vault.deposit(&id("alice"), 1_000, 0, false)).await;
}

/// What `create` and `update` both answer to these texts.
async fn both_refuse(texts: Texts<'_>, error: RestakingError) {
    let (mut bank, vault) = scene().await;
    let create = metadata::create(&id("creator"), &id("creator"), &vault, texts);
    assert_eq!(bank.refused(create, &[&key("creator")]).await.restaking(), Some(error.clone()), "{texts:?}");
    bank.by("creator", metadata::create(&id("creator"), &id("creator"), &vault, HARBOR)).await;
    let update = metadata::update(&id("creator"), &vault, texts);
    assert_eq!(bank.refused(update, &[&key("creator")]).await.restaking(), Some(error), "{texts:?}");
    assert_eq!(shown(&mut bank, &vault).await[0], "hSOL");
}

#[tokio::test]
async fn texts_have_bounds() {
    let [name, symbol, uri] = [33, 11, 201].map(|length| "x".repeat(length));
    both_refuse(Texts { name: &name, ..HARBOR }, MetadataTooLong).await;
    both_refuse(Texts { symbol: &symbol, ..HARBOR }, MetadataTooLong).await;
    both_refuse(Texts { uri: &uri, ..HARBOR }, MetadataTooLong).await;
    both_refuse(Texts { name: "", ..HARBOR }, MetadataEmpty).await;
    both_refuse(Texts { symbol: "", ..HARBOR }, MetadataEmpty).await;
}

#[tokio::test]
async fn texts_hide_nothing() {
    both_refuse(Texts { name: " Harbor", ..HARBOR }, MetadataBlank).await;
    both_refuse(Texts { symbol: "hSOL\n", ..HARBOR }, MetadataBlank).await;
    both_refuse(Texts { uri: "https://harbor.example ", ..HARBOR }, MetadataBlank).await;
    both_refuse(Texts { name: "Har\u{202e}bor", ..HARBOR }, MetadataHidden).await;
    both_refuse(Texts { symbol: "h\u{200b}SOL", ..HARBOR }, MetadataHidden).await;
    both_refuse(Texts { uri: "https://harbor.example/\u{1b}[2J", ..HARBOR }, MetadataHidden).await;
    both_refuse(Texts { name: "Harbor\0SOL", ..HARBOR }, MetadataHidden).await;
}

/// The runtime's decoder refuses them before the handler.
#[tokio::test]
async fn texts_are_utf_8() {
    let (mut bank, vault) = named().await;
    let args = CreateVrtMetadataInstructionArgs { name: "ab".into(), symbol: "S".into(), uri: String::new() };
    let mut create = metadata::create(&id("creator"), &id("creator"), &vault, HARBOR);
    let mut update = metadata::update(&id("creator"), &vault, HARBOR);
    let UpdateVrtMetadataInstructionArgs { name, .. } =
        UpdateVrtMetadataInstructionArgs { name: args.name, symbol: args.symbol, uri: args.uri };
    for instruction in [&mut create, &mut update] {
        let at = instruction.data.windows(4).position(|window| window == &HARBOR.name.as_bytes()[..4]).expect("a name");
        instruction.data[at + name.len()] = 0xff;
        let failure = bank.refused(instruction.clone(), &[&key("creator")]).await;
        let expected = InstructionError::InvalidInstructionData;
        assert_eq!(failure.error, TransactionError::InstructionError(1, expected), "{:#?}", failure.logs);
    }
}

/// Metaplex takes no metadata for a mint without the vault's signature, so nobody names a VRT first.
#[tokio::test]
async fn metaplex_itself_needs_the_vault() {
    let (mut bank, vault) = scene().await;
    let create = metadata::name_mint(&id("mallory"), &vault.vrt_mint, HARBOR);
    let failure = bank.send(&[create], &[&key("mallory")]).await.expect_err("a stranger");
    assert!(failure.restaking().is_none());
    assert!(bank.account(&names::address(&vault.vrt_mint)).await.is_none());
}

/// Metaplex looks at the update authority alone, and changes an account that names another mint.
#[tokio::test]
async fn a_metadata_account_of_another_mint_is_refused_after_the_call() {
    let (mut bank, vault) = named().await;
    let address = names::address(&vault.vrt_mint);
    let mut account = bank.account(&address).await.expect("metadata");
    account.data[MINT].copy_from_slice(vault.asset_mint.as_ref());
    bank.put(&address, account);
    let failure = bank.refuses("creator", metadata::update(&id("creator"), &vault, QUAY)).await;
    assert_eq!(failure.restaking(), Some(MetadataDiffers), "{failure}");
}
