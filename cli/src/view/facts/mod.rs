//! What an account's figures mean now: rates, times, amounts owed and their recipients.

mod account;
mod reader;
mod vault;

pub use reader::Reader;

use restaking_client::Program;
use restaking_client::ledger;
use serde_json::{Map, Value};
use solana_account::Account;
use solana_program::pubkey::Pubkey;

use crate::accounts;
use crate::amount::{bps, tokens};
use crate::error::{Error, Result};
use crate::idl::{IDL, Node};
use crate::time;

/// One thing to know about an account.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Its name in JSON, and with spaces in text.
    pub name: &'static str,
    /// As text.
    pub text: String,
    /// As JSON: amounts in smallest units and times in unix seconds, both as strings.
    pub json: Value,
}

/// A fact with the same text in JSON.
fn told(name: &'static str, text: impl Into<String>) -> Fact {
    let text = text.into();
    Fact { name, json: text.clone().into(), text }
}

fn amount(name: &'static str, units: u64, decimals: impl Into<Option<u8>>, what: &str) -> Fact {
    Fact { name, text: shown(units, decimals.into(), what), json: units.to_string().into() }
}

/// An amount by its own mint's decimals; in smallest units where they are not known, and never by another's.
fn shown(units: u64, decimals: Option<u8>, what: &str) -> String {
    match decimals {
        Some(decimals) => format!("{} {what}", tokens(units, decimals)),
        None => format!("{units} smallest units of {what}"),
    }
}

fn moment(name: &'static str, at: i64, now: i64) -> Fact {
    Fact { name, text: time::near(at, now), json: at.to_string().into() }
}

fn flag(name: &'static str, yes: bool) -> Fact {
    Fact { name, text: if yes { "yes" } else { "no" }.to_owned(), json: yes.into() }
}

/// What is so now, and what is announced in its place, with its date.
fn announced(before: &str, after: &str, from: i64, now: i64) -> String {
    match from {
        _ if now >= from => after.to_owned(),
        _ if before == after => before.to_owned(),
        _ => format!("{before}, and {after} {}", time::near(from, now)),
    }
}

/// Basis points that may be about to change.
fn delayed(value: &ledger::state::delayed::Delayed, now: i64) -> String {
    announced(&bps(value.current), &bps(value.next), value.effective, now)
}

/// The facts as a JSON object.
pub fn as_json(facts: &[Fact]) -> Value {
    Value::Object(facts.iter().map(|fact| (fact.name.to_owned(), fact.json.clone())).collect::<Map<_, _>>())
}

/// Which accounts the facts about `node` need.
pub fn needed(program: Program, node: &Node) -> Vec<Pubkey> {
    let named = ["vault", "delegation", "pool", "tree", "mint", "proposal", "entity"]
        .into_iter()
        .filter_map(|field| node.address(field));
    let mut needed: Vec<Pubkey> = named.collect();
    if let (Some(vault), Some(ticket)) = (node.address("vault"), node.field("ticket")) {
        needed.extend(ticket.figure("epoch").map(|epoch| program.exit_bucket(&vault, epoch)));
    }
    needed
}

/// The account in `account`, read by the interface.
pub fn node_of(program: Program, address: &Pubkey, account: &Account) -> Result<Node> {
    let ours = Some(account).filter(|account| account.owner == *program);
    let node = ours.and_then(|account| IDL.account(&account.data));
    node.ok_or_else(|| Error::new(format!("{address} is not a known account of the program")))
}

/// What accounts of the kind `name` are called, with a capital.
pub fn title(name: &str) -> String {
    let noun = accounts::noun(name);
    let mut letters = noun.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}
