//! The end of a pledge: paid back after a veto, to its pledger and nobody else; closed after an execution.

use harness::{key, token};
use restaking_client::PledgeWithdrawn;
use solana_program::instruction::{AccountMeta, Instruction};

use super::*;

/// The state of a token account, which SPL Token keeps behind mint, owner, amount and delegate: 1 initialized, 2 frozen.
const STATE: usize = 108;

/// What the end of a pledge says.
fn withdrawn(events: Vec<Event>) -> PledgeWithdrawn {
    match &events[..] {
        [Event::PledgeWithdrawn(event)] => event.clone(),
        _ => panic!("not one end of a pledge: {events:?}"),
    }
}

/// A slash of 100,000, 30,000 of it pledged for by bob, and vetoed unless it is `open`.
async fn pledged(open: bool) -> (Bank, Split) {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    bank.propose(&split, 0, 10 * PERCENT).await;
    bank.pledge(&split, 0, "bob", 30_000).await;
    if !open {
        bank.veto(&split, 0).await;
    }
    (bank, split)
}

async fn set_state(bank: &mut Bank, account: &Pubkey, state: u8) {
    let mut changed = bank.account(account).await.expect("a token account");
    changed.data[STATE] = state;
    bank.put(account, changed);
}

/// The instruction into `account`, with the signature of `signer`.
fn into(mut withdraw: Instruction, account: Pubkey, signer: Option<&str>) -> Instruction {
    if let Some(name) = signer {
        withdraw.accounts[4] = AccountMeta::new_readonly(id(name), true);
    }
    withdraw.accounts[5].pubkey = account;
    withdraw
}

#[tokio::test]
async fn a_veto_pays_back_whoever_sends_it_and_closes_the_record() {
    let (mut bank, split) = pledged(false).await;
    let (vault, proposal, bob) = (split.vault, split.proposal(0), id("bob"));
    let record = pda::pledge(&proposal, &bob);
    let (rent, before) = (bank.lamports(&record).await, bank.lamports(&bob).await);
    let withdraw = split.withdraw_pledge(&proposal, &bob);
    let event = withdrawn(bank.send(std::slice::from_ref(&withdraw), &[]).await.unwrap().events);
    assert_eq!((event.vault, event.time, event.proposal), (vault.address, bank.now().await, proposal));
    assert_eq!((event.pledger, event.assets, event.vault_pledged), (bob, 30_000, 0));
    assert!(bank.account(&record).await.is_none());
    assert_eq!(bank.lamports(&bob).await, before + rent);
    assert_eq!((bank.gained(&vault, "bob").await, bank.ledger(&vault).await.pledged), (0, 0));
    // The slash's own record says what there was.
    assert_eq!(bank.slash(&split, 0).await.pledged, 30_000);
    assert!(bank.refused(withdraw, &[]).await.restaking().is_none(), "there is no pledge any more");
    let failure = bank.refuses("bob", split.pledge(&proposal, &bob, 1)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::SlashClosed), "nor can there be another");
    bank.audit(&vault).await;
}

#[tokio::test]
async fn an_execution_leaves_nothing_to_pay_back_and_the_record_closes() {
    let (mut bank, split) = pledged(true).await;
    let (vault, proposal, bob) = (split.vault, split.proposal(0), id("bob"));
    let withdraw = split.withdraw_pledge(&proposal, &bob);
    let failure = bank.refused(withdraw.clone(), &[]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::SlashOpen));
    // In its last second as well, and once it is final and nobody has executed it.
    bank.warp_to(SETTLED, CHALLENGE as i64).await;
    assert_eq!(bank.refused(withdraw.clone(), &[]).await.restaking(), Some(RestakingError::SlashOpen));
    bank.execute(&split, 0).await;
    let (active, before) = (bank.books(&vault).await.active, bank.lamports(&bob).await);
    assert_eq!(active, 930_000);
    // It pays to no account, so that it takes any: bob may have none any more.
    let event = withdrawn(bank.send(&[into(withdraw, id("nothing"), None)], &[]).await.unwrap().events);
    assert_eq!((event.assets, event.vault_pledged), (0, 0));
    assert!(bank.lamports(&bob).await > before);
    assert_eq!((bank.gained(&vault, "bob").await, bank.books(&vault).await.active), (-30_000, active));
    bank.audit(&vault).await;
}

/// The rent goes to its payer, and not to the pledger or the sender.
#[tokio::test]
async fn the_rent_goes_back_to_its_payer() {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    let (proposal, bob) = (split.proposal(0), id("bob"));
    bank.propose(&split, 0, 10 * PERCENT).await;
    bank.fund(&id("sponsor"));
    let mut pledge = split.pledge(&proposal, &bob, 10);
    pledge.accounts[0].pubkey = id("sponsor");
    bank.send(&[pledge], &[&key("sponsor"), &key("bob")]).await.unwrap();
    bank.veto(&split, 0).await;
    let mut withdraw = split.withdraw_pledge(&proposal, &bob);
    let failure = bank.refused(withdraw.clone(), &[]).await;
    assert_eq!(failure.restaking(), Some(RestakingError::WrongRentPayer));
    withdraw.accounts[6].pubkey = id("sponsor");
    let (sponsor, own) = (bank.lamports(&id("sponsor")).await, bank.lamports(&bob).await);
    bank.send(&[withdraw], &[]).await.unwrap();
    assert!(bank.lamports(&id("sponsor")).await > sponsor);
    assert_eq!(bank.lamports(&bob).await, own);
}

