//! The reported price of an asset that has no source on this chain.

use bytemuck::{Pod, Zeroable};

use crate::error::{Result, Rule, ensure};
use crate::state::guard::Band;
use crate::state::price::{Fraction, Quote, Rate};

/// The most lamports that one unit of a reported asset is worth. Shares that are worth less than a unit leave the queue for nothing, so
/// a unit must be small.
pub const MAX_UNIT_VALUE: u64 = 1_000;

/// The most tokens of a reported rate, so that products with it fit.
pub const MAX_REPORTED_TOKENS: u64 = 1 << 50;

/// A reported rate with the one before it.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Report {
    /// The reported rate.
    pub rate: Rate,
    /// The rate by which the pool valued the asset before.
    pub before: Rate,
    /// The time of the last report.
    pub reported_at: i64,
    /// The time at which the rate was first reported.
    pub moved_at: i64,
    /// The seconds for which a report is a price.
    pub max_age_seconds: u64,
}

impl Report {
    /// The first report. A price grows old within a period of the band.
    ///
    /// # Errors
    /// [`Rule::GuardOutOfBounds`], those of [`Report::check`].
    pub fn new(rate: Rate, max_age_seconds: u64, band: &Band, now: i64) -> Result<Self> {
        Self::check(rate)?;
        let bound = max_age_seconds.clamp(1, band.period_seconds.max(1));
        ensure(max_age_seconds == bound, Rule::GuardOutOfBounds, max_age_seconds, bound)?;
        Ok(Self { rate, before: rate, reported_at: now, moved_at: now, max_age_seconds })
    }

    /// Refuses a rate that values nothing, one of which a unit is worth too much, and one with figures that are too large.
    ///
    /// # Errors
    /// [`Rule::NoRate`], [`Rule::ReportOutOfBounds`].
    pub fn check(rate: Rate) -> Result<()> {
        let Rate { value, tokens } = rate;
        ensure(rate.is_valid(), Rule::NoRate, value, tokens)?;
        ensure(tokens <= MAX_REPORTED_TOKENS, Rule::ReportOutOfBounds, tokens, MAX_REPORTED_TOKENS)?;
        let most = tokens * MAX_UNIT_VALUE; // At most 2^60.
        ensure(value <= most, Rule::ReportOutOfBounds, value, most)
    }

    /// What the report says at `now`. The asset enters and leaves by the worse of the rate and the one before it.
    pub fn quote(&self, now: i64) -> Quote {
        let age = now.saturating_sub(self.reported_at).max(0).unsigned_abs();
        let is_fresh = age <= self.max_age_seconds;
        Quote { rate: self.rate, before: self.before, exit_fee: Fraction::NONE, is_fresh, is_needed: true }
    }
}
