//! All events of the core and of liquid restaking as they come.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::Write;

use restaking_client::Program;
use restaking_client::liquid::LiquidProgram;
use serde_json::json;
use solana_program::pubkey::Pubkey;

use crate::chain::Chain;
use crate::chain::is_cut;
use crate::error::Result;
use crate::idl::{IDL, Idl, LIQUID, Node};
use crate::indexer::record::closes;
use crate::refuse;
use crate::time;
use crate::view::event;
use crate::view::facts::{Reader, node_of};
use crate::view::text::Scale;

/// The decimals of SOL and of every LRT.
const SOL: u8 = 9;

/// How many transactions are remembered as told: those that a second subscription may still bring.
const REMEMBERED: usize = 1_000;

/// What has been told of all events, each once and with its number among those of its account.
pub struct Everything {
    json: bool,
    /// The programs that emit, with their interfaces.
    programs: Vec<(Program, &'static Idl)>,
    /// The last transaction of each program of which all events were told.
    told: BTreeMap<Pubkey, String>,
    /// The latest transactions told. One that mentions both programs comes by two subscriptions.
    recent: Recent,
    /// The programs of which all of the past is told: the first event of their accounts has number 1.
    from_the_start: BTreeSet<Pubkey>,
    /// The number of the last event of each account.
    numbers: BTreeMap<Pubkey, u64>,
    scales: BTreeMap<Pubkey, Scale>,
    /// How many events could not be told.
    missed: u64,
}

/// An event and the account that it is one of.
struct Told {
    program: Pubkey,
    account: Option<Pubkey>,
    /// None for an event that is the only one of its account.
    number: Option<u64>,
    /// The interface that it is of.
    idl: &'static Idl,
    /// Not decoded: a whole history of them is held.
    bytes: Vec<u8>,
}

impl Everything {
    /// Tells all events from the first on.
    pub fn past(chain: &dyn Chain, liquid: Option<LiquidProgram>, json: bool) -> Self {
        let (told, recent, numbers, scales) = Default::default();
        let liquid = liquid.map(|liquid| (Program::at(liquid.address()), &*LIQUID));
        let programs: Vec<_> = [(chain.program(), &*IDL)].into_iter().chain(liquid).collect();
        let from_the_start = programs.iter().map(|(program, _)| **program).collect();
        Self { json, programs, told, recent, from_the_start, numbers, scales, missed: 0 }
    }

    /// The addresses of the programs that emit.
    pub fn programs(&self) -> Vec<Pubkey> {
        self.programs.iter().map(|(program, _)| **program).collect()
    }

    /// The last transaction of `program` of which all events were told.
    pub fn told_up_to(&self, program: &Pubkey) -> Option<&str> {
        self.told.get(program).map(String::as_str)
    }

    /// Tells the events from now on.
    ///
    /// # Errors
    /// If the chain cannot be read.
    pub fn coming(chain: &dyn Chain, liquid: Option<LiquidProgram>, json: bool) -> Result<Self> {
        let mut all = Self::past(chain, liquid, json);
        for program in all.programs() {
            all.told.extend(chain.latest(&program)?.map(|latest| (program, latest)));
        }
        // Of programs without transactions all are to come.
        let told = &all.told;
        all.from_the_start.retain(|program| !told.contains_key(program));
        Ok(all)
    }

    /// Tells the events in `logs` of a transaction that mentions `program`, and gives whether one before them was missed: then nothing of them is told, for
    /// [`Everything::catch_up`] to tell all in order.
    pub fn take(
        &mut self,
        chain: &dyn Chain,
        program: &Pubkey,
        (logs, signature): (&[String], &str),
        out: &mut dyn Write,
    ) -> Result<bool> {
        if let Some(by) = self.recent.of(signature) {
            // What the history told is behind the last transaction told.
            if by == By::Subscription {
                self.told.insert(*program, signature.to_owned());
            }
            return Ok(false);
        }
        let events = self.events(logs);
        // The first of each account alone can follow one that was missed: a transaction's log has all of its own.
        let mut seen = BTreeSet::new();
        let mut first = events.iter().filter(|told| told.number.is_some() && seen.insert(told.account));
        if is_cut(logs) || first.any(|told| self.gap(told).is_some()) {
            return Ok(true);
        }
        for told in events {
            self.tell(chain, &told, signature, out)?;
        }
        self.told.insert(*program, signature.to_owned());
        self.recent.remember(signature, By::Subscription);
        Ok(false)
    }

    /// Tells what the history has that was not told.
    ///
    /// # Errors
    /// If the chain cannot be read.
    pub fn catch_up(&mut self, chain: &dyn Chain, out: &mut dyn Write) -> Result<()> {
        let (mut found, mut cut, mut read, mut seen) = (vec![], vec![], vec![], BTreeSet::new());
        for program in self.programs() {
            let mut latest = None;
            chain.history(&program, self.told.get(&program).map(String::as_str), 0, &mut |transaction| {
                latest.get_or_insert_with(|| transaction.signature.clone());
                // A transaction may mention both programs, and was told where only one of them brought it.
                if self.recent.of(&transaction.signature).is_some() || !seen.insert(transaction.signature.clone()) {
                    return;
                }
                read.push(transaction.signature.clone());
                if is_cut(&transaction.logs) {
                    cut.push(transaction.signature.clone());
                }
                // The latest first, as the transactions come.
                let events = self.events(&transaction.logs).into_iter().rev();
                found.extend(events.map(|told| (transaction.slot, told, transaction.signature.clone())));
            })?;
            self.told.extend(latest.map(|latest| (program, latest)));
        }
        for signature in cut.iter().rev() {
            eprintln!("the log of transaction {signature} was cut: some of its events are missing");
        }
        found.reverse();
        // A slot's transactions come in no order.
        found.sort_by_key(|(slot, told, _)| (*slot, told.account, told.number));
        for (_, told, signature) in &found {
            if let (Some(account), Some((from, to))) = (told.account, self.gap(told)) {
                self.skip(&account, from, to, out)?;
            }
            self.tell(chain, told, signature, out)?;
        }
        // The latest come first, and are the last to be forgotten.
        read.truncate(REMEMBERED);
        read.iter().rev().for_each(|signature| self.recent.remember(signature, By::History));
        Ok(())
    }

