//! The calls that the kit builds are those of the core's interface: the same data, and the same access to each account.

use anchor_lang::prelude::Address;
use ncn_kit::program::calls::{self, Access};
use ncn_kit::program::evidence;
use restaking::instructions::slash::SlashArgs;
use restaking_client as client;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

/// A call with these accounts and data is `expected`.
fn assert_same(access: &[Access], data: &[u8], expected: &Instruction) {
    let metas: Vec<Access> = expected.accounts.iter().map(|meta| (meta.is_writable, meta.is_signer)).collect();
    assert_eq!((access, data), (&metas[..], &expected.data[..]));
}

/// The core.
fn core() -> Pubkey {
    Pubkey::new_from_array(restaking::ID.to_bytes())
}

/// Account `place` of a call.
fn at(place: u8) -> Pubkey {
    Pubkey::new_from_array([place; 32])
}

/// Holds that the accounts stand in the order of their numbers.
fn assert_ordered(instruction: &Instruction) {
    let places: Vec<u8> = instruction.accounts.iter().map(|meta| meta.pubkey.to_bytes()[0]).collect();
    assert_eq!(places, (0..instruction.accounts.len() as u8).collect::<Vec<u8>>());
}

#[test]
fn a_slash_is_the_cores() {
    let accounts = client::ProposeSlash {
        payer: at(0),
        slasher: at(1),
        ncn: at(2),
        record: at(3),
        vault: at(4),
        delegation: at(5),
        allocation: at(6),
        vault_operator: at(7),
        operator_ncn: at(8),
        vault_ncn: at(9),
        this_bucket: at(10),
        next_bucket: at(11),
        proposal: at(12),
        system_program: at(13),
    };
    let expected = accounts.instruction_at(
        &core(),
        client::ProposeSlashInstructionArgs {
            incident: 1,
            fraction: 2,
            min_stake: 3,
            reason: 4,
            evidence: [5; 32],
            offense_at: -6,
            reporter: at(7),
        },
    );
    let args = SlashArgs {
        fraction: 2,
        min_stake: 30,
        reason: 4,
        evidence: [5; 32],
        offense_at: -6,
        reporter: Address::new_from_array([7; 32]),
    };
    assert_ordered(&expected);
    assert_same(&calls::SLASH_ACCESS, &calls::slash_data(1, &args, 3), &expected);
}

#[test]
fn a_jail_is_the_cores() {
    let accounts = client::SetJail { slasher: at(0), ncn: at(1), record: at(2) };
    let expected = accounts.instruction_at(&core(), client::SetJailInstructionArgs { until: -1, reason: 2 });
    assert_ordered(&expected);
    assert_same(&calls::JAIL_ACCESS, &calls::jail_data(-1, 2), &expected);
}

#[test]
fn a_report_is_the_cores() {
    let accounts = client::CommitReport { reporter: at(0), report: at(1), system_program: at(2) };
    let expected = accounts.instruction_at(&core(), client::CommitReportInstructionArgs { commitment: [9; 32] });
    assert_ordered(&expected);
    assert_same(&evidence::REPORT_ACCESS, &evidence::report_data(&[9; 32]), &expected);
}

#[test]
fn a_proof_of_two_votes_is_the_cores() {
    let two_keys = client::SubmitEquivocation {
        payer: at(0),
        reporter: at(1),
        report: at(2),
        ncn: at(3),
        record: at(4),
        operator_key: at(5),
        second_key: Some(at(6)),
        equivocation: at(7),
        instructions: at(8),
        system_program: at(9),
    };
    let args = || client::SubmitEquivocationInstructionArgs { kind: 1, height: 2, salt: [3; 32] };
    let data = evidence::proof_data(1, 2, &[3; 32]);
    let expected = two_keys.instruction_at(&core(), args());
    assert_ordered(&expected);
    assert_same(&evidence::proof_access(&Address::new_from_array([6; 32])), &data, &expected);
    // One key: the core's program stands for the second.
    let expected = client::SubmitEquivocation { second_key: None, ..two_keys }.instruction_at(&core(), args());
    assert_eq!(expected.accounts[6].pubkey, core());
    assert_same(&evidence::proof_access(&restaking::ID), &data, &expected);
}

#[test]
fn a_slash_of_two_votes_is_the_cores() {
    let accounts = client::SlashEquivocation {
        payer: at(0),
        equivocation: at(1),
        ncn: at(2),
        record: at(3),
        vault: at(4),
        delegation: at(5),
        allocation: at(6),
        vault_operator: at(7),
        operator_ncn: at(8),
        vault_ncn: at(9),
        this_bucket: at(10),
        next_bucket: at(11),
        proposal: at(12),
        system_program: at(13),
    };
    let expected = accounts.instruction_at(&core());
    assert_ordered(&expected);
    assert_same(&evidence::SLASH_PROOF_ACCESS, evidence::SLASH_PROOF_DATA, &expected);
}
