//! Stake accounts that a pool does not take, and authorities that are others'. Each refusal leaves every account as it was.

use harness::{Vault, key, stake};
use restaking_client::native_stake::{
    Authority, Phase, STAKE_PROGRAM, SinglePool, authorize, deposit_stake, enter, merge, withdraw_stake,
};
use restaking_client::{LimitsArgs, Program, RestakingError};
use restaking_tests::{Bank, EPOCH, OPEN, SETTLED, id};
use solana_program::instruction::{Instruction, InstructionError};
use solana_program::pubkey::Pubkey;
use solana_stake_interface::instruction::{self as core, LockupArgs};
use solana_stake_interface::state::{Authorized, Lockup};
use solana_transaction_error::TransactionError;

use crate::scene::{REWARDS_ARE_PAID, Scene, TEN, WRONG_STATE};

/// What the clients say of a failure.
fn said(failure: &harness::Failure) -> String {
    let TransactionError::InstructionError(_, error) = &failure.error else { panic!("{failure}") };
    Program::LOCAL.sentence(error, &failure.logs).unwrap_or_default()
}

#[tokio::test]
async fn stake_that_is_not_active_yet_waits_for_the_next_epoch() {
    let mut scene = Scene::new().await;
    scene.delegate("alice", "stake", TEN, "validator", &Lockup::default()).await;
    let epoch = scene.epoch().await;
    assert_eq!(scene.stake(&id("stake")).await.0.phase(epoch), Phase::Activating);
    let all = scene.entering("alice", "stake", 0);
    let failure = scene.refused(&all, &["alice"]).await;
    assert_eq!((failure.place(), failure.code()), (Some(3), Some(WRONG_STATE)));
    assert!(said(&failure).starts_with("The stake account must be fully active"), "{}", said(&failure));
    scene.next_epoch().await;
    assert_eq!(scene.stake(&id("stake")).await.0.phase(epoch + 1), Phase::Active);
    assert_eq!(scene.enter("alice", "stake", TEN).await.assets, TEN);
}

#[tokio::test]
async fn stake_that_is_on_its_way_out_or_was_never_delegated_is_refused() {
    let mut scene = Scene::with_stake().await;
    let alice = id("alice");
    scene.bank.by("alice", core::deactivate_stake(&id("stake"), &alice)).await;
    let made = core::create_account(&alice, &id("idle"), &Authorized::auto(&alice), &Lockup::default(), TEN);
    scene.bank.send(&made, &[&key("alice"), &key("idle")]).await.expect("an account");
    for phases in [[Phase::Deactivating, Phase::Undelegated], [Phase::Inactive, Phase::Undelegated]] {
        let epoch = scene.epoch().await;
        for (account, phase) in ["stake", "idle"].into_iter().zip(phases) {
            assert_eq!(scene.stake(&id(account)).await.0.phase(epoch), phase);
            let all = scene.entering("alice", account, 0);
            let failure = scene.refused(&all, &["alice"]).await;
            assert_eq!((failure.place(), failure.code()), (Some(3), Some(WRONG_STATE)), "{account}");
        }
        scene.next_epoch().await;
    }
}

#[tokio::test]
async fn stake_of_another_validator_enters_neither_this_pool_nor_this_vault() {
    let mut scene = Scene::new().await;
    let other = Scene::make_pool(&mut scene.bank, "other validator").await;
    scene.delegate("alice", "foreign", TEN, "other validator", &Lockup::default()).await;
    scene.next_epoch().await;
    let all = scene.entering("alice", "foreign", 0);
    let failure = scene.refused(&all, &["alice"]).await;
    assert_eq!(failure.place(), Some(3));
    assert_eq!(said(&failure), "The stake accounts have other validators, authorities or lockups");

    // The other's pool takes it, and this vault not the other's tokens.
    let alice = id("alice");
    let foreign = Vault::new(id("creator"), 1, other.mint);
    scene.bank.open_accounts(&foreign, &alice, 0).await;
    let mut all = enter(&other, &id("foreign"), &alice, &foreign.assets_of(&alice)).to_vec();
    let mut deposit = scene.vault.deposit(&alice, u64::MAX, 0, false);
    deposit.accounts[4].pubkey = foreign.assets_of(&alice);
    all.push(deposit);
    let failure = scene.refused(&all, &["alice"]).await;
    assert_eq!((failure.place(), failure.restaking()), (Some(4), Some(RestakingError::WrongMint)));
    // Its own vault does.
    scene.bank.by("creator", foreign.initialize(EPOCH, LimitsArgs { instant_fee_bps: 0, ..OPEN })).await;
    scene.bank.open_accounts(&foreign, &alice, 0).await;
    let all = stake::enter(&foreign, &other, &alice, &id("foreign"), TEN);
    scene.bank.send(&all, &[&key("alice")]).await.expect("the way in");
}

