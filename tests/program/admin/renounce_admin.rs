//! An admin gives its role up, to nobody.

use harness::{role, slash, split};
use restaking_client::{AdminChanged, Event, RestakingError};
use restaking_tests::{SETTLED, id};
use solana_program::instruction::{AccountMeta, InstructionError};
use solana_transaction_error::TransactionError;

use crate::admin::scene::{ENTITIES, NOBODY, only_for_admin, refuses_all, scene};

#[tokio::test]
async fn what_is_renounced_is_for_good_and_refuses_all_that_an_admin_does() {
    for kind in ENTITIES {
        let (mut bank, split) = scene().await;
        let (governed, admin) = (kind.of(&split), id(kind.admin()));
        let (_, _, number) = kind.read(&mut bank, &split).await;
        let time = bank.now().await;
        let done = bank.by(kind.admin(), role::renounce_admin(&admin, &governed)).await;
        let [Event::AdminChanged(event)] = &done.events[..] else { panic!("{:?}", done.events) };
        let AdminChanged { governed: of, number: count, time: at, before, after, taken, .. } = *event;
        assert_eq!((of, count, at, before, after, taken), (governed, number + 1, time, admin, NOBODY, 0));
        assert_eq!(kind.read(&mut bank, &split).await, (NOBODY, NOBODY, number + 1));

        for name in [kind.admin(), "mallory", "deployer"] {
            refuses_all(&mut bank, kind, &split, name).await;
            let who = id(name);
            for (instruction, error) in [
                (role::propose_admin(&who, &governed, &who), RestakingError::NotAdmin),
                (role::propose_admin(&who, &governed, &NOBODY), RestakingError::NotAdmin),
                (role::renounce_admin(&who, &governed), RestakingError::NotAdmin),
                (role::accept_admin(&who, &governed), RestakingError::NoAdminProposed),
            ] {
                let failure = bank.refuses(name, instruction).await;
                assert_eq!(failure.restaking(), Some(error), "{name} of {kind:?}");
            }
        }
        // The zero address is named, and cannot sign.
        for (what, mut instruction, _) in only_for_admin(kind, &split, &NOBODY, &id("mallory")) {
            for meta in instruction.accounts.iter_mut().filter(|meta| meta.pubkey == NOBODY) {
                *meta = AccountMeta::new_readonly(NOBODY, false);
            }
            let signers = [&harness::key("mallory")];
            let pays = instruction.accounts.iter().any(|meta| meta.is_signer);
            let failure = bank.refused(instruction, if pays { &signers } else { &[] }).await;
            let unsigned = TransactionError::InstructionError(1, InstructionError::MissingRequiredSignature);
            // What names the system program twice may fail at that first; it does not succeed in either case.
            assert!(failure.error == unsigned || pays, "{what} of {kind:?}: {failure}");
        }
    }
}

#[tokio::test]
async fn nothing_is_renounced_while_somebody_is_proposed() {
    let (mut bank, split) = scene().await;
    for kind in ENTITIES {
        let (governed, admin) = (kind.of(&split), id(kind.admin()));
        bank.by(kind.admin(), role::propose_admin(&admin, &governed, &id("heir"))).await;
        let failure = bank.refuses(kind.admin(), role::renounce_admin(&admin, &governed)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::AdminPending), "{kind:?}");
        bank.by(kind.admin(), role::propose_admin(&admin, &governed, &NOBODY)).await;
        bank.by(kind.admin(), role::renounce_admin(&admin, &governed)).await;
        let failure = bank.refuses("heir", role::accept_admin(&id("heir"), &governed)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NoAdminProposed), "{kind:?}");
    }
}

#[tokio::test]
async fn others_go_on_without_the_admins() {
    let (mut bank, split) = scene().await;
    bank.by("creator", split::set_curator(&split.vault, &id("curator"))).await;
    for kind in ENTITIES {
        bank.by(kind.admin(), role::renounce_admin(&id(kind.admin()), &kind.of(&split))).await;
    }
    let (vault, alice) = (split.vault, id("alice"));
    bank.by("alice", vault.deposit(&alice, 1_000_000, 0, false)).await;
    bank.by("curator", split.delegate_bps(&id("curator"), 5_000)).await;
    bank.by("allocator", split.allocate(&id("allocator"), slash::WHOLE / 2)).await;
    bank.by("slasher", slash::set_jail(&id("slasher"), &split.ncn, &split.operator, i64::MAX, 1)).await;
    bank.by("alice", vault.request_exit(&alice, 0, 1_000, 0, SETTLED + 1)).await;
    bank.warp_to(SETTLED + 2, 0).await;
    bank.by("alice", vault.claim_exit(&alice, &vault.ticket(&alice, 0), &alice, SETTLED + 1)).await;
}
