//! An event as rows of the database.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use restaking_client::Program;
use solana_program::pubkey::Pubkey;
use std::collections::BTreeSet;

use super::database::{Change, Value};
use crate::chain::Past;
use crate::idl::{Idl, Node};

/// A program with events, and its interface.
#[derive(Clone, Copy)]
pub struct Emitter {
    /// Its name in the database.
    pub name: &'static str,
    /// Its address.
    pub program: Program,
    /// Its interface.
    pub idl: &'static Idl,
}

/// The changes that store a transaction's events of `emitter`. A transaction that is stored already changes nothing.
pub fn of(emitter: &Emitter, past: &Past) -> Vec<Change> {
    let mut changes = vec![];
    if let Some(cut) = &past.cut {
        let accounts: Vec<String> = cut.accounts.iter().map(ToString::to_string).collect();
        changes.push(Change::any(
            "INSERT INTO cut (program, signature, slot, time, accounts) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            vec![
                emitter.name.into(),
                past.signature.as_str().into(),
                past.slot.into(),
                cut.time.into(),
                accounts.join(" ").into(),
            ],
        ));
    }
    for (place, bytes) in emitter.program.event_bytes(&past.logs).iter().enumerate() {
        // An event that this build does not know has no name to store it by.
        let Some(event) = emitter.idl.event(bytes) else { continue };
        changes.extend(event_changes(emitter, past, place as u64, bytes, &event));
    }
    changes
}

fn event_changes(emitter: &Emitter, past: &Past, place: u64, bytes: &[u8], event: &Node) -> Vec<Change> {
    let account = event.fields().first().and_then(|(name, _)| event.address(name)).unwrap_or_default();
    let number = event.figure("number").unwrap_or(0);
    let time = match event.field("time") {
        Some(Node::Signed(time)) => *time,
        _ => 0,
    };
    let key = |mut more: Vec<Value>| {
        more.extend([emitter.name.into(), past.signature.as_str().into(), place.into()]);
        more
    };
    let mut changes = vec![Change::any(
        "INSERT INTO events (slot, time, name, account, number, closes, data, bytes, program, signature, place) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING",
        key(vec![
            past.slot.into(),
            time.into(),
            event.name().into(),
            account.to_string().into(),
            number.into(),
            i64::from(closes(event)).into(),
            event.json().to_string().into(),
            BASE64_STANDARD.encode(bytes).into(),
        ]),
    )];
    let mut named = BTreeSet::new();
    addresses(event, &mut named);
    changes.extend(named.into_iter().map(|address| {
        Change::any(
            "INSERT INTO mentions (account, slot, program, signature, place) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT DO NOTHING",
            key(vec![address.to_string().into(), past.slot.into()]),
        )
    }));
    if number > 0 {
        changes.push(Change::any(
            "INSERT INTO unchecked (account, program) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            vec![account.to_string().into(), emitter.name.into()],
        ));
    }
    changes
}

/// Whether the event is its account's last: one that opens at the address again numbers its events from 1.
pub fn closes(event: &Node) -> bool {
    match event.name() {
        "CaptureClosed" | "StakeTableClosed" | "RewardOfferClosed" => true,
        "OptInChanged" => event.field("closed") == Some(&Node::Bool(true)),
        _ => false,
    }
}

/// All addresses in a value, but for the zero address, which stands for none.
fn addresses(node: &Node, found: &mut BTreeSet<Pubkey>) {
    match node {
        Node::Address(address) if *address != Pubkey::default() => drop(found.insert(*address)),
        Node::List(list) => list.iter().for_each(|each| addresses(each, found)),
        Node::Struct(_, fields) => fields.iter().for_each(|(_, each)| addresses(each, found)),
        _ => {}
    }
}
