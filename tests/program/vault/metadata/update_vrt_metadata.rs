//! A change of the metadata of a vault's shares.

use super::*;

#[tokio::test]
async fn the_admin_changes_the_name() {
    let (mut bank, vault) = named().await;
    let done = bank.by("creator", metadata::update(&id("creator"), &vault, QUAY)).await;
    assert_eq!(shown(&mut bank, &vault).await, ["qSOL", "Quay SOL", ""]);
    let event = only_event(&done.events);
    assert_eq!((event.vault, event.number, event.vrt_mint), (vault.address, 3, vault.vrt_mint));
    assert_eq!((event.before.name, event.before.symbol), (padded(HARBOR.name), padded(HARBOR.symbol)));
    assert_eq!(event.before.uri, padded(HARBOR.uri));
    assert_eq!((event.after.name, event.after.symbol), (padded(QUAY.name), padded(QUAY.symbol)));
    assert_eq!(event.after.uri, [0; 200]);
}

#[tokio::test]
async fn a_renounced_vault_keeps_its_name() {
    let (mut bank, vault) = named().await;
    granted(&mut bank, &vault, GrantTerms::METADATA).await;
    bank.by("creator", role::renounce_admin(&id("creator"), &vault.address)).await;
    let update = metadata::update(&id("creator"), &vault, QUAY);
    let failure = bank.refused(update.clone(), &[&key("creator")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotVaultAdmin));
    let failure = bank.refused(grant::by_holder(update, &id("namer")), &[&key("namer")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::GrantVoid));
    assert_eq!(shown(&mut bank, &vault).await[0], "hSOL");
}
