//! Instruction data and account lists that are too short, too long, or of no instruction.

use std::collections::BTreeSet;

use restaking_client::{
    ACCEPT_ADMIN_DISCRIMINATOR, ADD_REWARD_MINT_DISCRIMINATOR, ANNOUNCE_SWEEP_DISCRIMINATOR,
    ATTRIBUTE_REWARD_DISCRIMINATOR, BOND_DISCRIMINATOR, CAPTURE_STAKE_DISCRIMINATOR,
    CLAIM_POSITION_REWARD_DISCRIMINATOR, CLAIM_POSITION_SHARE_DISCRIMINATOR, CLAIM_REWARD_DISCRIMINATOR,
    CLAIM_REWARD_SHARE_DISCRIMINATOR, CLOSE_POSITION_DISCRIMINATOR, CLOSE_REWARD_OFFER_DISCRIMINATOR,
    COLLECT_FEES_DISCRIMINATOR, COLLECT_REWARD_COMMISSION_DISCRIMINATOR, DELEGATE_DISCRIMINATOR,
    ENTER_CAPTURES_DISCRIMINATOR, FUND_REWARD_TREE_DISCRIMINATOR, INITIALIZE_VAULT_DISCRIMINATOR,
    LIFT_PAUSE_DISCRIMINATOR, OPEN_BOND_POOL_DISCRIMINATOR, OPEN_POSITION_DISCRIMINATOR,
    OPEN_REWARD_OFFER_DISCRIMINATOR, OPEN_REWARD_TREE_DISCRIMINATOR, PAY_POSITION_REWARD_DISCRIMINATOR,
    PAY_REWARD_DISCRIMINATOR, PLEDGE_DISCRIMINATOR, PROPOSE_ADMIN_DISCRIMINATOR, PUBLISH_ROOT_DISCRIMINATOR,
    RAISE_PAUSE_DISCRIMINATOR, RENOUNCE_ADMIN_DISCRIMINATOR, SET_CLAIMER_DISCRIMINATOR, SET_FEES_DISCRIMINATOR,
    SET_PROTOCOL_FEE_DISCRIMINATOR, SET_REWARD_ROLES_DISCRIMINATOR, SET_ROLE_DISCRIMINATOR,
    SETTLE_DELEGATION_DISCRIMINATOR, SETTLE_EXITS_DISCRIMINATOR, SLASHABLE_STAKE_DISCRIMINATOR,
    STRIKE_ROOT_DISCRIMINATOR, SWEEP_TO_POOL_DISCRIMINATOR, SWEEP_TO_STREAM_DISCRIMINATOR,
    SWEEP_TO_WALLET_DISCRIMINATOR, UNBOND_DISCRIMINATOR, WITHDRAW_PLEDGE_DISCRIMINATOR,
};
use solana_keypair::Keypair;
use solana_program::instruction::{AccountMeta, Instruction, InstructionError};
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;
use solana_transaction_error::TransactionError;

use super::calls::{self, CALLS, Call};
use super::world::World;
use super::{delegation, opt_in};

