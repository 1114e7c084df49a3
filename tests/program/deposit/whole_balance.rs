//! Deposits of a whole balance: what is taken is read when the transaction lands, so that nobody makes it fail by a unit more or less.

use harness::{Vault, key, pause, token};
use restaking_client::ledger::transition::deposit::WHOLE_BALANCE;
use restaking_client::{Deposited, Event, LimitsArgs, RestakingError};
use restaking_tests::{Bank, OPEN, WEALTH, assert_refused, id};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

/// SPL Token's `InsufficientFunds`.
const INSUFFICIENT_FUNDS: u32 = 1;

/// Alice's deposit of all that she has.
fn whole(vault: &Vault, min_shares: u64) -> Instruction {
    vault.deposit(&id("alice"), WHOLE_BALANCE, min_shares, false)
}

/// A deposit of all that `delegate` may take of alice's tokens, for shares of its own.
fn whole_for(vault: &Vault, delegate: &Pubkey) -> Instruction {
    let mut deposit = vault.deposit(delegate, WHOLE_BALANCE, 0, false);
    deposit.accounts[4].pubkey = vault.assets_of(&id("alice"));
    deposit
}

/// Leaves alice `amount` of her assets.
async fn leave(bank: &mut Bank, vault: &Vault, amount: u64) {
    let (alice, bob) = (id("alice"), id("bob"));
    let balance = bank.balance(&vault.assets_of(&alice)).await;
    bank.by("alice", token::transfer(&vault.assets_of(&alice), &vault.assets_of(&bob), &alice, balance - amount)).await;
}

/// Runs a deposit that must succeed; returns what its event says.
async fn deposited(bank: &mut Bank, name: &str, deposit: Instruction) -> Deposited {
    let done = bank.by(name, deposit).await;
    let [Event::Deposited(event)] = done.events.as_slice() else { panic!("not one event: {:?}", done.events) };
    event.clone()
}

#[tokio::test]
async fn all_that_is_there_at_the_landing_comes_in_and_the_event_says_how_much() {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    let (alice, bob) = (id("alice"), id("bob"));
    leave(&mut bank, &vault, 1_000).await;
    // Between quote and landing, a unit more by a donation: it comes in as well.
    bank.by("bob", token::transfer(&vault.assets_of(&bob), &vault.assets_of(&alice), &bob, 1)).await;
    let event = deposited(&mut bank, "alice", whole(&vault, 1_000)).await;
    assert_eq!((event.depositor, event.assets, event.shares), (alice, 1_001, 1_001));
    assert_eq!((event.before.active, event.after.active), (0, 1_001));
    assert_eq!(bank.balance(&vault.assets_of(&alice)).await, 0);
    assert_eq!(bank.balance(&vault.asset_account).await, 1_001);
    assert_eq!(bank.balance(&vault.shares_of(&alice)).await, 1_001);
}

#[tokio::test]
async fn a_unit_less_fails_an_exact_amount_and_not_a_whole_balance() {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    let (alice, bob) = (id("alice"), id("bob"));
    leave(&mut bank, &vault, 1_000).await;
    bank.by("alice", token::transfer(&vault.assets_of(&alice), &vault.assets_of(&bob), &alice, 1)).await;
    let failure = bank.refuses("alice", vault.deposit(&alice, 1_000, 0, false)).await;
    assert_eq!(failure.code(), Some(INSUFFICIENT_FUNDS));
    // The minimum is the depositor's protection against the amount as well.
    let failure = bank.refuses("alice", whole(&vault, 1_000)).await;
    assert_refused(&failure, RestakingError::BelowMinimum, 999, 1_000);
    let event = deposited(&mut bank, "alice", whole(&vault, 999)).await;
    assert_eq!((event.assets, event.shares), (999, 999));
}

#[tokio::test]
async fn a_balance_of_nothing_is_refused_as_an_amount_of_nothing() {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    bank.by("bob", vault.deposit(&id("bob"), 1_000, 0, false)).await;
    leave(&mut bank, &vault, 0).await;
    let failure = bank.refuses("alice", whole(&vault, 0)).await;
    assert_refused(&failure, RestakingError::Zero, 0, 1);
    assert_refused(&bank.refuses("alice", vault.deposit(&id("alice"), 0, 0, false)).await, RestakingError::Zero, 0, 1);
}

/// A deposit is never made smaller than what was asked for: a part of it would leave tokens where nobody expects them.
#[tokio::test]
async fn over_the_cap_it_is_refused_whole_with_the_balance_in_the_figures() {
    let (mut bank, vault) = Bank::with_vault(LimitsArgs { deposit_cap: 1_000, ..OPEN }).await;
    bank.by("bob", vault.deposit(&id("bob"), 400, 0, false)).await;
    leave(&mut bank, &vault, 601).await;
    let failure = bank.refuses("alice", whole(&vault, 0)).await;
    assert_refused(&failure, RestakingError::OverCap, 1_001, 1_000);
    leave(&mut bank, &vault, 600).await;
    assert_eq!(deposited(&mut bank, "alice", whole(&vault, 600)).await.assets, 600);
}