/// A pledger with a blocked account delays itself alone, and signs to be paid elsewhere.
#[tokio::test]
async fn a_pledger_that_cannot_be_paid_delays_nobody_and_names_another_account() {
    let (mut bank, split) = pledged(true).await;
    let (vault, proposal, bob) = (split.vault, split.proposal(0), id("bob"));
    bank.pledge(&split, 0, "alice", 20_000).await;
    let home = vault.assets_of(&bob);
    set_state(&mut bank, &home, 2).await;
    bank.veto(&split, 0).await;
    let withdraw = split.withdraw_pledge(&proposal, &bob);
    assert_eq!(bank.refused(withdraw.clone(), &[]).await.restaking(), Some(RestakingError::WrongRecipient));
    bank.send(&[split.withdraw_pledge(&proposal, &id("alice"))], &[]).await.unwrap();
    assert_eq!(bank.gained(&vault, "alice").await, -1_000_000, "but for what she deposited");

    let elsewhere = id("elsewhere");
    let mint = vault.asset_mint;
    for (signer, account, refusal) in [
        (None, token::token_account(mint, bob, 0), RestakingError::WrongRecipient),
        (Some("mallory"), token::token_account(mint, bob, 0), RestakingError::WrongRecipient),
        (Some("bob"), token::token_account(id("another mint"), bob, 0), RestakingError::WrongMint),
        (None, token::token_account(id("another mint"), bob, 0), RestakingError::WrongMint),
    ] {
        bank.put(&elsewhere, account);
        bank.fund(&id("mallory"));
        let signers: Vec<_> = signer.map(key).into_iter().collect();
        let withdraw = into(withdraw.clone(), elsewhere, signer);
        let failure = bank.refused(withdraw, &signers.iter().collect::<Vec<_>>()).await;
        assert_eq!(failure.restaking(), Some(refusal), "{signer:?}");
    }
    bank.put(&elsewhere, token::token_account(mint, id("custodian"), 0));
    bank.by("bob", into(withdraw, elsewhere, Some("bob"))).await;
    assert_eq!((bank.balance(&elsewhere).await, bank.ledger(&vault).await.pledged), (30_000, 0));
}

/// An account that was given away keeps its address: what comes to it is another's.
#[tokio::test]
async fn a_given_away_account_is_not_paid() {
    let (mut bank, split) = pledged(false).await;
    let (vault, bob) = (split.vault, id("bob"));
    let home = vault.assets_of(&bob);
    bank.put(&home, token::token_account(vault.asset_mint, id("mallory"), 0));
    let withdraw = split.withdraw_pledge(&split.proposal(0), &bob);
    assert_eq!(bank.refused(withdraw, &[]).await.restaking(), Some(RestakingError::WrongRecipient));
}

/// An issuer that freezes the vault's account holds payments up, and neither a veto nor the record.
#[tokio::test]
async fn a_frozen_vault_takes_no_pledge_and_pays_none_back_until_it_thaws() {
    let (mut bank, split) = pledged(true).await;
    let (vault, proposal, bob) = (split.vault, split.proposal(0), id("bob"));
    set_state(&mut bank, &vault.asset_account, 2).await;
    assert!(bank.refuses("bob", split.pledge(&proposal, &bob, 1)).await.to_string().contains("frozen"));
    bank.veto(&split, 0).await;
    let withdraw = split.withdraw_pledge(&proposal, &bob);
    assert!(bank.refused(withdraw.clone(), &[]).await.to_string().contains("frozen"));
    set_state(&mut bank, &vault.asset_account, 1).await;
    bank.send(&[withdraw], &[]).await.unwrap();
    bank.audit(&vault).await;
}

/// A delegate of a token account pledges in its own name, and is paid back itself.
#[tokio::test]
async fn a_delegate_pledges_in_its_own_name() {
    let (mut bank, split) = Bank::with_slasher(policy()).await;
    let (vault, proposal, mallory) = (split.vault, split.proposal(0), id("mallory"));
    bank.fund(&mallory);
    bank.propose(&split, 0, 10 * PERCENT).await;
    let mut pledge = split.pledge(&proposal, &mallory, 10_000);
    pledge.accounts[5].pubkey = vault.assets_of(&id("bob"));
    let failure = bank.refuses("mallory", pledge.clone()).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotHolder));
    bank.by("bob", token::approve(&vault.assets_of(&id("bob")), &mallory, &id("bob"), 10_000)).await;
    bank.by("mallory", pledge).await;
    let record: SlashPledge = bank.read(&pda::pledge(&proposal, &mallory)).await.unwrap();
    assert_eq!((record.pledger, record.amount), (mallory, 10_000));
    bank.veto(&split, 0).await;
    bank.send(&[split.withdraw_pledge(&proposal, &mallory)], &[]).await.unwrap();
    assert_eq!((bank.gained(&vault, "bob").await, bank.gained(&vault, "mallory").await), (-10_000, 10_000));
    bank.audit(&vault).await;
}
