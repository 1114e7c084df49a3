//! The instructions that there are: each has a table, and no other is taken. And the flags in their arguments.

use restaking_client::{DELEGATE_DISCRIMINATOR, INITIALIZE_VAULT_DISCRIMINATOR};
use restaking_tests::matrix::interface;
use solana_keypair::Keypair;
use solana_program::instruction::{Instruction, InstructionError};
use solana_signer::Signer;
use solana_transaction_error::TransactionError;

use super::calls::{self, Call};
use super::world::World;
use super::{delegation, opt_in};

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
    world.bank.tried(instruction, &signers).await.unwrap();
}

#[test]
fn every_instruction_has_a_table() {
    assert_eq!(interface::without_table("restaking"), [].into());
}

/// With no accounts at all, a known tag asks for accounts and an unknown one is no instruction.
#[tokio::test]
#[expect(deprecated, reason = "the program says it by its old name")]
async fn every_tag_is_of_an_instruction_of_the_interface_or_refused() {
    let mut world = World::at(calls::DEPOSIT.stage).await;
    let (right, signers) = right(calls::DEPOSIT, &mut world);
    let known = interface::tags("restaking");
    for tag in 0..=u8::MAX {
        let bare = Instruction { accounts: vec![], data: vec![tag; 512], ..right.clone() };
        let error = if known.contains(&vec![tag]) {
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
