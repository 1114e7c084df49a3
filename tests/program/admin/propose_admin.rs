//! An admin proposes another one, which accepts.

use harness::{entity, fee, role, slash, split};
use restaking_client::{AdminChanged, AdminProposed, Event, Operator, RestakingError, Vault};
use restaking_tests::{Bank, id};
use solana_program::instruction::{AccountMeta, InstructionError};
use solana_transaction_error::TransactionError;

use crate::admin::scene::{KINDS, Kind, NOBODY, refuses_all, scene};

#[tokio::test]
async fn each_kind_of_admin_changes_in_two_steps_with_an_event_each() {
    for kind in KINDS {
        let (mut bank, split) = scene().await;
        let (governed, admin, heir) = (kind.of(&split), id(kind.admin()), id("heir"));
        let (first, pending, number) = kind.read(&mut bank, &split).await;
        assert_eq!((first, pending), (admin, NOBODY), "{kind:?}");
        let time = bank.now().await;
        let done = bank.by(kind.admin(), role::propose_admin(&admin, &governed, &heir)).await;
        let (before, after) = (NOBODY, heir);
        let proposed = AdminProposed { governed, number: number + 1, time, admin, before, after };
        assert_eq!(done.events, [Event::AdminProposed(proposed)]);
        assert_eq!(kind.read(&mut bank, &split).await, (admin, heir, number + 1));

        let done = bank.by("heir", role::accept_admin(&heir, &governed)).await;
        let [Event::AdminChanged(event)] = &done.events[..] else { panic!("{:?}", done.events) };
        let AdminChanged { governed: of, number: count, time: at, before, after, taken, .. } = *event;
        assert_eq!((of, count, at, before, after, taken), (governed, number + 2, time, admin, heir, 0));
        assert_eq!(kind.read(&mut bank, &split).await, (heir, NOBODY, number + 2));

        // No one can do the same once more, and the heir can pass it on.
        let failure = bank.refuses("heir", role::accept_admin(&heir, &governed)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NoAdminProposed), "{kind:?}");
        bank.by("heir", role::propose_admin(&heir, &governed, &admin)).await;
        bank.by(kind.admin(), role::accept_admin(&admin, &governed)).await;
        assert_eq!(kind.read(&mut bank, &split).await, (admin, NOBODY, number + 4));
    }
}

#[tokio::test]
async fn only_the_admin_proposes_and_only_who_is_proposed_accepts() {
    let (mut bank, split) = scene().await;
    for kind in KINDS {
        let (governed, admin) = (kind.of(&split), id(kind.admin()));
        // Nobody is proposed: not even the zero address accepts, nor is there anything to withdraw.
        let failure = bank.refuses("mallory", role::accept_admin(&id("mallory"), &governed)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NoAdminProposed));
        let failure = bank.refuses(kind.admin(), role::propose_admin(&admin, &governed, &NOBODY)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NoAdminProposed));
        for pending in [false, true] {
            if pending {
                bank.by(kind.admin(), role::propose_admin(&admin, &governed, &id("heir"))).await;
            }
            let others = ["mallory", "heir", "allocator", "deployer", "creator", "operator", "ncn"];
            for name in others.into_iter().filter(|name| *name != kind.admin()) {
                for to in [id(name), NOBODY] {
                    let failure = bank.refuses(name, role::propose_admin(&id(name), &governed, &to)).await;
                    assert_eq!(failure.restaking(), Some(RestakingError::NotAdmin), "{name} of {kind:?}");
                }
                let failure = bank.refuses(name, role::renounce_admin(&id(name), &governed)).await;
                assert_eq!(failure.restaking(), Some(RestakingError::NotAdmin), "{name} of {kind:?}");
            }
        }
        for name in ["mallory", "other heir", kind.admin()] {
            let failure = bank.refuses(name, role::accept_admin(&id(name), &governed)).await;
            assert_eq!(failure.restaking(), Some(RestakingError::NotPendingAdmin), "{name} of {kind:?}");
        }
    }
}

#[tokio::test]
async fn whoever_is_named_must_sign() {
    let (mut bank, split) = scene().await;
    for kind in KINDS {
        let (governed, admin) = (kind.of(&split), id(kind.admin()));
        bank.by(kind.admin(), role::propose_admin(&admin, &governed, &id("heir"))).await;
        for who in [admin, id("heir"), NOBODY] {
            for mut instruction in [
                role::propose_admin(&who, &governed, &id("mallory")),
                role::accept_admin(&who, &governed),
                role::renounce_admin(&who, &governed),
            ] {
                instruction.accounts[0] = AccountMeta::new_readonly(who, false);
                let failure = bank.refused(instruction, &[]).await;
                let unsigned = InstructionError::MissingRequiredSignature;
                assert_eq!(failure.error, TransactionError::InstructionError(1, unsigned), "{kind:?}");
            }
        }
    }
}