#[tokio::test]
async fn a_lockup_is_for_its_custodian_to_lift() {
    let mut scene = Scene::new().await;
    let custodian = id("custodian");
    let lockup = Lockup { unix_timestamp: i64::MAX, epoch: 0, custodian };
    scene.delegate("alice", "stake", TEN, "validator", &lockup).await;
    scene.next_epoch().await;
    let (found, now, epoch) = (scene.stake(&id("stake")).await.0, scene.bank.now().await, scene.epoch().await);
    assert!(found.lockup.is_in_force(now, epoch));
    let all = scene.entering("alice", "stake", 0);
    let failure = scene.refused(&all, &["alice"]).await;
    assert_eq!(failure.place(), Some(2), "the withdrawer's authority stays");
    assert_eq!(said(&failure), "The stake account is locked: its custodian must lift the lockup first");

    // With the custodian's signature the authorities move, and the pool takes no locked account.
    let mut signed = all.clone();
    signed[1].accounts.push(solana_program::instruction::AccountMeta::new_readonly(custodian, true));
    let failure = scene.refused(&signed, &["alice", "custodian"]).await;
    assert_eq!((failure.place(), failure.code()), (Some(3), Some(WRONG_STATE)));

    let lift = LockupArgs { unix_timestamp: Some(0), epoch: None, custodian: None };
    scene.bank.by("custodian", core::set_lockup(&id("stake"), &lift, &custodian)).await;
    scene.bank.send(&all, &[&key("alice")]).await.expect("the way in");
    assert_eq!(scene.tokens("alice").await, [0, TEN]);
}

#[tokio::test]
async fn only_the_withdrawer_hands_an_account_over() {
    let mut scene = Scene::with_stake().await;
    // Bob takes what he can name: alice's account, for tokens of his own.
    let [alice, bob] = ["alice", "bob"].map(id);
    let theft = enter(&scene.pool, &id("stake"), &bob, &scene.vault.assets_of(&bob));
    let failure = scene.refused(&theft, &["bob"]).await;
    assert_eq!(failure.error, TransactionError::InstructionError(1, InstructionError::MissingRequiredSignature));
    // The staker alone cannot: alice gives bob that authority.
    scene.bank.by("alice", authorize(&id("stake"), &alice, &bob, Authority::Staker)).await;
    let failure = scene.refused(&theft, &["bob"]).await;
    assert_eq!(failure.error, TransactionError::InstructionError(2, InstructionError::MissingRequiredSignature));
    // The withdrawer can, with any staker.
    let all = scene.entering("alice", "stake", TEN);
    scene.bank.send(&all, &[&key("alice")]).await.expect("the way in");
}

/// Between the hand-over and the deposit the account is the pool's: in two transactions, anyone could deposit it for itself.
#[tokio::test]
async fn an_account_that_was_handed_over_alone_is_anyones() {
    let mut scene = Scene::with_stake().await;
    let [alice, bob] = ["alice", "bob"].map(id);
    let apart = enter(&scene.pool, &id("stake"), &alice, &scene.vault.assets_of(&alice));
    scene.bank.send(&apart[..2], &[&key("alice")]).await.expect("the hand-over");
    let taken = deposit_stake(&scene.pool, &id("stake"), &scene.vault.assets_of(&bob), &bob);
    scene.bank.send(&[taken], &[]).await.expect("bob's deposit");
    assert_eq!(scene.tokens("bob").await[0], TEN, "why the clients never send one without the other");
}