/// Instructions with wrong accounts refused elsewhere, in worlds of their own.
const ELSEWHERE: [[u8; 1]; 38] = [
    // In `tests/program/stake_table/reward_offer/accounts.rs`.
    OPEN_REWARD_OFFER_DISCRIMINATOR,
    ATTRIBUTE_REWARD_DISCRIMINATOR,
    CLAIM_REWARD_SHARE_DISCRIMINATOR,
    CLAIM_POSITION_SHARE_DISCRIMINATOR,
    COLLECT_REWARD_COMMISSION_DISCRIMINATOR,
    CLOSE_REWARD_OFFER_DISCRIMINATOR,
    // In `tests/program/slash/pledge/accounts.rs`.
    PLEDGE_DISCRIMINATOR,
    WITHDRAW_PLEDGE_DISCRIMINATOR,
    // In `tests/restaking/settling.rs`.
    SETTLE_EXITS_DISCRIMINATOR,
    // In `tests/program/reward_tree/accounts.rs`.
    OPEN_REWARD_TREE_DISCRIMINATOR,
    SET_REWARD_ROLES_DISCRIMINATOR,
    FUND_REWARD_TREE_DISCRIMINATOR,
    PUBLISH_ROOT_DISCRIMINATOR,
    STRIKE_ROOT_DISCRIMINATOR,
    CLAIM_REWARD_DISCRIMINATOR,
    SET_CLAIMER_DISCRIMINATOR,
    // In `tests/program/bond_pool/refusals.rs`.
    OPEN_BOND_POOL_DISCRIMINATOR,
    ADD_REWARD_MINT_DISCRIMINATOR,
    OPEN_POSITION_DISCRIMINATOR,
    BOND_DISCRIMINATOR,
    UNBOND_DISCRIMINATOR,
    PAY_POSITION_REWARD_DISCRIMINATOR,
    CLAIM_POSITION_REWARD_DISCRIMINATOR,
    CLOSE_POSITION_DISCRIMINATOR,
    // In `tests/program/admin/accounts.rs`.
    PROPOSE_ADMIN_DISCRIMINATOR,
    ACCEPT_ADMIN_DISCRIMINATOR,
    RENOUNCE_ADMIN_DISCRIMINATOR,
    SET_ROLE_DISCRIMINATOR,
    // In `tests/program/reward/accounts.rs`.
    SET_FEES_DISCRIMINATOR,
    SET_PROTOCOL_FEE_DISCRIMINATOR,
    PAY_REWARD_DISCRIMINATOR,
    COLLECT_FEES_DISCRIMINATOR,
    // In `tests/program/sweep/accounts.rs`.
    ANNOUNCE_SWEEP_DISCRIMINATOR,
    SWEEP_TO_WALLET_DISCRIMINATOR,
    SWEEP_TO_POOL_DISCRIMINATOR,
    SWEEP_TO_STREAM_DISCRIMINATOR,
    // In `tests/program/pause/accounts.rs`.
    RAISE_PAUSE_DISCRIMINATOR,
    LIFT_PAUSE_DISCRIMINATOR,
];

/// The calls in their stages, one world a stage.
async fn staged(calls: &[Call]) -> Vec<(World, Vec<Call>)> {
    let mut stages: Vec<(World, Vec<Call>)> = vec![];
    for call in calls {
        match stages.iter_mut().find(|(_, calls)| calls[0].stage == call.stage) {
            Some((_, calls)) => calls.push(*call),
            None => stages.push((World::at(call.stage).await, vec![*call])),
        }
    }
    stages
}

/// How many accounts an instruction names that reads on behind them.
fn named(instruction: &Instruction) -> Option<usize> {
    let tags = [
        (SLASHABLE_STAKE_DISCRIMINATOR, 4),
        (CAPTURE_STAKE_DISCRIMINATOR, 8),
        (ENTER_CAPTURES_DISCRIMINATOR, 1),
        (SETTLE_DELEGATION_DISCRIMINATOR, 2),
    ];
    tags.iter().find(|(tag, _)| instruction.data.starts_with(tag)).map(|(_, count)| *count)
}

/// A call's instruction, with its signers.
fn right(call: Call, world: &mut World) -> (Instruction, Vec<Keypair>) {
    (call.ready(world), call.signers(world))
}

async fn refused(world: &mut World, instruction: Instruction, signers: &[Keypair], error: InstructionError) {
    let asked = |pair: &&Keypair| instruction.accounts.iter().any(|meta| meta.pubkey == pair.pubkey());
    let signers: Vec<&Keypair> = signers.iter().filter(asked).collect();
    let failure = world.bank.refused(instruction.clone(), &signers).await;
    assert_eq!(failure.error, TransactionError::InstructionError(1, error), "{instruction:?}");
}

/// The instruction succeeds, and is then undone.
async fn succeeds(world: &mut World, instruction: Instruction, signers: &[Keypair]) {
    let signers: Vec<&Keypair> = signers.iter().collect();
    world.tried(instruction, &signers).await.unwrap();
}

