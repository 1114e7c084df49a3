//! The figures of a bridge. A round keeps those that were in force when it opened.

use bytemuck::{Pod, Zeroable};
use ncn_kit::policy::Demands;
pub use ncn_kit::policy::Policy;
use ncn_kit::refusal::within;
pub use ncn_kit::rules::WHOLE;
use ncn_kit::rules::{MAX_SECONDS, MIN_CHALLENGE_SECONDS, TWO_THIRDS_BPS};
use ncn_kit::{BPS, marks, median};

use crate::error::{Result, Rule, ensure};
use crate::incident::{self, Latest};

/// The least share of the weight that makes a checkpoint final: two thirds.
pub const MIN_QUORUM_BPS: u64 = TWO_THIRDS_BPS;

/// The longest window, in seconds.
pub const MAX_WINDOW_SECONDS: u64 = 3_600;

/// The shortest and the longest time for which a checkpoint's account is kept, in seconds.
pub const KEPT_SECONDS: (u64, u64) = (86_400, 365 * 86_400);

/// The most round accounts of a source.
pub const MAX_ROUNDS: u64 = 40;

/// The most rounds in which marks are counted. A round is judged at the latest when its account is reused, so the marks of this
/// many rounds before it are still remembered.
pub const MAX_COUNTED: u64 = marks::ROUNDS - MAX_ROUNDS;

/// The least time between two uses of a round account, in windows: one for the votes, one to close it, two to judge.
pub const MIN_RING_WINDOWS: u64 = 4;

/// The rules of a bridge.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Rules {
    /// The share of the table's weight that makes a checkpoint final, in basis points: at least two thirds.
    pub quorum_bps: u64,
    /// The least number of operators that sign a final checkpoint.
    pub min_signers: u64,
    /// The time for votes of a height, from its time on: at most an hour.
    pub window_seconds: u64,
    /// The missed rounds that jail an operator.
    pub absent_times: u64,
    /// The number of consecutive final rounds in which they are counted: at most 24.
    pub absent_of: u64,
    pub jail_seconds: u64,
    /// The least total weight of a table.
    pub min_table_weight: u64,
    /// A round's table must guarantee its weights for this time after the window: the time to prove a false root and to slash.
    pub certain_seconds: u64,
    /// The least challenge window of the NCN's policy.
    pub min_challenge_seconds: u64,
    /// An operator is slashed for one false root of each kind per period, over all sources, and for those after that slash.
    pub period_seconds: u64,
    /// The slash for a false root of an outbox on this chain, in `1/10^18` of the operator's allocation.
    pub false_root_fraction: u64,
    /// The slash for a false root of a foreign outbox, which an adjudicator states.
    pub adjudicated_fraction: u64,
    /// The least time for which a final checkpoint is kept.
    pub kept_seconds: u64,
    pub reserved: [u64; 7],
}

impl Rules {
    /// The rules of the reference: all for a proven false root, a tenth for one that an adjudicator states.
    pub const REFERENCE: Self = Self {
        quorum_bps: MIN_QUORUM_BPS,
        min_signers: 3,
        window_seconds: 600,
        absent_times: 5,
        absent_of: 20,
        jail_seconds: 86_400,
        min_table_weight: 1,
        certain_seconds: 86_400,
        min_challenge_seconds: 7 * 86_400,
        period_seconds: 86_400,
        false_root_fraction: WHOLE,
        adjudicated_fraction: WHOLE / 10,
        kept_seconds: 30 * 86_400,
        reserved: [0; 7],
    };

    /// Refuses figures that contradict each other.
    ///
    /// # Errors
    /// [`Rule::RuleOutOfBounds`].
    pub fn check(&self) -> Result<()> {
        let rule = Rule::RuleOutOfBounds;
        within(self.quorum_bps, MIN_QUORUM_BPS, BPS, rule)?;
        within(self.min_signers, 1, median::MAX_ENTRIES as u64, rule)?;
        within(self.window_seconds, 1, MAX_WINDOW_SECONDS, rule)?;
        within(self.absent_of, 1, MAX_COUNTED, rule)?;
        within(self.absent_times, 1, self.absent_of, rule)?;
        within(self.jail_seconds, 1, MAX_SECONDS, rule)?;
        // A total of `u64::MAX` is saturated.
        within(self.min_table_weight, 1, u64::MAX - 1, rule)?;
        within(self.certain_seconds, 1, MAX_SECONDS, rule)?;
        within(self.min_challenge_seconds, MIN_CHALLENGE_SECONDS, MAX_SECONDS, rule)?;
        within(self.period_seconds, self.window_seconds, MAX_SECONDS, rule)?;
        within(self.false_root_fraction, 1, WHOLE, rule)?;
        within(self.adjudicated_fraction, 1, self.false_root_fraction, rule)?;
        within(self.kept_seconds, KEPT_SECONDS.0, KEPT_SECONDS.1, rule)
    }

