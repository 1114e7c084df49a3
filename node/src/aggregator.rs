//! The aggregator: it packs the votes that it was sent into transactions, and sees that they land. One bad vote stops no other.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ncn_kit::packing::Signed;
use restake_cli::accounts;
use restake_cli::error::Result;
use restaking_client::{KeyKind, OperatorKey, transaction};
use solana_program::pubkey::Pubkey;

use crate::collector::{CLAIM_LIFE, Collector, Key};
use crate::context::{Context, Tick};
use crate::outbox::{End, Outbox};
use crate::service::{Height, Round, Window};
use crate::wire::{Answer, Request};

/// The role's name in the log, the metrics and the state.
pub const ROLE: &str = "aggregator";

/// How far apart the registered keys are read.
const KEYS_EVERY: Duration = Duration::from_secs(30);

/// How far apart, where a key was not known.
const KEYS_SOON: Duration = Duration::from_secs(5);

/// For how long a vote that was refused alone is left out: its reason may pass.
const REFUSED_FOR: Duration = Duration::from_secs(10);

/// Figures of an aggregator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The most votes of a transaction.
    pub batch: usize,
    /// For how long a vote waits for others to share its transaction.
    pub gather: Duration,
    /// Nothing waits once so many seconds of the window are left.
    pub hurry_seconds: i64,
    /// How far apart a round is read.
    pub look: Duration,
}

/// An aggregator at work.
pub struct Aggregator {
    collector: Arc<Mutex<Collector>>,
    terms: Terms,
    outbox: Outbox,
    keys_read: Option<Duration>,
    rounds: BTreeMap<Height, (Round, Duration)>,
    /// The most votes of a transaction with this one: halved each time that one with it was refused.
    most: HashMap<(Height, [u8; 32]), usize>,
    /// Votes that were refused alone, and since when.
    refused: HashMap<(Height, [u8; 32]), Duration>,
    lowest: BTreeMap<u8, u64>,
}

/// The work of a transaction, as the outbox keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Batch {
    at: Height,
    keys: Vec<[u8; 32]>,
}

impl Batch {
    fn text(&self) -> String {
        let keys = self.keys.iter().map(|key| format!(" {}", Pubkey::from(*key)));
        format!("{} {}{}", self.at.kind, self.at.number, keys.collect::<String>())
    }

    fn read(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let at = Height { kind: words.next()?.parse().ok()?, number: words.next()?.parse().ok()? };
        let keys: Option<Vec<[u8; 32]>> = words.map(|word| Some(word.parse::<Pubkey>().ok()?.to_bytes())).collect();
        Some(Self { at, keys: keys? })
    }
}

impl Aggregator {
    /// An aggregator that begins, with the votes that an earlier process received.
    ///
    /// # Errors
    /// If the state or the keys cannot be read.
    pub fn new(context: &Context, terms: Terms, outbox: Outbox, tick: Tick) -> Result<Self> {
        let service = context.service.clone();
        let mut collector = Collector::new(service.ncn(), context.domain, move |content| service.admits(content));
        collector.set_now(tick.now, tick.uptime);
        let mut aggregator = Self {
            collector: Arc::new(Mutex::new(collector)),
            terms,
            outbox,
            keys_read: None,
            rounds: BTreeMap::new(),
            most: HashMap::new(),
            refused: HashMap::new(),
            lowest: BTreeMap::new(),
        };
        aggregator.read_keys(context, tick)?;
        let windows = context.service.windows(&*context.link, tick.now)?;
        let (votes, claims) = {
            let store = context.store();
            (store.votes()?, store.claims()?)
        };
        let mut collector = aggregator.collector();
        collector.set_windows(&windows);
        for vote in votes {
            // Votes of windows that have closed are refused.
            let _ = collector.receive(Request::Vote(vote), tick.uptime);
        }
        claims.into_iter().for_each(|claim| collector.restore(claim));
        drop(collector);
        Ok(aggregator)
    }

