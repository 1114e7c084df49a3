//! The figures of an oracle. A round keeps those that were in force when it opened.

use bytemuck::{Pod, Zeroable};
use ncn_kit::policy::Demands;
pub use ncn_kit::policy::Policy;
use ncn_kit::refusal::within;
pub use ncn_kit::rules::WHOLE;
use ncn_kit::rules::{MAX_SECONDS, MIN_CHALLENGE_SECONDS, TWO_THIRDS_BPS, period_start};
use ncn_kit::{BPS, marks, median};

use crate::error::{Result, Rule, ensure};

/// The least share that must agree before a deviation is punished: two thirds.
pub const MIN_SAFETY_BPS: u64 = TWO_THIRDS_BPS;

/// The longest window, in seconds. Prices of one height must be comparable, so it is minutes.
pub const MAX_WINDOW_SECONDS: u64 = 600;

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
    /// The least total weight of a table. An operator could capture only itself and be the whole oracle, so it is near the weight that the
    /// NCN expects.
    pub min_table_weight: u64,
    /// A round's table must guarantee its weights for this time after the window: the time to close the round, to judge and to
    /// slash.
    pub certain_seconds: u64,
    /// The least challenge window of the NCN's policy.
    pub min_challenge_seconds: u64,
    /// An operator is slashed for one deviation and one manipulation per calendar period, over all feeds.
    pub period_seconds: u64,
    pub reserved: [u64; 8],
}

impl Rules {
    /// The rules of the reference: warning over 5%, a slash of 10% over 10%, all for a deviation over 50% in three of ten rounds.
    /// No weight of a table suits every NCN: `min_table_weight` is zero here, which [`Rules::check`] refuses.
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
        min_table_weight: 0,
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
        let rule = Rule::RuleOutOfBounds;
        within(self.quorum_bps, BPS / 2 + 1, BPS, rule)?;
        within(self.min_reports, 1, median::MAX_ENTRIES as u64, rule)?;
        within(self.safety_bps, MIN_SAFETY_BPS, BPS, rule)?;
        within(self.warning_bps, 1, BPS, rule)?;
        // A price above zero is never a whole below the median, so a limit of a whole would punish high prices alone.
        within(self.slash_bps, self.warning_bps + 1, BPS - 1, rule)?;
        within(self.severe_bps, self.slash_bps, BPS - 1, rule)?;
        within(self.severe_of, 1, MAX_COUNTED, rule)?;
        within(self.severe_times, 1, self.severe_of, rule)?;
        within(self.manipulation_fraction, 1, WHOLE, rule)?;
        within(self.slash_fraction, 1, self.manipulation_fraction, rule)?;
        within(self.window_seconds, 1, MAX_WINDOW_SECONDS, rule)?;
        within(self.absent_of, 1, MAX_COUNTED, rule)?;
        within(self.absent_times, 1, self.absent_of, rule)?;
        within(self.jail_seconds, 1, MAX_SECONDS, rule)?;
        // A total of `u64::MAX` is saturated.
        within(self.min_table_weight, 1, u64::MAX - 1, rule)?;
        within(self.certain_seconds, 1, MAX_SECONDS, rule)?;
        within(self.min_challenge_seconds, MIN_CHALLENGE_SECONDS, MAX_SECONDS, rule)?;
        within(self.period_seconds, self.window_seconds, MAX_SECONDS, rule)
    }

    /// Refuses a policy under which a rule has no effect: prices need operators that can be slashed.
    ///
    /// # Errors
    /// [`Rule::PolicyFraction`], [`Rule::ShortChallenge`], [`Rule::LongCooldown`].
    pub fn check_policy(&self, policy: &Policy) -> Result<()> {
        policy.check(&Demands {
            slashes: (self.slash_fraction, self.manipulation_fraction),
            challenge_seconds: self.min_challenge_seconds,
            cooldown_seconds: self.max_cooldown(),
        })
    }

    /// The longest cooldown of a policy: half of `certain_seconds`. The core takes an offense for one epoch of a vault, and stake that is
    /// certain for so long has a vault of which an epoch is longer than half of it. An incident before the offense thus delays its slash, and
    /// does not prevent it.
    pub const fn max_cooldown(&self) -> u64 {
        self.certain_seconds / 2
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
    pub const fn incident(&self, height_at: i64, is_manipulation: bool) -> u64 {
        period_start(height_at, self.period_seconds) << 1 | is_manipulation as u64
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

ncn_kit::rule_book!(Rules, Rule::MilderAnnounced);
