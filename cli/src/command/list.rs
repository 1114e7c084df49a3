//! Lists of accounts.

use clap::{Args, ValueEnum};
use serde_json::json;
use solana_program::pubkey::Pubkey;

use crate::accounts::noun;
use crate::error::{Error, Result};
use crate::idl::{LIQUID, Node, of_kind};
use crate::names;
use crate::refuse;
use crate::session::Session;
use crate::view::columns::ADDRESS;
use crate::view::facts::{Fact, Order, Reader, as_json, label, needed, node_of};
use crate::view::grid::{self, Column};
use crate::view::selection::{Row, Selection};

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
    OptIns,
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
    LiquidPools,
    QueuedExits,
    Batches,
    ExitParts,
    CollectedExits,
    SetAsides,
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
            Self::OptIns => "OptIn",
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
            Self::LiquidPools => "Pool",
            Self::QueuedExits => "QueuedExit",
            Self::Batches => "ExitBatch",
            Self::ExitParts => "ExitPart",
            Self::CollectedExits => "CollectedExit",
            Self::SetAsides => "SetAside",
        }
    }
}

/// What to list.
#[derive(Args, Debug)]
pub struct List {
    /// The kind
    kind: Listed,
    /// List those of this vault alone
    #[arg(long)]
    vault: Option<Pubkey>,
    /// List those of this operator alone
    #[arg(long)]
    operator: Option<Pubkey>,
    /// List those of this NCN alone
    #[arg(long)]
    ncn: Option<Pubkey>,
    /// List those of this owner alone
    #[arg(long)]
    owner: Option<Pubkey>,
    /// List those of this admin alone
    #[arg(long)]
    admin: Option<Pubkey>,
    /// List those of this liquid pool alone
    #[arg(long)]
    pool: Option<Pubkey>,
    /// List the grants of this vault, operator or NCN alone
    #[arg(long)]
    entity: Option<Pubkey>,
    /// List the grants to this key alone
    #[arg(long)]
    holder: Option<Pubkey>,
    /// Which rows, in which order, with which columns.
    #[command(flatten)]
    selection: Selection,
}

impl List {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let named = [
            ("vault", self.vault),
            ("operator", self.operator),
            ("ncn", self.ncn),
            ("entity", self.entity),
            ("holder", self.holder),
            ("owner", self.owner),
            ("admin", self.admin),
            ("pool", self.pool),
        ];
        let fields: Vec<_> = named.into_iter().filter_map(|(name, of)| Some((name, of?))).collect();
        list(session, self.kind.kind(), &fields, &self.selection)
    }
}

/// An account that was read.
struct Read {
    address: Pubkey,
    node: Node,
    facts: Vec<Fact>,
}

impl Row for Read {
    fn address(&self) -> String {
        self.address.to_string()
    }

    fn facts(&self) -> &[Fact] {
        &self.facts
    }
}

