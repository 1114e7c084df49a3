//! The example behind the upgrade gate, with the real loader: an upgrade is announced, and can be executed when its time has come.

mod common;

use common::World;
use harness::deploy;
use localnet::keys::{address, key};
use restaking_client::gate::{Gate, GateProgram, UpgradeGateError};
use restaking_client::transaction::MOST_UNITS;
use restaking_client::{ID, pda};

const GATES: GateProgram = GateProgram::LOCAL;

#[test]
fn other_code_is_announced_and_waits_for_its_time() {
    let world = World::with_a_gate();
    let entry = world.manifest.upgrade_gate.as_ref().expect("the manifest has the gate");
    let at = GATES.gate(&ID);
    assert_eq!(entry.address, at.to_string());
    let read = || Gate::from_bytes(&world.chain.account(&at).unwrap().unwrap().data).unwrap();
    let gate = read();
    assert_eq!((gate.program, gate.admin, gate.guardian), (ID, address("deployer"), address("sentinel")));
    assert_eq!(gate.code_since, entry.code_since);
    assert_eq!(gate.delay_seconds, 21 * 86_400, "three of the longest epochs");
    let due = gate.announcement.schedule.executable_from;
    assert_eq!((due, due - world.manifest.now), (entry.executable_from, 19 * 86_400));
    let program = world.chain.account(&pda::program_data()).unwrap().unwrap();
    assert_eq!(program.data[12..45], [&[1], at.as_ref()].concat(), "the gate is the upgrade authority");

    let execute = || world.chain.send(&[deploy::compute_limit(MOST_UNITS), GATES.execute(&gate)], &[&key("grace")]);
    let refused = execute().unwrap_err();
    let failure = refused.downcast_ref::<harness::Failure>().expect("the gate refuses it");
    assert_eq!(failure.gate(), Some(UpgradeGateError::TooEarly));
    world.chain.travel(due).unwrap();
    execute().unwrap();
    let after = read();
    assert_eq!(after.code_hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>(), entry.code_hash);
    assert_eq!((after.upgrades, after.code_since), (1, due));
}
