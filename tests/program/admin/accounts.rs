//! Accounts that are none of those that have an admin.

use harness::{Split, entity, role};
use restaking_client::{RestakingError, pda};
use restaking_tests::{Bank, OPEN, id};
use solana_account::Account;
use solana_program::instruction::{Instruction, InstructionError};
use solana_program::pubkey::Pubkey;
use solana_transaction_error::TransactionError;

use crate::admin::scene::{KINDS, scene};

/// Anchor's: the account is to be written.
const NOT_WRITABLE: TransactionError = TransactionError::InstructionError(1, InstructionError::Custom(2_000));

/// Anchor's: the same account twice, one of them to be written.
const TWICE: TransactionError = TransactionError::InstructionError(1, InstructionError::Custom(2_040));

/// Each instruction, on `governed`.
fn instructions(who: &Pubkey, governed: &Pubkey) -> [Instruction; 4] {
    [
        role::propose_admin(who, governed, &id("heir")),
        role::accept_admin(who, governed),
        role::renounce_admin(who, governed),
        role::set_role(who, governed, role::FEE_WALLET, &id("heir")),
    ]
}

async fn assert_not_governed(bank: &mut Bank, name: &str, governed: &Pubkey, what: &str) {
    for instruction in instructions(&id(name), governed) {
        let failure = bank.refuses(name, instruction).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NotGoverned), "{what}: {failure}: {:#?}", failure.logs);
    }
}

#[tokio::test]
async fn an_account_of_another_type_has_no_admin() {
    let (mut bank, split) = scene().await;
    let Split { vault, operator, ncn } = split;
    bank.by("creator", vault.approve(&id("alice"))).await;
    for (what, address) in [
        ("a delegation", split.delegation()),
        ("an allocation", split.allocation()),
        ("an agreement", pda::opt_in(&vault.address, &ncn)),
        ("a record", pda::record(&ncn, &operator)),
        ("an approval", pda::depositor_approval(&vault.address, &id("alice"))),
        ("a token account", vault.asset_account),
        ("a mint", vault.asset_mint),
        ("a wallet", id("mallory")),
        ("nothing", id("nothing")),
    ] {
        assert_not_governed(&mut bank, "creator", &address, what).await;
    }
}

#[tokio::test]
async fn a_closed_foreign_short_or_zeroed_account_has_no_admin() {
    let (mut bank, split) = scene().await;
    for kind in KINDS {
        let (name, address) = (kind.admin(), kind.of(&split));
        let good = bank.account(&address).await.expect("it");
        let foreign = Account { owner: id("another program"), ..good.clone() };
        let short = Account { data: good.data[..good.data.len() - 1].to_vec(), ..good.clone() };
        let zeroed = Account { data: vec![0; good.data.len()], ..good.clone() };
        let mut renamed = good.clone();
        renamed.data[0] ^= 1;
        for (what, bad) in [
            ("closed", Account::default()),
            ("foreign", foreign),
            ("short", short),
            ("zeroed", zeroed),
            ("of another type", renamed),
        ] {
            bank.put(&address, bad);
            assert_not_governed(&mut bank, name, &address, what).await;
        }
        bank.put(&address, good);
        bank.by(name, role::propose_admin(&id(name), &address, &id("heir"))).await;
    }
}

#[tokio::test]
async fn another_entity_of_the_same_kind_has_its_own_admin() {
    let (mut bank, split) = scene().await;
    let other_vault = bank.add_vault("mallory", 0, OPEN).await.address;
    let other_operator = bank.add_operator("mallory", 0).await;
    let other_ncn = bank.add_ncn("mallory", 0).await;
    let own = [split.vault.address, split.operator, split.ncn];
    for (other, own) in [other_vault, other_operator, other_ncn].into_iter().zip(own) {
        bank.by("mallory", role::propose_admin(&id("mallory"), &other, &id("heir"))).await;
        // What is proposed for one is not proposed for another.
        let failure = bank.refuses("heir", role::accept_admin(&id("heir"), &own)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NoAdminProposed));
        let failure = bank.refuses("mallory", role::propose_admin(&id("mallory"), &own, &id("heir"))).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NotAdmin));
        let failure =
            bank.refuses("mallory", role::set_role(&id("mallory"), &own, role::FEE_WALLET, &id("mallory"))).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NotAdmin));
        bank.by("heir", role::accept_admin(&id("heir"), &other)).await;
        bank.by("heir", role::renounce_admin(&id("heir"), &other)).await;
    }
    // The ones beside them are as they were.
    bank.by("operator", entity::update_operator(&id("operator"), &split.operator, &id("allocator"), 0)).await;
}

#[tokio::test]
async fn what_cannot_be_written_is_refused() {
    let (mut bank, split) = scene().await;
    for kind in KINDS {
        for mut instruction in instructions(&id(kind.admin()), &kind.of(&split)) {
            instruction.accounts[1].is_writable = false;
            let failure = bank.refuses(kind.admin(), instruction).await;
            assert_eq!(failure.error, NOT_WRITABLE, "{kind:?}");
        }
    }
}

#[tokio::test]
async fn who_signs_is_not_what_is_changed() {
    let (mut bank, _) = scene().await;
    for instruction in instructions(&id("mallory"), &id("mallory")) {
        assert_eq!(bank.refuses("mallory", instruction).await.error, TWICE);
    }
}
