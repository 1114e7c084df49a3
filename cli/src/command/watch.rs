//! Events as they come: a vault's, a liquid pool's, or all.

use clap::Args;
use restaking_client::liquid::{LiquidProgram, Pool};
use restaking_client::{Program, Vault};
use serde_json::json;
use solana_program::pubkey::Pubkey;
use solana_pubsub_client::pubsub_client::PubsubClient;
use solana_rpc_client_types::config::{RpcTransactionLogsConfig, RpcTransactionLogsFilter};
use std::io::Write;
use std::sync::mpsc;
use std::time::Duration;

use super::watch_all::Everything;
use crate::accounts;
use crate::chain::Chain;
use crate::chain::is_cut;
use crate::chain::rpc::Rpc;
use crate::error::{Error, Result};
use crate::idl::{IDL, LIQUID, Node};
use crate::liquid;
use crate::redact::redact;
use crate::refuse;
use crate::time;
use crate::view::event;
use crate::view::text::Scale;

/// How long to wait before asking a cluster again that has hung up.
const AGAIN: Duration = Duration::from_secs(2);

/// Follows a vault's or a liquid pool's events, or all of the program and of liquid restaking.
#[derive(Args, Debug)]
pub struct Watch {
    /// The vault or the liquid pool
    #[arg(required_unless_present = "all")]
    vault: Option<Pubkey>,
    /// Follow all events of the program, and of liquid restaking
    #[arg(long, conflicts_with_all = ["vault", "from"])]
    all: bool,
    /// Begin with the event of this number [default: the next one]
    #[arg(long, value_name = "NUMBER")]
    from: Option<u64>,
    /// End after all past events
    #[arg(long)]
    once: bool,
}

impl Watch {
    /// Follows until it is interrupted: a line an event, in JSON if `json`. What was missed while the cluster hung up is told from
    /// its history, by the events' numbers.
    pub fn run(
        self,
        rpc: &Rpc,
        liquid: Option<LiquidProgram>,
        socket: &str,
        json: bool,
        out: &mut dyn Write,
    ) -> Result<()> {
        let Some(address) = self.vault else {
            if liquid.is_none() {
                eprintln!("events of liquid restaking are left out: name its program with --liquid-id");
            }
            if self.once {
                return Everything::past(rpc, liquid, json).conclude(rpc, out);
            }
            let mut all = Everything::coming(rpc, liquid, json)?;
            return follow(rpc, socket, &all.programs(), &mut |news| match news {
                News::Connected => all.catch_up(rpc, out),
                News::Logs(program, logs, signature) => match all.take(rpc, program, (logs, signature), out)? {
                    true => all.catch_up(rpc, out),
                    false => Ok(()),
                },
            });
        };
        let mut follower = Follower::of(rpc, liquid, address, self.from, json)?;
        if self.once {
            return follower.conclude(rpc, out);
        }
        follow(rpc, socket, &[address], &mut |news| match news {
            News::Connected => follower.catch_up(rpc, out).map(drop),
            News::Logs(_, logs, signature) => match follower.take(logs, signature, out)? || is_cut(logs) {
                true => follower.catch_up(rpc, out).map(drop),
                false => Ok(()),
            },
        })
    }
}

/// What a subscription brings.
enum News<'a> {
    /// It has begun: what came before it is in the history.
    Connected,
    /// The log of a transaction that mentions an address, and its signature.
    Logs(&'a Pubkey, &'a [String], &'a str),
}

