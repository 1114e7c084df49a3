//! What is refused for its amount, its signer or its state; every account is as it was after each.

use harness::fee::{self, FeeArgs};
use harness::{entity, role, token};
use restaking_client::{Delayed, RestakingError};
use restaking_tests::{WEALTH, id};
use solana_program::instruction::InstructionError;
use solana_transaction_error::TransactionError;

use crate::vault::reward::scene::{FIRST, FREE, Scene};

/// SPL Token's: not enough tokens, and another owner.
const SHORT: u32 = 1;
/// The signer is neither the owner of the tokens nor its delegate.
const NOT_OWNER: u32 = RestakingError::NotHolder as u32;

#[tokio::test]
async fn a_reward_of_nothing_or_of_more_than_there_is_is_refused() {
    let mut scene = Scene::new(FREE, 1_000).await;
    scene.deposit("alice", 1_000_000).await;
    scene.pay("ncn", 1_000).await;
    let pay = |amount| fee::pay_reward(&scene.first, &id("ncn"), amount);
    let (nothing, over) = (pay(0), pay(WEALTH));
    scene.refuses("ncn", nothing, RestakingError::Zero, 0, 1).await;
    assert_eq!(scene.bank.refuses("ncn", over).await.code(), Some(SHORT));
    scene.check().await;
}

/// The most that a vault can owe: no reward goes beyond it, and everyone can still leave.
#[tokio::test]
async fn a_reward_that_does_not_fit_is_refused() {
    let mut scene = Scene::free(FREE).await;
    scene.deposit("alice", 1_000_000).await;
    let ncn = scene.vault.assets_of(&id("ncn"));
    let rich = token::token_account(scene.vault.asset_mint, id("ncn"), u64::MAX);
    let usual = scene.bank.account(&ncn).await.expect("an account");
    scene.bank.put(&ncn, rich);
    // With the virtual assets on top it would not fit in 64 bits, by one.
    let most = u64::MAX - 1_000 - 1_000_000;
    for amount in [u64::MAX, most + 1] {
        let failure = scene.bank.refuses("ncn", fee::pay_reward(&scene.first, &id("ncn"), amount)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::Overflow), "{failure}");
    }
    let request = scene.vault.request_exit(&id("alice"), 0, 1_000_000, 1_000_000, FIRST + 1);
    scene.bank.put(&ncn, token::token_account(scene.vault.asset_mint, id("ncn"), most));
    scene.bank.by("ncn", fee::pay_reward(&scene.first, &id("ncn"), most)).await;
    scene.bank.by("alice", request).await;
    scene.bank.put(&ncn, usual);
}

#[tokio::test]
async fn a_reward_is_paid_by_the_owner_of_what_it_comes_from() {
    let mut scene = Scene::new(FREE, 0).await;
    scene.deposit("alice", 1_000_000).await;
    // Mallory signs for alice's tokens, for another account of the vault's, and passes the vault's own account on both sides.
    let mut theft = fee::pay_reward(&scene.first, &id("mallory"), 1_000);
    theft.accounts[6].pubkey = scene.vault.assets_of(&id("alice"));
    assert_eq!(scene.bank.refuses("mallory", theft.clone()).await.code(), Some(NOT_OWNER));
    scene.bank.put(&scene.vault.stray(), token::token_account(scene.vault.asset_mint, scene.vault.address, 5_000));
    theft.accounts[6].pubkey = scene.vault.stray();
    assert_eq!(scene.bank.refuses("mallory", theft.clone()).await.code(), Some(NOT_OWNER));
    theft.accounts[6].pubkey = scene.vault.asset_account;
    assert_eq!(scene.bank.refuses("mallory", theft.clone()).await.code(), Some(2_040), "twice");
    theft.accounts[6].pubkey = scene.vault.shares_of(&id("mallory"));
    scene.refused(&["mallory"], theft, RestakingError::WrongMint).await;
    scene.bank.put(&scene.vault.stray(), token::token_account(scene.vault.asset_mint, scene.vault.address, 0));

    let mut unsigned = fee::pay_reward(&scene.first, &id("ncn"), 1_000);
    unsigned.accounts[0].is_signer = false;
    let missing = TransactionError::InstructionError(1, InstructionError::MissingRequiredSignature);
    assert_eq!(scene.bank.refused(unsigned, &[]).await.error, missing);
    scene.check().await;
}

