//! The depositors of a vault that admits listed ones only, and the freezing of assets.

mod revoke_depositor;

use harness::{Vault, key, token};
use restaking_client::{DepositorApproval, Event, LimitsArgs, RestakingError, pda};
use restaking_tests::{Bank, EPOCH, OPEN, WEALTH, id};
use solana_account::Account;
use solana_program::instruction::{Instruction, InstructionError};
use solana_program::pubkey::Pubkey;
use solana_transaction_error::TransactionError;

const RESTRICTED: LimitsArgs = LimitsArgs { restricted: true, ..OPEN };

fn approval(vault: &Vault, depositor: &str) -> Pubkey {
    pda::depositor_approval(&vault.address, &id(depositor))
}

/// Alice's deposit, with `account` for her approval.
fn deposit_with(vault: &Vault, account: Pubkey) -> Instruction {
    let mut deposit = vault.deposit(&id("alice"), 1_000, 1_000, true);
    deposit.accounts[6].pubkey = account;
    deposit
}

#[tokio::test]
async fn a_restricted_vault_takes_deposits_of_the_listed_only() {
    let (mut bank, vault) = Bank::with_vault(RESTRICTED).await;
    let done = bank.by("creator", vault.approve(&id("alice"))).await;
    let [Event::DepositorSet(event)] = done.events.as_slice() else { panic!("not one event: {:?}", done.events) };
    assert_eq!((event.vault, event.depositor, event.before, event.after), (vault.address, id("alice"), false, true));
    let made: DepositorApproval = bank.read(&approval(&vault, "alice")).await.expect("the approval");
    assert_eq!((made.vault, made.depositor, made.rent_payer), (vault.address, id("alice"), id("creator")));

    // Bob is not listed, has no account to show, and may not show alice's.
    let refused = bank.refuses("bob", vault.deposit(&id("bob"), 1_000, 0, false)).await;
    assert_eq!(refused.restaking(), Some(RestakingError::DepositorNotApproved));
    let refused = bank.refuses("bob", vault.deposit(&id("bob"), 1_000, 0, true)).await;
    assert_eq!(refused.error, TransactionError::InstructionError(1, InstructionError::UninitializedAccount));
    let mut borrowed = vault.deposit(&id("bob"), 1_000, 0, true);
    borrowed.accounts[6].pubkey = approval(&vault, "alice");
    let refused = bank.refuses("bob", borrowed).await;
    assert_eq!(refused.restaking(), Some(RestakingError::DepositorNotApproved));

    // Alice is, and has to show it.
    let refused = bank.refuses("alice", vault.deposit(&id("alice"), 1_000, 0, false)).await;
    assert_eq!(refused.restaking(), Some(RestakingError::DepositorNotApproved));
    bank.by("alice", vault.deposit(&id("alice"), 1_000, 1_000, true)).await;
}

/// The spender has to be listed: a listed holder's delegate is not listed.
#[tokio::test]
async fn an_approval_is_of_the_signer_and_not_of_the_tokens() {
    let (mut bank, vault) = Bank::with_vault(RESTRICTED).await;
    bank.by("creator", vault.approve(&id("bob"))).await;
    // Alice's assets, with bob for a delegate: SPL Token's layout has the delegate at 72 and the amount at 121.
    let mut tokens = bank.account(&vault.assets_of(&id("alice"))).await.expect("alice's assets");
    tokens.data[72] = 1;
    tokens.data[76..108].copy_from_slice(id("bob").as_ref());
    tokens.data[121..129].copy_from_slice(&1_000_u64.to_le_bytes());
    bank.put(&vault.assets_of(&id("alice")), tokens);
    let mut deposit = vault.deposit(&id("bob"), 1_000, 1_000, true);
    deposit.accounts[4].pubkey = vault.assets_of(&id("alice"));
    bank.by("bob", deposit).await;
    assert_eq!(bank.balance(&vault.shares_of(&id("bob"))).await, 1_000);
}

#[tokio::test]
async fn an_approval_of_another_vault_does_not_count() {
    let (mut bank, vault) = Bank::with_vault(RESTRICTED).await;
    let other = bank.add_vault("other creator", 0, RESTRICTED).await;
    bank.by("other creator", other.approve(&id("alice"))).await;
    let refused = bank.refuses("alice", deposit_with(&vault, approval(&other, "alice"))).await;
    assert_eq!(refused.restaking(), Some(RestakingError::WrongVault));
    bank.by("creator", vault.approve(&id("alice"))).await;
    bank.by("alice", deposit_with(&vault, approval(&vault, "alice"))).await;
}