#[tokio::test]
async fn no_account_of_the_pools_enters_it_and_no_stranger_leaves_with_its_tokens() {
    let mut scene = Scene::entered().await;
    let [alice, bob] = ["alice", "bob"].map(id);
    for own in [scene.pool.stake, scene.pool.on_ramp] {
        let deposit = deposit_stake(&scene.pool, &own, &scene.vault.assets_of(&bob), &bob);
        let failure = scene.refused(&[deposit], &[]).await;
        assert_eq!(failure.code(), Some(18), "InvalidPoolStakeAccountUsage");
    }
    let wrong = SinglePool { stake: scene.pool.on_ramp, on_ramp: scene.pool.stake, ..scene.pool };
    let failure = scene.refused(&[deposit_stake(&wrong, &id("stake"), &scene.vault.assets_of(&bob), &bob)], &[]).await;
    assert_eq!(failure.code(), Some(1), "InvalidPoolStakeAccount");

    // The vault's own tokens, and alice's, stay where they are.
    scene.request("alice", 0, TEN / 2).await;
    scene.set_time(SETTLED + 2, 0).await;
    let claim = scene.claiming("alice", 0, SETTLED);
    scene.bank.by("alice", claim).await;
    let rent = scene.rent;
    for from in [scene.vault.asset_account, scene.vault.assets_of(&alice)] {
        let mut all = stake::create_seeded(&bob, "loot", rent).to_vec();
        all.push(withdraw_stake(&scene.pool, &stake::seeded(&bob, "loot"), &bob, &from, TEN / 4));
        let failure = scene.refused(&all, &["bob"]).await;
        assert_eq!(failure.place(), Some(3));
    }
}

/// Every stake instruction fails in an epoch's first slots; nothing is lost but time.
#[tokio::test]
async fn nobody_enters_or_takes_the_last_step_out_while_rewards_are_paid() {
    let mut scene = Scene::entered().await;
    scene.delegate("bob", "other", TEN, "validator", &Lockup::default()).await;
    scene.request("alice", 0, TEN).await;
    scene.set_time(SETTLED + 2, 0).await;
    scene.boundary().await;
    let into = scene.entering("bob", "other", 0);
    let failure = scene.refused(&into, &["bob"]).await;
    assert_eq!((failure.place(), failure.code()), (Some(1), Some(REWARDS_ARE_PAID)));
    assert_eq!(
        said(&failure),
        "Stake accounts stand still while the last epoch's rewards are paid: try again in some minutes"
    );
    // The sysvar tells it beforehand.
    let at = restaking_client::native_stake::EPOCH_REWARDS;
    let sysvar = scene.bank.account(&at).await.expect("the sysvar").data;
    assert!(restaking_client::native_stake::rewards_are_paid(&sysvar));
    // The claim goes through, and pays pool tokens.
    let claim = scene.claiming("alice", 0, SETTLED);
    scene.bank.by("alice", claim).await;
    let out = scene.leaving("alice", "out", TEN);
    let failure = scene.refused(&out, &["alice"]).await;
    assert_eq!((failure.place(), failure.code()), (Some(4), Some(REWARDS_ARE_PAID)));

    scene.pay_rewards().await;
    let sysvar = scene.bank.account(&at).await.expect("the sysvar").data;
    assert!(!restaking_client::native_stake::rewards_are_paid(&sysvar));
    scene.bank.send(&out, &[&key("alice")]).await.expect("the way out");
    scene.bank.send(&into, &[&key("bob")]).await.expect("the way in");
}

/// Too little to be a delegation of its own stays in tokens.
#[tokio::test]
async fn less_than_the_least_delegation_does_not_leave() {
    let mut scene = Scene::entered().await;
    scene.request("alice", 0, TEN).await;
    scene.set_time(SETTLED + 2, 0).await;
    let claim = scene.claiming("alice", 0, SETTLED);
    scene.bank.by("alice", claim).await;
    // This bank's least delegation is a SOL.
    for (amount, code) in [(0, 9), (999_999_999, 9), (TEN + 1, 10)] {
        let out = scene.leaving("alice", "out", amount);
        let failure = scene.refused(&out, &["alice"]).await;
        assert_eq!((failure.place(), failure.code()), (Some(4), Some(code)), "{amount}");
    }
}

/// Two stake accounts of one validator are one before they enter.
#[tokio::test]
async fn accounts_are_merged_by_the_stake_program_as_ever() {
    let mut scene = Scene::with_stake().await;
    scene.delegate("alice", "second", TEN, "validator", &Lockup::default()).await;
    scene.next_epoch().await;
    let mut all: Vec<Instruction> = vec![merge(&id("stake"), &id("second"), &id("alice"))];
    all.extend(scene.entering("alice", "stake", 2 * TEN));
    scene.bank.send(&all, &[&key("alice")]).await.expect("both");
    assert_eq!(scene.tokens("alice").await, [0, 2 * TEN]);
    assert_eq!(owner(&mut scene.bank, &id("second")).await, None);
}

async fn owner(bank: &mut Bank, at: &Pubkey) -> Option<Pubkey> {
    let found = bank.account(at).await.map(|account| account.owner);
    assert_ne!(found, Some(Pubkey::default()));
    found.filter(|owner| *owner == STAKE_PROGRAM)
}
