//! The life of a stake.

use harness::key;
use restaking_tests::{Bank, OPEN};
use solana_signer::Signer;

#[tokio::test]
async fn deposits_mint_shares_one_to_one_at_first() {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    let alice = key("alice");
    bank.send(&[vault.deposit(&alice.pubkey(), 1_000, 1_000, false)], &[&alice]).await.unwrap();
    assert_eq!(bank.balance(&vault.shares_of(&alice.pubkey())).await, 1_000);
    assert_eq!(bank.balance(&vault.asset_account).await, 1_000);
}
