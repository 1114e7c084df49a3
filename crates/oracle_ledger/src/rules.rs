//! The figures of an oracle. A round keeps those that were in force when it opened.

use bytemuck::{Pod, Zeroable};
use ncn_kit::{BPS, marks, median};

use crate::error::{Result, Rule, ensure};

/// The least share that must agree before a deviation is punished: two thirds.
pub const MIN_SAFETY_BPS: u64 = 6_667;

/// A whole fraction.
pub const WHOLE: u64 = 1_000_000_000_000_000_000;

/// The longest window, in seconds. Prices of one height must be comparable, so it is minutes.
pub const MAX_WINDOW_SECONDS: u64 = 600;

/// The longest jail for absence, in seconds.
pub const MAX_JAIL_SECONDS: u64 = 30 * 86_400;

/// The longest time of a guarantee after a window, in seconds: the longest epoch of a vault.
pub const MAX_CERTAIN_SECONDS: u64 = 30 * 86_400;

/// The shortest challenge window that rules can demand, in seconds.
pub const MIN_CHALLENGE_SECONDS: u64 = 3_600;

/// The longest challenge window of a policy, in seconds.
pub const MAX_CHALLENGE_SECONDS: u64 = 30 * 86_400;

/// The longest period of one deviation, in seconds.
pub const MAX_PERIOD_SECONDS: u64 = 30 * 86_400;

/// The most round accounts of a feed.
pub const MAX_ROUNDS: u64 = 40;

/// The most rounds in which marks are counted. A round is judged at the latest when its account is reused, so the marks of this
/// many rounds before it are still remembered.
pub const MAX_COUNTED: u64 = marks::ROUNDS - MAX_ROUNDS;

/// The least time between two uses of a round account, in windows: one for the reports, one to close it, two to judge.
pub const MIN_RING_WINDOWS: u64 = 4;

/// The rules of an oracle.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Rules {
    /// The share of the table's weight that must report a price, in basis points: over half.
    pub quorum_bps: u64,
    /// The least number of operators with a price in a conclusive round.
    pub min_reports: u64,
    /// The share of the table's weight that must be within `warning_bps` of the median, or no deviation is punished: at least
    /// two thirds.
    pub safety_bps: u64,
    /// A larger deviation from the median is a warning, in basis points.
    pub warning_bps: u64,
    /// A larger deviation is slashed.
    pub slash_bps: u64,
    /// A larger deviation is severe.
    pub severe_bps: u64,
    /// The severe deviations that are a manipulation.
    pub severe_times: u64,
    /// The number of consecutive rounds in which they are counted: at most 24.
    pub severe_of: u64,
    /// The slash for a deviation, in `1/10^18` of the operator's allocation.
    pub slash_fraction: u64,
    /// The slash for a manipulation.
    pub manipulation_fraction: u64,
    /// The time for reports of a height, from its time on: at most ten minutes.
    pub window_seconds: u64,
    /// The missed rounds that jail an operator.
    pub absent_times: u64,
    /// The number of consecutive rounds in which they are counted: at most 24.
    pub absent_of: u64,
    pub jail_seconds: u64,
    /// The least total weight of a table.
    pub min_table_weight: u64,
    /// A round's table must guarantee its weights for this time after the window: the time to close the round, to judge and to
    /// slash.
    pub certain_seconds: u64,
    /// The least challenge window of the NCN's policy.
    pub min_challenge_seconds: u64,
    /// An operator is slashed for one deviation and one manipulation per period, over all feeds.
    pub period_seconds: u64,
    pub reserved: [u64; 8],
}

/// The figures of a slashing policy that the rules depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    pub challenge_seconds: u64,
    pub min_fraction: u64,
    pub max_fraction: u64,
    pub equivocation_fraction: u64,
}

impl Rules {
    /// The rules of the reference: warning over 5%, a slash of 10% over 10%, all for a deviation over 50% in three of ten rounds.
    pub const REFERENCE: Self = Self {
        quorum_bps: 6_667,
        min_reports: 3,
        safety_bps: MIN_SAFETY_BPS,
        warning_bps: 500,
        slash_bps: 1_000,
        severe_bps: 5_000,
        severe_times: 3,
        severe_of: 10,
        slash_fraction: WHOLE / 10,
        manipulation_fraction: WHOLE,
        window_seconds: 60,
        absent_times: 5,
        absent_of: 20,
        jail_seconds: 86_400,
        min_table_weight: 1,
        certain_seconds: 3_600,
        min_challenge_seconds: 7 * 86_400,
        period_seconds: 86_400,
        reserved: [0; 8],
    };

