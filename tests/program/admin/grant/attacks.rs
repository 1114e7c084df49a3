//! Grants that are not what they should be.

use harness::{entity, split};
use restaking_client::grants;
use solana_account::Account;
use solana_program::instruction::{AccountMeta, InstructionError};
use solana_transaction_error::TransactionError;

use super::*;

/// An act of the holder's, with `account` in the place of its grant.
fn with(instruction: Instruction, account: &Pubkey) -> Instruction {
    let mut changed = by_holder(instruction);
    changed.accounts.last_mut().expect("the grant").pubkey = *account;
    changed
}

async fn told(bank: &mut Bank, instruction: Instruction) -> Option<RestakingError> {
    bank.refuses("holder", instruction).await.restaking()
}

#[tokio::test]
async fn a_grant_is_of_its_entity_and_its_holder() {
    let (mut bank, split) = scene().await;
    let other = bank.add_ncn("ncn", 1).await;
    let until = bank.now().await + 60;
    set(&mut bank, "ncn", &other, GrantTerms::OF_NCNS).await;
    let of_another = grant::set_grant(&id("ncn"), &split.ncn, &id("other holder"), GrantTerms::OF_NCNS, until);
    bank.by("ncn", of_another).await;
    let act = || entity::set_software(&id("ncn"), &split.ncn, [1; 32], 0);
    let foreign = with(act(), &pda::grant(&other, &id("holder")));
    assert_eq!(told(&mut bank, foreign).await, Some(RestakingError::WrongGrantEntity));
    let anothers = with(act(), &pda::grant(&split.ncn, &id("other holder")));
    assert_eq!(told(&mut bank, anothers).await, Some(RestakingError::WrongGrantHolder));
    // Its own opens its own.
    let own = entity::set_software(&id("ncn"), &other, [1; 32], 0);
    bank.by("holder", by_holder(own)).await;
}

#[tokio::test]
async fn what_is_no_grant_opens_nothing() {
    let (mut bank, split) = scene().await;
    set(&mut bank, "ncn", &split.ncn, GrantTerms::OF_NCNS).await;
    let act = || entity::set_software(&id("ncn"), &split.ncn, [1; 32], 0);
    let at = pda::grant(&split.ncn, &id("holder"));
    let good = bank.account(&at).await.expect("the grant");
    for other in
        [pda::config(), split.vault.address, split.operator, id("holder"), id("nobody"), split.vault.asset_mint]
    {
        assert_eq!(told(&mut bank, with(act(), &other)).await, Some(RestakingError::NotAGrant), "{other}");
    }
    // The NCN itself is writable here.
    let twice = bank.refuses("holder", with(act(), &split.ncn)).await;
    assert_eq!(twice.error, TransactionError::InstructionError(1, InstructionError::Custom(2040)), "{twice}");
    let mut short = good.data.clone();
    short.pop();
    let states = [
        Account { owner: id("a program"), ..good.clone() },
        Account { owner: Pubkey::default(), ..good.clone() },
        Account { data: short, ..good.clone() },
        Account { data: vec![0; good.data.len()], ..good.clone() },
        Account::default(),
    ];
    for bad in states {
        bank.put(&at, bad.clone());
        assert_eq!(told(&mut bank, by_holder(act())).await, Some(RestakingError::NotAGrant), "{bad:?}");
    }
    bank.put(&at, good);
    // Only the first account is looked at.
    let mut second = by_holder(act());
    let place = second.accounts.len() - 1;
    second.accounts.insert(place, AccountMeta::new_readonly(id("nobody"), false));
    assert_eq!(told(&mut bank, second).await, Some(RestakingError::NotAGrant));
    let mut unsigned = by_holder(act());
    unsigned.accounts[0].is_signer = false;
    let failure = bank.refused(unsigned, &[]).await;
    assert_eq!(failure.error, TransactionError::InstructionError(1, InstructionError::MissingRequiredSignature));
    bank.by("holder", by_holder(act())).await;
}

#[tokio::test]
async fn a_side_of_an_opt_in_is_not_opened_by_the_others_grant() {
    let (mut bank, split) = scene().await;
    let [with_operator, between, _] = split.opt_ins();
    set(&mut bank, "operator", &split.operator, GrantTerms::OPT_INS).await;
    let grant = pda::grant(&split.operator, &id("holder"));
    // The operator's grant, for the vault's side and for the NCN's.
    for ((left, right), side) in [(with_operator, split::Side::Left), (between, split::Side::Right)] {
        let leave = split::leave_opt_in(&id("holder"), &left, &right, side);
        let failure = bank.refuses("holder", grants::with_grant(leave, &grant)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::WrongGrantEntity), "{failure}");
    }
    for ((left, right), side) in [(with_operator, split::Side::Right), (between, split::Side::Left)] {
        bank.by("holder", by_holder(split::leave_opt_in(&id("operator"), &left, &right, side))).await;
    }
}