#[tokio::test]
async fn a_depositor_is_approved_once_and_revoked_once() {
    let (mut bank, vault) = Bank::with_vault(RESTRICTED).await;
    bank.by("creator", vault.approve(&id("alice"))).await;
    // The system program: the account is in use.
    assert_eq!(bank.refuses("creator", vault.approve(&id("alice"))).await.code(), Some(0));
    bank.by("creator", vault.revoke(&id("alice"))).await;
    let refused = bank.refuses("creator", vault.revoke(&id("alice"))).await;
    assert_eq!(refused.error, TransactionError::InstructionError(1, InstructionError::AccountDataTooSmall));
}

#[tokio::test]
async fn only_the_admin_lists_depositors_whoever_pays() {
    let (mut bank, vault) = Bank::with_vault(RESTRICTED).await;
    for name in ["mallory", "sponsor"] {
        bank.fund(&id(name));
    }
    let mut approve = vault.approve(&id("alice"));
    (approve.accounts[0].pubkey, approve.accounts[1].pubkey) = (id("sponsor"), id("mallory"));
    let refused = bank.refused(approve.clone(), &[&key("sponsor"), &key("mallory")]).await;
    assert_eq!(refused.restaking(), Some(RestakingError::NotVaultAdmin));
    // The admin of one vault is a stranger to another.
    let other = bank.add_vault("other creator", 0, RESTRICTED).await;
    approve.accounts[1].pubkey = other.creator;
    let refused = bank.refused(approve.clone(), &[&key("sponsor"), &key("other creator")]).await;
    assert_eq!(refused.restaking(), Some(RestakingError::NotVaultAdmin));

    approve.accounts[1].pubkey = id("creator");
    bank.send(&[approve], &[&key("sponsor"), &key("creator")]).await.unwrap();
    let mut revoke = vault.revoke(&id("alice"));
    (revoke.accounts[0].pubkey, revoke.accounts[3].pubkey) = (id("sponsor"), id("sponsor"));
    let refused = bank.refuses("sponsor", revoke).await;
    assert_eq!(refused.restaking(), Some(RestakingError::NotVaultAdmin), "to have paid is not to decide");
}

/// The account is looked at for its type alone: what it says counts only when the vault asks.
#[tokio::test]
async fn an_open_vault_ignores_an_approval_but_not_another_account_in_its_place() {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    let other = bank.add_vault("other creator", 0, OPEN).await;
    bank.by("other creator", other.approve(&id("bob"))).await;
    bank.by("alice", deposit_with(&vault, approval(&other, "bob"))).await;
    bank.by("alice", vault.deposit(&id("alice"), 1_000, 0, false)).await;
    for (account, error) in [
        (id("alice's wallet"), InstructionError::IllegalOwner),
        (approval(&vault, "alice"), InstructionError::UninitializedAccount),
        (pda::config(), InstructionError::InvalidAccountData),
        (vault.asset_mint, InstructionError::IllegalOwner),
    ] {
        bank.fund(&id("alice's wallet"));
        let refused = bank.refuses("alice", deposit_with(&vault, account)).await;
        assert_eq!(refused.error, TransactionError::InstructionError(1, error), "{account}");
    }
}

#[tokio::test]
async fn a_list_counts_as_soon_as_the_vault_is_restricted_and_no_longer() {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    bank.by("creator", vault.approve(&id("alice"))).await;
    bank.by("bob", vault.deposit(&id("bob"), 1_000, 0, false)).await;
    bank.by("creator", vault.set_limits(RESTRICTED)).await;
    let refused = bank.refuses("bob", vault.deposit(&id("bob"), 1_000, 0, false)).await;
    assert_eq!(refused.restaking(), Some(RestakingError::DepositorNotApproved));
    bank.by("alice", vault.deposit(&id("alice"), 1_000, 0, true)).await;
    bank.by("creator", vault.set_limits(OPEN)).await;
    bank.by("bob", vault.deposit(&id("bob"), 1_000, 0, false)).await;
}