#[tokio::test]
async fn the_old_admin_keeps_its_rights_until_acceptance_and_loses_them_at_it() {
    let (mut bank, split) = scene().await;
    for kind in KINDS {
        let (governed, admin, heir) = (kind.of(&split), id(kind.admin()), id("heir"));
        bank.by(kind.admin(), role::propose_admin(&admin, &governed, &heir)).await;
        refuses_all(&mut bank, kind, &split, "heir").await;
        act(&mut bank, kind, &split, kind.admin()).await;
        bank.by("heir", role::accept_admin(&heir, &governed)).await;
        refuses_all(&mut bank, kind, &split, kind.admin()).await;
        let failure = bank.refuses(kind.admin(), role::propose_admin(&admin, &governed, &admin)).await;
        assert_eq!(failure.restaking(), Some(RestakingError::NotAdmin));
        act(&mut bank, kind, &split, "heir").await;
    }
}

/// Has `name` do what the admin may.
async fn act(bank: &mut Bank, kind: Kind, split: &harness::Split, name: &str) {
    let admin = id(name);
    let mut instruction = match kind {
        Kind::Config => fee::set_protocol_fee(&admin, 0),
        Kind::Vault => slash::set_breaker(&split.vault, 5_000, 5_000),
        Kind::Operator => entity::update_operator(&admin, &split.operator, &id("allocator"), 0),
        Kind::Ncn => entity::update_ncn(&admin, &split.ncn, 7),
    };
    instruction.accounts[0].pubkey = admin;
    bank.by(name, instruction).await;
}

#[tokio::test]
async fn a_proposal_is_replaced_or_withdrawn_and_then_counts_no_more() {
    let (mut bank, split) = scene().await;
    for kind in KINDS {
        let (governed, admin) = (kind.of(&split), id(kind.admin()));
        let (_, _, number) = kind.read(&mut bank, &split).await;
        let time = bank.now().await;
        let steps = [(NOBODY, id("heir")), (id("heir"), id("other heir")), (id("other heir"), NOBODY)];
        for (number, (before, after)) in (number + 1..).zip(steps) {
            let done = bank.by(kind.admin(), role::propose_admin(&admin, &governed, &after)).await;
            let proposed = AdminProposed { governed, number, time, admin, before, after };
            assert_eq!(done.events, [Event::AdminProposed(proposed)]);
            // An address proposed no longer, or not yet, accepts nothing.
            let stranger = if after == id("heir") { "other heir" } else { "heir" };
            let failure = bank.refuses(stranger, role::accept_admin(&id(stranger), &governed)).await;
            let expected =
                if after == NOBODY { RestakingError::NoAdminProposed } else { RestakingError::NotPendingAdmin };
            assert_eq!(failure.restaking(), Some(expected), "{kind:?}");
        }
        assert_eq!(kind.read(&mut bank, &split).await, (admin, NOBODY, number + 3));
    }
}

#[tokio::test]
async fn lesser_roles_do_not_change_with_an_admin() {
    let (mut bank, split) = scene().await;
    bank.by("creator", split::set_curator(&split.vault, &id("curator"))).await;
    for kind in KINDS {
        let governed = kind.of(&split);
        bank.by(kind.admin(), role::propose_admin(&id(kind.admin()), &governed, &id("heir"))).await;
        bank.by("heir", role::accept_admin(&id("heir"), &governed)).await;
    }
    assert_eq!(bank.read::<Vault>(&split.vault.address).await.unwrap().curator, id("curator"));
    assert_eq!(bank.read::<Operator>(&split.operator).await.unwrap().allocator, id("allocator"));
    bank.by("alice", split.vault.deposit(&id("alice"), 1_000_000, 0, false)).await;
    bank.by("curator", split.delegate_bps(&id("curator"), 5_000)).await;
    bank.by("allocator", split.allocate(&id("allocator"), slash::WHOLE / 2)).await;
    bank.by("slasher", slash::set_jail(&id("slasher"), &split.ncn, &split.operator, i64::MAX, 1)).await;
    // The new admins have those only by naming themselves.
    let failure = bank.refuses("heir", split.delegate_bps(&id("heir"), 0)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotCurator));
    let failure = bank.refuses("heir", split.allocate(&id("heir"), 0)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotAllocator));
    let failure = bank.refuses("heir", slash::set_jail(&id("heir"), &split.ncn, &split.operator, 0, 1)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotSlasher));
}
