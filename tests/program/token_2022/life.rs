//! All that moves the asset of a Token-2022 vault, with every accepted extension that adds something to token accounts.

use harness::{Vault, entity, fee, role, split, token_2022 as t22};
use restaking_client::ledger::transition::deposit::WHOLE_BALANCE;
use restaking_client::{Event, pda};
use restaking_tests::{PERCENT, RECIPIENTS, SETTLED, WEALTH, id};
use solana_signer::Signer;
use spl_token_2022_interface::extension::{ExtensionType, transfer_fee};

use crate::token_2022::scene::{audit, extensions, mint, scene};

/// A pausable, scaled mint with a fee of nothing that nobody can change.
fn all() -> Vec<t22::Extension> {
    let (at, issuer) = (mint().pubkey(), id("issuer"));
    let free = transfer_fee::instruction::initialize_transfer_fee_config(&t22::PROGRAM, &at, None, Some(&issuer), 0, 0)
        .unwrap();
    let free = (ExtensionType::TransferFeeConfig, free);
    vec![t22::pausable(&at, &issuer), t22::scaled(&at, &issuer, 3.5), free]
}

#[tokio::test]
async fn stake_comes_and_leaves_each_way_that_there_is() {
    let (mut bank, split) = scene(&all()).await;
    let (vault, [alice, bob]) = (split.vault, ["alice", "bob"].map(id));
    let of_till = extensions(&mut bank, &vault.asset_account).await;
    assert_eq!(of_till, [ExtensionType::PausableAccount, ExtensionType::TransferFeeAmount]);

    // Half of bob's wealth by a delegate, then all that is left.
    let source = vault.assets_of(&bob);
    let approve = spl_token_2022_interface::instruction::approve;
    let approve = approve(&t22::PROGRAM, &source, &alice, &bob, &[], WEALTH / 2).unwrap();
    bank.by("bob", approve).await;
    let mut by_delegate = vault.deposit(&alice, WHOLE_BALANCE, 0, false);
    by_delegate.accounts[4].pubkey = source;
    bank.by("alice", by_delegate).await;
    assert_eq!(bank.balance(&source).await, WEALTH / 2);
    bank.by("bob", vault.deposit(&bob, WHOLE_BALANCE, 0, false)).await;
    assert_eq!(bank.balance(&source).await, 0);
    audit(&mut bank, &vault).await;

    let epoch = bank.epoch().await;
    bank.by("bob", vault.request_exit(&bob, 1, 400_000, 0, epoch + 1)).await;
    bank.by("bob", vault.request_exit(&bob, 2, 100_000, 0, epoch + 1)).await;
    bank.by("bob", vault.cancel_exit(&bob, &vault.ticket(&bob, 2), &bob, epoch + 1, 0)).await;
    bank.warp_to(epoch + 2, 0).await;
    bank.by("bob", vault.claim_exit(&bob, &vault.ticket(&bob, 1), &bob, epoch + 1)).await;
    assert_eq!(bank.balance(&source).await, 400_000);
    audit(&mut bank, &vault).await;

    // Instant exits are paid of what stands behind nobody.
    bank.by("creator", split.delegate(&id("creator"), 0)).await;
    bank.warp_to(epoch + 4, 0).await;
    bank.send(&[split.settle_delegation()], &[]).await.unwrap();
    bank.by("bob", vault.exit_instantly(&bob, 70_000, 0)).await;
    assert_eq!(bank.balance(&source).await, 470_000);
    audit(&mut bank, &vault).await;
}

#[tokio::test]
async fn rewards_are_paid_and_every_party_collects() {
    let (mut bank, split) = scene(&all()).await;
    let vault = split.vault;
    bank.by("deployer", fee::set_protocol_fee(&id("deployer"), 1_000)).await;
    bank.by("creator", fee::set_fees(&vault, &id("creator"), fee::args(0, 0, 500, 86_400))).await;
    bank.warp_to(2 * SETTLED, 0).await;
    for (admin, party) in [("operator", split.operator), ("deployer", pda::config())] {
        bank.by(admin, role::set_role(&id(admin), &party, role::FEE_WALLET, &id(admin))).await;
    }
    for wallet in ["creator", "operator", "deployer"] {
        bank.by("issuer", t22::create_account(&id("issuer"), &id(wallet), &vault.asset_mint)).await;
    }
    let done = bank.by("bob", fee::pay_reward(&split, &id("bob"), 1_000_000)).await;
    let [Event::VaultRewardPaid(paid)] = &done.events[..] else { panic!("not a reward: {:?}", done.events) };
    assert_eq!(bank.balance(&vault.assets_of(&id("bob"))).await, WEALTH - 1_000_000);
    assert!(paid.commission > 0 && paid.vault_fee > 0 && paid.protocol_fee > 0, "{paid:?}");
    let collects = [
        (fee::collect_commission(&split, &id("operator")), "operator", paid.commission),
        (fee::collect_vault_fees(&vault, &id("creator")), "creator", paid.vault_fee),
        (fee::collect_protocol_fees(&vault, &id("deployer")), "deployer", paid.protocol_fee),
    ];
    for (collect, wallet, amount) in collects {
        bank.send(&[collect], &[]).await.unwrap_or_else(|error| panic!("{wallet}: {error}"));
        assert_eq!(bank.balance(&vault.assets_of(&id(wallet))).await, amount, "{wallet}");
    }
    let till = bank.balance(&vault.asset_account).await;
    assert_eq!(till, 2_000_000 - paid.commission - paid.vault_fee - paid.protocol_fee);
}

