//! Token accounts with extensions that their owners turned on: a required memo, CPI Guard, confidential transfers, or a later
//! Token-2022's. Each gets a clear error, and delays nobody else.

use harness::{key, token_2022 as t22};
use restaking_client::RestakingError;
use restaking_tests::{Bank, PERCENT, WEALTH, id};
use solana_program::pubkey::Pubkey;
use spl_token_2022_interface::extension::cpi_guard::instruction as cpi_guard;
use spl_token_2022_interface::extension::memo_transfer::instruction as memo;
use spl_token_2022_interface::extension::{ExtensionType, confidential_transfer::ConfidentialTransferAccount};
use spl_token_2022_interface::instruction as token;

use crate::token_2022::scene::{audit, scene, turn_on};

/// Has `owner` require a memo of each transfer to its account.
async fn require_memo(bank: &mut Bank, owner: &str, account: &Pubkey) {
    let enable = memo::enable_required_transfer_memos(&t22::PROGRAM, account, &id(owner), &[]).unwrap();
    turn_on(bank, owner, account, ExtensionType::MemoTransfer, enable).await;
}

#[tokio::test]
async fn a_claim_into_an_account_that_requires_a_memo_says_so() {
    let (mut bank, split) = scene(&[]).await;
    let (vault, alice) = (split.vault, id("alice"));
    let account = vault.assets_of(&alice);
    let epoch = bank.epoch().await;
    bank.by("alice", vault.request_exit(&alice, 1, 1_000, 0, epoch + 1)).await;
    require_memo(&mut bank, "alice", &account).await;
    bank.warp_to(epoch + 2, 0).await;
    let claim = vault.claim_exit(&alice, &vault.ticket(&alice, 1), &alice, epoch + 1);
    let failure = bank.refuses("alice", claim.clone()).await;
    assert_eq!(failure.restaking(), Some(RestakingError::MemoRequired), "{failure}");
    let disable = memo::disable_required_transfer_memos(&t22::PROGRAM, &account, &alice, &[]).unwrap();
    bank.send(&[disable, claim], &[&key("alice")]).await.expect("one transaction turns it off and claims");
    assert_eq!(bank.balance(&account).await, WEALTH - 1_000_000 + 1_000);
    audit(&mut bank, &vault).await;
}

#[tokio::test]
async fn a_deposit_out_of_a_guarded_account_says_what_to_do() {
    let (mut bank, split) = scene(&[]).await;
    let (vault, bob) = (split.vault, id("bob"));
    let account = vault.assets_of(&bob);
    let enable = cpi_guard::enable_cpi_guard(&t22::PROGRAM, &account, &bob, &[]).unwrap();
    turn_on(&mut bank, "bob", &account, ExtensionType::CpiGuard, enable).await;
    let deposit = vault.deposit(&bob, 1_000, 0, false);
    let failure = bank.refuses("bob", deposit.clone()).await;
    assert_eq!(failure.restaking(), Some(RestakingError::CpiGuard), "{failure}");
    // The owner is no delegate of its own to the guard; another is.
    let approve = |delegate: &Pubkey| token::approve(&t22::PROGRAM, &account, delegate, &bob, &[], 1_000).unwrap();
    let failure = bank.all_refused(&[approve(&bob), deposit], &[&key("bob")]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::CpiGuard), "{failure}");
    bank.by("bob", approve(&id("mallory"))).await;
    let mut by_delegate = vault.deposit(&id("mallory"), 1_000, 0, false);
    by_delegate.accounts[4].pubkey = account;
    by_delegate.accounts[5].pubkey = vault.shares_of(&bob);
    bank.by("mallory", by_delegate).await;
    assert_eq!(bank.balance(&account).await, WEALTH - 1_000);
    // Payments in need no guard's leave.
    let epoch = bank.epoch().await;
    bank.by("bob", vault.request_exit(&bob, 1, 1_000, 0, epoch + 1)).await;
    bank.warp_to(epoch + 2, 0).await;
    bank.by("bob", vault.claim_exit(&bob, &vault.ticket(&bob, 1), &bob, epoch + 1)).await;
    assert_eq!(bank.balance(&account).await, WEALTH);
    audit(&mut bank, &vault).await;
}

/// Adds an extension to a token account, as its program would.
async fn add(bank: &mut Bank, at: &Pubkey, number: u16, value: &[u8]) {
    let mut account = bank.account(at).await.expect("a token account");
    if account.data.len() == 165 {
        account.data.push(2);
    }
    account.data.extend(number.to_le_bytes());
    account.data.extend((value.len() as u16).to_le_bytes());
    account.data.extend(value);
    account.lamports += 100_000_000;
    bank.put(at, account);
}

fn confidential(allows_credits: bool) -> Vec<u8> {
    let config = ConfidentialTransferAccount {
        allow_non_confidential_credits: allows_credits.into(),
        ..ConfidentialTransferAccount::default()
    };
    bytemuck::bytes_of(&config).to_vec()
}

#[tokio::test]
async fn a_recipient_that_could_refuse_delays_its_own_part_alone() {
    let unknown = (u16::from(ExtensionType::PermissionedBurn) + 1, vec![1, 2, 3]);
    let confidential_type = u16::from(ExtensionType::ConfidentialTransferAccount);
    let closed = (confidential_type, confidential(false));
    let open = (confidential_type, confidential(true));
    for (extension, waits) in [(None, true), (Some(unknown), true), (Some(closed), true), (Some(open), false)] {
        let (mut bank, split) = scene(&[]).await;
        let vault = split.vault;
        let account = vault.assets_of(&id("insurance"));
        let case = format!("{extension:?}");
        match &extension {
            None => {
                bank.fund(&id("insurance"));
                require_memo(&mut bank, "insurance", &account).await;
            }
            Some((number, value)) => add(&mut bank, &account, *number, value).await,
        }
        bank.propose(&split, 0, 10 * PERCENT).await;
        bank.execute(&split, 0).await;
        let owed = if waits { 20_000 } else { 0 };
        assert_eq!(bank.slash(&split, 0).await.owed, [0, owed, 0], "{case}");
        assert_eq!(bank.balance(&vault.assets_of(&id("reporter"))).await, 5_000, "{case}");
        assert_eq!(bank.balance(&account).await, 20_000 - owed, "{case}");
        audit(&mut bank, &vault).await;
        if waits {
            let mut pay = split.pay_slash_share(
                &split.proposal(0),
                restaking_client::SlashRecipient::Insurance,
                &id("insurance"),
            );
            bank.refused(pay.clone(), &[]).await;
            // The recipient signs to be paid elsewhere.
            let elsewhere = vault.assets_of(&id("mallory"));
            (pay.accounts[3].pubkey, pay.accounts[3].is_signer) = (id("insurance"), true);
            pay.accounts[4].pubkey = elsewhere;
            let before = bank.balance(&elsewhere).await;
            bank.by("insurance", pay).await;
            assert_eq!(bank.balance(&elsewhere).await, before + 20_000, "{case}");
            audit(&mut bank, &vault).await;
        }
    }
}