    /// Refuses a policy under which a rule has no effect: a checkpoint needs operators that can be slashed. A second incident waits for the
    /// policy's cooldown, so that must end while the stake is guaranteed, and before the next period's incident.
    ///
    /// # Errors
    /// [`Rule::PolicyFraction`], [`Rule::LongCooldown`], and those of [`Rules::check_challenge`].
    pub fn check_policy(&self, policy: &Policy) -> Result<()> {
        policy.check(&Demands {
            slashes: (self.adjudicated_fraction, self.false_root_fraction),
            challenge_seconds: self.min_challenge_seconds,
            cooldown_seconds: self.certain_seconds.min(self.period_seconds),
        })
    }

    /// Refuses a policy whose resolver has too little time. An adjudicated slash needs no more of the policy: its fraction is bounded by the
    /// policy's, and a milder policy forgives nothing.
    ///
    /// # Errors
    /// [`Rule::ShortChallenge`].
    pub fn check_challenge(&self, policy: &Policy) -> Result<()> {
        policy.check_challenge(self.min_challenge_seconds)
    }

    /// Refuses a ring of `rounds` accounts, with `height_millis` between heights, that returns to an account too early.
    ///
    /// # Errors
    /// [`Rule::RingTooShort`].
    pub fn check_ring(&self, rounds: u64, height_millis: u64) -> Result<()> {
        let (millis, least) = (rounds.saturating_mul(height_millis), self.window_seconds * MIN_RING_WINDOWS * 1_000);
        ensure(millis >= least, Rule::RingTooShort, millis, least)
    }

    /// Refuses a history of `entries` that may lose a height before the guarantee of the stake ends. One entry serves the height to come.
    ///
    /// # Errors
    /// [`Rule::HistoryTooShort`].
    pub fn check_history(&self, entries: u64, height_millis: u64) -> Result<()> {
        let millis = entries.saturating_sub(1).saturating_mul(height_millis);
        let least = (self.window_seconds + self.certain_seconds) * 1_000;
        ensure(millis >= least, Rule::HistoryTooShort, millis, least)
    }

    /// The incident's number in the core of a false root at a height's time, after the `latest` incident: see [`incident`].
    pub const fn incident(&self, height_at: i64, is_adjudicated: bool, latest: &Latest) -> u64 {
        incident::number(height_at, self.period_seconds, is_adjudicated, latest)
    }

    /// The slash for a false root.
    pub const fn fraction(&self, is_adjudicated: bool) -> u64 {
        if is_adjudicated { self.adjudicated_fraction } else { self.false_root_fraction }
    }

    /// Whether an operator loses less by these rules than by `others` in some figure. An announced milder change is a promise.
    pub fn is_milder_than(&self, others: &Self) -> bool {
        self.false_root_fraction < others.false_root_fraction
            || self.adjudicated_fraction < others.adjudicated_fraction
            || self.min_challenge_seconds > others.min_challenge_seconds
            || self.period_seconds > others.period_seconds
    }
}

/// The rules in force, those before them, and at most one pending change. A false root is judged by the rules of its height's time, so the
/// past ones stay until a change that was announced in their successors' time takes effect: longer than the core takes an offense.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct RuleBook {
    /// The rules until `since`.
    pub past: Rules,
    /// The rules from `since` until `from`.
    pub current: Rules,
    /// The rules from `from` on.
    pub next: Rules,
    /// The first second in which `current` was in force.
    pub since: i64,
    /// The first second in which `next` is in force.
    pub from: i64,
}

impl RuleBook {
    /// The book of a new bridge: `rules` are in force.
    pub const fn new(rules: Rules) -> Self {
        Self { past: rules, current: rules, next: rules, since: i64::MIN, from: i64::MIN }
    }

    /// The rules in force at a time.
    pub const fn at(&self, time: i64) -> &Rules {
        if time >= self.from {
            &self.next
        } else if time >= self.since {
            &self.current
        } else {
            &self.past
        }
    }

    /// Announces `rules` for `from`, which replaces a pending change and waits its own full time. A pending change that is milder
    /// in some figure stands: stakers may have stayed for it.
    ///
    /// # Errors
    /// [`Rule::MilderAnnounced`], and those of [`Rules::check`].
    pub fn announce(&mut self, rules: Rules, now: i64, from: i64) -> Result<()> {
        rules.check()?;
        let is_pending = now < self.from;
        let is_promised = is_pending && self.next.is_milder_than(&self.current);
        ensure(!is_promised, Rule::MilderAnnounced, now.unsigned_abs(), self.from.unsigned_abs())?;
        if !is_pending {
            (self.past, self.current, self.since) = (self.current, self.next, self.from);
        }
        (self.next, self.from) = (rules, from);
        Ok(())
    }
}
