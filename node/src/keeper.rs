//! The keeper: it does what anyone may send.

use std::collections::HashMap;
use std::time::Duration;

use restake_cli::chain::Chain;
use restake_cli::error::{Error, Result};
use restake_cli::session::{Options, Session};
use restake_cli::signer::Party;
use restaking_client::oracle::OracleProgram;
use solana_keypair::Keypair;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use crate::books;
use crate::context::{Context, Tick};
use crate::service::Chore;
use crate::upkeep;

/// The role's name in the log, the metrics and the state.
pub const ROLE: &str = "keeper";

/// The pauses after a chore failed: the first, and the longest. Each is twice the one before.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(1_800);

/// How far apart owed fees are looked for: each collection costs a transaction.
const FEES_EVERY: Duration = Duration::from_secs(86_400);

/// The most chores that are remembered as failed.
const MOST_REMEMBERED: usize = 10_000;

/// Figures of a keeper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// How far apart chores of the service are looked for.
    pub every: Duration,
    /// How far apart chores of the core are looked for.
    pub core_every: Duration,
    /// Nothing is sent while the payer has less, in lamports.
    pub reserve_lamports: u64,
    /// The price of a compute unit in millionths of a lamport; what others lately paid, where it is none.
    pub price: Option<u64>,
    /// The most lamports of a transaction's priority fee.
    pub most_lamports: u64,
    /// Only submits evidence of two votes: an aggregator's, in a process without a keeper.
    pub only_evidence: bool,
}

/// A keeper at work.
pub struct Keeper {
    payer: Keypair,
    oracle: Option<OracleProgram>,
    terms: Terms,
    looked: [Option<Duration>; 3],
    failed: HashMap<String, (Duration, Duration)>,
    is_ending: Box<dyn Fn() -> bool + Send>,
}

impl Keeper {
    /// A keeper that `payer` pays for. Between two chores it looks whether the process `is_ending`.
    pub fn new(
        payer: Keypair,
        oracle: Option<OracleProgram>,
        terms: Terms,
        is_ending: impl Fn() -> bool + Send + 'static,
    ) -> Self {
        Self { payer, oracle, terms, looked: [None; 3], failed: HashMap::new(), is_ending: Box::new(is_ending) }
    }

    /// One step of its work.
    ///
    /// # Errors
    /// If a node or the state failed: the next step tries again.
    pub fn step(&mut self, context: &Context, tick: Tick) -> Result<()> {
        let is_due =
            |last: Option<Duration>, every: Duration| last.is_none_or(|last| tick.uptime.saturating_sub(last) >= every);
        let of_service = !self.terms.only_evidence && is_due(self.looked[0], self.terms.every);
        let of_core = is_due(self.looked[1], self.terms.core_every);
        let of_fees = !self.terms.only_evidence && of_core && is_due(self.looked[2], FEES_EVERY);
        if !of_service && !of_core {
            return Ok(());
        }
        if of_service {
            self.looked[0] = Some(tick.uptime);
        }
        if of_core {
            self.looked[1] = Some(tick.uptime);
        }
        if of_fees {
            self.looked[2] = Some(tick.uptime);
        }
        // What an earlier process left, before anything is added to it.
        let mut failure = self.settle(context, tick).err();
        let lamports = lamports(&*context.link, &self.payer.pubkey())?;
        context.metrics.payer_lamports.with_label_values(&[ROLE]).set(column(lamports));
        if lamports < self.terms.reserve_lamports {
            let limit = self.terms.reserve_lamports;
            return Err(Error::new(format!("Payer has too few lamports for chores (got {lamports}, limit {limit})")));
        }
        let (mut out, mut input) = (vec![], std::io::empty());
        let mut session = self.session(context, &mut out, &mut input);
        let mut chores = vec![];
        if of_service {
            // What the service cannot tell stops nothing of the core.
            match context.service.chores(&session, tick.now) {
                Ok(found) => chores.extend(found),
                Err(error) => failure = Some(error),
            }
        }
        if of_core {
            chores.extend(upkeep::evidence(context, &session, tick.now)?);
            if !self.terms.only_evidence {
                chores.extend(upkeep::chores(&session, context.service.ncn(), tick.now)?);
            }
            if of_fees {
                chores.extend(upkeep::fees(&session, context.service.ncn())?);
            }
        }
        for chore in chores {
            if (self.is_ending)() {
                break;
            }
            let is_paused = self.failed.get(&chore.key).is_some_and(|(until, _)| tick.uptime < *until);
            if !is_paused {
                self.carry_out(context, &mut session, chore, tick);
            }
        }
        failure = self.settle(context, tick).err().or(failure);
        failure.map_or(Ok(()), Err)
    }

    /// Books what is known of chores.
    fn settle(&self, context: &Context, tick: Tick) -> Result<()> {
        books::settle(context, ROLE, &self.payer.pubkey(), tick.now)
    }

    fn session<'a>(&self, context: &'a Context, out: &'a mut Vec<u8>, input: &'a mut std::io::Empty) -> Session<'a> {
        let options = Options {
            yes: true,
            priority_fee: self.terms.price,
            most_priority_fee: self.terms.most_lamports,
            oracle: self.oracle,
            sentences: context.service.sentences(),
            ..Options::default()
        };
        let signers = Party::Key(self.payer.insecure_clone()).into();
        Session { chain: &*context.link, signers, options, out, input }
    }

    fn carry_out(&mut self, context: &Context, session: &mut Session, chore: Chore, tick: Tick) {
        let Chore { key, kind, work } = chore;
        session.options.sending = Some(books::noting(context, self.payer.pubkey(), &key, kind));
        let done = work(session);
        let result = if done.is_ok() { "done" } else { "failed" };
        context.metrics.chores_total.with_label_values(&[kind, result]).inc();
        match done {
            Ok(()) => {
                self.failed.remove(&key);
                context.log.info(ROLE, format!("Done: {key}"));
            }
            Err(error) => {
                let pause = self.failed.get(&key).map_or(FIRST_PAUSE, |(_, last)| (*last * 2).min(LONGEST_PAUSE));
                if self.failed.len() >= MOST_REMEMBERED {
                    self.failed.retain(|_, (until, _)| *until > tick.uptime);
                }
                context.log.info(ROLE, format!("Not done, again in {} s: {key}: {error}", pause.as_secs()));
                self.failed.insert(key, (tick.uptime + pause, pause));
            }
        }
    }
}

fn lamports(chain: &dyn Chain, address: &Pubkey) -> Result<u64> {
    Ok(chain.account(address)?.map_or(0, |account| account.lamports))
}

fn column(lamports: u64) -> i64 {
    i64::try_from(lamports).unwrap_or(i64::MAX)
}
