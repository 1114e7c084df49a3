//! The rewards of a period, computed from events alone.

use std::collections::BTreeMap;
use std::path::PathBuf;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use clap::Args;
use restaking_client::merkle::Earnings;
use restaking_client::rewards::{self, Cut, Missing, Period, Recorded, Rewards};
use restaking_client::{Event, Program, RewardTree};
use serde_json::{Value, json};
use solana_program::pubkey::Pubkey;

use super::common::{File, Hash};
use super::reward_list::{document, read_list};
use crate::accounts;
use crate::chain::Chain;
use crate::error::{Error, Result};
use crate::idl::{IDL, Node, hex};
use crate::indexer::database::Database;
use crate::indexer::{FIRST_EVENT, fact, is_complete};
use crate::refuse;
use crate::session::Session;
use crate::time::Moment;

/// Computes the list of a period's rewards.
#[derive(Args, Debug)]
pub struct Compute {
    /// The NCN
    ncn: Pubkey,
    /// The mint of the rewards
    #[arg(long)]
    mint: Pubkey,
    /// Begin with this second
    #[arg(long, value_name = "TIME")]
    from: Moment,
    /// End before this second
    #[arg(long, value_name = "TIME")]
    to: Moment,
    /// Divide this amount, in smallest units of the mint
    #[arg(long, value_name = "UNITS")]
    budget: u64,
    /// Add to the totals of this list, which the active root is of [default: none; the first list]
    #[arg(long, value_name = "FILE")]
    previous: Option<File>,
    /// Read the events from this index [default: the cluster's history]
    #[arg(long, value_name = "FILE_OR_URL")]
    database: Option<String>,
    /// Compute although events of this account are missing, by its next events; repeatable
    #[arg(long, value_name = "ACCOUNT")]
    allow_missing: Vec<Pubkey>,
    /// Write the list to this file, and the parts of operators and vaults to the standard output [default: the list to the
    /// standard output]
    #[arg(long, value_name = "FILE", conflicts_with = "verify")]
    out: Option<PathBuf>,
    /// Compare with this root, in hexadecimal; fail if it differs
    #[arg(long, value_name = "HEX")]
    verify: Option<Hash>,
    /// Show where the root's list in this file differs
    #[arg(long, value_name = "FILE", requires = "verify")]
    list: Option<File>,
}

impl Compute {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let (now, slot) = session.chain.clock()?;
        let (from, to) = (self.from.at(now), self.to.at(now));
        let relative = [&self.from, &self.to].into_iter().any(|moment| !matches!(moment, Moment::At(_)));
        if self.verify.is_some() && relative {
            refuse!(
                "a root is of one period: write --from and --to as the publisher did, without `now`, `in` or `ago`"
            );
        }
        let (events, cuts, until) = match &self.database {
            Some(at) => stored(&mut Database::open(at)?, &session.program())?,
            None => {
                let (events, cuts) = history(session.chain, session.chain.reached()?.min(slot))?;
                (events, cuts, now)
            }
        };
        if to > until {
            refuse!("the events end before the period does (known until {until}, period until {to})");
        }
        let period = Period { ncn: self.ncn, from, to, budget: self.budget };
        let rewards = rewards::compute(&session.program(), &period, events, &cuts);
        let rewards = rewards.map_err(|error| Error::new(error.to_string()))?;
        let is_allowed = |missing: &Missing| self.allow_missing.contains(&missing.account());
        if !rewards.missing.iter().all(is_allowed) {
            let mut accounts: Vec<Pubkey> = rewards.missing.iter().map(Missing::account).collect();
            accounts.dedup();
            let flags: Vec<String> = accounts.iter().map(|account| format!("--allow-missing {account}")).collect();
            refuse!(
                "the list may be wrong: {} (computed all the same with {})",
                sentences(&rewards.missing).join("; "),
                flags.join(" ")
            );
        }
        // Not to the standard output, which may be the list.
        for missing in sentences(&rewards.missing) {
            eprintln!("{missing}");
        }
        let tree = session.program().reward_tree(&self.ncn, &self.mint);
        let previous = self.previous.as_ref().map(|file| read_list(file, &tree)).transpose()?;
        self.check_previous(session, &tree, previous.as_ref(), now)?;
        let mut totals: BTreeMap<Pubkey, u64> =
            previous.map(|list| list.list().iter().copied().collect()).unwrap_or_default();
        for (earner, amount) in &rewards.earned {
            let total = totals.entry(*earner).or_default();
            *total = total.checked_add(*amount).ok_or_else(|| Error::new("a total exceeds 64 bits"))?;
        }
        let earnings = Earnings::new(&tree, totals).map_err(|error| Error::new(error.to_string()))?;
        if let Some(root) = self.verify {
            return verify(session, (&tree, &earnings), &root, self.list.as_ref(), &rewards.missing);
        }
        let list = document(&tree, &earnings);
        let Some(file) = self.out else { return session.write_json(&list) };
        let text = serde_json::to_string_pretty(&list).expect("a document of strings and figures");
        let written = std::fs::write(&file, format!("{text}\n"));
        written.map_err(|error| Error::new(format!("{} cannot be written: {error}", file.display())))?;
        tell(session, &period, &rewards, &earnings)
    }
}

