//! A pause of what raises exposure leaves open what lowers it, and every way to leave.

use harness::pause::{self, ALL, EXPOSURE};
use harness::{Failure, Split, slash, split};
use restaking_client::RestakingError;
use restaking_tests::{Bank, id};
use solana_program::instruction::Instruction;

use crate::pause::scene::{BOTH, WEEK, Whose, scene};

const HALF: u64 = slash::WHOLE / 2;

async fn raise(bank: &mut Bank, whose: Whose, split: &Split, flags: u64) {
    let guardian = whose.guardian();
    bank.by(guardian, pause::raise(&id(guardian), &whose.of(&split.vault.address), flags, WEEK)).await;
}

async fn refuses(bank: &mut Bank, name: &str, instruction: Instruction) -> Failure {
    let failure = bank.refuses(name, instruction).await;
    assert_eq!(failure.restaking(), Some(RestakingError::Paused), "{failure}");
    failure
}

#[tokio::test]
async fn a_delegation_falls_and_does_not_rise() {
    for whose in BOTH {
        let (mut bank, split) = scene().await;
        let delegate = |units| split.delegate(&id("creator"), units);
        bank.by("creator", delegate(HALF)).await;
        raise(&mut bank, whose, &split, EXPOSURE).await;
        for units in [HALF + 1, slash::WHOLE] {
            refuses(&mut bank, "creator", delegate(units)).await;
        }
        // As it is, and ever less.
        for units in [HALF, HALF - 1, HALF / 2, 0] {
            bank.by("creator", delegate(units)).await;
        }
        // What was given up is not taken back, though nothing of it counts yet.
        for units in [1, HALF] {
            refuses(&mut bank, "creator", delegate(units)).await;
        }
        bank.by(whose.admin(), pause::lift(&id(whose.admin()), &whose.of(&split.vault.address))).await;
        bank.by("creator", delegate(HALF)).await;
    }
}

#[tokio::test]
async fn a_delegation_in_basis_points_is_held_by_its_units() {
    let (mut bank, split) = scene().await;
    let delegate = |bps| split.delegate_bps(&id("creator"), bps);
    bank.by("creator", delegate(5_000)).await;
    raise(&mut bank, Whose::Vault, &split, EXPOSURE).await;
    refuses(&mut bank, "creator", delegate(5_001)).await;
    bank.by("creator", delegate(4_999)).await;
}

#[tokio::test]
async fn an_allocation_falls_and_does_not_rise() {
    for whose in BOTH {
        let (mut bank, split) = scene().await;
        let allocate = |magnitude| split.allocate(&id("allocator"), magnitude);
        bank.by("creator", split.delegate(&id("creator"), HALF)).await;
        bank.by("allocator", allocate(HALF)).await;
        raise(&mut bank, whose, &split, EXPOSURE).await;
        for magnitude in [HALF + 1, slash::WHOLE] {
            refuses(&mut bank, "allocator", allocate(magnitude)).await;
        }
        for magnitude in [HALF, HALF - 1, 0] {
            bank.by("allocator", allocate(magnitude)).await;
        }
        for magnitude in [1, HALF] {
            refuses(&mut bank, "allocator", allocate(magnitude)).await;
        }
    }
}

/// Each of the three opt-ins, each side of it.
#[tokio::test]
async fn nobody_joins_what_a_paused_vault_has_a_part_in_and_anybody_leaves() {
    let admins = [["creator", "operator"], ["operator", "ncn"], ["creator", "ncn"]];
    for whose in BOTH {
        let (mut bank, split) = scene().await;
        raise(&mut bank, whose, &split, EXPOSURE).await;
        for ((left, right), names) in split.opt_ins().into_iter().zip(admins) {
            for (name, side) in names.into_iter().zip(split::Side::ALL) {
                bank.by(name, split::leave_opt_in(&id(name), &left, &right, side)).await;
                let join = split::join_opt_in(&id(name), &left, &right, side);
                // What is between an operator and an NCN is of no vault.
                if whose == Whose::Config || left == split.vault.address {
                    refuses(&mut bank, name, join).await;
                } else {
                    let failure = bank.refuses(name, join).await;
                    assert_eq!(failure.restaking(), Some(restaking_client::RestakingError::FallPending), "it leaves");
                }
            }
        }
    }
}

/// An exit requested when the pause begins, or in it, is paid as soon as ever, with every kind paused, in the vault and in
/// all.
#[tokio::test]
async fn an_exit_takes_as_long_as_ever_where_all_is_paused() {
    let (mut bank, split) = scene().await;
    let (vault, alice, epoch) = (split.vault, id("alice"), bank.epoch().await);
    bank.by("alice", vault.request_exit(&alice, 0, 1_000, 0, epoch + 1)).await;
    for whose in BOTH {
        raise(&mut bank, whose, &split, ALL).await;
    }
    bank.by("alice", vault.request_exit(&alice, 1, 2_000, 0, epoch + 1)).await;
    bank.warp_to(epoch + 2, -1).await;
    let claim = |nonce| vault.claim_exit(&alice, &vault.ticket(&alice, nonce), &alice, epoch + 1);
    let failure = bank.refuses("alice", claim(0)).await;
    assert_eq!(failure.restaking(), Some(RestakingError::NotMatured));
    bank.warp_to(epoch + 2, 0).await;
    for nonce in [0, 1] {
        bank.by("alice", claim(nonce)).await;
    }
    refuses(&mut bank, "alice", vault.deposit(&alice, 1_000, 0, false)).await;
}
