//! The creation of a vault: the bounds of its epoch, its mint, its shares and its creator.

use harness::vault::initialize_config;
use harness::{Vault, key, token};
use restaking_client::{RestakingError, Vault as VaultAccount};
use restaking_tests::{Bank, OPEN, id};
use solana_account::Account;
use solana_program::instruction::InstructionError;
use solana_program::pubkey::Pubkey;
use solana_transaction_error::TransactionError;

const TOKEN_2022: Pubkey = solana_program::pubkey!("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");

/// A bank with a config of bounds 60 and 3,600 and a funded creator, and that creator's vault `index` of `mint`.
async fn before_a_vault(mint: Account) -> (Bank, Vault) {
    let mut bank = Bank::bare().await;
    bank.by("deployer", initialize_config(&id("deployer"), 60, 3_600)).await;
    bank.fund(&id("creator"));
    bank.put(&id("mint"), mint);
    (bank, Vault::new(id("creator"), 0, id("mint")))
}

fn plain_mint(decimals: u8) -> Account {
    token::mint_account(decimals, id("issuer"), None, 0)
}

#[tokio::test]
async fn a_vaults_epoch_is_within_the_bounds() {
    let (mut bank, _) = before_a_vault(plain_mint(9)).await;
    for (index, (seconds, allowed)) in [
        (0, false),
        (59, false),
        (60, true),
        (61, true),
        (3_599, true),
        (3_600, true),
        (3_601, false),
        (u64::MAX, false),
    ]
    .into_iter()
    .enumerate()
    {
        let vault = Vault::new(id("creator"), index as u64, id("mint"));
        if allowed {
            bank.by("creator", vault.initialize(seconds, OPEN)).await;
            let made: VaultAccount = bank.read(&vault.address).await.expect("the vault");
            assert_eq!(made.ledger.epoch_seconds, seconds);
        } else {
            let refused = bank.refuses("creator", vault.initialize(seconds, OPEN)).await;
            assert_eq!(refused.restaking(), Some(RestakingError::EpochLength), "{seconds}");
        }
    }
}

#[tokio::test]
async fn shares_have_the_decimals_of_the_asset() {
    for decimals in [0, 9, u8::MAX] {
        let (mut bank, vault) = before_a_vault(plain_mint(decimals)).await;
        bank.by("creator", vault.initialize(60, OPEN)).await;
        let made: VaultAccount = bank.read(&vault.address).await.expect("the vault");
        assert_eq!((made.decimals, made.asset_flags), (decimals, 0));
        let vrt = bank.account(&vault.vrt_mint).await.expect("the VRT mint");
        // SPL Token's layout of a mint: authority, supply, decimals, initialized, freeze authority.
        assert_eq!((&vrt.data[4..36], vrt.data[44]), (vault.address.as_ref(), decimals));
        assert_eq!(vrt.data[46..50], [0; 4], "nobody can freeze the shares");
    }
}

#[tokio::test]
async fn an_asset_that_can_be_frozen_is_taken_and_marked() {
    let (mut bank, vault) = before_a_vault(token::mint_account(6, id("issuer"), Some(id("issuer")), 0)).await;
    bank.by("creator", vault.initialize(60, OPEN)).await;
    let made: VaultAccount = bank.read(&vault.address).await.expect("the vault");
    assert_eq!((made.decimals, made.asset_flags), (6, 1));
    let vrt = bank.account(&vault.vrt_mint).await.expect("the VRT mint");
    assert_eq!(vrt.data[46..50], [0; 4], "nobody can freeze the shares, even so");
}

#[tokio::test]
async fn an_asset_is_an_initialized_mint_of_a_token_program() {
    let good = plain_mint(9);
    let (mut bank, vault) = before_a_vault(good.clone()).await;
    let blank = Account { data: vec![0; 82], ..good.clone() };
    for (account, error) in [
        (Account { owner: id("mallory"), ..good.clone() }, InstructionError::IllegalOwner),
        // Token-2022's program is not among the accounts.
        (Account { owner: TOKEN_2022, ..good.clone() }, InstructionError::Custom(RestakingError::NoToken2022 as u32)),
        (blank, InstructionError::UninitializedAccount),
        (token::token_account(id("mint"), id("creator"), 1), InstructionError::InvalidAccountData),
        (Account::default(), InstructionError::IllegalOwner),
    ] {
        bank.put(&id("mint"), account);
        let refused = bank.refuses("creator", vault.initialize(60, OPEN)).await;
        assert_eq!(refused.error, TransactionError::InstructionError(1, error));
    }
    bank.put(&id("mint"), good);
    bank.by("creator", vault.initialize(60, OPEN)).await;
}

#[tokio::test]
async fn a_creators_vault_is_made_once_and_by_its_creator() {
    let (mut bank, vault) = before_a_vault(plain_mint(9)).await;
    bank.fund(&id("mallory"));
    let mut taken = vault.initialize(60, OPEN);
    (taken.accounts[0].pubkey, taken.accounts[1].pubkey) = (id("mallory"), id("mallory"));
    let refused = bank.refuses("mallory", taken).await;
    assert_eq!(refused.error, TransactionError::InstructionError(1, InstructionError::InvalidSeeds));
    bank.by("creator", vault.initialize(60, OPEN)).await;
    assert_eq!(bank.refused(vault.initialize(60, OPEN), &[&key("creator")]).await.code(), Some(0));
}