fn sentences(missing: &[Missing]) -> Vec<String> {
    missing.iter().map(ToString::to_string).collect()
}

impl Compute {
    /// Refuses a list that is not the active root's: the program would take a root of other totals.
    fn check_previous(&self, session: &Session, tree: &Pubkey, list: Option<&Earnings>, now: i64) -> Result<()> {
        let found: Option<RewardTree> = accounts::find(session.chain, tree)?;
        let books = found.map(|tree| tree.books);
        let active = books.as_ref().map_or([0; 32], |books| {
            if books.next_root != [0; 32] && books.activates_at <= now { books.next_root } else { books.active_root }
        });
        // Once the root to verify is active itself, the chain no longer has the one before.
        if self.verify.as_ref().is_some_and(|root| root.0 == active) {
            return Ok(());
        }
        match list.map(Earnings::root) {
            None if active == [0; 32] => Ok(()),
            None => refuse!("reward tree {tree} has an active root, {}: name its list with --previous", hex(&active)),
            Some(root) if root == active => Ok(()),
            Some(root) if active == [0; 32] => {
                refuse!("reward tree {tree} has no active root yet, so root {} is not its previous one", hex(&root))
            }
            Some(root) => refuse!(
                "the previous list has root {}, and the active root of reward tree {tree} is {}",
                hex(&root),
                hex(&active)
            ),
        }
    }
}

/// The parts that the list was made of.
fn tell(session: &mut Session, period: &Period, rewards: &Rewards, earnings: &Earnings) -> Result<()> {
    let root = hex(&earnings.root());
    if session.options.json {
        let operators = rewards.operators.iter().map(|part| {
            json!({
                "operator": part.operator.to_string(), "stake_time": part.stake_time.to_string(),
                "wallet": part.wallet.to_string(), "commission": part.commission.to_string(),
            })
        });
        let vaults = rewards.vaults.iter().map(|part| {
            json!({
                "vault": part.vault.to_string(), "stake_time": part.stake_time.to_string(),
                "bonded_time": part.bonded_time.to_string(), "amount": part.amount.to_string(),
                "given": part.given.to_string(),
            })
        });
        return session.write_json(&json!({
            "from": period.from.to_string(), "to": period.to.to_string(), "missing": sentences(&rewards.missing),
            "root": root, "total": earnings.total().to_string(), "rest": rewards.rest.to_string(),
            "operators": operators.collect::<Vec<Value>>(), "vaults": vaults.collect::<Vec<Value>>(),
        }));
    }
    session.say(format!("From {} up to {} in unix seconds", period.from, period.to))?;
    for missing in sentences(&rewards.missing) {
        session.say(format!("Uncertain: {missing}"))?;
    }
    for part in &rewards.operators {
        session.say(format!(
            "Operator {}: stake-time {}, commission {} to {}",
            part.operator, part.stake_time, part.commission, part.wallet
        ))?;
    }
    for part in &rewards.vaults {
        session.say(format!(
            "Vault {}: stake-time {}, {} of {} to holders of bonded VRT",
            part.vault, part.stake_time, part.given, part.amount
        ))?;
    }
    session.say(format!("{} stay with the NCN", rewards.rest))?;
    session.say(format!("Root {root}, {} in all", earnings.total()))
}

