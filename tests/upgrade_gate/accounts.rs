//! The tables of the gate's instructions, for the matrix in `tests/common/matrix`.

use harness::deploy;
use restaking_client::gate::UpgradeGateError::{
    self, CannotCancel, NotBuffer, NotBufferAuthority, NotGateAdmin, NotGateGuardian, NotPendingGateAdmin,
    NotProgramData, NotUpgradeAuthority, WrongBuffer, WrongBufferOwner, WrongCode, WrongProgram,
};
use restaking_client::gate::{
    AcceptGateAdmin, GATE_DISCRIMINATOR, Gate, LOCAL_ID, ProposeGateAdmin, ProposeGateAdminInstructionArgs, RaiseDelay,
    RaiseDelayInstructionArgs, SetGateGuardian, SetGateGuardianInstructionArgs,
};
use restaking_tests::Bank;
use restaking_tests::matrix::rules::Kind::{At, ChangedUnchecked, New, Payer, Signer, SoleAt};
use restaking_tests::matrix::rules::{
    Answer, INVALID_ARGUMENT, NOT_ITS_OWN, TOO_SMALL, WRONG_ADDRESS, WRONG_PROGRAM, WRONG_TYPE, custom,
};
use restaking_tests::matrix::types::Type;
use restaking_tests::matrix::{self, ANY_OTHER, Call, Slot, interface};
use solana_clock::Clock;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;

use crate::scene::{DELAY, GATES, code_hash, gate, id};

/// A gate.
const GATE: Type = Type::of(LOCAL_ID, Gate::LEN, GATE_DISCRIMINATOR);

/// All that can sign.
const WALLETS: [&str; 6] = ["deployer", "other admin", "guardian", "heir", "payer", "stranger"];

/// Code with a last byte other than the zeros that the hash omits.
fn code() -> Vec<u8> {
    [&gate()[..], b"end"].concat()
}

fn data_of(program: &str) -> Pubkey {
    restaking_client::Program::at(id(program)).program_data()
}

/// Two programs, of "deployer" and of "other admin"; the second has its gate, and an announcement.
async fn two_programs() -> Bank {
    let (deployer, other) = (id("deployer"), id("other admin"));
    let mut bank = Bank::beside(|test| {
        let rent = |bytes| Rent::default().minimum_balance(bytes);
        let programs = [(*GATES, gate(), deployer), (id("gated"), code(), deployer), (id("other"), code(), other)];
        for (at, elf, authority) in programs {
            deploy::founded(&elf, &at, Some(&authority), rent)
                .into_iter()
                .for_each(|(at, account)| test.add_account(at, account));
        }
    })
    .await;
    for name in WALLETS {
        bank.fund(&id(name));
    }
    bank.by("other admin", GATES.open(&other, &other, &id("other"), DELAY, id("heir"))).await;
    upload(&mut bank, "other buffer", "other admin").await;
    let announce = GATES.announce(&other, &id("other"), &id("other buffer"), code_hash(&code()), DELAY);
    bank.by("other admin", announce).await;
    bank
}

async fn upload(bank: &mut Bank, buffer: &str, authority: &str) {
    let rent = bank.rent().await;
    bank.put(&id(buffer), deploy::buffer(&code(), &id(authority), rent));
}

async fn gate_of(bank: &mut Bank, program: &str) -> Gate {
    bank.read_of(&GATES, &GATES.gate(&id(program))).await.expect("a gate")
}

/// Refused with one of the gate's own errors.
const fn gates(error: UpgradeGateError) -> Answer {
    custom(error as u32)
}

/// Known by its address alone.
const LOADER: Slot = Slot("loader", At(&WRONG_PROGRAM), &[]);

/// Puts a buffer of "deployer" on the chain and announces it for its program.
async fn announced(bank: &mut Bank) {
    upload(bank, "buffer of it", "deployer").await;
    bank.by("deployer", announce()).await;
}

fn announce() -> Instruction {
    GATES.announce(&id("deployer"), &id("gated"), &id("buffer of it"), code_hash(&code()), DELAY)
}

