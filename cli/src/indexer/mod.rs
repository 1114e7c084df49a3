//! An index of the programs' events in a database: read from the cluster's history, resumable, and checked for gaps.
//!
//! What is read of a program is kept as spans of its history. A span grows towards the past, a batch of transactions at a
//! time, each batch in one transaction of the database. Where it meets the next older span, both become one. So an indexer
//! that ends at any moment continues where it was, and knows what it has not read.

pub mod accounts;
pub mod api;
pub mod database;
mod gaps;
pub mod record;
mod server;

use std::io::Write;
use std::time::{SystemTime, UNIX_EPOCH};

use restaking_client::Program;
use restaking_client::liquid::LiquidProgram;
use serde_json::json;

use crate::chain::{Chain, Listed};
use crate::error::{Error, Result};
use crate::idl::{IDL, LIQUID};
use crate::refuse;
use accounts::Listing;
use database::{Change, Database, Value};
use record::Emitter;

/// How many transactions are stored at once.
const BATCH: usize = 64;

/// The version of the schema.
const FORMAT: &str = "restaking-events/1";

/// The core program's first event: where it is stored, the history has its beginning.
pub const FIRST_EVENT: &str = "ConfigInitialized";

/// A stretch of a program's history that is stored whole.
#[derive(Clone, Debug)]
struct Span {
    newest: String,
    oldest: String,
    oldest_slot: u64,
    /// Nothing of the program is older.
    begun: bool,
}

/// An indexer.
pub struct Indexer<'a> {
    chain: &'a dyn Chain,
    database: Database,
    emitters: Vec<Emitter>,
    /// What is read comes from nodes that have come to this slot: the index is told to be as far.
    slot: u64,
    /// The accounts that are stored may lack some of a transaction that was read since.
    is_stale: bool,
    /// Told to the user: gaps, and how far it is.
    told: &'a mut dyn Write,
}

/// The programs of an index.
pub fn emitters(core: Program, liquid: Option<LiquidProgram>) -> Vec<Emitter> {
    let mut emitters = vec![Emitter { name: "restaking", program: core, idl: &IDL }];
    emitters.extend(liquid.map(|liquid| Emitter {
        name: "liquid",
        program: Program::at(liquid.address()),
        idl: &LIQUID,
    }));
    emitters
}

/// The unix time of this machine.
pub fn machine_time() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64)
}

fn set(name: &str, value: impl ToString) -> Change {
    Change::any(
        "INSERT INTO facts (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        vec![name.into(), value.to_string().into()],
    )
}

/// A fact of the index; none before it is known.
pub fn fact(database: &mut Database, name: &str) -> Result<Option<String>> {
    let rows = database.rows("SELECT value FROM facts WHERE name = $1", &[name.into()])?;
    Ok(rows.first().map(|row| row[0].text().to_owned()))
}

/// Whether all of the programs' history up to the last pass is stored.
pub fn is_complete(database: &mut Database) -> Result<bool> {
    let holes =
        database.rows("SELECT program FROM spans GROUP BY program HAVING count(*) > 1 OR max(begun) = 0", &[])?;
    Ok(fact(database, "read_at")?.is_some() && holes.is_empty())
}

impl<'a> Indexer<'a> {
    /// The indexer of `emitters` on `chain`.
    ///
    /// # Errors
    /// If the database is of another cluster or other programs.
    pub fn new(
        chain: &'a dyn Chain,
        mut database: Database,
        emitters: Vec<Emitter>,
        told: &'a mut dyn Write,
    ) -> Result<Self> {
        let mut facts =
            vec![("format".to_owned(), FORMAT.to_owned()), ("genesis".to_owned(), chain.genesis()?.to_string())];
        facts
            .extend(emitters.iter().map(|each| (format!("program {}", each.name), each.program.address().to_string())));
        let mut changes = vec![];
        for (name, value) in facts {
            match fact(&mut database, &name)? {
                None => changes.push(set(&name, value)),
                Some(found) if found == value => {}
                Some(found) => refuse!("the database is of another index: its {name} is {found}, not {value}"),
            }
        }
        database.change(&changes)?;
        Ok(Self { chain, database, emitters, slot: 0, is_stale: true, told })
    }

