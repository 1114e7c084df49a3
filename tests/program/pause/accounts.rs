//! The wrong accounts for a pause, and for what it covers.

use harness::pause::{self, ALL};
use harness::{Split, token};
use restaking_client::RestakingError::{self, NoSuchRole, NotGuardian};
use restaking_client::pda;
use restaking_tests::matrix::rules::Kind::{Governed, Signer};
use restaking_tests::matrix::rules::{Answer, ours};
use restaking_tests::matrix::{self, ANY_OTHER, Call, Known, Slot};
use restaking_tests::{OPEN, id};
use solana_account::Account;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::pause::scene::{BOTH, DAY, Whose, scene};

/// Both instructions, by `guardian` on `governed`.
fn instructions(guardian: &Pubkey, governed: &Pubkey) -> [Instruction; 2] {
    [pause::raise(guardian, governed, ALL, DAY), pause::lift(guardian, governed)]
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

/// All that can sign.
const PEOPLE: [&str; 7] = ["creator", "deployer", "operator", "ncn", "guardian", "config's guardian", "mallory"];

/// The answers of the governed slot to everything else that has an admin.
const OTHERS: Known = &[
    ("the config", ours(NotGuardian)),
    ("the vault", ours(NotGuardian)),
    ("another vault", ours(NotGuardian)),
    ("the operator", ours(NoSuchRole)),
    ("the NCN", ours(NoSuchRole)),
];

/// Holds the instruction that `build` makes for a vault and for the config against the matrix. Where `paused`, both are.
async fn check(slot: &'static str, build: fn(&Pubkey, &Pubkey) -> Instruction, paused: bool) {
    for whose in BOTH {
        let (mut bank, split) = scene().await;
        let Split { vault, operator, ncn } = split;
        let other = bank.add_vault("mallory", 0, OPEN).await.address;
        let (guardian, governed) = (whose.guardian(), whose.of(&vault.address));
        if paused {
            for each in BOTH {
                let raise = pause::raise(&id(each.guardian()), &each.of(&vault.address), ALL, DAY);
                bank.by(each.guardian(), raise).await;
            }
        }
        let mut cast: Vec<(&str, Pubkey)> = PEOPLE.map(|name| (name, id(name))).to_vec();
        cast.extend([
            ("the config", pda::config()),
            ("the vault", vault.address),
            ("another vault", other),
            ("the operator", operator),
            ("the NCN", ncn),
            ("a delegation", split.delegation()),
            ("an allocation", split.allocation()),
            ("an opt-in", pda::opt_in(&vault.address, &ncn)),
            ("a record", pda::record(&ncn, &operator)),
            ("a token account", vault.asset_account),
            ("a mint", vault.asset_mint),
            ("nothing", id("nothing")),
            ("SPL Token", token::PROGRAM),
            ("the program", restaking_client::ID),
        ]);
        let own = ["the vault", "the config"][usize::from(whose == Whose::Config)];
        let others: Vec<_> = OTHERS.iter().filter(|entry| entry.0 != own).cloned().collect();
        // The admin lifts a pause as well.
        let mut signers = vec![(ANY_OTHER, ours(NotGuardian))];
        signers.extend(paused.then_some((whose.admin(), Answer::Accepted("the admin lifts it as well"))));
        let slots = [Slot(slot, Signer, signers.leak()), Slot("governed", Governed, others.leak())];
        let right = build(&id(guardian), &governed);
        matrix::check(&mut bank, Call { right, slots: &slots, other: None, cast: &cast, signers: &PEOPLE }).await;
    }
}

#[tokio::test]
async fn raise_pause_takes_only_its_own_accounts() {
    check("guardian", |guardian, governed| pause::raise(guardian, governed, ALL, DAY), false).await;
}

#[tokio::test]
async fn lift_pause_takes_only_its_own_accounts() {
    check("lifter", pause::lift, true).await;
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
