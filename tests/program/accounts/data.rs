//! The instructions that there are: each has a table, and no other is taken. And the choices in their arguments: flags and enums.

use std::collections::BTreeSet;

use harness::{key, role};
use restaking_tests::id;
use restaking_tests::matrix::interface::{self, Interface};
use solana_keypair::Keypair;
use solana_program::instruction::{Instruction, InstructionError};
use solana_signer::Signer;
use solana_transaction_error::TransactionError;

use super::calls::{self, CALLS, Call};
use super::world::World;

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

/// The instructions with choices whose calls are in no list here.
const ELSEWHERE: [&str; 2] = ["accept_admin", "set_role"];

/// Flags are 0 or 1, and enums have the variants of the interface: nothing else is taken for one.
#[tokio::test]
async fn a_choice_of_none_of_its_values_is_refused() {
    let mut tried = BTreeSet::from(ELSEWHERE.map(str::to_owned));
    for (mut world, calls) in staged(&CALLS).await {
        for call in calls {
            let (right, signers) = right(call, &mut world);
            let interface = Interface::of(&right);
            for (at, values) in interface.choices() {
                for value in [values, values + 1, 127, 128, 254, 255] {
                    let mut neither = right.clone();
                    neither.data[at] = value;
                    refused(&mut world, neither, &signers, InstructionError::InvalidInstructionData).await;
                }
                succeeds(&mut world, right.clone(), &signers).await;
                tried.insert(interface.name.clone());
            }
        }
    }
    assert_eq!(tried, interface::with_choices("restaking"));
}

/// The same of the two that act for vaults, operators, NCNs and the config alike.
#[tokio::test]
async fn a_role_of_none_and_a_reset_of_neither_yes_nor_no_are_refused() {
    let mut world = World::at(calls::DEPOSIT.stage).await;
    let (vault, heir) = (world.vault.address, id("heir"));
    world.bank.fund(&heir);
    let admin = calls::SET_VAULT_LIMITS.signers(&world);
    let of_admin = admin[0].pubkey();
    let set = role::set_role(&of_admin, &vault, role::GUARDIAN, &heir);
    let propose = role::propose_admin(&of_admin, &vault, &heir);
    world.bank.send(&[propose], &[&admin[0]]).await.expect("an heir");
    for (right, signers) in [(set, admin), (role::accept_admin(&heir, &vault), vec![key("heir")])] {
        let choices = Interface::of(&right).choices();
        assert_eq!(choices.len(), 1);
        for (at, values) in choices {
            for value in [values, values + 1, 127, 128, 254, 255] {
                let mut neither = right.clone();
                neither.data[at] = value;
                refused(&mut world, neither, &signers, InstructionError::InvalidInstructionData).await;
            }
        }
        succeeds(&mut world, right, &signers).await;
    }
}
