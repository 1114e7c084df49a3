//! The operator: it observes each height, signs at most one vote for it, and sees that the chain gets it.
//!
//! What prevents a second vote, in this order:
//!
//! 1. The protection file of the kit records a vote before it is signed, and one process holds it.
//! 2. A node claims its key at the aggregators before it signs, and before it sends what it signed earlier. It waits while another
//!    node has the key, leaves the heights of that node's time alone, and halts if another one appears: [`turn`](crate::turn).
//! 3. A vote on the chain or at an aggregator that the file does not know halts the node, also across starts.

mod delivery;
mod signing;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use ncn_kit::packing::Signed;
use ncn_kit::protection::Protection;
use restake_cli::error::Result;
use solana_keypair::Keypair;
use solana_program::pubkey::Pubkey;
use tokio::runtime::Handle;

use crate::context::{Context, Tick};
use crate::outbox::Outbox;
use crate::peers::{Pauses, Peers};
use crate::service::{Height, Performer, Window};
use crate::software::Software;
use crate::turn::{Turn, Verdict};

/// The role's name in the log, the metrics and the state.
pub const ROLE: &str = "operator";

/// Figures of an operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// How long a performer may take.
    pub observe_timeout: Duration,
    /// The operator carries its own vote once so many seconds of the window are left, or half of it, whichever is less.
    pub carry_before_seconds: u64,
    /// How far apart a vote is sent to an aggregator again, until the chain has it.
    pub resend: Duration,
    /// How far apart the chain is asked whether it has the vote.
    pub look: Duration,
}

/// An operator at work.
pub struct Operator {
    key: Keypair,
    operator: Pubkey,
    protection: Protection,
    terms: Terms,
    performer: Arc<dyn Performer>,
    peers: Arc<dyn Peers>,
    pauses: Pauses,
    runtime: Handle,
    outbox: Outbox,
    turn: Turn,
    software: Software,
    heights: BTreeMap<Height, State>,
    halted: Option<String>,
}

/// What an operator knows of a height.
struct State {
    window: Window,
    vote: Option<Signed>,
    /// Nothing is signed for it.
    is_skipped: bool,
    /// The operator had no weight: the table may be another one until the first vote.
    is_weightless: bool,
    is_landed: bool,
    looked: Option<Duration>,
    sent: Vec<Option<Duration>>,
}

/// What an operator is made of.
pub struct Parts {
    /// The registered key.
    pub key: Keypair,
    /// The operator of the key.
    pub operator: Pubkey,
    /// The file that prevents a second vote.
    pub protection: Protection,
    /// Its figures.
    pub terms: Terms,
    /// What it observes.
    pub performer: Arc<dyn Performer>,
    /// Its aggregators.
    pub peers: Arc<dyn Peers>,
    /// Pays for votes that it carries itself.
    pub outbox: Outbox,
    /// Who signs with the key.
    pub turn: Turn,
    /// The software that runs.
    pub software: Software,
    /// Runs the performer.
    pub runtime: Handle,
}

impl Operator {
    /// An operator that begins. One that halted before stays halted.
    ///
    /// # Errors
    /// If the state cannot be read.
    pub fn new(context: &Context, parts: Parts) -> Result<Self> {
        let Parts { key, operator, protection, terms, performer, peers, outbox, turn, software, runtime } = parts;
        let (heights, halted, pauses) = (BTreeMap::new(), context.store().halted()?, Pauses::new(peers.count()));
        if let Some(why) = &halted {
            context.metrics.halted.with_label_values(&[] as &[&str]).set(1);
            let text = format!("Signing nothing, until `restake-node resume`: halted earlier: {why}");
            context.log.error(ROLE, text);
        }
        Ok(Self {
            key,
            operator,
            protection,
            terms,
            performer,
            peers,
            pauses,
            runtime,
            outbox,
            turn,
            software,
            heights,
            halted,
        })
    }

    /// Why it signs no more, if so.
    pub fn halted(&self) -> Option<&str> {
        self.halted.as_deref()
    }

    /// Whether it is its turn to sign, as of the last step.
    pub fn is_active(&self) -> bool {
        self.halted.is_none() && self.turn.is_active()
    }

    /// One step of its work.
    ///
    /// # Errors
    /// If a node or the state failed: the next step tries again.
    pub fn step(&mut self, context: &Context, tick: Tick) -> Result<()> {
        let windows = context.service.windows(&*context.link, tick.now)?;
        self.end_heights(context, &windows, tick)?;
        for window in &windows {
            let peers = self.peers.count();
            self.heights.entry(window.at).or_insert_with(|| State {
                window: *window,
                vote: None,
                is_skipped: false,
                is_weightless: false,
                is_landed: false,
                looked: None,
                sent: vec![None; peers],
            });
        }
        if self.halted.is_some() {
            return Ok(());
        }
        // The claim is renewed while nothing is due as well: another node must find it before it signs.
        let lines = (&*self.peers, &mut self.pauses);
        match self.turn.take(lines, &self.key, context, tick)? {
            Verdict::Ours => {}
            Verdict::Wait(why) => {
                if self.turn.tells(tick) {
                    context.log.warn(ROLE, format!("Not signing yet: {why}"));
                }
                return Ok(());
            }
            Verdict::Theirs(why) => {
                self.halt(context, &why);
                return Ok(());
            }
        }
        self.leave_others(context)?;
        self.resume(context, tick)?;
        self.sign(context, tick)?;
        if self.halted.is_none() { self.deliver(context, tick) } else { Ok(()) }
    }

    /// Leaves heights alone for which another node may have signed, also votes of them on their way.
    fn leave_others(&mut self, context: &Context) -> Result<()> {
        let mut left = vec![];
        for (at, state) in &mut self.heights {
            if !self.turn.permits(state.window.opens_at) {
                if !state.is_skipped {
                    context.log.warn(ROLE, format!("Not signing {at}: another node had the key when it opened"));
                }
                (state.is_skipped, state.vote) = (true, None);
                left.push(at.to_string());
            }
        }
        self.outbox.drop_works(context, |work| left.iter().any(|at| at == work))
    }

    /// Forgets heights of which the window has closed.
    fn end_heights(&mut self, context: &Context, windows: &[Window], tick: Tick) -> Result<()> {
        let ended: Vec<Height> =
            self.heights.keys().filter(|at| windows.iter().all(|window| window.at != **at)).copied().collect();
        for at in ended {
            let Some(mut state) = self.heights.remove(&at) else { continue };
            if state.vote.is_some() && !state.is_landed {
                let (vote, round) = (state.vote.clone(), context.service.round(&*context.link, at));
                if let (Some(vote), Ok(round)) = (vote, round) {
                    state.is_landed = self.has_landed(context, at, &round, &vote);
                }
                if state.is_landed {
                    self.note_landed(context, at, tick)?;
                }
            }
            if !state.is_landed {
                context.metrics.votes_missed_total.with_label_values(&[] as &[&str]).inc();
                let why = if state.vote.is_some() { "signed, and not carried in time" } else { "not signed" };
                context.log.warn(ROLE, format!("Missed {at}: {why}"));
            }
        }
        Ok(())
    }

    fn halt(&mut self, context: &Context, why: &str) {
        if self.halted.is_none() {
            context.metrics.halted.with_label_values(&[] as &[&str]).set(1);
            context.log.error(ROLE, format!("Signing no more: {why}"));
            self.halted = Some(why.to_owned());
            // Also where the state cannot be written: then until the process ends.
            if let Err(error) = context.store().halt(why) {
                context.log.error(ROLE, error.to_string());
            }
        }
    }
}
