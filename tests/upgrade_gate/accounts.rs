//! Every account of every instruction, in turn another one, without its signature, read-only, or in a bad state.

use harness::{deploy, key};
use restaking_client::gate::Gate;
use restaking_client::gate::{
    AcceptGateAdmin, ProposeGateAdmin, ProposeGateAdminInstructionArgs, RaiseDelay, RaiseDelayInstructionArgs,
    SetGateGuardian, SetGateGuardianInstructionArgs,
};
use restaking_tests::Bank;
use restaking_tests::swaps::{Call, check};
use solana_clock::Clock;
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_program::rent::Rent;
use solana_signer::Signer;

use crate::scene::{DELAY, GATES, code_hash, gate, id};

const WALLETS: [&str; 6] = ["deployer", "other admin", "guardian", "heir", "payer", "stranger"];

/// Code with a last byte other than the zeros that the hash omits.
fn code() -> Vec<u8> {
    [&gate()[..], b"end"].concat()
}

fn data_of(program: &Keypair) -> Pubkey {
    restaking_client::Program::at(program.pubkey()).program_data()
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

/// Holds an instruction against everything that could stand in its place, then runs it.
async fn hold(bank: &mut Bank, right: Instruction, payers: &'static [usize], fine: &'static [(usize, &'static str)]) {
    let mut cast: Vec<(&str, Pubkey)> = WALLETS.iter().map(|name| (*name, id(name))).collect();
    cast.extend([
        ("gate", GATES.gate(&id("gated"))),
        ("other gate", GATES.gate(&id("other"))),
        ("gate program", *GATES),
        ("gated", id("gated")),
        ("other", id("other")),
        ("data", data_of(&key("gated"))),
        ("other data", data_of(&key("other"))),
        ("buffer", id("buffer of it")),
        ("other buffer", id("other buffer")),
        ("system", Pubkey::default()),
    ]);
    check(bank, &WALLETS, &cast, Call { right, payers, fine, reasons: &[] }).await;
}

#[tokio::test]
async fn every_account_is_the_one_that_it_has_to_be() {
    let mut bank = two_programs().await;
    let (admin, program) = (id("deployer"), id("gated"));
    let at = GATES.gate(&program);
    // A byte less of a program's data is another hash, which nobody named.
    let open = GATES.open(&id("payer"), &admin, &program, DELAY, id("guardian"));
    hold(&mut bank, open, &[0], &[(4, "short")]).await;

    upload(&mut bank, "buffer of it", "deployer").await;
    let announce = GATES.announce(&admin, &program, &id("buffer of it"), code_hash(&code()), DELAY);
    hold(&mut bank, announce.clone(), &[], &[]).await;
    let cancel = GATES.cancel(&admin, &gate_of(&mut bank, "gated").await);
    hold(&mut bank, cancel, &[], &[(0, "guardian"), (2, "short")]).await;
    bank.by("deployer", announce).await;

    // In the bank's own slot: the loader holds the clock's against it.
    let clock = bank.clock().await;
    bank.set_clock(&Clock { unix_timestamp: clock.unix_timestamp + DELAY as i64, ..clock });
    let execute = GATES.execute(&gate_of(&mut bank, "gated").await);
    hold(&mut bank, execute, &[], &[]).await;
    bank.pass_a_slot().await;

    let raise = RaiseDelay { admin, gate: at }.instruction(RaiseDelayInstructionArgs { delay_seconds: 2 * DELAY });
    hold(&mut bank, raise, &[], &[]).await;
    let new_guardian = SetGateGuardianInstructionArgs { new_guardian: id("heir") };
    let set = SetGateGuardian { guardian: id("guardian"), gate: at }.instruction(new_guardian);
    hold(&mut bank, set, &[], &[]).await;
    let new_admin = ProposeGateAdminInstructionArgs { new_admin: id("heir") };
    hold(&mut bank, ProposeGateAdmin { admin, gate: at }.instruction(new_admin), &[], &[]).await;
    hold(&mut bank, AcceptGateAdmin { pending_admin: id("heir"), gate: at }.instruction(), &[], &[]).await;
    hold(&mut bank, GATES.renounce(&id("heir"), &program), &[], &[(3, "short")]).await;
}