/// The two programs; both have their gate.
async fn two_gates() -> Bank {
    let mut bank = two_programs().await;
    let admin = id("deployer");
    bank.by("deployer", GATES.open(&admin, &admin, &id("gated"), DELAY, id("guardian"))).await;
    bank
}

/// Holds an instruction against the matrix.
async fn check(mut bank: Bank, right: Instruction, slots: &[Slot]) {
    let mut cast: Vec<(&str, Pubkey)> = WALLETS.iter().map(|name| (*name, id(name))).collect();
    cast.extend([
        ("the gate", GATES.gate(&id("gated"))),
        ("another gate", GATES.gate(&id("other"))),
        ("the gate program", *GATES),
        ("the program", id("gated")),
        ("another program", id("other")),
        ("the program's data", data_of("gated")),
        ("another program's data", data_of("other")),
        ("the buffer", id("buffer of it")),
        ("another buffer", id("other buffer")),
        ("the system program", Pubkey::default()),
    ]);
    matrix::check(&mut bank, Call { right, slots, other: None, cast: &cast, signers: &WALLETS }).await;
}

#[test]
fn every_instruction_has_a_table() {
    assert_eq!(interface::without_table("upgrade_gate"), [].into());
}

#[tokio::test]
async fn open_gate_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("payer", Payer, &[(ANY_OTHER, Answer::Accepted("any signer may pay"))]),
        Slot("authority", Signer, &[(ANY_OTHER, gates(NotUpgradeAuthority))]),
        Slot("gate", New, &[]),
        Slot("program", At(&WRONG_ADDRESS), &[]),
        Slot(
            "program_data",
            SoleAt(&gates(NotProgramData)),
            &[("foreign", gates(NotProgramData)), ("zeroed", gates(NotProgramData)), ("gone", gates(NotProgramData))],
        ),
        LOADER,
        Slot("system_program", At(&WRONG_PROGRAM), &[]),
    ];
    let bank = two_programs().await;
    let right = GATES.open(&id("payer"), &id("deployer"), &id("gated"), DELAY, id("guardian"));
    check(bank, right, SLOTS).await;
}

#[tokio::test]
async fn announce_upgrade_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("admin", Signer, &[(ANY_OTHER, gates(NotGateAdmin))]),
        Slot("gate", ChangedUnchecked(GATE), &[("another gate", gates(NotGateAdmin))]),
        Slot(
            "buffer",
            SoleAt(&gates(NotBuffer)),
            &[
                ("another buffer", gates(NotBufferAuthority)),
                ("foreign", gates(NotBuffer)),
                ("zeroed", gates(NotBuffer)),
                ("gone", gates(NotBuffer)),
                ("short", gates(WrongCode)),
            ],
        ),
        LOADER,
    ];
    let mut bank = two_gates().await;
    upload(&mut bank, "buffer of it", "deployer").await;
    check(bank, announce(), SLOTS).await;
}

#[tokio::test]
async fn cancel_upgrade_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot(
            "canceler",
            Signer,
            &[
                (ANY_OTHER, gates(CannotCancel)),
                ("owner", Answer::Accepted("the owner is the admin, which cancels as well")),
            ],
        ),
        Slot("gate", ChangedUnchecked(GATE), &[("another gate", gates(WrongBuffer))]),
        Slot(
            "buffer",
            SoleAt(&gates(WrongBuffer)),
            &[("foreign", NOT_ITS_OWN), ("zeroed", INVALID_ARGUMENT), ("gone", WRONG_TYPE)],
        ),
        Slot("owner", At(&gates(WrongBufferOwner)), &[]),
        LOADER,
    ];
    let mut bank = two_gates().await;
    announced(&mut bank).await;
    let right = GATES.cancel(&id("guardian"), &gate_of(&mut bank, "gated").await);
    check(bank, right, SLOTS).await;
}

