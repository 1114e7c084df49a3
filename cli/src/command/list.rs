//! Lists of accounts.

use clap::ValueEnum;
use serde_json::{Value, json};
use solana_program::pubkey::Pubkey;

use crate::accounts::noun;
use crate::error::Result;
use crate::idl::IDL;
use crate::refuse;
use crate::session::Session;
use crate::view::facts::{Reader, as_json, needed, node_of};

/// What can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs, reason = "each is what it says, and so in the help")]
pub enum Listed {
    Vaults,
    Operators,
    Ncns,
    Tickets,
    Buckets,
    Approvals,
    Grants,
    Agreements,
    Delegations,
    Allocations,
    Records,
    Keys,
    Slashes,
    Pledges,
    Reports,
    Proofs,
    Tables,
    Captures,
    Trees,
    Claims,
    Offers,
    Pools,
    Positions,
    Sweeps,
}

impl Listed {
    /// The kind's name in the interface.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Vaults => "Vault",
            Self::Operators => "Operator",
            Self::Ncns => "Ncn",
            Self::Tickets => "ExitTicket",
            Self::Buckets => "ExitBucket",
            Self::Approvals => "DepositorApproval",
            Self::Grants => "Grant",
            Self::Agreements => "OptIn",
            Self::Delegations => "OperatorDelegation",
            Self::Allocations => "NcnAllocation",
            Self::Records => "OperatorRecord",
            Self::Keys => "OperatorKey",
            Self::Slashes => "SlashProposal",
            Self::Pledges => "SlashPledge",
            Self::Reports => "OffenseReport",
            Self::Proofs => "Equivocation",
            Self::Tables => "StakeTable",
            Self::Captures => "StakeCapture",
            Self::Trees => "RewardTree",
            Self::Claims => "RewardClaim",
            Self::Offers => "RewardOffer",
            Self::Pools => "VaultBondPool",
            Self::Positions => "VaultPosition",
            Self::Sweeps => "SweepNotice",
        }
    }
}

/// Lists the accounts of `kind` with these address `fields`.
pub fn list(session: &mut Session, kind: &str, fields: &[(&str, Pubkey)]) -> Result<()> {
    let tag = IDL.tag(kind).unwrap_or_default().to_vec();
    let mut parts = vec![(0, tag)];
    for (field, value) in fields {
        match IDL.offset(kind, field) {
            Some(offset) => parts.push((offset, value.to_bytes().to_vec())),
            None => refuse!("{} names no {field}: omit that", crate::accounts::a(noun(kind))),
        }
    }
    let mut found = session.chain.program_accounts(&parts)?;
    found.sort_by_key(|(address, _)| *address);
    let program = session.program();
    let nodes: Vec<_> = found.iter().map(|(address, account)| (*address, node_of(program, address, account))).collect();

    let reader = Reader::new(session.chain)?;
    reader.prefetch(
        nodes
            .iter()
            .flat_map(|(address, node)| {
                [vec![*address], node.as_ref().map_or(vec![], |node| needed(program, node))].concat()
            })
            .collect(),
    )?;
    let mut rows: Vec<Value> = vec![];
    let mut lines = vec![];
    for (address, node) in &nodes {
        // What was closed since the scan is no more, and what cannot be read keeps nothing else from being seen.
        if reader.account(address)?.is_none() {
            continue;
        }
        let read = node.as_ref().map_err(Clone::clone).and_then(|node| Ok((node, reader.facts(address, node)?)));
        let (node, facts) = match read {
            Ok(read) => read,
            Err(error) => {
                lines.push(format!("{address}  cannot be read: {error}"));
                rows.push(json!({ "address": address.to_string(), "type": kind, "error": error.to_string() }));
                continue;
            }
        };
        let shown = facts.iter().map(|fact| format!("{}: {}", fact.name.replace('_', " "), fact.text));
        lines.push(format!("{address}  {}", shown.collect::<Vec<_>>().join("; ")));
        rows.push(json!({
            "address": address.to_string(), "type": kind, "data": node.json(), "derived": as_json(&facts),
        }));
    }
    if session.options.json {
        return session.write_json(&Value::Array(rows));
    }
    if lines.is_empty() {
        return session.say(format!("There is no {} of that description on this cluster.", noun(kind)));
    }
    lines.into_iter().try_for_each(|line| session.say(line))
}
