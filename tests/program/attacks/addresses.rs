//! What somebody tries with the accounts of a transaction: to make a thing twice, to be in its place first, to pass one
//! account for two.

use harness::{Vault, token};
use restaking_client::{LimitsArgs, RestakingError, pda};
use restaking_tests::{Bank, EPOCH, OPEN, WEALTH, id};

use super::{DEAR, gained, pay};

/// The system program's "already in use".
const IN_USE: Option<u32> = Some(0);

/// Anchor's "the same account twice, and one of the two is writable".
const TWICE: Option<u32> = Some(2_040);

#[tokio::test]
async fn the_config_and_a_vault_are_made_once() {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    let again = harness::vault::initialize_config(&id("deployer"), 1, 2);
    assert_eq!(bank.refuses("deployer", again).await.code(), IN_USE);
    bank.by("alice", vault.deposit(&id("alice"), 1_000, 0, false)).await;
    assert_eq!(bank.refuses("creator", vault.initialize(EPOCH, DEAR)).await.code(), IN_USE);
    // Nor on another mint, which would leave the old assets without books.
    let other = id("another mint");
    bank.put(&other, token::mint_account(9, vault.creator, None, 0));
    let moved = Vault { asset_mint: other, ..vault };
    assert_eq!(bank.refuses("creator", moved.initialize(EPOCH, OPEN)).await.code(), IN_USE);
}

#[tokio::test]
async fn lamports_sent_ahead_to_an_address_block_nothing() {
    // The least that an account can have, and more than any of the program's needs.
    for lamports in [890_880, 50_000_000_000] {
        let mut bank = Bank::bare().await;
        for name in ["creator", "alice", "bob", "mallory"] {
            bank.fund(&id(name));
        }
        let (creator, alice) = (id("creator"), id("alice"));
        let mint = id("mint");
        bank.put(&mint, token::mint_account(9, creator, None, u64::MAX));
        let vault = Vault::new(creator, 0, mint);
        let ticket = vault.ticket(&alice, 0);
        let approval = pda::depositor_approval(&vault.address, &alice);
        for address in
            [pda::config(), vault.address, vault.vrt_mint, vault.asset_account, approval, vault.bucket(1), ticket]
        {
            bank.by("mallory", pay(&id("mallory"), &address, lamports)).await;
        }
        bank.by("deployer", harness::vault::initialize_config(&id("deployer"), 60, 86_400)).await;
        bank.by("creator", vault.initialize(EPOCH, LimitsArgs { restricted: true, ..OPEN })).await;
        bank.open_accounts(&vault, &alice, WEALTH).await;
        bank.by("creator", vault.approve(&alice)).await;
        bank.by("alice", vault.deposit(&alice, 1_000, 1_000, true)).await;
        let before = bank.lamports(&alice).await;
        bank.by("alice", vault.request_exit(&alice, 0, 1_000, 1_000, 1)).await;
        bank.warp_to(2, 0).await;
        bank.by("alice", vault.claim_exit(&alice, &ticket, &alice, 1)).await;
        bank.send(&[vault.close_bucket(&alice, 1)], &[]).await.unwrap();
        bank.by("creator", vault.revoke(&alice)).await;
        assert_eq!(gained(&mut bank, &vault, "alice").await, 0);
        // The lamports that mallory sent ahead went to the accounts' payer.
        assert_eq!(bank.lamports(&alice).await, before + 2 * lamports);
    }
}

#[tokio::test]
async fn the_vaults_own_asset_account_is_nobodys_to_pay_from_or_to() {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    let alice = id("alice");
    bank.by("alice", vault.deposit(&alice, 1_000_000, 0, false)).await;
    bank.by("alice", vault.request_exit(&alice, 0, 1_000, 0, 1)).await;
    bank.warp_to(2, 0).await;
    // In the place of the depositor's assets, of what an instant exit pays to, and of what a claim pays to.
    for (mut instruction, place) in [
        (vault.deposit(&alice, 1_000, 0, false), 4),
        (vault.exit_instantly(&alice, 1_000, 0), 5),
        (vault.claim_exit(&alice, &vault.ticket(&alice, 0), &alice, 1), 3),
    ] {
        assert_ne!(instruction.accounts[place].pubkey, vault.asset_account);
        instruction.accounts[place].pubkey = vault.asset_account;
        assert_eq!(bank.refuses("alice", instruction).await.code(), TWICE);
    }
}

#[tokio::test]
async fn no_writable_account_is_passed_for_two() {
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    let alice = id("alice");
    bank.by("alice", vault.deposit(&alice, 1_000_000, 0, false)).await;
    bank.by("alice", vault.request_exit(&alice, 0, 1_000, 0, 1)).await;
    let ticket = vault.ticket(&alice, 0);
    let [shares, assets] = [vault.shares_of(&alice), vault.assets_of(&alice)];
    let mut tried = 0;
    for (instruction, unsure) in [
        (vault.deposit(&alice, 1_000, 0, false), None),
        (vault.exit_instantly(&alice, 1_000, 0), None),
        (vault.request_exit(&alice, 1, 1_000, 0, 1), Some(alice)),
        (vault.cancel_exit(&alice, &ticket, &alice, 1, 0), Some(alice)),
        (vault.claim_exit(&alice, &ticket, &alice, 1), Some(alice)),
        (vault.transfer_ticket(&alice, &ticket, &id("bob")), None),
    ] {
        // Every pair of writable accounts, but for a signer or a rent recipient: that one may be named twice.
        let places: Vec<_> = (0..instruction.accounts.len())
            .filter(|at| instruction.accounts[*at].is_writable && Some(instruction.accounts[*at].pubkey) != unsure)
            .collect();
        for &at in &places {
            for &other in places.iter().filter(|other| **other != at) {
                let mut twice = instruction.clone();
                twice.accounts[at].pubkey = instruction.accounts[other].pubkey;
                let failure = bank.refuses("alice", twice).await;
                assert_eq!(failure.code(), TWICE, "places {at} and {other}: {failure}");
                tried += 1;
            }
        }
    }
    // 5, 5, 5, 5, 5 and 2 writable accounts.
    assert_eq!(tried, 5 * 20 + 2);
    assert_eq!((bank.balance(&shares).await, bank.balance(&assets).await), (999_000, WEALTH - 1_000_000));
}

#[tokio::test]
async fn rent_goes_to_no_account_of_the_vaults() {
    // The rent payer may be named twice, so it is held to its address alone.
    let (mut bank, vault) = Bank::with_vault(OPEN).await;
    let alice = id("alice");
    bank.by("alice", vault.deposit(&alice, 1_000_000, 0, false)).await;
    bank.by("alice", vault.request_exit(&alice, 0, 1_000, 0, 1)).await;
    let ticket = vault.ticket(&alice, 0);
    for payer in [vault.address, vault.bucket(1), ticket, vault.vrt_mint, vault.shares_of(&alice)] {
        let failure = bank.refuses("alice", vault.cancel_exit(&alice, &ticket, &payer, 1, 0)).await;
        assert_eq!(failure.code(), TWICE, "{payer}: {failure}");
    }
    for payer in [vault.asset_account, id("bob"), token::PROGRAM] {
        let failure = bank.refuses("alice", vault.cancel_exit(&alice, &ticket, &payer, 1, 0)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::WrongRentPayer), "{payer}: {failure}");
    }
    bank.by("alice", vault.cancel_exit(&alice, &ticket, &alice, 1, 0)).await;
}