#[tokio::test]
async fn execute_upgrade_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("gate", ChangedUnchecked(GATE), &[("another gate", gates(WrongProgram))]),
        Slot("program", SoleAt(&gates(WrongProgram)), &[]),
        Slot(
            "program_data",
            SoleAt(&INVALID_ARGUMENT),
            &[("foreign", NOT_ITS_OWN), ("zeroed", WRONG_TYPE), ("gone", TOO_SMALL), ("short", TOO_SMALL)],
        ),
        Slot(
            "buffer",
            SoleAt(&gates(WrongBuffer)),
            &[
                ("foreign", gates(NotBuffer)),
                ("zeroed", gates(NotBuffer)),
                ("gone", gates(NotBuffer)),
                ("short", gates(WrongCode)),
            ],
        ),
        Slot("owner", SoleAt(&gates(WrongBufferOwner)), &[]),
        Slot("rent", At(&INVALID_ARGUMENT), &[]),
        Slot("clock", At(&INVALID_ARGUMENT), &[]),
        LOADER,
    ];
    let mut bank = two_gates().await;
    announced(&mut bank).await;
    // In the bank's own slot: the loader holds the clock's against it.
    let clock = bank.clock().await;
    bank.set_clock(&Clock { unix_timestamp: clock.unix_timestamp + DELAY as i64, ..clock });
    let right = GATES.execute(&gate_of(&mut bank, "gated").await);
    check(bank, right, SLOTS).await;
}

#[tokio::test]
async fn raise_delay_takes_only_its_own_accounts() {
    let args = RaiseDelayInstructionArgs { delay_seconds: 2 * DELAY };
    let right = RaiseDelay { admin: id("deployer"), gate: GATES.gate(&id("gated")) }.instruction(args);
    check(two_gates().await, right, BY_ADMIN).await;
}

/// The accounts of an instruction of the admin that changes nothing but the gate.
const BY_ADMIN: &[Slot] = &[
    Slot("admin", Signer, &[(ANY_OTHER, gates(NotGateAdmin))]),
    Slot("gate", ChangedUnchecked(GATE), &[("another gate", gates(NotGateAdmin))]),
];

#[tokio::test]
async fn propose_gate_admin_takes_only_its_own_accounts() {
    let args = ProposeGateAdminInstructionArgs { new_admin: id("heir") };
    let right = ProposeGateAdmin { admin: id("deployer"), gate: GATES.gate(&id("gated")) }.instruction(args);
    check(two_gates().await, right, BY_ADMIN).await;
}

#[tokio::test]
async fn accept_gate_admin_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("pending_admin", Signer, &[(ANY_OTHER, gates(NotPendingGateAdmin))]),
        Slot("gate", ChangedUnchecked(GATE), &[("another gate", gates(NotPendingGateAdmin))]),
    ];
    let mut bank = two_gates().await;
    for (admin, program, heir) in [("deployer", "gated", "heir"), ("other admin", "other", "stranger")] {
        let args = ProposeGateAdminInstructionArgs { new_admin: id(heir) };
        let propose = ProposeGateAdmin { admin: id(admin), gate: GATES.gate(&id(program)) }.instruction(args);
        bank.by(admin, propose).await;
    }
    let right = AcceptGateAdmin { pending_admin: id("heir"), gate: GATES.gate(&id("gated")) }.instruction();
    check(bank, right, SLOTS).await;
}

#[tokio::test]
async fn set_gate_guardian_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("guardian", Signer, &[(ANY_OTHER, gates(NotGateGuardian))]),
        Slot("gate", ChangedUnchecked(GATE), &[("another gate", gates(NotGateGuardian))]),
    ];
    let args = SetGateGuardianInstructionArgs { new_guardian: id("heir") };
    let right = SetGateGuardian { guardian: id("guardian"), gate: GATES.gate(&id("gated")) }.instruction(args);
    check(two_gates().await, right, SLOTS).await;
}

#[tokio::test]
async fn renounce_upgrades_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("admin", Signer, &[(ANY_OTHER, gates(NotGateAdmin))]),
        Slot("gate", ChangedUnchecked(GATE), &[("another gate", gates(WrongProgram))]),
        Slot("program", At(&gates(WrongProgram)), &[]),
        Slot(
            "program_data",
            SoleAt(&INVALID_ARGUMENT),
            &[("foreign", NOT_ITS_OWN), ("zeroed", INVALID_ARGUMENT), ("gone", WRONG_TYPE)],
        ),
        LOADER,
    ];
    check(two_gates().await, GATES.renounce(&id("deployer"), &id("gated")), SLOTS).await;
}
