//! The gate's client, held against the program: its account, its address, its errors and its rules.

use anchor_lang::Discriminator;
use bytemuck::Zeroable;
use restaking_client::gate::rules::WINDOW_SECONDS;
use restaking_client::gate::{GATE_DISCRIMINATOR, Gate, GateProgram, LOCAL_ID, UpgradeGateError};
use solana_program::instruction::InstructionError;
use solana_program::pubkey::Pubkey;
use upgrade_gate::state;

const GATES: GateProgram = GateProgram::at(Pubkey::new_from_array([7; 32]));

fn account(change: impl FnOnce(&mut state::Gate)) -> Gate {
    let mut gate = state::Gate::zeroed();
    change(&mut gate);
    let data = [&GATE_DISCRIMINATOR[..], bytemuck::bytes_of(&gate)].concat();
    assert_eq!(data.len(), Gate::LEN);
    Gate::from_bytes(&data).expect("a gate")
}

#[test]
fn an_account_is_what_the_program_writes() {
    assert_eq!(GATE_DISCRIMINATOR, state::Gate::DISCRIMINATOR);
    let gate = account(|gate| {
        gate.program = [3; 32].into();
        gate.delay_seconds = 60;
        gate.announcement.code_hash = [9; 32];
        gate.announcement.schedule.expires_at = -5;
    });
    assert_eq!((gate.program, gate.delay_seconds), (Pubkey::new_from_array([3; 32]), 60));
    assert_eq!((gate.announcement.code_hash, gate.announcement.schedule.expires_at), ([9; 32], -5));
    assert_eq!(gate.announced(), None, "without a buffer nothing is announced");
}

#[test]
fn the_address_is_that_of_the_programs_seeds() {
    let program = Pubkey::new_from_array([3; 32]);
    let (address, _) = Pubkey::find_program_address(&[state::Gate::SEED, program.as_ref()], &GATES);
    assert_eq!(GATES.gate(&program), address);
    assert_ne!(GateProgram::LOCAL.gate(&program), address);
    assert_eq!(LOCAL_ID.to_bytes(), upgrade_gate::ID.to_bytes());
}

#[test]
fn the_earliest_change_is_the_rules() {
    let announced = |from: i64| {
        account(|gate| {
            gate.delay_seconds = 60;
            gate.announcement.buffer = [1; 32].into();
            gate.announcement.schedule.executable_from = from;
            gate.announcement.schedule.expires_at = from + WINDOW_SECONDS as i64;
        })
    };
    assert_eq!(account(|gate| gate.delay_seconds = 60).earliest_change(1_000), Some(1_060));
    assert_eq!(announced(1_010).earliest_change(1_000), Some(1_010));
    assert_eq!(announced(900).earliest_change(1_000), Some(1_000));
    assert_eq!(account(|gate| gate.renounced_at = 5).earliest_change(1_000), None);
}

#[test]
fn failures_are_told_by_the_program_that_failed() {
    let log = |program: &str, line: &str| {
        vec![
            format!("Program {} invoke [1]", *GATES),
            format!("Program {program} invoke [2]"),
            line.to_owned(),
            format!("Program {program} failed: custom program error: 0x1770"),
            format!("Program {} failed: custom program error: 0x1770", *GATES),
        ]
    };
    let short = InstructionError::Custom(UpgradeGateError::DelayTooShort as u32);
    let line = "Program log: Delay in seconds is too short (got 5, limit 60)";
    let told = GATES.sentence(&short, &log(&GATES.to_string(), line));
    assert_eq!(told.as_deref(), Some("Delay in seconds is too short (got 5, limit 60)"));
    // Another program's code is not this one's.
    assert_eq!(GATES.sentence(&short, &log(&Pubkey::new_from_array([8; 32]).to_string(), line)), None);
    let loader = "BPFLoaderUpgradeab1e11111111111111111111111";
    let again = log(loader, "Program was deployed in this block already");
    let told = GATES.sentence(&InstructionError::InvalidArgument, &again);
    assert_eq!(told.as_deref(), Some("The program has changed in this slot already: try again"));
    assert_eq!(GATES.sentence(&InstructionError::InvalidArgument, &log(loader, "anything else")), None);
}