#[tokio::test]
#[expect(deprecated, reason = "the program says it by its old name")]
async fn fewer_accounts_than_an_instruction_names_are_refused() {
    for (mut world, calls) in staged(&CALLS).await {
        for call in calls {
            let (right, signers) = right(call, &mut world);
            for count in 0..right.accounts.len() {
                let mut fewer = right.clone();
                fewer.accounts.truncate(count);
                // What reads on takes nothing more at all, but no part of a vault.
                if named(&right) == Some(count) {
                    succeeds(&mut world, fewer, &signers).await;
                    continue;
                }
                refused(&mut world, fewer, &signers, InstructionError::NotEnoughAccountKeys).await;
            }
            succeeds(&mut world, right, &signers).await;
        }
    }
}

#[tokio::test]
async fn arguments_cut_short_anywhere_are_refused() {
    for (mut world, calls) in staged(&CALLS).await {
        for call in calls {
            let (right, signers) = right(call, &mut world);
            for count in 0..right.data.len() {
                let mut shorter = right.clone();
                shorter.data.truncate(count);
                refused(&mut world, shorter, &signers, InstructionError::InvalidInstructionData).await;
            }
            succeeds(&mut world, right, &signers).await;
        }
    }
}

/// No account that is not named is looked at, so that one may even be named a second time. Only what takes vaults or
/// captures reads on.
#[tokio::test]
async fn what_follows_the_accounts_and_the_arguments_is_not_read() {
    for (mut world, calls) in staged(&CALLS).await {
        for call in calls {
            let (mut right, signers) = right(call, &mut world);
            right.data.extend_from_slice(&[255; 32]);
            if named(&right).is_none() {
                right.accounts.push(AccountMeta::new(Pubkey::new_unique(), false));
                right.accounts.extend(right.accounts.first().cloned());
            }
            succeeds(&mut world, right, &signers).await;
        }
    }
}

/// With no accounts at all, a known tag asks for accounts and an unknown one is no instruction. So this fails for a new
/// instruction until there is a table for it.
#[tokio::test]
#[expect(deprecated, reason = "the program says it by its old name")]
async fn every_tag_is_of_an_instruction_with_a_table_or_refused() {
    let mut world = World::at(calls::DEPOSIT.stage).await;
    let (right, signers) = right(calls::DEPOSIT, &mut world);
    let mut known: BTreeSet<u8> = CALLS.iter().map(|call| (call.build)(&world.vault).0.data[0]).collect();
    for [tag] in ELSEWHERE {
        assert!(known.insert(tag), "{tag} is listed twice");
    }
    for tag in 0..=u8::MAX {
        let bare = Instruction { accounts: vec![], data: vec![tag; 512], ..right.clone() };
        let error = if known.contains(&tag) {
            InstructionError::NotEnoughAccountKeys
        } else {
            InstructionError::InvalidInstructionData
        };
        refused(&mut world, bare, &signers, error).await;
    }
    succeeds(&mut world, right, &signers).await;
}

/// A flag is 0 or 1: nothing else is taken for a yes.
#[tokio::test]
async fn a_flag_of_neither_yes_nor_no_is_refused() {
    // Their arguments end in one, or in an enum of two; those of a new vault end in the two times of its term, and the
    // amount of a delegation follows its unit.
    let flagged = [
        calls::INITIALIZE_VAULT,
        calls::SET_VAULT_LIMITS,
        opt_in::JOIN_AS_LEFT,
        opt_in::LEAVE_AS_LEFT,
        delegation::DELEGATE,
    ];
    for (mut world, calls) in staged(&flagged).await {
        for call in calls {
            let (right, signers) = right(call, &mut world);
            let behind = match &right.data {
                data if data.starts_with(&INITIALIZE_VAULT_DISCRIMINATOR) => 16,
                data if data.starts_with(&DELEGATE_DISCRIMINATOR) => 8,
                _ => 0,
            };
            for flag in [2, 3, 127, 128, 254, 255] {
                let mut neither = right.clone();
                *neither.data.iter_mut().nth_back(behind).expect("a flag") = flag;
                refused(&mut world, neither, &signers, InstructionError::InvalidInstructionData).await;
            }
            succeeds(&mut world, right, &signers).await;
        }
    }
}
