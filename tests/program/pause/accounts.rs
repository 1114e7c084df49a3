//! The wrong accounts for a pause, and for what it covers.

use harness::Split;
use harness::pause::{self, ALL};
use restaking_client::{RestakingError, pda};
use restaking_tests::id;
use solana_account::Account;
use solana_program::instruction::{Instruction, InstructionError};
use solana_program::pubkey::Pubkey;
use solana_transaction_error::TransactionError;

use crate::pause::scene::{BOTH, DAY, scene};

/// Anchor's: the account is to be written.
const NOT_WRITABLE: TransactionError = TransactionError::InstructionError(1, InstructionError::Custom(2_000));

/// Anchor's: the same account twice, one of them to be written.
const TWICE: TransactionError = TransactionError::InstructionError(1, InstructionError::Custom(2_040));

const NOT_SIGNED: TransactionError = TransactionError::InstructionError(1, InstructionError::MissingRequiredSignature);

/// Both instructions, by `who` on `governed`.
fn instructions(who: &Pubkey, governed: &Pubkey) -> [Instruction; 2] {
    [pause::raise(who, governed, ALL, DAY), pause::lift(who, governed)]
}

#[tokio::test]
async fn what_has_no_guardian_is_not_paused() {
    let (mut bank, split) = scene().await;
    for (name, address) in [("operator", split.operator), ("ncn", split.ncn)] {
        for instruction in instructions(&id(name), &address) {
            let failure = bank.refuses(name, instruction).await;
            assert_eq!(failure.restaking(), Some(RestakingError::NoSuchRole), "{name}: {failure}");
        }
    }
}

#[tokio::test]
async fn an_account_of_another_type_is_not_paused() {
    let (mut bank, split) = scene().await;
    let Split { vault, operator, ncn } = split;
    for (what, address) in [
        ("a delegation", split.delegation()),
        ("an allocation", split.allocation()),
        ("an agreement", pda::opt_in(&vault.address, &ncn)),
        ("a record", pda::record(&ncn, &operator)),
        ("a token account", vault.asset_account),
        ("a mint", vault.asset_mint),
        ("a wallet", id("mallory")),
        ("nothing", id("nothing")),
    ] {
        for instruction in instructions(&id("guardian"), &address) {
            let failure = bank.refuses("guardian", instruction).await;
            assert_eq!(failure.restaking(), Some(RestakingError::NotGoverned), "{what}: {failure}");
        }
    }
}

#[tokio::test]
async fn what_is_closed_foreign_short_zeroed_read_only_or_unsigned_is_refused() {
    let (mut bank, split) = scene().await;
    for whose in BOTH {
        let (guardian, address) = (whose.guardian(), whose.of(&split.vault.address));
        let good = bank.account(&address).await.expect("it");
        let foreign = Account { owner: id("another program"), ..good.clone() };
        let short = Account { data: good.data[..good.data.len() - 1].to_vec(), ..good.clone() };
        let zeroed = Account { data: vec![0; good.data.len()], ..good.clone() };
        for (what, bad) in [("closed", Account::default()), ("foreign", foreign), ("short", short), ("zeroed", zeroed)]
        {
            bank.put(&address, bad);
            for instruction in instructions(&id(guardian), &address) {
                let failure = bank.refuses(guardian, instruction).await;
                assert_eq!(failure.restaking(), Some(RestakingError::NotGoverned), "{what}: {failure}");
            }
            bank.put(&address, good.clone());
        }
        for instruction in instructions(&id(guardian), &address) {
            let mut read_only = instruction.clone();
            read_only.accounts[1].is_writable = false;
            assert_eq!(bank.refuses(guardian, read_only).await.error, NOT_WRITABLE);
            let mut unsigned = instruction.clone();
            unsigned.accounts[0].is_signer = false;
            assert_eq!(bank.refused(unsigned, &[]).await.error, NOT_SIGNED);
            // As it should be, it succeeds.
            bank.by(guardian, instruction).await;
        }
    }
    for instruction in instructions(&id("mallory"), &id("mallory")) {
        assert_eq!(bank.refuses("mallory", instruction).await.error, TWICE);
    }
}

/// The config is not left out of what it may pause, nor is another account taken for it.
#[tokio::test]
async fn no_other_account_stands_for_the_config() {
    let (mut bank, split) = scene().await;
    let (vault, alice) = (split.vault, id("alice"));
    let deposit = vault.deposit(&alice, 1_000, 0, false);
    bank.by("config's guardian", pause::raise(&id("config's guardian"), &pda::config(), ALL, DAY)).await;
    let at = deposit.accounts.iter().position(|meta| meta.pubkey == pda::config()).expect("it names the config");
    let forged = id("a forged config");
    let good = bank.account(&pda::config()).await.expect("the config");
    let mut unpaused = good.clone();
    unpaused.data[8 + 184..8 + 208].fill(0);
    bank.put(&forged, Account { owner: id("another program"), ..unpaused });
    for address in [forged, vault.address, split.operator, split.ncn, restaking_client::ID, id("mallory")] {
        let mut theft = deposit.clone();
        theft.accounts[at].pubkey = address;
        let failure = bank.refuses("alice", theft).await;
        assert_ne!(failure.restaking(), Some(RestakingError::Paused), "it never came to that");
    }
    let failure = bank.refuses("alice", deposit).await;
    assert_eq!(failure.restaking(), Some(RestakingError::Paused));
}