/// Compares what was computed with a published root, and with its list.
fn verify(
    session: &mut Session,
    (tree, computed): (&Pubkey, &Earnings),
    root: &Hash,
    list: Option<&File>,
    missing: &[Missing],
) -> Result<()> {
    let own = hex(&computed.root());
    for missing in sentences(missing) {
        session.say(format!("Uncertain: {missing}"))?;
    }
    if computed.root() == root.0 {
        return session.say(format!("Root {own} is right: the events give the same, {} in all", computed.total()));
    }
    if let Some(file) = list {
        let published: BTreeMap<Pubkey, u64> = read_list(file, tree)?.list().iter().copied().collect();
        let mine: BTreeMap<Pubkey, u64> = computed.list().iter().copied().collect();
        let mut earners: Vec<&Pubkey> = published.keys().chain(mine.keys()).collect();
        earners.sort_unstable();
        earners.dedup();
        for earner in earners {
            let amount = |list: &BTreeMap<Pubkey, u64>| list.get(earner).copied().unwrap_or_default();
            let (listed, due) = (amount(&published), amount(&mine));
            if listed != due {
                session.say(format!("{earner} has {listed} in the list, and {due} by the events"))?;
            }
        }
    }
    refuse!("root {} is wrong: the events give {own}", hex(&root.0));
}

/// The events of an index, what was cut, and until when it has them.
fn stored(database: &mut Database, program: &Program) -> Result<(Vec<Recorded>, Vec<Cut>, i64)> {
    let of = fact(database, "program restaking")?;
    if of.as_deref() != Some(&*program.address().to_string()) {
        refuse!("the database has no events of program {}", program.address());
    }
    if !is_complete(database)? {
        refuse!("the index is not complete yet: run `restake index --database … --once`");
    }
    let until = fact(database, "time")?.and_then(|time| time.parse().ok()).unwrap_or_default();
    let rows =
        database.rows("SELECT account, number, time, bytes FROM events WHERE program = $1", &["restaking".into()])?;
    let mut events = vec![];
    for row in rows {
        let text = row[0].text();
        let account = text.parse().map_err(|_| Error::new(format!("`{text}` is not an address")))?;
        let bytes = BASE64_STANDARD.decode(row[3].text());
        let bytes = bytes.map_err(|error| Error::new(format!("an event in the database is damaged: {error}")))?;
        let event = Event::decode(&bytes).ok();
        events.push(Recorded { account, number: row[1].unsigned(), time: row[2].int(), event });
    }
    let mut cuts = vec![];
    for row in database.rows("SELECT time, accounts FROM cut WHERE program = $1", &["restaking".into()])? {
        let addresses = row[1].text().split(' ').filter(|text| !text.is_empty());
        let accounts: std::result::Result<Vec<Pubkey>, _> = addresses.map(str::parse).collect();
        let accounts = accounts.map_err(|_| Error::new("the accounts of a cut log in the database are damaged"))?;
        cuts.push(Cut { time: row[0].int(), accounts });
    }
    Ok((events, cuts, until))
}

/// The events of the cluster's history, which a node that has come to `slot` gives, and what was cut.
fn history(chain: &dyn Chain, slot: u64) -> Result<(Vec<Recorded>, Vec<Cut>)> {
    let (mut events, mut cuts) = (vec![], vec![]);
    let mut begun = false;
    chain.history(&chain.program(), None, slot, &mut |past| {
        cuts.extend(past.cut.clone());
        for bytes in chain.program().event_bytes(&past.logs) {
            let Some(node) = IDL.event(&bytes) else { continue };
            begun |= node.name() == FIRST_EVENT;
            let account = node.fields().first().and_then(|(name, _)| node.address(name)).unwrap_or_default();
            let time = match node.field("time") {
                Some(Node::Signed(time)) => *time,
                _ => 0,
            };
            let number = node.figure("number").unwrap_or(0);
            events.push(Recorded { account, number, time, event: Event::decode(&bytes).ok() });
        }
    })?;
    if !begun {
        refuse!("the node's history does not reach back to the program's first event: use a node that has all of it");
    }
    Ok((events, cuts))
}
