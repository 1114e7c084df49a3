//! The upgrade gate, with an upgrade that is announced. Part of the example where the chain has the gate program.

use anyhow::{Context, Result};
use harness::deploy;
use restaking_client::ID;
use restaking_client::gate::{Gate, GateProgram, rules};
use restaking_client::transaction::MOST_UNITS;
use solana_account::Account;
use solana_program::hash::hash;
use solana_program::pubkey::Pubkey;

use super::manifest::GateEntry;
use super::plan::{DAY, EPOCH_BOUNDS, MINUTE};
use super::scene::Scene;
use super::{Happening, LENGTH};
use crate::keys::address;

/// The gate program, final.
const GATES: GateProgram = GateProgram::LOCAL;

/// May upgrade the program until the gate does, and announces for it.
const ADMIN: &str = "deployer";

/// Can cancel what is announced.
const GUARDIAN: &str = "sentinel";

/// The buffer with other code.
const BUFFER: &str = "next-code";

/// What happens with it.
pub(super) const HISTORY: &[Happening] = &[
    Happening(LENGTH - 30 * MINUTE, "the deployer gives the program to the upgrade gate", open),
    Happening(2 * DAY, "the deployer announces other code", announce),
];

/// What a chain with the gate begins with, for the program `elf`: the gate program, and a buffer of the deployer's with other code.
pub fn accounts(gate: &[u8], elf: &[u8], rent: impl Fn(usize) -> u64 + Copy) -> Vec<(Pubkey, Account)> {
    let mut accounts = deploy::founded(gate, &GATES.address(), None, rent).to_vec();
    accounts.push((address(BUFFER), deploy::buffer(&next_code(elf), &address(ADMIN), rent)));
    accounts
}

/// The same program, built otherwise.
fn next_code(elf: &[u8]) -> Vec<u8> {
    [elf, b"another build"].concat()
}

/// Whether the chain has the gate program.
pub fn is_there(scene: &Scene<'_>) -> Result<bool> {
    Ok(scene.chain.account(&GATES.address())?.is_some_and(|account| account.executable))
}

/// How long the gate waits, in seconds: as long as other rises of exposure.
fn delay() -> u64 {
    rules::full_notice(EPOCH_BOUNDS.1)
}

fn open(scene: &mut Scene<'_>) -> Result<()> {
    let admin = address(ADMIN);
    let open = GATES.open(&admin, &admin, &ID, delay(), address(GUARDIAN));
    scene.act(&[ADMIN], &[deploy::compute_limit(MOST_UNITS), open])
}

fn announce(scene: &mut Scene<'_>) -> Result<()> {
    let buffer = scene.chain.account(&address(BUFFER))?.context("the buffer is there")?;
    let digest = hash(artifact::trimmed(deploy::code_in(&buffer.data))).to_bytes();
    // The other code is a little longer.
    scene.act(&[ADMIN], &[deploy::extend(&ID, &address(ADMIN))])?;
    let announce = GATES.announce(&address(ADMIN), &ID, &address(BUFFER), digest, delay());
    scene.act(&[ADMIN], &[deploy::compute_limit(MOST_UNITS), announce])?;
    let at = GATES.gate(&ID);
    let account = scene.chain.account(&at)?.context("the gate is there")?;
    let gate = Gate::from_bytes(&account.data)?;
    scene.manifest.upgrade_gate = Some(GateEntry {
        address: at.to_string(),
        program: GATES.address().to_string(),
        code_since: gate.code_since,
        executable_from: gate.announcement.schedule.executable_from,
        code_hash: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
    });
    Ok(())
}