#[tokio::test]
async fn a_grant_that_is_closed_and_made_again_at_once_has_its_new_terms_alone() {
    let (mut bank, split) = scene().await;
    let (ncn, until) = (split.ncn, bank.now().await + 60);
    set(&mut bank, "ncn", &ncn, GrantTerms::OF_NCNS).await;
    let act = by_holder(entity::set_software(&id("ncn"), &ncn, [1; 32], 0));
    let revoke = grant::revoke_grant(&id("ncn"), &ncn, &id("holder"), &id("ncn"));
    let again = |kinds| grant::set_grant(&id("ncn"), &ncn, &id("holder"), kinds, until);
    let signers = [&key("ncn"), &holder()];
    let failure = bank.all_refused(&[revoke.clone(), act.clone()], &signers).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotAGrant), "{failure}");
    let failure = bank.all_refused(&[revoke.clone(), again(GrantTerms::URI), act.clone()], &signers).await;
    assert_eq!(failure.restaking(), Some(RestakingError::KindNotGranted), "{failure}");
    let void = grant::void_grants(&id("ncn"), &ncn);
    let failure = bank.all_refused(&[void.clone(), act.clone()], &signers).await;
    assert_eq!(failure.restaking(), Some(RestakingError::GrantVoid), "{failure}");
    bank.send(&[act.clone(), revoke, again(GrantTerms::SOFTWARE), act, void], &signers).await.unwrap();
}

#[tokio::test]
async fn an_admin_needs_no_grant_and_is_not_held_to_one() {
    let (mut bank, split) = scene().await;
    let ncn = split.ncn;
    set(&mut bank, "ncn", &ncn, GrantTerms::URI).await;
    // It passes a grant of another, or anything else: it is the admin all the same.
    for account in [pda::grant(&ncn, &id("holder")), id("nobody")] {
        let act = entity::set_software(&id("ncn"), &ncn, [1; 32], 0);
        bank.by("ncn", grants::with_grant(act, &account)).await;
    }
    // A key that becomes the admin while it holds a grant is the admin.
    let heir = harness::role::propose_admin(&id("ncn"), &ncn, &id("holder"));
    bank.by("ncn", heir).await;
    bank.by("holder", harness::role::accept_admin(&id("holder"), &ncn)).await;
    bank.by("holder", entity::set_ncn_asset(&id("holder"), &ncn, &split.vault.asset_mint, 1)).await;
}

#[tokio::test]
async fn a_grants_address_is_its_own() {
    let (mut bank, split) = scene().await;
    let (ncn, until) = (split.ncn, bank.now().await + 60);
    bank.by("ncn", grant::set_grant(&id("ncn"), &ncn, &id("other holder"), 1, until)).await;
    let set_at = |account: Pubkey| {
        let mut set = grant::set_grant(&id("ncn"), &ncn, &id("holder"), 1, until);
        set.accounts[3].pubkey = account;
        set
    };
    let another = pda::grant(&ncn, &id("other holder"));
    assert_eq!(bank.refuses("ncn", set_at(another)).await.restaking(), Some(RestakingError::WrongGrantHolder));
    let elsewhere = bank.refuses("ncn", set_at(pda::grant(&split.operator, &id("holder")))).await;
    assert_eq!(elsewhere.error, TransactionError::InstructionError(1, InstructionError::InvalidSeeds));
    // Lamports that are sent ahead keep nobody from making it.
    bank.put(&pda::grant(&ncn, &id("holder")), Account { lamports: 5_000_000, ..Account::default() });
    set(&mut bank, "ncn", &ncn, GrantTerms::URI).await;
}

/// What follows a deposit's accounts is the gate, and never a grant.
#[tokio::test]
async fn a_grant_is_no_deposit_gate() {
    let (mut bank, split) = scene().await;
    let vault = split.vault;
    set(&mut bank, "creator", &vault.address, GrantTerms::OF_VAULTS).await;
    let gate = harness::role::set_role(&id("creator"), &vault.address, harness::role::DEPOSIT_GATE, &id("sponsor"));
    bank.by("creator", gate).await;
    bank.open_accounts(&vault, &id("holder"), 1_000).await;
    let deposit = vault.deposit(&id("holder"), 1_000, 0, false);
    let failure = bank.refuses("holder", grants::with_grant(deposit, &pda::grant(&vault.address, &id("holder")))).await;
    assert_eq!(failure.restaking(), Some(RestakingError::DepositGate), "{failure}");
}