    /// Stores all that the cluster has, and checks it.
    ///
    /// # Errors
    /// If the cluster cannot be read, or the database not be written. What is stored until then stays.
    pub fn pass(&mut self) -> Result<()> {
        let (time, slot) = self.chain.clock()?;
        // A node may read accounts ahead of the slot that it calls its own.
        self.slot = self.chain.reached()?.min(slot);
        for emitter in self.emitters.clone() {
            self.read_head(&emitter)?;
            while self.fill_hole(&emitter)? {}
        }
        gaps::check(self)?;
        let mut facts = vec![set("slot", slot), set("time", time), set("read_at", machine_time())];
        if !self.is_stale {
            // Without a transaction since, there is no account since.
            facts.push(set("accounts_slot", self.slot));
        }
        self.database.change(&facts)
    }

    /// Stores the addresses of all accounts, if there were transactions since they were stored.
    ///
    /// # Errors
    /// If the node lists no accounts, or the database cannot be written. What was stored before stays, with its slot.
    pub fn list(&mut self) -> Result<()> {
        if self.is_stale {
            let Listing { slot, programs } = Listing::read(self.chain, &self.emitters)?;
            self.database.change(&[set("accounts", programs), set("accounts_slot", slot)])?;
            self.is_stale = false;
        }
        Ok(())
    }

    /// Tries again to find what gaps were told of.
    ///
    /// # Errors
    /// Those of [`Self::pass`].
    pub fn retry_gaps(&mut self) -> Result<()> {
        gaps::retry(self)
    }