#[tokio::test]
async fn slashes_are_vetoed_executed_and_pledged_for() {
    let (mut bank, split) = scene(&all()).await;
    let vault = split.vault;
    let supply = harness::token::supply(&bank.account(&vault.asset_mint).await.unwrap().data);
    bank.propose(&split, 0, 10 * PERCENT).await;
    bank.pledge(&split, 0, "bob", 30_000).await;
    bank.veto(&split, 0).await;
    bank.send(&[split.withdraw_pledge(&split.proposal(0), &id("bob"))], &[]).await.unwrap();
    assert_eq!(bank.balance(&vault.assets_of(&id("bob"))).await, WEALTH);
    audit(&mut bank, &vault).await;

    bank.propose(&split, 1, 10 * PERCENT).await;
    bank.pledge(&split, 1, "bob", 40_000).await;
    bank.execute(&split, 1).await;
    let paid = [5_000, 20_000, 0];
    for (name, amount) in RECIPIENTS.into_iter().zip(paid) {
        assert_eq!(bank.balance(&vault.assets_of(&id(name))).await, amount, "{name}");
    }
    let mint = bank.account(&vault.asset_mint).await.unwrap();
    assert_eq!(harness::token::supply(&mint.data), supply - 75_000, "three quarters are burned");
    assert_eq!(bank.books(&vault).await.active, 1_000_000 - 100_000 + 40_000);
    audit(&mut bank, &vault).await;
}

#[tokio::test]
async fn a_multiplier_that_changes_changes_no_book() {
    let (mut bank, split) = scene(&all()).await;
    let (vault, alice) = (split.vault, id("alice"));
    let epoch = bank.epoch().await;
    for multiplier in [0.001, 1.0, 1_000_000.0] {
        let before = bank.ledger(&vault).await;
        bank.by("issuer", t22::scale(&vault.asset_mint, &id("issuer"), multiplier)).await;
        assert_eq!(bank.ledger(&vault).await, before);
        bank.by("alice", vault.deposit(&alice, 500, 500, false)).await;
        bank.by("alice", vault.request_exit(&alice, multiplier as u64, 500, 500, epoch + 1)).await;
        audit(&mut bank, &vault).await;
    }
    bank.by("issuer", t22::scale(&vault.asset_mint, &id("issuer"), 7.0)).await;
    bank.warp_to(epoch + 2, 0).await;
    for nonce in [0, 1, 1_000_000] {
        bank.by("alice", vault.claim_exit(&alice, &vault.ticket(&alice, nonce), &alice, epoch + 1)).await;
    }
    assert_eq!(bank.balance(&vault.assets_of(&alice)).await, WEALTH - 1_000_000, "raw units in, raw units out");
}

#[tokio::test]
async fn stake_counts_where_the_ncn_accepts_what_the_issuer_can_do() {
    let (mut bank, split) = scene(&all()).await;
    let state: restaking_client::Vault = bank.read(&split.vault.address).await.unwrap();
    assert_eq!(state.asset_flags, 7, "freezable, pausable, display-scaled");
    let (ncn, Vault { asset_mint, .. }) = (id("ncn"), split.vault);
    for (accepted, counts) in [(0, 0), (1, 0), (3, 0), (7, 1_000_000)] {
        bank.by("ncn", entity::set_ncn_asset_with(&ncn, &split.ncn, &asset_mint, 1_000_000_000, accepted)).await;
        let report: restaking_client::StakeReport = bank.view(split::slashable_stake(&[split])).await;
        assert_eq!((report.stakes, report.weight), (vec![1_000_000], counts));
    }
}
