//! Whose turn it is to sign with a key, where two nodes may have it.
//!
//! A node claims its key at the aggregators, every few seconds and before it signs. A claim is signed by the key and names the
//! process's session. The rules:
//!
//! - A node that starts waits until its aggregators know of no other node with the key, for a few claims' time.
//! - Of two that wait, the one with the lower session goes first.
//! - A node that signs halts once it learns of another one that does.
//! - A claim of an earlier session of this node means nothing, if this state made it. Another node may have a copy of the state: its
//!   claims are later than those that the state knows of.
//! - A node that takes over signs for heights alone that open from then on, and sends no vote for earlier ones, recorded or not: the
//!   other node may have signed for them. Aggregators tell of claims for longer than a window is open.
//!
//! A node that signs goes on when its aggregators are down. One that starts while none of them answers waits for two minutes, then
//! signs as if it took over, until they answer that there was no other node: no aggregator keeps an operator from voting. Two nodes that
//! reach no common aggregator therefore do not find each other. Never run two.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::time::Duration;

use restake_cli::error::Result;
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::collector::CLAIM_LIFE;
use crate::context::{Context, Tick};
use crate::peers::{Pauses, Peers};
use crate::wire::{Answer, Claim, Request};

/// How far apart a node claims its key.
pub const CLAIM_EVERY: Duration = Duration::from_secs(4);

/// How long a node waits before it signs, from its last sight of another one on.
pub const WAIT: Duration = Duration::from_secs(13);

/// How far apart, where no aggregator answered.
const CLAIM_AGAIN: Duration = Duration::from_secs(2);

/// How long a node waits that starts while no aggregator answers.
pub const ALONE: Duration = Duration::from_secs(120);

/// How old a claim may be, in seconds of the chain: the node of an older one may be gone.
const CLAIM_SECONDS: i64 = 60;

/// How long a verdict stands, in seconds of the chain: less than another node waits until it takes over.
const VERDICT_SECONDS: i64 = 30;

/// How far apart a wait is told of.
const TOLD_EVERY: Duration = Duration::from_secs(10);

/// Whose turn it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// This node's.
    Ours,
    /// Not known yet, or another node is first.
    Wait(String),
    /// Another node signs with the key: this one must not any more.
    Theirs(String),
}

/// This node's claims.
pub struct Turn {
    session: [u8; 16],
    /// The time of the latest claim.
    claimed: i64,
    /// Heights that opened earlier may have a vote of another node.
    signs_from: Option<i64>,
    /// Since when aggregators have known of no other node that signed.
    alone_since: Option<Duration>,
    waits_from: Option<Duration>,
    /// When an aggregator answered last, or the first claim was made.
    answered: Option<Duration>,
    next_claim: Duration,
    is_active: bool,
    told: Option<Duration>,
}

impl Turn {
    /// A new session of this node, which its state knows from now on.
    ///
    /// # Errors
    /// If the state cannot be written.
    pub fn new(context: &Context) -> Result<Self> {
        // Two hashers with random keys of the system's: enough that no two sessions share a number.
        let halves = [0, 1].map(|half: u64| RandomState::new().hash_one(half).to_le_bytes());
        Self::with(context, std::array::from_fn(|place| halves[place / 8][place % 8]))
    }

    /// The same with this number, for tests.
    ///
    /// # Errors
    /// If the state cannot be written.
    pub fn with(context: &Context, session: [u8; 16]) -> Result<Self> {
        context.store().claim(&session, i64::MIN)?;
        Ok(Self {
            session,
            claimed: i64::MIN,
            signs_from: None,
            alone_since: None,
            waits_from: None,
            answered: None,
            next_claim: Duration::ZERO,
            is_active: false,
            told: None,
        })
    }

    /// Whether a wait should be told of now.
    pub fn tells(&mut self, tick: Tick) -> bool {
        let tells = self.told.is_none_or(|told| tick.uptime.saturating_sub(told) >= TOLD_EVERY);
        if tells {
            self.told = Some(tick.uptime);
        }
        tells
    }

    /// Whether the last verdict was this node's turn.
    pub const fn is_active(&self) -> bool {
        self.is_active
    }

    /// Whether a height that opened at `opens_at` is this node's to sign, as of the last verdict.
    pub fn permits(&self, opens_at: i64) -> bool {
        self.signs_from.is_none_or(|from| opens_at >= from)
    }

    /// Whether the last verdict is too old at `now`, so that another node may have taken over since.
    pub fn is_stale(&self, peers: &dyn Peers, now: i64) -> bool {
        peers.count() > 0 && now.saturating_sub(self.claimed) > VERDICT_SECONDS
    }

