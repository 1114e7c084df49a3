//! What a plan does, in text and in JSON.

use restaking_client::Program;
use serde_json::{Value, json};
use solana_program::pubkey::Pubkey;

use super::Plan;
use super::Session;
use crate::accounts;
use crate::amount::tokens;
use crate::chain::Outcome;
use crate::error::Result;
use crate::idl::{IDL, Node};
use crate::view::event;

impl Session<'_> {
    pub(super) fn changes(
        &self,
        plan: &Plan,
        before: &[Option<solana_account::Account>],
        outcome: &Outcome,
    ) -> Vec<Change> {
        let amount = |account: Option<&Option<solana_account::Account>>| {
            accounts::token(account.and_then(Option::as_ref)).map_or(0, |account| account.amount)
        };
        let tokens = plan.balances.iter().enumerate().map(|(place, (name, account, decimals))| Change {
            name: name.clone(),
            account: *account,
            before: amount(before.get(place)),
            after: amount(outcome.accounts.get(place)),
            decimals: *decimals,
        });
        let mut changes: Vec<Change> = tokens.collect();
        let lamports = |accounts: &[Option<solana_account::Account>]| {
            accounts.get(plan.balances.len()).and_then(Option::as_ref).map_or(0, |account| account.lamports)
        };
        let (before, after) = (lamports(before), lamports(&outcome.accounts));
        changes.push(Change { name: "SOL".to_owned(), account: self.me(), before, after, decimals: 9 });
        changes.retain(|change| change.before != change.after);
        changes
    }

    /// Says what a plan does, and which balances change.
    pub fn summarize(&mut self, plan: &Plan, events: &[Node], changes: &[Change]) -> Result<()> {
        self.say(&plan.what)?;
        for each in events {
            self.say(format!("  - {}", event::sentence(each, &plan.scale)))?;
        }
        for change in changes {
            let (before, after) = (tokens(change.before, change.decimals), tokens(change.after, change.decimals));
            self.say(format!("  {}: {before} -> {after}", change.name))?;
        }
        for warning in &plan.warnings {
            self.say(format!("  {warning}"))?;
        }
        Ok(())
    }
}

/// What a simulation tells.
pub struct Told<'a> {
    /// What it did.
    pub outcome: &'a Outcome,
    /// The program's events.
    pub events: &'a [Node],
    /// The balances that change.
    pub changes: &'a [Change],
}

/// A balance that changes.
pub struct Change {
    name: String,
    account: Pubkey,
    before: u64,
    after: u64,
    decimals: u8,
}

/// Events as JSON.
pub fn events_json(events: &[Node]) -> Value {
    events.iter().map(|event| json!({ "name": event.name(), "data": event.json() })).collect()
}

/// Balances that change as JSON.
pub fn changes_json(changes: &[Change]) -> Value {
    let one = |change: &Change| {
        json!({
            "name": change.name, "account": change.account.to_string(), "before": change.before.to_string(),
            "after": change.after.to_string(), "decimals": change.decimals,
        })
    };
    changes.iter().map(one).collect()
}

/// The events in a log that this command line knows.
pub fn read_events(program: Program, logs: &[String]) -> Vec<Node> {
    program.event_bytes(logs).iter().filter_map(|bytes| IDL.event(bytes)).collect()
}