    /// Refuses figures that contradict each other, or that would punish the honest.
    ///
    /// # Errors
    /// [`Rule::RuleOutOfBounds`].
    pub fn check(&self) -> Result<()> {
        within(self.quorum_bps, BPS / 2 + 1, BPS)?;
        within(self.min_reports, 1, median::MAX_ENTRIES as u64)?;
        within(self.safety_bps, MIN_SAFETY_BPS, BPS)?;
        within(self.warning_bps, 1, BPS)?;
        // A price above zero is never a whole below the median, so a limit of a whole would punish high prices alone.
        within(self.slash_bps, self.warning_bps + 1, BPS - 1)?;
        within(self.severe_bps, self.slash_bps, BPS - 1)?;
        within(self.severe_of, 1, MAX_COUNTED)?;
        within(self.severe_times, 1, self.severe_of)?;
        within(self.manipulation_fraction, 1, WHOLE)?;
        within(self.slash_fraction, 1, self.manipulation_fraction)?;
        within(self.window_seconds, 1, MAX_WINDOW_SECONDS)?;
        within(self.absent_of, 1, MAX_COUNTED)?;
        within(self.absent_times, 1, self.absent_of)?;
        within(self.jail_seconds, 1, MAX_JAIL_SECONDS)?;
        // A total of `u64::MAX` is saturated.
        within(self.min_table_weight, 1, u64::MAX - 1)?;
        within(self.certain_seconds, 1, MAX_CERTAIN_SECONDS)?;
        within(self.min_challenge_seconds, MIN_CHALLENGE_SECONDS, MAX_CHALLENGE_SECONDS)?;
        within(self.period_seconds, self.window_seconds, MAX_PERIOD_SECONDS)
    }

    /// Refuses a policy under which a rule has no effect: prices need operators that can be slashed.
    ///
    /// # Errors
    /// [`Rule::PolicyFraction`], [`Rule::ShortChallenge`].
    pub fn check_policy(&self, policy: &Policy) -> Result<()> {
        let (most, least) = (policy.max_fraction, policy.min_fraction);
        ensure(self.manipulation_fraction <= most, Rule::PolicyFraction, self.manipulation_fraction, most)?;
        ensure(self.slash_fraction >= least, Rule::PolicyFraction, self.slash_fraction, least)?;
        ensure(policy.equivocation_fraction > 0, Rule::PolicyFraction, 0, 1)?;
        let (challenge, shortest) = (policy.challenge_seconds, self.min_challenge_seconds);
        ensure(challenge >= shortest, Rule::ShortChallenge, challenge, shortest)
    }

    /// Refuses a ring of `rounds` accounts, with `height_millis` between heights, that returns to an account too early.
    ///
    /// # Errors
    /// [`Rule::RingTooShort`].
    pub fn check_ring(&self, rounds: u64, height_millis: u64) -> Result<()> {
        let (millis, least) = (rounds.saturating_mul(height_millis), self.window_seconds * MIN_RING_WINDOWS * 1_000);
        ensure(millis >= least, Rule::RingTooShort, millis, least)
    }

    /// The incident's number in the core of an offense at the height's time. All deviations of a period share a number, and so do
    /// its manipulations: the core takes each number once per vault, so errors do not add up without a bound.
    pub fn incident(&self, height_at: i64, is_manipulation: bool) -> u64 {
        let at = height_at.max(0).unsigned_abs();
        let begin = at - at % self.period_seconds.max(1);
        begin << 1 | u64::from(is_manipulation)
    }

    /// Whether an operator loses less by these rules than by `others` in some figure. An announced milder change is a promise.
    pub fn is_milder_than(&self, others: &Self) -> bool {
        self.safety_bps > others.safety_bps
            || self.slash_bps > others.slash_bps
            || self.severe_bps > others.severe_bps
            || self.severe_times > others.severe_times
            || self.severe_of < others.severe_of
            || self.slash_fraction < others.slash_fraction
            || self.manipulation_fraction < others.manipulation_fraction
            || self.min_challenge_seconds > others.min_challenge_seconds
            || self.period_seconds > others.period_seconds
    }
}

/// Refuses a `figure` outside of its bounds.
fn within(figure: u64, least: u64, most: u64) -> Result<()> {
    let bound = if figure < least { least } else { most };
    ensure(least <= figure && figure <= most, Rule::RuleOutOfBounds, figure, bound)
}

/// The rules in force and at most one pending change.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct RuleBook {
    /// The rules until `from`.
    pub current: Rules,
    /// The rules from `from` on.
    pub next: Rules,
    /// The first second in which `next` is in force.
    pub from: i64,
}

impl RuleBook {
    /// The book of a new oracle: `rules` are in force.
    pub const fn new(rules: Rules) -> Self {
        Self { current: rules, next: rules, from: i64::MIN }
    }

    /// The rules in force at `now`.
    pub const fn at(&self, now: i64) -> &Rules {
        if now >= self.from { &self.next } else { &self.current }
    }

    /// Announces `rules` for `from`, which replaces a pending change and waits its own full time. A pending change that is milder
    /// in some figure stands: stakers may have stayed for it.
    ///
    /// # Errors
    /// [`Rule::MilderAnnounced`], and those of [`Rules::check`].
    pub fn announce(&mut self, rules: Rules, now: i64, from: i64) -> Result<()> {
        rules.check()?;
        let is_promised = now < self.from && self.next.is_milder_than(&self.current);
        ensure(!is_promised, Rule::MilderAnnounced, now.unsigned_abs(), self.from.unsigned_abs())?;
        self.current = *self.at(now);
        self.next = rules;
        self.from = from;
        Ok(())
    }
}