    /// How many events are stored, how many numbers are missing, and how many of them since a log was cut: no node has those.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub fn counts(&mut self) -> Result<[u64; 3]> {
        let events = self.database.rows("SELECT count(*) FROM events", &[])?;
        let gaps = self.database.rows("SELECT first, last, cut FROM gaps", &[])?;
        let sum = |gaps: &mut dyn Iterator<Item = &Vec<Value>>| {
            gaps.map(|gap| gap[1].unsigned() + 1 - gap[0].unsigned()).sum()
        };
        let cut = sum(&mut gaps.iter().filter(|gap| gap[2].int() == 1));
        Ok([events[0][0].unsigned(), sum(&mut gaps.iter()), cut])
    }

    /// The spans of a program, the newest first.
    fn spans(&mut self, emitter: &Emitter) -> Result<Vec<Span>> {
        let rows = self.database.rows(
            "SELECT newest, oldest, oldest_slot, begun FROM spans WHERE program = $1 ORDER BY newest_slot DESC, oldest_slot DESC",
            &[emitter.name.into()],
        )?;
        let span = |row: Vec<Value>| Span {
            newest: row[0].text().to_owned(),
            oldest: row[1].text().to_owned(),
            oldest_slot: row[2].unsigned(),
            begun: row[3].int() == 1,
        };
        Ok(rows.into_iter().map(span).collect())
    }

    /// Begins a span with the latest transactions, if there are new ones.
    fn read_head(&mut self, emitter: &Emitter) -> Result<()> {
        let spans = self.spans(emitter)?;
        let address = emitter.program.address();
        let until = spans.first().map(|span| span.newest.as_str());
        let page = self.chain.signatures(&address, None, until, self.slot)?;
        let Some(newest) = page.first() else { return Ok(()) };
        self.is_stale = true;
        let batch = &page[..page.len().min(BATCH)];
        let oldest = &batch[batch.len() - 1];
        let mut changes = self.stored(emitter, batch)?;
        changes.push(Change::one(
            "INSERT INTO spans (program, newest, newest_slot, oldest, oldest_slot, begun) VALUES ($1, $2, $3, $4, $5, 0)",
            vec![
                emitter.name.into(),
                newest.signature.as_str().into(),
                newest.slot.into(),
                oldest.signature.as_str().into(),
                oldest.slot.into(),
            ],
        ));
        self.database.change(&changes)
    }

    /// Reads a part of the latest hole of a program's history; gives whether there was one.
    fn fill_hole(&mut self, emitter: &Emitter) -> Result<bool> {
        let spans = self.spans(emitter)?;
        // Only the oldest span can be begun.
        let Some(place) = (0..spans.len()).find(|place| !spans[*place].begun) else { return Ok(false) };
        let (span, older) = (&spans[place], spans.get(place + 1));
        let address = emitter.program.address();
        let until = older.map(|older| older.newest.as_str());
        let page = self.chain.signatures(&address, Some(&span.oldest), until, self.slot)?;
        let mut at = span.clone();
        for batch in page.chunks(BATCH) {
            let oldest = &batch[batch.len() - 1];
            let mut changes = self.stored(emitter, batch)?;
            let next = Span { oldest: oldest.signature.clone(), oldest_slot: oldest.slot, ..at.clone() };
            changes.push(extended(emitter, &at, &next));
            self.database.change(&changes)?;
            at = next;
        }
        if !page.is_empty() {
            return Ok(true);
        }
        // Nothing is between the span and the older one, or nothing is older. But a node lists nothing either where it does not
        // know the transaction to list from.
        let oldest = Listed { signature: span.oldest.clone(), slot: span.oldest_slot, failed: false };
        self.chain.transactions(&[oldest])?;
        if older.is_none() && emitter.name == "restaking" {
            let first = self.database.rows("SELECT count(*) FROM events WHERE name = $1", &[FIRST_EVENT.into()])?;
            if first[0][0].unsigned() == 0 {
                refuse!(
                    "the node's history ends at slot {}, without the program's first event: use a node that has all of it",
                    span.oldest_slot
                );
            }
        }
        let changes = match older {
            None => vec![extended(emitter, &at, &Span { begun: true, ..at.clone() })],
            Some(older) => {
                let gone = Change::one(
                    "DELETE FROM spans WHERE program = $1 AND newest = $2 AND oldest = $3",
                    vec![emitter.name.into(), older.newest.as_str().into(), older.oldest.as_str().into()],
                );
                let (oldest, oldest_slot, begun) = (older.oldest.clone(), older.oldest_slot, older.begun);
                vec![gone, extended(emitter, &at, &Span { oldest, oldest_slot, begun, ..at.clone() })]
            }
        };
        self.database.change(&changes)?;
        Ok(true)
    }

    /// The changes that store the transactions of `batch` that did not fail.
    fn stored(&self, emitter: &Emitter, batch: &[Listed]) -> Result<Vec<Change>> {
        let landed: Vec<_> = batch.iter().filter(|listed| !listed.failed).cloned().collect();
        let past = self.chain.transactions(&landed)?;
        Ok(past.iter().flat_map(|past| record::of(emitter, past)).collect())
    }

    fn emitter(&self, name: &str) -> Result<Emitter> {
        let found = self.emitters.iter().find(|emitter| emitter.name == name);
        found.copied().ok_or_else(|| Error::new(format!("the database has events of {name}, which is not indexed now")))
    }

    fn tell(&mut self, line: &serde_json::Value) -> Result<()> {
        writeln!(self.told, "{line}")?;
        Ok(self.told.flush()?)
    }

    fn tell_gap(&mut self, account: &str, first: u64, last: u64, cut: bool) -> Result<()> {
        let missing = json!({ "account": account, "from": first.to_string(), "to": last.to_string(), "cut": cut });
        self.tell(&json!({ "missing": missing }))
    }
}

/// The change of a span from `at` to `next`, which fails where another process has changed it.
fn extended(emitter: &Emitter, at: &Span, next: &Span) -> Change {
    Change::one(
        "UPDATE spans SET oldest = $1, oldest_slot = $2, begun = $3 WHERE program = $4 AND newest = $5 AND oldest = $6",
        vec![
            next.oldest.as_str().into(),
            next.oldest_slot.into(),
            i64::from(next.begun).into(),
            emitter.name.into(),
            at.newest.as_str().into(),
            at.oldest.as_str().into(),
        ],
    )
}
