//! The first metadata of a vault's shares.

use super::*;

#[tokio::test]
async fn wallets_read_the_name_that_the_admin_gives() {
    let (mut bank, vault) = scene().await;
    let [sponsor, creator] = ["sponsor", "creator"].map(key);
    let before = bank.account(&id("sponsor")).await.expect("lamports").lamports;
    let create = metadata::create(&id("sponsor"), &id("creator"), &vault, HARBOR);
    let done = bank.send(&[create], &[&sponsor, &creator]).await.unwrap();
    assert_eq!(shown(&mut bank, &vault).await, ["hSOL", "Harbor SOL", "https://harbor.example/vrt.json"]);

    let event = only_event(&done.events);
    assert_eq!((event.vault, event.number, event.vrt_mint), (vault.address, 2, vault.vrt_mint));
    assert_eq!((event.before.name, event.before.symbol, event.before.uri), ([0; 32], [0; 10], [0; 200]));
    assert_eq!((event.after.name, event.after.symbol), (padded(HARBOR.name), padded(HARBOR.symbol)));
    assert_eq!(event.after.uri, padded(HARBOR.uri));

    // The payer pays Metaplex's fee and the rent, both in the account.
    let account = bank.account(&names::address(&vault.vrt_mint)).await.expect("metadata");
    let after = bank.account(&id("sponsor")).await.expect("lamports").lamports;
    assert_eq!(before - after, account.lamports);
    assert_eq!(account.lamports, FEE + Rent::default().minimum_balance(account.data.len()));
}

#[tokio::test]
async fn a_vault_and_its_longest_texts_fit_in_one_transaction() {
    let (mut bank, vault) = scene().await;
    let [name, symbol, uri] = [32, 10, 200].map(|length| "x".repeat(length));
    let texts = Texts { name: &name, symbol: &symbol, uri: &uri };
    let new = Vault::new(id("creator"), 1, vault.asset_mint);
    let create = metadata::create(&id("creator"), &id("creator"), &new, texts);
    // The bank refuses a transaction that is larger than a packet.
    bank.send(&[new.initialize(EPOCH, OPEN), create], &[&key("creator")]).await.unwrap();
    assert_eq!(shown(&mut bank, &new).await, [symbol, name, uri]);
}
