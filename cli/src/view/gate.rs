//! The authority over a program's code, its notice, and the announced upgrade.

use artifact::ProgramHash;
use restaking_client::gate::Gate;
use serde_json::{Value, json};
use solana_program::pubkey::Pubkey;

use crate::deployment::Deployed;
use crate::deployment::gate::{Gated, Keeper, Own};
use crate::idl::hex;
use crate::time::{near, span};

/// Its lines.
pub fn lines(program: &Pubkey, deployed: &Deployed, hash: &ProgramHash, keeper: &Keeper, now: i64) -> Vec<String> {
    let mut lines = vec![
        format!("Program {program}"),
        format!("  code: {hash}, in the program's account since slot {}", deployed.slot),
        format!("  upgrade authority: {}", keeper.sentence()),
    ];
    if let Keeper::Gate(gated) = keeper {
        lines.extend(gate_lines(gated, now));
    }
    lines.push(match keeper.earliest_change(now) {
        None => "  other code: never".to_owned(),
        Some(time) if time <= now => "  other code: at any time".to_owned(),
        Some(time) => format!("  other code: from {} at the earliest", near(time, now)),
    });
    lines
}

fn gate_lines(gated: &Gated, now: i64) -> Vec<String> {
    let (gate, gates) = (&gated.gate, *gated.gates);
    let own = match &gated.own {
        Own::Nobody => "final".to_owned(),
        Own::Gate(own) => format!("gated by itself with {}", span(own.delay_seconds)),
        Own::Key(key) => format!("WHICH {key} CAN CHANGE AT ANY TIME"),
    };
    let nobody =
        |address: &Pubkey| if *address == Pubkey::default() { "nobody".to_owned() } else { address.to_string() };
    let mut lines = vec![
        format!("  gate program: {gates}, {own}"),
        format!("  gate program's code: {}", gated.code),
        format!("  admin, announces and cancels: {}", gate.admin),
        format!("  guardian, cancels: {}", nobody(&gate.guardian)),
        format!("  delay: {}", span(gate.delay_seconds)),
        format!("  this code runs since: {}", since(gate, now)),
        format!("  upgrades by the gate: {}", gate.upgrades),
    ];
    if gate.pending_admin != Pubkey::default() {
        lines.push(format!("  proposed as admin: {}", gate.pending_admin));
    }
    match gate.announced() {
        None => lines.push("  announced: nothing".to_owned()),
        Some(announced) => {
            let schedule = &announced.schedule;
            let state = if now >= schedule.expires_at { ", EXPIRED" } else { "" };
            lines.push(format!("  announced: {}{state}", hex(&announced.code_hash)));
            lines.push(format!("    buffer: {}, which goes back to {}", announced.buffer, announced.owner));
            let (from, until) = (near(schedule.executable_from, now), near(schedule.expires_at, now));
            lines.push(format!("    executable: from {from} until {until}"));
        }
    }
    lines
}

/// Since when the program has its code: exact after an upgrade by the gate; at the opening it may have had it for longer.
fn since(gate: &Gate, now: i64) -> String {
    let time = near(gate.code_since, now);
    if gate.upgrades == 0 { format!("{time} or before") } else { time }
}

/// The same as a document.
pub fn document(program: &Pubkey, deployed: &Deployed, hash: &ProgramHash, keeper: &Keeper, now: i64) -> Value {
    let gate = match keeper {
        Keeper::Gate(gated) => gate_document(gated),
        _ => Value::Null,
    };
    json!({
        "program": program.to_string(),
        "code_hash": hash.to_string(),
        "slot": deployed.slot.to_string(),
        "authority": deployed.authority.map(|authority| authority.to_string()),
        "authority_kind": keeper.kind(),
        "earliest_change": keeper.earliest_change(now).map(|time| time.to_string()),
        "gate": gate,
    })
}

fn gate_document(gated: &Gated) -> Value {
    let gate = &gated.gate;
    let own = match &gated.own {
        Own::Nobody => json!({ "kind": "none" }),
        Own::Gate(own) => json!({ "kind": "gate", "delay_seconds": own.delay_seconds.to_string() }),
        Own::Key(key) => json!({ "kind": "key", "authority": key.to_string() }),
    };
    let announced = gate.announced().map(|announced| {
        json!({
            "code_hash": hex(&announced.code_hash),
            "buffer": announced.buffer.to_string(),
            "owner": announced.owner.to_string(),
            "announced_at": announced.schedule.announced_at.to_string(),
            "executable_from": announced.schedule.executable_from.to_string(),
            "expires_at": announced.schedule.expires_at.to_string(),
        })
    });
    json!({
        "address": gated.address.to_string(),
        "program": gated.gates.address().to_string(),
        "program_code_hash": gated.code.to_string(),
        "program_upgrades": own,
        "admin": gate.admin.to_string(),
        "pending_admin": gate.pending_admin.to_string(),
        "guardian": gate.guardian.to_string(),
        "delay_seconds": gate.delay_seconds.to_string(),
        "code_since": gate.code_since.to_string(),
        "upgrades": gate.upgrades.to_string(),
        "announced": announced,
    })
}