    /// Claims the key, where it is time to, and finds whose turn it is.
    ///
    /// # Errors
    /// If the state cannot be read or written.
    pub fn take(
        &mut self,
        (peers, pauses): (&dyn Peers, &mut Pauses),
        key: &Keypair,
        context: &Context,
        tick: Tick,
    ) -> Result<Verdict> {
        if peers.count() == 0 {
            return Ok(Verdict::Ours);
        }
        let waits_from = *self.waits_from.get_or_insert(tick.uptime);
        let is_waiting = tick.uptime.saturating_sub(waits_from) < WAIT;
        let becomes_active = !self.is_active && !is_waiting;
        let is_stale = tick.now.saturating_sub(self.claimed) > VERDICT_SECONDS;
        if tick.uptime >= self.next_claim || becomes_active || is_stale {
            // Read before this claim is noted, which is the latest one of this state.
            let (answers, others) =
                self.claim((peers, pauses), key, context, (tick, self.is_active || becomes_active))?;
            let answered = *self.answered.get_or_insert(tick.uptime);
            self.next_claim = tick.uptime + if answers > 0 { CLAIM_EVERY } else { CLAIM_AGAIN };
            if answers > 0 {
                self.answered = Some(tick.uptime);
            } else if !self.is_active {
                // Without an answer nothing is known of others.
                if tick.uptime.saturating_sub(answered) < ALONE {
                    return Ok(self.wait(tick, "no aggregator answers".to_owned()));
                }
                self.is_active = true;
                self.signs_from = Some(tick.now);
                return Ok(Verdict::Ours);
            }
            let mut rivals = vec![];
            for other in others {
                let own = context.store().session(&other.session)?;
                let is_own_past = own.is_some_and(|latest| other.time <= latest);
                if other.session != self.session && !is_own_past {
                    rivals.push(other);
                }
            }
            self.note_alone(&rivals, answers > 0, context, tick)?;
            let is_fresh = |rival: &&Claim| tick.now.saturating_sub(rival.time).abs() <= CLAIM_SECONDS;
            if let Some(rival) = rivals.iter().filter(is_fresh).find(|rival| rival.is_active) {
                let text = format!("another node signs with the key, session {}", short(&rival.session));
                if !self.is_active {
                    return Ok(self.wait(tick, text));
                }
                // The other one need not halt too.
                self.is_active = false;
                let _ = self.claim((peers, pauses), key, context, (tick, false))?;
                return Ok(Verdict::Theirs(text));
            }
            if !self.is_active
                && let Some(rival) = rivals.iter().filter(is_fresh).find(|rival| rival.session < self.session)
            {
                let text = format!("another node with the key starts, session {}", short(&rival.session));
                return Ok(self.wait(tick, text));
            }
            if becomes_active && self.signs_from.is_some() {
                self.signs_from = Some(tick.now);
            }
        }
        if is_waiting && !self.is_active {
            return Ok(Verdict::Wait("looking for another node with the key".to_owned()));
        }
        self.is_active = true;
        Ok(Verdict::Ours)
    }

    /// Notes from when on heights are this node's: all of them once aggregators have known for a while of no other node that signed
    /// lately.
    fn note_alone(&mut self, rivals: &[Claim], is_answered: bool, context: &Context, tick: Tick) -> Result<()> {
        let latest = rivals.iter().filter(|rival| rival.is_active).map(|rival| rival.time).max();
        if let Some(latest) = latest {
            context.store().see_rival(latest)?;
        }
        let memory = CLAIM_LIFE.as_secs().cast_signed();
        let was_there = context.store().rival()?.is_some_and(|seen| tick.now.saturating_sub(seen) < memory);
        if was_there {
            self.alone_since = None;
            // Until this node takes over, nothing is its to sign.
            self.signs_from.get_or_insert(if self.is_active { tick.now } else { i64::MAX });
        } else if is_answered {
            let since = *self.alone_since.get_or_insert(tick.uptime);
            if tick.uptime.saturating_sub(since) >= WAIT || self.signs_from == Some(i64::MAX) {
                self.signs_from = None;
            }
        }
        Ok(())
    }

    fn wait(&mut self, tick: Tick, text: String) -> Verdict {
        self.waits_from = Some(tick.uptime);
        Verdict::Wait(text)
    }

    /// Claims the key at the aggregators; gives how many of them answered, and the other sessions that they know.
    fn claim(
        &mut self,
        (peers, pauses): (&dyn Peers, &mut Pauses),
        key: &Keypair,
        context: &Context,
        (tick, is_active): (Tick, bool),
    ) -> Result<(usize, Vec<Claim>)> {
        // A node that lags makes no claim of an earlier time.
        self.claimed = self.claimed.max(tick.now);
        // Before it is sent, or a crash would make it another node's.
        context.store().claim(&self.session, self.claimed)?;
        let claim = Claim {
            key: key.pubkey().to_bytes(),
            ncn: context.service.ncn(),
            session: self.session,
            is_active,
            time: self.claimed,
            signature: [0; 64],
        };
        let claim = Claim { signature: key.sign_message(&claim.message()).into(), ..claim };
        let asked: Vec<_> = pauses.rested(tick.uptime).map(|place| (place, Request::Claim(claim))).collect();
        let (mut answers, mut others) = (0, vec![]);
        for ((place, _), answer) in asked.iter().zip(peers.ask(&asked)) {
            pauses.note(*place, answer.as_ref().is_err_and(|missing| missing.is_late), tick.uptime);
            if let Ok(Answer::Claims(claims)) = answer {
                answers += 1;
                // An aggregator cannot make a claim up.
                let is_ours = |other: &Claim| other.key == claim.key && other.ncn == claim.ncn && other.is_signed();
                others.extend(claims.into_iter().filter(is_ours));
            }
        }
        Ok((answers, others))
    }
}

fn short(session: &[u8; 16]) -> String {
    session[..4].iter().map(|byte| format!("{byte:02x}")).collect()
}