/// A delegate that the tokens' owner approved may pay with them, up to its allowance.
#[tokio::test]
async fn a_delegate_pays_with_anothers_tokens() {
    let mut scene = Scene::free(FREE).await;
    scene.deposit("alice", 1_000_000).await;
    let from = scene.vault.assets_of(&id("ncn"));
    let mut lent = scene.bank.account(&from).await.expect("an account");
    // SPL Token's layout: an option of 4 bytes and the delegate at 72, its amount at 121.
    lent.data[72] = 1;
    lent.data[76..108].copy_from_slice(id("mallory").as_ref());
    lent.data[121..129].copy_from_slice(&1_500u64.to_le_bytes());
    scene.bank.put(&from, lent);
    let mut pay = fee::pay_reward(&scene.first, &id("mallory"), 1_000);
    pay.accounts[6].pubkey = from;
    scene.act("mallory", pay.clone()).await;
    assert_eq!(scene.gained("ncn").await, -1_000);
    assert_eq!(scene.bank.refuses("mallory", pay).await.code(), Some(SHORT));
}

/// Only the fee admin sets fees: neither the vault's admin, which has given the role away, nor anybody else.
#[tokio::test]
async fn only_the_fee_admin_sets_fees() {
    let mut scene = Scene::new(FREE, 0).await;
    let vault = scene.vault;
    let change = |name: &str| fee::set_fees(&vault, &id(name), fee::args(1, 1, 1, 1_000));
    for name in ["mallory", "deployer", "operator", "ncn", "alice", "vault wallet"] {
        scene.bank.fund(&id(name));
        scene.refused(&[name], change(name), RestakingError::NotFeeAdmin).await;
    }
    let hand = |holder: &str| role::set_role(&id("creator"), &vault.address, role::FEE_ADMIN, &id(holder));
    scene.bank.by("creator", hand("mallory")).await;
    scene.refused(&["creator"], change("creator"), RestakingError::NotFeeAdmin).await;
    scene.act("mallory", change("mallory")).await;
    // It sets fees within their caps, and has no other right.
    let wallet = role::set_role(&id("mallory"), &vault.address, role::FEE_WALLET, &id("mallory"));
    scene.refused(&["mallory"], wallet, RestakingError::NotAdmin).await;
    let mut unsigned = change("mallory");
    unsigned.accounts[0].is_signer = false;
    let missing = TransactionError::InstructionError(1, InstructionError::MissingRequiredSignature);
    assert_eq!(scene.bank.refused(unsigned, &[]).await.error, missing);
    // Nobody, permanently, once the admin removes it and renounces.
    let nobody =
        role::set_role(&id("creator"), &vault.address, role::FEE_ADMIN, &solana_program::pubkey::Pubkey::default());
    scene.bank.by("creator", nobody).await;
    scene.refused(&["mallory"], change("mallory"), RestakingError::NotFeeAdmin).await;
    scene.bank.by("creator", role::renounce_admin(&id("creator"), &vault.address)).await;
    let back = hand("creator");
    scene.refused(&["creator"], back, RestakingError::NotAdmin).await;
}

/// A vault that another's admin would like to set the fees of.
#[tokio::test]
async fn a_fee_admin_is_one_of_its_own_vault() {
    let mut scene = Scene::new(FREE, 0).await;
    let other = scene.bank.add_vault("mallory", 0, restaking_tests::OPEN).await;
    let dear = FeeArgs { exit_bps: 500, ..FREE };
    scene
        .refused(&["mallory"], fee::set_fees(&scene.vault, &id("mallory"), dear.clone()), RestakingError::NotFeeAdmin)
        .await;
    scene.bank.by("mallory", fee::set_fees(&other, &id("mallory"), dear)).await;
    let fees = scene.ledger().await.fees;
    assert_eq!(fees.exit_bps, Delayed { current: 0, next: 0, effective: 0 });
}

/// A commission counts from when its rise does: a reward in the last second before it pays the old one.
#[tokio::test]
async fn a_commission_rises_as_late_as_the_slowest_exit() {
    let mut scene = Scene::new(FREE, 0).await;
    scene.deposit("alice", 1_000_000).await;
    let from = scene.bank.now().await + restaking_tests::SLOWEST_RISE;
    let rise = entity::update_operator(&id("operator"), &scene.first.operator, &id("allocator"), 5_000);
    scene.bank.by("operator", rise).await;
    for (time, part) in [(from - 1, 1_000), (from, 5_000)] {
        scene.bank.warp(time).await;
        assert_eq!(scene.pay("ncn", 10_000).await.commission, part);
        assert_eq!(scene.pay("other ncn", 10_000).await.commission, 500);
    }
}