    /// Tells all of the past.
    ///
    /// # Errors
    /// If events are missing.
    pub fn conclude(&mut self, chain: &dyn Chain, out: &mut dyn Write) -> Result<()> {
        self.catch_up(chain, out)?;
        if self.missed > 0 {
            refuse!("{} events are not in the cluster's history", self.missed);
        }
        Ok(())
    }

    /// The numbers that are missing before an event.
    fn gap(&self, told: &Told) -> Option<(u64, u64)> {
        let before = match self.numbers.get(&told.account?) {
            Some(before) => *before,
            None if self.from_the_start.contains(&told.program) => 0,
            None => return None,
        };
        let number = told.number?;
        (number > before + 1).then(|| (before + 1, number - 1))
    }

    fn skip(&mut self, account: &Pubkey, from: u64, to: u64, out: &mut dyn Write) -> Result<()> {
        if self.json {
            let missing = json!({ "account": account.to_string(), "from": from.to_string(), "to": to.to_string() });
            writeln!(out, "{}", json!({ "missing": missing }))?;
        } else {
            writeln!(out, "events {from} to {to} of {account} are not in the cluster's history")?;
        }
        self.missed += to - from + 1;
        Ok(())
    }

    fn tell(&mut self, chain: &dyn Chain, told: &Told, signature: &str, out: &mut dyn Write) -> Result<()> {
        let Some(event) = told.idl.event(&told.bytes) else { return Ok(()) };
        if let (Some(account), Some(number)) = (told.account, told.number) {
            if self.numbers.get(&account).is_some_and(|before| number <= *before) {
                return Ok(());
            }
            // An account that is opened again at the address numbers its events from 1.
            self.numbers.insert(account, if closes(&event) { 0 } else { number });
        }
        let account = told.account.map(|account| account.to_string());
        if self.json {
            let line = json!({
                "account": account, "number": told.number.map(|number| number.to_string()),
                "name": event.name(), "signature": signature, "data": event.json(),
            });
            writeln!(out, "{line}")?;
            return Ok(out.flush()?);
        }
        let at = match event.field("time") {
            Some(Node::Signed(time)) => *time,
            _ => 0,
        };
        let scale = Scale { now: at, ..self.scale(chain, told, &event)? };
        let number = told.number.map_or_else(String::new, |number| format!("  #{number}"));
        let account = account.unwrap_or_default();
        writeln!(out, "{}  {account}{number}  {}", time::utc(at), event::sentence(&event, &scale))?;
        Ok(out.flush()?)
    }

    /// The programs' events in `logs`. Each begins with its account, and its number follows.
    fn events(&self, logs: &[String]) -> Vec<Told> {
        let told = |program: Pubkey, idl: &'static Idl, bytes: Vec<u8>| {
            let event = idl.event(&bytes)?;
            let account = event.fields().first().and_then(|(name, _)| event.address(name));
            Some(Told { program, account, number: event.figure("number"), idl, bytes })
        };
        let each = self.programs.iter().map(|(program, idl)| (**program, program.event_bytes(logs), *idl));
        each.flat_map(|(program, events, idl)| events.into_iter().filter_map(move |bytes| told(program, idl, bytes)))
            .collect()
    }

    /// The scale of an event's figures: that of its account, or of the vault that it names where the account is closed.
    fn scale(&mut self, chain: &dyn Chain, told: &Told, event: &Node) -> Result<Scale> {
        if std::ptr::eq(told.idl, &*LIQUID) {
            // The values and the shares of pools have the decimals of SOL.
            return Ok(Scale { vault: Some(SOL), is_liquid: true, ..Scale::default() });
        }
        let account = told.account;
        let known = account.and_then(|account| self.scales.get(&account));
        if let Some(scale) = known {
            return Ok(*scale);
        }
        let reader = Reader::new(chain)?;
        for address in account.into_iter().chain(event.address("vault")) {
            let Some(found) = reader.account(&address)? else { continue };
            if let Ok(node) = node_of(&chain.program(), &address, &found) {
                let scale = reader.scale(&node)?;
                self.scales.insert(address, scale);
                return Ok(scale);
            }
        }
        Ok(Scale::default())
    }
}

/// What brought a transaction.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Subscription,
    History,
}

/// The latest transactions told, by their signatures.
#[derive(Default)]
struct Recent {
    order: VecDeque<String>,
    by: BTreeMap<String, By>,
}

impl Recent {
    /// What brought the transaction; none for one that is not remembered.
    fn of(&self, signature: &str) -> Option<By> {
        self.by.get(signature).copied()
    }

    fn remember(&mut self, signature: &str, by: By) {
        if self.by.insert(signature.to_owned(), by).is_some() {
            return;
        }
        self.order.push_back(signature.to_owned());
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.by.remove(&oldest);
        }
    }
}