    /// Answers requests: from any thread, while the aggregator works.
    pub fn answerer(&self, context: &Context) -> impl Fn(Request, Duration) -> Answer + Send + Sync + 'static {
        let (collector, metrics) = (self.collector.clone(), context.metrics.clone());
        move |request, uptime| {
            let is_vote = matches!(request, Request::Vote(_));
            let answer = collector.lock().unwrap_or_else(PoisonError::into_inner).receive(request, uptime);
            if is_vote {
                let result = match answer {
                    Answer::Kept => "kept",
                    Answer::OtherVote(_) => "conflicting",
                    Answer::Refused(_) | Answer::Claims(_) => "refused",
                };
                metrics.votes_received_total.with_label_values(&[result]).inc();
            }
            answer
        }
    }

    fn collector(&self) -> MutexGuard<'_, Collector> {
        self.collector.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One step of its work.
    ///
    /// # Errors
    /// If a node or the state failed: the next step tries again.
    pub fn step(&mut self, context: &Context, tick: Tick) -> Result<()> {
        self.collector().set_now(tick.now, tick.uptime);
        self.keep(context, tick)?;
        let since = self.keys_read.map_or(Duration::MAX, |read| tick.uptime.saturating_sub(read));
        if since >= KEYS_EVERY || since >= KEYS_SOON && self.collector().saw_stranger {
            self.read_keys(context, tick)?;
        }
        let windows = context.service.windows(&*context.link, tick.now)?;
        self.set_windows(context, &windows)?;
        for (work, end) in self.outbox.poll(context, tick)? {
            self.note_end(context, &work, end, tick);
        }
        // An error of one height is no reason to leave the others.
        let mut failure = None;
        for window in &windows {
            failure = self.carry(context, window, tick).err().or(failure);
        }
        context.metrics.votes_held.with_label_values(&[] as &[&str]).set(self.collector().held() as i64);
        failure.map_or(Ok(()), Err)
    }

    /// Writes what was received to the state.
    fn keep(&mut self, context: &Context, tick: Tick) -> Result<()> {
        let fresh = self.collector().take_fresh();
        for each in &fresh.evidence {
            context.log.warn(ROLE, format!("Operator {} signed two votes for {}", each.operator, each.at));
        }
        let kept = context.store().keep(&fresh, tick.now.saturating_sub_unsigned(CLAIM_LIFE.as_secs()));
        if kept.is_err() {
            self.collector().give_back(fresh);
        }
        kept
    }

    fn read_keys(&mut self, context: &Context, tick: Tick) -> Result<()> {
        let ncn = context.service.ncn();
        let all: Vec<(Pubkey, OperatorKey)> = accounts::all(&*context.link, &[("ncn", &ncn)])?;
        let keys = all.iter().filter(|(_, account)| account.kind == KeyKind::Ed25519);
        self.collector().set_keys(keys.map(|(_, account)| (account.key, Key::from(account))).collect());
        self.keys_read = Some(tick.uptime);
        Ok(())
    }

    fn set_windows(&mut self, context: &Context, windows: &[Window]) -> Result<()> {
        self.collector().set_windows(windows);
        let is_open = |at: &Height| windows.iter().any(|window| window.at == *at);
        self.rounds.retain(|at, _| is_open(at));
        self.most.retain(|(at, _), _| is_open(at));
        self.refused.retain(|(at, _), _| is_open(at));
        let mut lowest: BTreeMap<u8, u64> = BTreeMap::new();
        for window in windows {
            let number = lowest.entry(window.at.kind).or_insert(window.at.number);
            *number = window.at.number.min(*number);
        }
        for (kind, number) in &lowest {
            if self.lowest.get(kind) != Some(number) {
                context.store().forget_below(*kind, *number)?;
            }
        }
        self.lowest = lowest;
        Ok(())
    }

    /// Sends the votes of a height that the chain lacks.
    fn carry(&mut self, context: &Context, window: &Window, tick: Tick) -> Result<()> {
        let at = window.at;
        let is_idle = {
            let collector = self.collector();
            // A round that was read is read again: its table may be another one until the first vote.
            collector.votes(at).next().is_none() && !collector.knows_round(at)
        };
        if is_idle {
            return Ok(());
        }
        let is_known = |(_, read): &(Round, Duration)| tick.uptime.saturating_sub(*read) < self.terms.look;
        if !self.rounds.get(&at).is_some_and(is_known) {
            let round = context.service.round(&*context.link, at)?;
            self.collector().set_round(at, &round);
            self.rounds.insert(at, (round, tick.uptime));
        }
        let Some((round, _)) = self.rounds.get(&at) else { return Ok(()) };
        if round.is_final {
            return Ok(());
        }
        let on_their_way: BTreeSet<[u8; 32]> = self
            .outbox
            .works()
            .filter_map(Batch::read)
            .filter(|batch| batch.at == at)
            .flat_map(|batch| batch.keys)
            .collect();
        let mut oldest = Duration::ZERO;
        let mut missing: Vec<Signed> = vec![];
        for (operator, kept) in self.collector().votes(at) {
            let key = kept.vote.key;
            let is_refused =
                self.refused.get(&(at, key)).is_some_and(|since| tick.uptime.saturating_sub(*since) < REFUSED_FOR);
            if !round.reported.contains(operator) && !on_their_way.contains(&key) && !is_refused {
                oldest = oldest.max(tick.uptime.saturating_sub(kept.at));
                missing.push(kept.vote.clone());
            }
        }
        let is_urgent = tick.now >= window.closes_at.saturating_sub(self.terms.hurry_seconds);
        if missing.is_empty() || missing.len() < self.terms.batch && oldest < self.terms.gather && !is_urgent {
            return Ok(());
        }
        let round = round.clone();
        self.send(context, at, &round, missing, tick)
    }

    /// Sends votes in as few transactions as there can be, equal messages together.
    fn send(&mut self, context: &Context, at: Height, round: &Round, missing: Vec<Signed>, tick: Tick) -> Result<()> {
        let mut by_most: BTreeMap<usize, Vec<Signed>> = BTreeMap::new();
        for vote in missing {
            let most = self.most.get(&(at, vote.key)).copied().unwrap_or(self.terms.batch);
            by_most.entry(most).or_default().push(vote);
        }
        let mut price = None;
        for (most, mut votes) in by_most {
            votes.sort_by(|one, other| one.message.cmp(&other.message).then(one.key.cmp(&other.key)));
            let report = |part: &[Signed]| context.service.report(&*context.link, at, round, part);
            let parts = loop {
                // The service's instructions may not take one of them, for a reason of their own: it stops no other.
                let Some(instructions) = votes.first().map(|first| report(std::slice::from_ref(first))) else {
                    break vec![];
                };
                let unfit = match instructions {
                    Err(_) => 0,
                    Ok(instructions) => {
                        let price = match price {
                            Some(price) => price,
                            None => *price.insert(self.outbox.price(&*context.link, &instructions)?),
                        };
                        let parts = transaction::parts(votes.len(), |range| {
                            range.len() <= most
                                && report(&votes[range])
                                    .is_ok_and(|instructions| self.outbox.fits(&instructions, price))
                        });
                        match parts {
                            Ok(parts) => break parts,
                            Err(place) => place,
                        }
                    }
                };
                let vote = votes.remove(unfit);
                self.refused.insert((at, vote.key), tick.uptime);
                let key = Pubkey::from(vote.key);
                context.log.warn(ROLE, format!("Vote of key {key} for {at} fits in no transaction"));
            };
            for range in parts {
                let part = &votes[range];
                let work = Batch { at, keys: part.iter().map(|vote| vote.key).collect() }.text();
                let price = price.unwrap_or_default();
                if let Some(end) = self.outbox.send(context, tick, &work, (&report(part)?, price))? {
                    self.note_end(context, &work, end, tick);
                }
            }
        }
        Ok(())
    }

    fn note_end(&mut self, context: &Context, work: &str, end: End, tick: Tick) {
        let Some(batch) = Batch::read(work) else { return };
        // What the chain has now is read anew.
        self.rounds.remove(&batch.at);
        match end {
            End::Landed => {
                context.log.info(ROLE, format!("{} votes for {} are on the chain", batch.keys.len(), batch.at));
            }
            End::Failed(why) => {
                context.log.warn(ROLE, format!("{} votes for {} are sent again: {why}", batch.keys.len(), batch.at));
            }
            End::Refused(why) if batch.keys.len() > 1 => {
                for key in &batch.keys {
                    self.most.insert((batch.at, *key), batch.keys.len() / 2);
                }
                context.log.warn(ROLE, format!("{} votes for {} are divided: {why}", batch.keys.len(), batch.at));
            }
            End::Refused(why) => {
                for key in &batch.keys {
                    self.refused.insert((batch.at, *key), tick.uptime);
                    let key = Pubkey::from(*key);
                    context.log.warn(ROLE, format!("Vote of key {key} for {} was refused: {why}", batch.at));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_read_as_it_was_written() {
        let batch = Batch { at: Height { kind: 3, number: u64::MAX }, keys: vec![[1; 32], [255; 32]] };
        assert_eq!(Batch::read(&batch.text()), Some(batch));
        for wrong in ["", "3", "3 x", "3 4 key", "256 4"] {
            assert_eq!(Batch::read(wrong), None, "{wrong}");
        }
    }
}
