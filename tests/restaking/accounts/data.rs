//! Instruction data and account lists that are too short, too long, or of no instruction.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use solana_keypair::Keypair;
use solana_program::instruction::{AccountMeta, Instruction, InstructionError};
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;
use solana_transaction_error::TransactionError;

use super::world::{CALLS, Call, World};

/// A world for `call`, and the call with its signers.
async fn ready(call: Call) -> (World, Instruction, Vec<Keypair>) {
    let world = World::at(call.stage).await;
    let (instruction, _) = (call.build)(&world.vault);
    let signers = call.signers(&world);
    (world, instruction, signers)
}

async fn refused(world: &mut World, instruction: Instruction, signers: &[Keypair], error: InstructionError) {
    let asked = |pair: &&Keypair| instruction.accounts.iter().any(|meta| meta.pubkey == pair.pubkey());
    let signers: Vec<&Keypair> = signers.iter().filter(asked).collect();
    let failure = world.bank.refused(instruction.clone(), &signers).await;
    assert_eq!(failure.error, TransactionError::InstructionError(1, error), "{instruction:?}");
}

async fn succeeds(world: &mut World, instruction: Instruction, signers: &[Keypair]) {
    let signers: Vec<&Keypair> = signers.iter().collect();
    world.bank.send(&[instruction], &signers).await.unwrap();
}

#[tokio::test]
#[expect(deprecated, reason = "the program says it by its old name")]
async fn fewer_accounts_than_an_instruction_names_are_refused() {
    for call in CALLS {
        let (mut world, right, signers) = ready(call).await;
        for count in 0..right.accounts.len() {
            let mut fewer = right.clone();
            fewer.accounts.truncate(count);
            refused(&mut world, fewer, &signers, InstructionError::NotEnoughAccountKeys).await;
        }
        succeeds(&mut world, right, &signers).await;
    }
}

#[tokio::test]
async fn arguments_cut_short_anywhere_are_refused() {
    for call in CALLS {
        let (mut world, right, signers) = ready(call).await;
        for count in 0..right.data.len() {
            let mut shorter = right.clone();
            shorter.data.truncate(count);
            refused(&mut world, shorter, &signers, InstructionError::InvalidInstructionData).await;
        }
        succeeds(&mut world, right, &signers).await;
    }
}

/// No account that is not named is looked at, so that one may even be named a second time.
#[tokio::test]
async fn what_follows_the_accounts_and_the_arguments_is_not_read() {
    for call in CALLS {
        let (mut world, mut right, signers) = ready(call).await;
        right.data.extend_from_slice(&[255; 32]);
        right.accounts.push(AccountMeta::new(Pubkey::new_unique(), false));
        right.accounts.extend(right.accounts.first().cloned());
        succeeds(&mut world, right, &signers).await;
    }
}

/// The instructions after the first twelve, whose accounts no table here checks yet: operators, NCNs, agreements,
/// delegations and allocations.
const WITHOUT_A_TABLE: RangeInclusive<u8> = 12..=34;

/// With no accounts at all, a known tag asks for accounts and an unknown one is no instruction. So this fails for a new
/// instruction until there is a table for it, and for one that has a table now and is still listed as being without.
#[tokio::test]
#[expect(deprecated, reason = "the program says it by its old name")]
async fn every_tag_is_of_an_instruction_with_a_table_or_refused() {
    let (mut world, right, signers) = ready(super::world::DEPOSIT).await;
    let mut known: BTreeSet<u8> = CALLS.iter().map(|call| (call.build)(&world.vault).0.data[0]).collect();
    assert_eq!(known.len(), CALLS.len() - 1, "each instruction once, and one of them twice");
    for tag in WITHOUT_A_TABLE {
        assert!(known.insert(tag), "{tag} has a table");
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
    for call in [super::world::INITIALIZE_VAULT, super::world::SET_VAULT_LIMITS] {
        let (mut world, right, signers) = ready(call).await;
        for flag in [2, 3, 127, 128, 254, 255] {
            let mut neither = right.clone();
            *neither.data.last_mut().expect("limits end in a flag") = flag;
            refused(&mut world, neither, &signers, InstructionError::InvalidInstructionData).await;
        }
        succeeds(&mut world, right, &signers).await;
    }
}