#[tokio::test]
async fn a_restricted_vault_asks_for_the_same_approval() {
    let (mut bank, vault) = Bank::with_vault(LimitsArgs { restricted: true, ..OPEN }).await;
    bank.by("creator", vault.approve(&id("alice"))).await;
    let listed = vault.deposit(&id("alice"), WHOLE_BALANCE, 0, true);
    let mut borrowed = vault.deposit(&id("bob"), WHOLE_BALANCE, 0, true);
    borrowed.accounts[6].pubkey = listed.accounts[6].pubkey;
    for (name, deposit) in [("alice", whole(&vault, 0)), ("bob", borrowed)] {
        let failure = bank.refuses(name, deposit).await;
        assert_eq!(failure.restaking(), Some(RestakingError::DepositorNotApproved), "{name}");
    }
    assert_eq!(deposited(&mut bank, "alice", listed).await.assets, WEALTH);
}

/// A delegate's whole is what it was approved for, or the balance if that is less: else a unit paid to the account would fail it.
#[tokio::test]
async fn a_delegate_takes_its_allowance_and_no_more() {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    let (alice, bob) = (id("alice"), id("bob"));
    let approve = |amount| token::approve(&vault.assets_of(&alice), &bob, &alice, amount);
    // Nothing approved.
    let failure = bank.refuses("bob", whole_for(&vault, &bob)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotHolder));

    bank.by("alice", approve(300)).await;
    let event = deposited(&mut bank, "bob", whole_for(&vault, &bob)).await;
    assert_eq!((event.depositor, event.assets), (bob, 300));
    assert_eq!(bank.balance(&vault.assets_of(&alice)).await, WEALTH - 300);
    assert_eq!(bank.balance(&vault.shares_of(&bob)).await, 300);
    let failure = bank.refuses("bob", whole_for(&vault, &bob)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotHolder), "the approval is used up");

    // An allowance over the balance.
    leave(&mut bank, &vault, 50).await;
    bank.by("alice", approve(u64::MAX)).await;
    assert_eq!(deposited(&mut bank, "bob", whole_for(&vault, &bob)).await.assets, 50);
    let failure = bank.refuses("bob", whole_for(&vault, &bob)).await;
    assert_refused(&failure, RestakingError::Zero, 0, 1);
}

/// SPL Token holds an owner that is its own delegate to its allowance.
#[tokio::test]
async fn an_owner_that_is_its_own_delegate_takes_its_allowance() {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    let alice = id("alice");
    bank.by("alice", token::approve(&vault.assets_of(&alice), &alice, &alice, 700)).await;
    let failure = bank.refuses("alice", vault.deposit(&alice, 701, 0, false)).await;
    assert_eq!(failure.code(), Some(INSUFFICIENT_FUNDS));
    assert_eq!(deposited(&mut bank, "alice", whole(&vault, 700)).await.assets, 700);
    // And after that, all that it owns.
    assert_eq!(deposited(&mut bank, "alice", whole(&vault, 0)).await.assets, WEALTH - 700);
}

#[tokio::test]
async fn every_other_check_stands_before_it() {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    let (alice, creator) = (id("alice"), id("creator"));
    // A balance that is the figure itself can be deposited by no figure.
    let most = id("most");
    bank.put(&most, token::token_account(vault.asset_mint, alice, u64::MAX));
    let mut all = whole(&vault, 0);
    all.accounts[4].pubkey = most;
    let failure = bank.refuses("alice", all).await;
    assert_eq!(failure.restaking(), Some(RestakingError::Overflow), "{failure}");

    // The vault's own account, a stranger's, one of another mint.
    let mut own = whole(&vault, 0);
    own.accounts[4].pubkey = vault.asset_account;
    assert!(!bank.refuses("alice", own).await.logs.is_empty());
    let mut strange = whole(&vault, 0);
    strange.accounts[4].pubkey = vault.assets_of(&id("bob"));
    assert_eq!(bank.refuses("alice", strange).await.restaking(), Some(RestakingError::NotHolder));
    let (mint, foreign) = (id("another mint"), id("foreign"));
    bank.put(&foreign, token::token_account(mint, alice, WEALTH));
    let mut other = whole(&vault, 0);
    other.accounts[4].pubkey = foreign;
    assert_eq!(bank.refuses("alice", other).await.restaking(), Some(RestakingError::WrongMint));

    let seen = vault.deposit_at(&alice, WHOLE_BALANCE, 0, false, 0);
    bank.by("creator", vault.set_limits(LimitsArgs { instant_fee_bps: 1_000, ..OPEN })).await;
    assert_refused(&bank.refuses("alice", seen).await, RestakingError::RiskChanged, 1, 0);

    bank.by("creator", pause::set_guardian(&creator, &vault.address, &creator)).await;
    bank.by("creator", pause::raise(&creator, &vault.address, pause::ALL, 60)).await;
    assert_eq!(bank.refuses("alice", whole(&vault, 0)).await.restaking(), Some(RestakingError::Paused));
    bank.by("creator", pause::lift(&creator, &vault.address)).await;
    let both = [whole(&vault, 0), whole(&vault, 0)];
    let failure = bank.all_refused(&both, &[&key("alice")]).await;
    assert_refused(&failure, RestakingError::Zero, 0, 1);
    assert_eq!(deposited(&mut bank, "alice", whole(&vault, 0)).await.assets, WEALTH);
}