/// Lists the accounts of `kind` with these address `fields`, as `selection` says.
pub fn list(session: &mut Session, kind: &str, fields: &[(&str, Pubkey)], selection: &Selection) -> Result<()> {
    selection.check(kind)?;
    let parts = parts(kind, fields)?;
    let is_liquid = LIQUID.tag(kind).is_some();
    if selection.is_bare() && !session.options.json && !is_liquid {
        let mut found = session.chain.program_addresses(&parts)?;
        found.sort_unstable();
        return found.iter().try_for_each(|address| session.say(address.to_string()));
    }
    let program = session.program();
    let owner = if is_liquid { *session.liquid()? } else { *program };
    let mut found = session.chain.accounts_where(&owner, &parts)?;
    found.sort_by_key(|(address, _)| *address);
    let nodes: Vec<_> = found.iter().map(|(address, account)| (*address, node_of(&owner, address, account))).collect();
    let reader = Reader::new(session.chain)?;
    reader.keep(found);
    reader.prefetch(
        nodes.iter().flat_map(|(_, node)| node.as_ref().map_or(vec![], |node| needed(program, node))).collect(),
    )?;

    let has_names = !session.options.no_names;
    if has_names {
        reader.prefetch_names(nodes.iter().filter_map(|(_, node)| node.as_ref().ok()))?;
    }

    // What cannot be read keeps nothing else from being seen.
    let (mut rows, mut unread) = (vec![], vec![]);
    for (address, node) in nodes {
        let read = node.and_then(|node| {
            let facts = reader.facts(&address, &node)?;
            let facts = if has_names { reader.named(&node, facts)? } else { facts };
            Ok(Read { address, facts, node })
        });
        match read {
            Ok(read) => rows.push(read),
            Err(error) => unread.push((address, error)),
        }
    }
    // All that were read, of which the selection may show a few: a name is told apart from theirs as well.
    names::tell_apart(rows.iter_mut().map(|row| (row.address, &mut row.facts)));
    let rows = selection.of(kind, rows, reader.now)?;
    if session.options.json {
        let read = rows.iter().map(|Read { address, node, facts }| {
            json!({ "address": address.to_string(), "type": kind, "data": node.json(), "derived": as_json(facts) })
        });
        let unread = unread.iter().map(
            |(address, error)| json!({ "address": address.to_string(), "type": kind, "error": error.to_string() }),
        );
        return session.write_json(&read.chain(unread).collect());
    }
    if selection.quiet {
        rows.iter().try_for_each(|row| session.say(row.address.to_string()))?;
        return whole(&unread);
    }
    if rows.is_empty() && unread.is_empty() {
        return session.say(format!("There is no {} of that description on this cluster.", noun(kind)));
    }
    let mut names = selection.columns(kind)?;
    names.retain(|name| has_names || !names::is_name(name));
    let columns: Vec<Column> = names.iter().map(|name| column(name, &rows)).collect();
    let cell = |row: &Read, name: &str| match name {
        ADDRESS => row.address.to_string(),
        name => row.fact(name).map_or_else(String::new, |fact| fact.cell(reader.now)),
    };
    let cells: Vec<Vec<String>> = rows.iter().map(|row| names.iter().map(|name| cell(row, name)).collect()).collect();
    let lines = if rows.is_empty() { vec![] } else { grid::lines(&columns, &cells, session.options.width) };
    let unread = unread.into_iter().map(|(address, error)| format!("{address}  cannot be read: {error}"));
    lines.into_iter().chain(unread).try_for_each(|line| session.say(line))
}

/// Refuses a list of addresses alone that lacks some: whether those pass a filter is not known.
fn whole(unread: &[(Pubkey, Error)]) -> Result<()> {
    if unread.is_empty() {
        return Ok(());
    }
    let each: Vec<String> = unread.iter().map(|(address, error)| format!("{address} ({error})")).collect();
    refuse!("accounts that cannot be read are not listed: {}", each.join(", "))
}

/// What accounts of `kind` with these address `fields` hold, by their offsets.
fn parts(kind: &str, fields: &[(&str, Pubkey)]) -> Result<Vec<(usize, Vec<u8>)>> {
    let idl = of_kind(kind);
    let mut parts = vec![(0, idl.tag(kind).unwrap_or_default().to_vec())];
    for (field, value) in fields {
        match idl.offset(kind, field) {
            Some(offset) => parts.push((offset, value.to_bytes().to_vec())),
            None => refuse!("{} names no {field}: omit --{field}", crate::accounts::a(noun(kind))),
        }
    }
    Ok(parts)
}

/// The column `name`: of figures, where all of its facts are.
fn column(name: &'static str, rows: &[Read]) -> Column {
    let mut facts = rows.iter().filter_map(|row| row.fact(name)).peekable();
    let figures = facts.peek().is_some() && facts.all(|fact| matches!(fact.order, Order::Figure(_)));
    Column { title: label(name).to_owned(), figures }
}