/// A vault of an asset with an issuer that can freeze accounts, with a deposit of alice's and one of bob's.
async fn freezable() -> (Bank, Vault) {
    let (mut bank, _) = Bank::with_vault(OPEN).await;
    bank.put(&id("stablecoin"), token::mint_account(6, id("issuer"), Some(id("issuer")), u64::MAX));
    let vault = Vault::new(id("creator"), 1, id("stablecoin"));
    bank.by("creator", vault.initialize(EPOCH, OPEN)).await;
    for name in ["alice", "bob"] {
        bank.open_accounts(&vault, &id(name), WEALTH).await;
        bank.by(name, vault.deposit(&id(name), 1_000, 1_000, false)).await;
    }
    bank.fund(&id("issuer"));
    (bank, vault)
}

/// SPL Token's instruction to freeze an account, or to thaw it.
fn freeze(vault: &Vault, account: Pubkey, frozen: bool) -> Instruction {
    let mut instruction = token::transfer(&account, &vault.asset_mint, &id("issuer"), 0);
    instruction.accounts[1].is_writable = false;
    instruction.data = vec![if frozen { 10 } else { 11 }];
    instruction
}

/// SPL Token: the account is frozen.
const FROZEN: Option<u32> = Some(17);

#[tokio::test]
async fn a_frozen_depositor_cannot_deposit_until_thawed() {
    let (mut bank, vault) = freezable().await;
    let assets = vault.assets_of(&id("alice"));
    bank.by("issuer", freeze(&vault, assets, true)).await;
    assert_eq!(bank.refuses("alice", vault.deposit(&id("alice"), 500, 0, false)).await.code(), FROZEN);
    bank.by("bob", vault.deposit(&id("bob"), 500, 500, false)).await;
    bank.by("issuer", freeze(&vault, assets, false)).await;
    bank.by("alice", vault.deposit(&id("alice"), 500, 500, false)).await;
}

#[tokio::test]
async fn a_frozen_vault_pays_nothing_out_and_everything_once_thawed() {
    let (mut bank, vault) = freezable().await;
    bank.by("alice", vault.request_exit(&id("alice"), 0, 400, 400, 1)).await;
    let genesis = bank.now().await;
    bank.warp(genesis + 2 * EPOCH as i64).await;
    let claim = vault.claim_exit(&id("alice"), &vault.ticket(&id("alice"), 0), &id("alice"), 1);
    let before: Option<Account> = bank.account(&vault.address).await;

    bank.by("issuer", freeze(&vault, vault.asset_account, true)).await;
    assert_eq!(bank.refuses("alice", claim.clone()).await.code(), FROZEN);
    assert_eq!(bank.refuses("alice", vault.exit_instantly(&id("alice"), 100, 1)).await.code(), FROZEN);
    assert_eq!(bank.refuses("bob", vault.deposit(&id("bob"), 100, 1, false)).await.code(), FROZEN);
    assert_eq!(bank.account(&vault.address).await, before);
    // What moves no asset goes on: an exit can be asked for, and is not late for the frost.
    bank.by("bob", vault.request_exit(&id("bob"), 0, 100, 100, 3)).await;

    bank.by("issuer", freeze(&vault, vault.asset_account, false)).await;
    let had = bank.balance(&vault.assets_of(&id("alice"))).await;
    bank.by("alice", claim).await;
    assert_eq!(bank.balance(&vault.assets_of(&id("alice"))).await, had + 400);
    bank.by("alice", vault.exit_instantly(&id("alice"), 100, 1)).await;
}

#[tokio::test]
async fn a_frozen_owner_claims_into_another_account() {
    let (mut bank, vault) = freezable().await;
    bank.by("alice", vault.request_exit(&id("alice"), 0, 400, 400, 1)).await;
    let genesis = bank.now().await;
    bank.warp(genesis + 2 * EPOCH as i64).await;
    bank.by("issuer", freeze(&vault, vault.assets_of(&id("alice")), true)).await;
    let mut claim = vault.claim_exit(&id("alice"), &vault.ticket(&id("alice"), 0), &id("alice"), 1);
    assert_eq!(bank.refuses("alice", claim.clone()).await.code(), FROZEN);
    claim.accounts[3].pubkey = vault.assets_of(&id("bob"));
    let had = bank.balance(&vault.assets_of(&id("bob"))).await;
    bank.by("alice", claim).await;
    assert_eq!(bank.balance(&vault.assets_of(&id("bob"))).await, had + 400);
}
