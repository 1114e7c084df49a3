//! The upgrade gate before a program of 200,000 bytes: what it takes grows by half a unit a byte, which is hashed.

use harness::{Svm, deploy, gate_path, key};
use restaking_client::gate::{
    AcceptGateAdmin, Gate, GateProgram, ProposeGateAdmin, ProposeGateAdminInstructionArgs, RaiseDelay,
    RaiseDelayInstructionArgs, SetGateGuardian, SetGateGuardianInstructionArgs,
};
use solana_keypair::Keypair;
use solana_program::hash::hash;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

const GATES: GateProgram = GateProgram::LOCAL;

/// The size of the program, whatever the programs of the repository have.
const BYTES: usize = 200_000;

const DELAY: u64 = 86_400;

/// Adds the figures of a gate.
///
/// # Errors
/// A sentence, if an instruction fails.
pub fn measure(
    step: &mut impl FnMut(&'static str, &mut Svm, Instruction, &Keypair) -> Result<(), String>,
    svm: &mut Svm,
    [admin, heir, guardian, _]: &[Keypair; 4],
    seed: u64,
) -> Result<(), String> {
    let path = gate_path();
    let elf = std::fs::read(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    put(svm, &GATES, &elf, &Pubkey::default());
    let mut code = elf;
    if code.len() > BYTES {
        return Err(format!("the upgrade gate has {} bytes, over {BYTES}", code.len()));
    }
    code.resize(BYTES, 7);
    let (program, me) = (key(&format!("gated {seed}")).pubkey(), admin.pubkey());
    let gate = GATES.gate(&program);
    put(svm, &program, &code, &me);
    let open = GATES.open(&me, &me, &program, DELAY, guardian.pubkey());
    step("open_gate, 200 KB of code", svm, open, admin)?;
    for round in 0..2 {
        let buffer = key(&format!("buffer {seed} {round}")).pubkey();
        svm.put(buffer, deploy::buffer(&code, &me, |bytes| svm.rent(bytes)));
        let announce = GATES.announce(&me, &program, &buffer, hash(&code).to_bytes(), DELAY);
        step("announce_upgrade, 200 KB of code", svm, announce, admin)?;
        if round == 0 {
            let cancel = GATES.cancel(&guardian.pubkey(), &read(svm, &gate)?);
            step("cancel_upgrade", svm, cancel, guardian)?;
        } else {
            svm.warp(svm.now() + DELAY as i64);
            let execute = GATES.execute(&read(svm, &gate)?);
            step("execute_upgrade, 200 KB of code", svm, execute, heir)?;
        }
    }
    let raise = RaiseDelay { admin: me, gate }.instruction(RaiseDelayInstructionArgs { delay_seconds: 2 * DELAY });
    step("raise_delay", svm, raise, admin)?;
    let new_guardian = SetGateGuardianInstructionArgs { new_guardian: me };
    let set = SetGateGuardian { guardian: guardian.pubkey(), gate }.instruction(new_guardian);
    step("set_gate_guardian", svm, set, guardian)?;
    let new_admin = ProposeGateAdminInstructionArgs { new_admin: heir.pubkey() };
    step("propose_gate_admin", svm, ProposeGateAdmin { admin: me, gate }.instruction(new_admin), admin)?;
    let accept = AcceptGateAdmin { pending_admin: heir.pubkey(), gate }.instruction();
    step("accept_gate_admin", svm, accept, heir)?;
    step("renounce_upgrades", svm, GATES.renounce(&heir.pubkey(), &program), heir)
}

/// Puts a program on the chain.
fn put(svm: &mut Svm, program: &Pubkey, elf: &[u8], authority: &Pubkey) {
    let accounts = deploy::founded(elf, program, Some(authority), |bytes| svm.rent(bytes));
    accounts.into_iter().for_each(|(at, account)| svm.put(at, account));
}

fn read(svm: &Svm, gate: &Pubkey) -> Result<Gate, String> {
    let account = svm.account(gate).ok_or("there is no gate")?;
    Gate::from_bytes(&account.data).map_err(|error| error.to_string())
}
