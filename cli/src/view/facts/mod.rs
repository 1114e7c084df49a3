//! What an account's figures mean now: rates, times, amounts owed and their recipients.

mod account;
mod liquid;
mod other;
mod reader;
mod vault;

pub use reader::Reader;
pub use vault::{breaker_room, is_paused};

use restaking_client::Program;
use restaking_client::ledger::state::delayed::Delayed;
use restaking_client::words::units::LABELS;
use serde_json::{Map, Value};
use solana_account::Account;
use solana_program::pubkey::Pubkey;

use crate::accounts;
use crate::amount::{bps, tokens};
use crate::error::{Error, Result};
use crate::idl::{IDL, LIQUID, Node};
use crate::time;

/// One thing to know about an account.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Its name in JSON; [`label`] has the one in text.
    pub name: &'static str,
    /// As text.
    pub text: String,
    /// As JSON: amounts in smallest units and times in unix seconds, both as strings.
    pub json: Value,
    /// What it is compared by.
    pub order: Order,
}

/// What facts of one name are compared by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    /// Their text.
    Text,
    /// A figure, in parts of 10^18: amounts of tokens with different decimals are comparable.
    Figure(i128),
    /// A time in unix seconds.
    Time(i64),
}

/// The decimals of a compared figure.
pub const ORDER_DECIMALS: u8 = 18;

impl Fact {
    /// As text in a table: a time only by how far it is from `now`.
    pub fn cell(&self, now: i64) -> String {
        match self.order {
            Order::Time(at) => time::distance(at, now),
            Order::Text | Order::Figure(_) => self.text.clone(),
        }
    }

    /// What text calls it.
    pub fn label(&self) -> &'static str {
        label(self.name)
    }
}

/// What text calls the fact `name`.
pub fn label(name: &'static str) -> &'static str {
    LABELS.iter().find(|(known, _)| *known == name).map_or(name, |(_, label)| *label)
}

/// A fact with the same text in JSON.
pub fn told(name: &'static str, text: impl Into<String>) -> Fact {
    let text = text.into();
    Fact { name, json: text.clone().into(), text, order: Order::Text }
}

/// An address; none for the zero address.
fn party(name: &'static str, address: &Pubkey) -> Fact {
    let known = (*address != Pubkey::default()).then(|| address.to_string());
    Fact { name, text: known.as_deref().unwrap_or("none").to_owned(), json: known.into(), order: Order::Text }
}

/// A number of things.
fn count(name: &'static str, figure: u64) -> Fact {
    let order = Order::Figure(i128::from(figure) * 10i128.pow(ORDER_DECIMALS.into()));
    Fact { name, text: figure.to_string(), json: figure.to_string().into(), order }
}

fn amount(name: &'static str, units: u64, decimals: impl Into<Option<u8>>, what: &str) -> Fact {
    let decimals = decimals.into();
    let order = Order::Figure(ordered(units, decimals.unwrap_or(0)));
    Fact { name, text: shown(units, decimals, what), json: units.to_string().into(), order }
}

/// `units` of a mint with `decimals`, as they are compared.
fn ordered(units: u64, decimals: u8) -> i128 {
    let units = i128::from(units);
    match ORDER_DECIMALS.checked_sub(decimals) {
        Some(more) => units * 10i128.pow(more.into()),
        // A mint of more decimals than are compared.
        None => 10i128.checked_pow((decimals - ORDER_DECIMALS).into()).map_or(0, |part| units / part),
    }
}

/// An amount by its own mint's decimals; in smallest units where they are not known, and never by another's.
fn shown(units: u64, decimals: Option<u8>, what: &str) -> String {
    match decimals {
        Some(decimals) => format!("{} {what}", tokens(units, decimals)),
        None => format!("{units} smallest units of {what}"),
    }
}

/// Basis points, in percent as text.
fn percentage(name: &'static str, bps_now: u64) -> Fact {
    Fact { name, text: bps(bps_now), json: bps_now.to_string().into(), order: Order::Figure(ordered(bps_now, 2)) }
}

fn moment(name: &'static str, at: i64, now: i64) -> Fact {
    Fact { name, text: time::near(at, now), json: at.to_string().into(), order: Order::Time(at) }
}

/// A time; none for zero.
fn moment_if(name: &'static str, at: i64, now: i64) -> Fact {
    match at {
        0 => Fact { name, text: "none".to_owned(), json: Value::Null, order: Order::Text },
        at => moment(name, at, now),
    }
}

fn flag(name: &'static str, yes: bool) -> Fact {
    Fact { name, text: if yes { "yes" } else { "no" }.to_owned(), json: yes.into(), order: Order::Text }
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
fn delayed(name: &'static str, value: &Delayed, now: i64) -> Fact {
    let text = announced(&bps(value.current), &bps(value.next), value.effective, now);
    Fact { order: Order::Figure(ordered(value.at(now), 2)), ..told(name, text) }
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

/// The account in `account`, of `program`, read by the interface of either program.
pub fn node_of(program: &Pubkey, address: &Pubkey, account: &Account) -> Result<Node> {
    let ours = Some(account).filter(|account| account.owner == *program);
    let node = ours.and_then(|account| IDL.account(&account.data).or_else(|| LIQUID.account(&account.data)));
    node.ok_or_else(|| Error::new(format!("{address} is not a known account of the program")))
}

/// What accounts of the kind `name` are called, with a capital.
pub fn title(name: &str) -> String {
    let noun = accounts::noun(name);
    let mut letters = noun.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}
