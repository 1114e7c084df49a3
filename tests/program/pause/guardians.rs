//! The rights to a pause: the guardian raises it, the guardian and the admin lift it.

use harness::pause::{self, ALL};
use harness::{Split, role};
use restaking_client::RestakingError;
use restaking_tests::{Bank, OPEN, assert_refused, id};
use solana_program::instruction::{AccountMeta, InstructionError};
use solana_program::pubkey::Pubkey;
use solana_transaction_error::TransactionError;

use crate::pause::scene::{BOTH, DAY, WEEK, Whose, scene};

const NOBODY: Pubkey = Pubkey::new_from_array([0; 32]);

/// Has both refused to `name`, while nothing is paused and while all is.
async fn refuses_both(bank: &mut Bank, whose: Whose, split: &Split, name: &str) {
    let governed = whose.of(&split.vault.address);
    for instruction in [pause::raise(&id(name), &governed, ALL, DAY), pause::lift(&id(name), &governed)] {
        let failure = bank.refuses(name, instruction).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NotGuardian), "{name}: {failure}");
    }
}

async fn raise(bank: &mut Bank, whose: Whose, split: &Split) {
    let guardian = whose.guardian();
    bank.by(guardian, pause::raise(&id(guardian), &whose.of(&split.vault.address), ALL, WEEK)).await;
}

#[tokio::test]
async fn nobody_else_raises_or_lifts_one() {
    for whose in BOTH {
        let (mut bank, split) = scene().await;
        for name in ["operator", "ncn", "allocator"] {
            bank.fund(&id(name));
        }
        let others = ["mallory", "alice", "operator", "ncn", "allocator"];
        let others = others.into_iter().chain([whose.other().guardian(), whose.other().admin()]);
        for name in others.clone() {
            refuses_both(&mut bank, whose, &split, name).await;
        }
        raise(&mut bank, whose, &split).await;
        for name in others {
            refuses_both(&mut bank, whose, &split, name).await;
        }
    }
}

/// It names a guardian, itself if it likes; that is seen before anything is paused.
#[tokio::test]
async fn the_admin_raises_none_and_lifts_any() {
    for whose in BOTH {
        let (mut bank, split) = scene().await;
        let (admin, governed) = (whose.admin(), whose.of(&split.vault.address));
        let failure = bank.refuses(admin, pause::raise(&id(admin), &governed, ALL, DAY)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NotGuardian));
        raise(&mut bank, whose, &split).await;
        bank.by(admin, pause::lift(&id(admin), &governed)).await;
        bank.by("bob", split.vault.deposit(&id("bob"), 1_000, 0, false)).await;
    }
}

#[tokio::test]
async fn without_a_guardian_nobody_raises_one() {
    for whose in BOTH {
        let (mut bank, split) = scene().await;
        let (admin, governed) = (whose.admin(), whose.of(&split.vault.address));
        bank.by(admin, pause::set_guardian(&id(admin), &governed, &NOBODY)).await;
        for name in [whose.guardian(), admin, "mallory"] {
            let failure = bank.refuses(name, pause::raise(&id(name), &governed, ALL, DAY)).await;
            assert_eq!(failure.restaking(), Some(RestakingError::NotGuardian), "{name}");
        }
        // The zero address can be named, and cannot sign; nor does it do to name it without a signature.
        for mut instruction in [pause::raise(&NOBODY, &governed, ALL, DAY), pause::lift(&NOBODY, &governed)] {
            instruction.accounts[0] = AccountMeta::new_readonly(NOBODY, false);
            let failure = bank.refused(instruction, &[]).await;
            let unsigned = TransactionError::InstructionError(1, InstructionError::MissingRequiredSignature);
            assert_eq!(failure.error, unsigned);
        }
    }
}

/// Where neither is anybody, nobody is both.
#[tokio::test]
async fn a_vault_without_admin_and_guardian_is_never_paused_by_its_own() {
    let (mut bank, split) = scene().await;
    let (vault, creator) = (split.vault.address, id("creator"));
    bank.by("creator", pause::set_guardian(&creator, &vault, &NOBODY)).await;
    bank.by("creator", role::renounce_admin(&creator, &vault)).await;
    for name in ["creator", "guardian", "mallory"] {
        refuses_both(&mut bank, Whose::Vault, &split, name).await;
    }
    // The config's covers it all the same.
    raise(&mut bank, Whose::Config, &split).await;
    let failure = bank.refuses("bob", split.vault.deposit(&id("bob"), 1_000, 0, false)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::Paused));
}

#[tokio::test]
async fn a_guardian_stays_where_the_admin_has_renounced() {
    let (mut bank, split) = scene().await;
    bank.by("creator", role::renounce_admin(&id("creator"), &split.vault.address)).await;
    raise(&mut bank, Whose::Vault, &split).await;
    let lift = |name| pause::lift(&id(name), &split.vault.address);
    let failure = bank.refuses("creator", lift("creator")).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotGuardian));
    bank.by("guardian", lift("guardian")).await;
}

#[tokio::test]
async fn the_guardian_of_one_vault_has_no_say_in_another() {
    let (mut bank, split) = scene().await;
    let other = bank.add_vault("mallory", 0, OPEN).await;
    bank.by("mallory", pause::set_guardian(&id("mallory"), &other.address, &id("mallory"))).await;
    bank.by("mallory", pause::raise(&id("mallory"), &other.address, ALL, DAY)).await;
    refuses_both(&mut bank, Whose::Vault, &split, "mallory").await;
    refuses_both(&mut bank, Whose::Config, &split, "mallory").await;
    // One vault is paused, and the other is not.
    let failure = bank.refuses("bob", other.deposit(&id("bob"), 1_000, 0, false)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::Paused));
    bank.by("bob", split.vault.deposit(&id("bob"), 1_000, 0, false)).await;
    bank.by("mallory", pause::lift(&id("mallory"), &other.address)).await;
    // The config's is of both.
    raise(&mut bank, Whose::Config, &split).await;
    for vault in [split.vault, other] {
        let failure = bank.refuses("bob", vault.deposit(&id("bob"), 1_000, 0, false)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::Paused));
    }
}

#[tokio::test]
async fn a_new_guardian_lifts_what_the_old_one_raised_and_waits_as_long() {
    for whose in BOTH {
        let (mut bank, split) = scene().await;
        let (admin, governed, start) = (whose.admin(), whose.of(&split.vault.address), bank.now().await);
        raise(&mut bank, whose, &split).await;
        bank.by(admin, pause::set_guardian(&id(admin), &governed, &id("heir"))).await;
        // The change lifts nothing.
        let failure = bank.refuses("bob", split.vault.deposit(&id("bob"), 1_000, 0, false)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::Paused));
        refuses_both(&mut bank, whose, &split, whose.guardian()).await;
        let again = pause::raise(&id("heir"), &governed, ALL, DAY);
        let next = (start + 2 * WEEK as i64) as u64;
        let failure = bank.refuses("heir", again.clone()).await;
        assert_refused(&failure, RestakingError::PausedLately, start as u64, next);
        bank.by("heir", pause::lift(&id("heir"), &governed)).await;
        bank.by("bob", split.vault.deposit(&id("bob"), 1_000, 0, false)).await;
        let failure = bank.refuses("heir", again.clone()).await;
        assert_refused(&failure, RestakingError::PausedLately, start as u64, next - WEEK);
        bank.warp(start + WEEK as i64).await;
        bank.by("heir", again).await;
    }
}