/// Tells `told` of the transactions that mention one of `addresses`, and subscribes to all again whenever the cluster hangs up on one.
fn follow(rpc: &Rpc, socket: &str, addresses: &[Pubkey], told: &mut dyn FnMut(News) -> Result<()>) -> Result<()> {
    loop {
        // First the subscriptions, then the history: so nothing falls between the two.
        let (sender, news) = mpsc::channel();
        let mut subscriptions = vec![];
        for address in addresses {
            // A node takes one address a subscription.
            let filter = RpcTransactionLogsFilter::Mentions(vec![address.to_string()]);
            let config = RpcTransactionLogsConfig { commitment: Some(rpc.client.commitment()) };
            let (subscription, lines) = match PubsubClient::logs_subscribe(socket, filter, config) {
                Ok(subscribed) => subscribed,
                Err(error) => {
                    let (socket, error) = (redact(socket), redact(&error.to_string()));
                    return Err(Error::new(format!("{socket} takes no subscription: {error}")));
                }
            };
            subscriptions.push(subscription);
            let (sender, address) = (sender.clone(), *address);
            std::thread::spawn(move || {
                while let Ok(line) = lines.recv() {
                    if sender.send(Some((address, line))).is_err() {
                        return;
                    }
                }
                // It has hung up; the receiver may be gone as well.
                drop(sender.send(None));
            });
        }
        told(News::Connected)?;
        while let Ok(Some((address, line))) = news.recv() {
            if line.value.err.is_none() {
                told(News::Logs(&address, &line.value.logs, &line.value.signature))?;
            }
        }
        eprintln!("{} has hung up; asking again", redact(socket));
        std::thread::sleep(AGAIN);
    }
}

/// What emits events that are followed.
#[derive(Clone, Copy, Debug)]
enum Emitter {
    /// A vault, by the core.
    Vault(Program),
    /// A liquid pool.
    Pool(LiquidProgram),
}

impl Emitter {
    /// How many events the account at `address` has emitted.
    fn events(self, chain: &dyn Chain, address: &Pubkey) -> Result<u64> {
        Ok(match self {
            Self::Vault(_) => accounts::load::<Vault>(chain, address)?.events,
            Self::Pool(program) => liquid::load::<Pool>(chain, program, address)?.events,
        })
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Vault(_) => "vault",
            Self::Pool(_) => "pool",
        }
    }
}

/// What has been told of a vault's or a pool's events, and what comes next.
pub struct Follower {
    emitter: Emitter,
    vault: Pubkey,
    decimals: u8,
    next: u64,
    json: bool,
    /// The last transaction of which all events were told.
    told: Option<String>,
    /// How many events could not be told.
    missed: u64,
}

impl Follower {
    /// Nothing told yet; event `next` is the first to tell.
    pub fn new(program: Program, vault: Pubkey, decimals: u8, next: u64, json: bool) -> Self {
        Self { emitter: Emitter::Vault(program), vault, decimals, next, json, told: None, missed: 0 }
    }

    /// The same of the vault or the liquid pool at `address`, from event `from` on, or the next one.
    ///
    /// # Errors
    /// If it is neither.
    pub fn of(
        chain: &dyn Chain,
        program: Option<LiquidProgram>,
        address: Pubkey,
        from: Option<u64>,
        json: bool,
    ) -> Result<Self> {
        let owner = chain.account(&address)?.map(|account| account.owner);
        let (emitter, decimals, events) = match program.filter(|program| Some(**program) == owner) {
            // Stake pools' tokens have the decimals of SOL.
            Some(program) => (Emitter::Pool(program), 9, liquid::load::<Pool>(chain, program, &address)?.events),
            None => {
                let vault: Vault = accounts::load(chain, &address)?;
                (Emitter::Vault(chain.program()), vault.decimals, vault.events)
            }
        };
        let next = from.unwrap_or(events.saturating_add(1));
        Ok(Self { emitter, vault: address, decimals, next, json, told: None, missed: 0 })
    }

    /// Tells the vault's events in `logs`, and gives whether one before them was missed: then nothing of them is told, for
    /// [`Follower::catch_up`] to tell all in order.
    pub fn take(&mut self, logs: &[String], signature: &str, out: &mut dyn Write) -> Result<bool> {
        let events = self.events(logs);
        if events.first().is_some_and(|(number, _)| *number > self.next) {
            return Ok(true);
        }
        let next = self.next;
        for (number, event) in events.into_iter().filter(|(number, _)| *number >= next) {
            self.tell(number, &event, signature, out)?;
            self.next = number + 1;
        }
        self.told = Some(signature.to_owned());
        Ok(false)
    }

