//! The client of a program at any address: nothing in it is of another.

use restaking_client::{
    Deposit, DepositBuilder, DepositInstructionArgs, LOCAL_ID, Program, SetCurator, SetCuratorInstructionArgs,
};
use solana_program::hash::hash;
use solana_program::instruction::InstructionError;
use solana_program::pubkey::Pubkey;

/// The address made of `byte`.
const fn at(byte: u8) -> Pubkey {
    Pubkey::new_from_array([byte; 32])
}

const PROGRAM: Program = Program::at(at(7));
const OTHER: Program = Program::at(at(8));

/// What the data of an event begins with.
fn tag(event: &str) -> Vec<u8> {
    hash(format!("event:{event}").as_bytes()).to_bytes()[..8].to_vec()
}

#[test]
fn addresses_are_of_the_program() {
    let all = |program: Program| {
        let (a, b, c) = (at(1), at(2), at(3));
        [
            program.config(),
            program.program_data(),
            program.vault(&a, 1),
            program.vrt_mint(&a),
            program.asset_account(&a),
            program.slash(&a, 1, 2),
            program.report(&a, &[9; 32]),
            program.equivocation(&a, &b, 1, 2),
            program.depositor_approval(&a, &b),
            program.exit_bucket(&a, 1),
            program.exit_ticket(&a, &b, 1),
            program.operator(&a, 1),
            program.ncn(&a, 1),
            program.opt_in(&a, &b),
            program.delegation(&a, &b),
            program.allocation(&a, &b),
            program.record(&a, &b),
            program.operator_key(&a, &[9; 32]),
            program.stake_table(&a, 1),
            program.capture(&a, &b, &c),
            program.reward_offer(&a, 1),
            program.offer_treasury(&a),
            program.reward_tree(&a, &b),
            program.treasury(&a),
            program.reward_claim(&a, &b),
            program.bond_pool(&a),
            program.bonded_account(&a),
            program.reward_treasury(&a, 1),
            program.position(&a, &b),
            program.grant(&a, &b),
        ]
    };
    let (ours, theirs) = (all(PROGRAM), all(OTHER));
    assert!(ours.iter().all(|address| !theirs.contains(address)));
    let (config, _) = Pubkey::find_program_address(&[b"config"], &at(7));
    assert_eq!(ours[0], config);
    assert_ne!(PROGRAM.signing_domain(&[3; 32], &at(2)), OTHER.signing_domain(&[3; 32], &at(2)));
}

/// The placeholder of an account that is left out is the program's address: it must be the same program's.
#[test]
fn instructions_are_for_the_program() {
    let accounts = Deposit {
        depositor: at(1),
        vault: at(2),
        asset_account: at(3),
        vrt_mint: at(4),
        depositor_assets: at(5),
        depositor_shares: at(6),
        approval: None,
        config: PROGRAM.config(),
        token_program: at(9),
    };
    let made = accounts
        .instruction_at(&PROGRAM.address(), DepositInstructionArgs { amount: 1, min_shares: 2, max_risk_version: 3 });
    let built = DepositBuilder::new()
        .depositor(at(1))
        .vault(at(2))
        .asset_account(at(3))
        .vrt_mint(at(4))
        .depositor_assets(at(5))
        .depositor_shares(at(6))
        .config(PROGRAM.config())
        .token_program(at(9))
        .amount(1)
        .min_shares(2)
        .max_risk_version(3)
        .instruction_at(&PROGRAM.address());
    assert_eq!(made, built);
    assert_eq!((made.program_id, made.accounts[6].pubkey), (at(7), at(7)));
    assert!(made.accounts.iter().all(|meta| meta.pubkey != LOCAL_ID));
    let accounts = SetCurator { admin: at(1), vault: at(2) };
    let made = accounts.instruction_at(&at(8), SetCuratorInstructionArgs { curator: at(3) });
    assert_eq!(made.program_id, at(8));
}

/// An event counts where the program itself logged it, and nowhere else.
#[test]
fn events_are_the_programs_own() {
    let (id, other) = (PROGRAM.address(), OTHER.address());
    let data = "Program data: AAAA";
    let logs = [
        format!("Program {id} invoke [1]"),
        format!("Program {other} invoke [2]"),
        data.into(),
        format!("Program {other} success"),
    ];
    assert!(PROGRAM.event_bytes(&logs).is_empty(), "another program's, called by it");
    assert_eq!(OTHER.event_bytes(&logs), [vec![0; 3]]);
    let logs = [format!("Program {id} invoke [1]"), data.into(), format!("Program {id} failed: it"), data.into()];
    assert_eq!(PROGRAM.event_bytes(&logs), [vec![0; 3]]);
}

/// A program's text logs move nothing, in any wording.
#[test]
fn no_text_passes_for_a_call() {
    let (id, other) = (PROGRAM.address(), OTHER.address());
    let data = "Program data: AAAA";
    for text in ["success", "invoke [1]", "failed: it", &format!("Program {id} invoke [2]"), ""] {
        let logs = [
            format!("Program {other} invoke [1]"),
            format!("Program log: {text}"),
            format!("Program {id} invoke [2]"),
            format!("Program log: {text}"),
            data.into(),
            format!("Program return: {id} AAAA"),
            format!("Program {id} success"),
            format!("Program log: {text}"),
            data.into(),
        ];
        assert_eq!(PROGRAM.event_bytes(&logs), [vec![0; 3]], "{text}");
        assert_eq!(OTHER.event_bytes(&logs), [vec![0; 3]], "{text}");
    }
}

#[test]
fn an_event_is_decoded_wherever_the_program_is() {
    use base64::Engine;
    let bytes = [tag("PauseLifted"), vec![0; 512]].concat();
    let data = format!("Program data: {}", base64::prelude::BASE64_STANDARD.encode(bytes));
    let id = PROGRAM.address();
    let logs = [format!("Program {id} invoke [1]"), data, format!("Program {id} success")];
    assert_eq!((PROGRAM.events(&logs).len(), OTHER.events(&logs).len()), (1, 0));
}

/// An error's code means what the program says that failed.
#[test]
fn errors_are_the_programs_own() {
    let failed = |program: Pubkey| [format!("Program {program} failed: custom program error: 0x1770")];
    let error = InstructionError::Custom(6_000);
    assert!(PROGRAM.sentence(&error, &failed(at(7))).is_some());
    assert_eq!(PROGRAM.sentence(&error, &failed(at(8))), None);
    assert_eq!(OTHER.sentence(&error, &failed(at(8))), PROGRAM.sentence(&error, &failed(at(7))));
}
