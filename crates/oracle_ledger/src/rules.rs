//! The figures of an oracle. A round keeps those that were in force when it opened.

use bytemuck::{Pod, Zeroable};
use ncn_kit::{BPS, marks, median};

use crate::error::{Result, Rule, ensure};

/// The least share that must agree before a deviation is punished: two thirds.
pub const MIN_SAFETY_BPS: u64 = 6_667;

/// A whole fraction.
pub const WHOLE: u64 = 1_000_000_000_000_000_000;

/// The longest window, in seconds.
pub const MAX_WINDOW_SECONDS: u64 = 86_400;

/// The longest jail for absence, in seconds.
pub const MAX_JAIL_SECONDS: u64 = 30 * 86_400;

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
    /// The number of last rounds in which they are counted: at most 64.
    pub severe_of: u64,
    /// The slash for a deviation, in `1/10^18` of the operator's allocation.
    pub slash_fraction: u64,
    /// The slash for a manipulation.
    pub manipulation_fraction: u64,
    /// The time for reports of a height, from its time on.
    pub window_seconds: u64,
    /// The missed rounds that jail an operator.
    pub absent_times: u64,
    /// The number of last rounds in which they are counted: at most 64.
    pub absent_of: u64,
    pub jail_seconds: u64,
    /// The least total weight of a table.
    pub min_table_weight: u64,
    /// A round's table must guarantee its weights for this time after the window; zero accepts a table of current stake.
    pub certain_seconds: u64,
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
        certain_seconds: 0,
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
        within(self.slash_bps, self.warning_bps, u64::MAX)?;
        within(self.severe_bps, self.slash_bps, u64::MAX)?;
        within(self.severe_of, 1, marks::ROUNDS)?;
        within(self.severe_times, 1, self.severe_of)?;
        within(self.manipulation_fraction, 1, WHOLE)?;
        within(self.slash_fraction, 1, self.manipulation_fraction)?;
        within(self.window_seconds, 1, MAX_WINDOW_SECONDS)?;
        within(self.absent_of, 1, marks::ROUNDS)?;
        within(self.absent_times, 1, self.absent_of)?;
        within(self.jail_seconds, 1, MAX_JAIL_SECONDS)?;
        within(self.min_table_weight, 1, u64::MAX)
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

    /// Announces `rules` for `from`, which replaces a pending change and waits its own full time.
    ///
    /// # Errors
    /// Those of [`Rules::check`].
    pub fn announce(&mut self, rules: Rules, now: i64, from: i64) -> Result<()> {
        rules.check()?;
        self.current = *self.at(now);
        self.next = rules;
        self.from = from;
        Ok(())
    }
}