    /// Tells what the history has that was not told; gives how many events the vault has had.
    pub fn catch_up(&mut self, chain: &dyn Chain, out: &mut dyn Write) -> Result<u64> {
        // Where the first to tell is the next to come, nothing can have been missed.
        let events = self.emitter.events(chain, &self.vault)?;
        if events < self.next {
            return Ok(events);
        }
        let (mut found, mut cut, mut latest) = (vec![], false, None);
        chain.history(&self.vault, self.told.as_deref(), 0, &mut |transaction| {
            latest.get_or_insert_with(|| transaction.signature.clone());
            cut |= is_cut(&transaction.logs);
            let events = self.events(&transaction.logs).into_iter();
            found.extend(events.map(|(number, event)| (number, event, transaction.signature.clone())));
        })?;
        // A slot's transactions come in no order.
        found.sort_by_key(|(number, ..)| *number);
        let next = self.next;
        for (number, event, signature) in found.into_iter().filter(|(number, ..)| *number >= next) {
            if number > self.next {
                self.skip(number, cut, out)?;
            }
            self.tell(number, &event, &signature, out)?;
            self.next = number + 1;
        }
        // The history may lag behind the vault, but what was cut never comes.
        if cut && events >= self.next {
            self.skip(events + 1, cut, out)?;
        }
        self.told = latest.or(self.told.take());
        Ok(events)
    }

    /// Shows all events up to now.
    ///
    /// # Errors
    /// If events are missing.
    pub fn conclude(&mut self, chain: &dyn Chain, out: &mut dyn Write) -> Result<()> {
        let events = self.catch_up(chain, out)?;
        if events >= self.next {
            self.skip(events + 1, false, out)?;
        }
        if self.missed > 0 {
            refuse!(
                "{} events of {} {} could not be read: `restake show {}` has its books as they are now",
                self.missed,
                self.emitter.noun(),
                self.vault,
                self.vault
            );
        }
        Ok(())
    }

    /// The vault's events in `logs`, with their numbers.
    fn events(&self, logs: &[String]) -> Vec<(u64, Node)> {
        let (program, idl) = match self.emitter {
            Emitter::Vault(program) => (program, &*IDL),
            Emitter::Pool(program) => (Program::at(program.address()), &*LIQUID),
        };
        let events = program.event_bytes(logs);
        let events = events.iter().filter_map(|bytes| idl.event(bytes));
        let ours = events.filter(|event| {
            event.fields().first().is_some_and(|(name, _)| ["vault", "governed", "pool"].contains(&name.as_str()))
        });
        let ours =
            ours.filter(|event| matches!(&event.fields()[0].1, Node::Address(address) if *address == self.vault));
        ours.filter_map(|event| Some((event.figure("number")?, event))).collect()
    }

    /// Tells that the events from the next one up to and without `number` cannot be told, and goes on there.
    fn skip(&mut self, number: u64, cut: bool, out: &mut dyn Write) -> Result<()> {
        let (from, to) = (self.next, number - 1);
        if self.json {
            writeln!(out, "{}", json!({ "missing": { "from": from.to_string(), "to": to.to_string() } }))?;
        } else {
            let why = if cut { "were cut out of a transaction's log" } else { "are not in the cluster's history" };
            writeln!(out, "events {from} to {to} {why}")?;
        }
        (self.missed, self.next) = (self.missed + (number - from), number);
        Ok(out.flush()?)
    }

    fn tell(&self, number: u64, event: &Node, signature: &str, out: &mut dyn Write) -> Result<()> {
        let at = match event.field("time") {
            Some(Node::Signed(time)) => *time,
            _ => 0,
        };
        let is_liquid = matches!(self.emitter, Emitter::Pool(_));
        let scale = Scale { vault: Some(self.decimals), reward: None, now: at, is_liquid };
        if self.json {
            let line = json!({
                "number": number.to_string(), "name": event.name(), "signature": signature, "data": event.json(),
            });
            writeln!(out, "{line}")?;
        } else {
            writeln!(out, "{}  #{number}  {}", time::utc(at), event::sentence(event, &scale))?;
        }
        Ok(out.flush()?)
    }
}
