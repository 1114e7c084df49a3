//! How far a source's rate may move at once.
//!
//! A rate within its band is accepted. One outside of it is used against those that enter or leave, until it is accepted: by the
//! guardian, or by itself once it has stood for a time. One far outside stops all but exits in kind for as long. A guard delays, and
//! traps no one.

use bytemuck::{Pod, Zeroable};

use crate::BPS;
use crate::error::{Result, Rule, ensure, first_untrue};
use crate::math::{add, floor, part_floor};
use crate::state::price::{Price, Quote, Rate};

/// The longest period and quarantine, in seconds: 60 days.
pub const MAX_GUARD_SECONDS: u64 = 60 * 86_400;

/// The most that a rate may rise without being quarantined, however long no one looked, in basis points: as much as it had.
const MAX_RISE_BPS: u64 = BPS;

/// The bounds of rates, the same for all assets of a pool.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Band {
    /// A rise over this within a period is quarantined, in basis points.
    pub rise_bps: u64,
    /// A rise over this within a period is rejected, in basis points.
    pub reject_bps: u64,
    /// A fall over this within a period is quarantined, in basis points.
    pub fall_bps: u64,
    /// The length of a period, in seconds: about an epoch of the cluster.
    pub period_seconds: u64,
    /// The time for which a rate must stand to be accepted without the guardian, in seconds: the slowest exit of the core.
    pub quarantine_seconds: u64,
}

/// What a pool remembers of an asset's rate.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct RateGuard {
    /// The last accepted rate.
    pub accepted: Rate,
    /// The rate that was accepted when this period began: what the band is measured from.
    pub base: Rate,
    /// The first rate outside of the band since the last accepted one; zero where none is.
    pub suspect: Rate,
    /// When the suspect was first seen.
    pub since: i64,
    /// The period for which `base` is.
    pub period: u64,
    /// The periods that a rise may use: those since a rate was last accepted, one at least.
    pub periods: u64,
}

/// How a rate stands to its band.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Within it, or accepted.
    Accepted,
    /// Outside: entering and leaving take the worse of the new and the accepted rate.
    Quarantined,
    /// Far outside: no value is used.
    Rejected,
}

impl Band {
    /// A quarter of a percent up, half a percent down, one percent at the most, in two days; accepted by itself after
    /// `quarantine_seconds`.
    ///
    /// Staked SOL at 7% a year rises by about 4 basis points in a cluster's epoch of two days.
    pub const fn usual(quarantine_seconds: u64) -> Self {
        Self { rise_bps: 25, reject_bps: 100, fall_bps: 50, period_seconds: 2 * 86_400, quarantine_seconds }
    }

    /// Refuses bounds that could trap holders or never bind.
    ///
    /// # Errors
    /// [`Rule::GuardOutOfBounds`].
    pub fn check(&self) -> Result<()> {
        for bps in [self.rise_bps, self.reject_bps, self.fall_bps] {
            ensure(bps <= BPS, Rule::GuardOutOfBounds, bps, BPS)?;
        }
        ensure(self.reject_bps >= self.rise_bps, Rule::GuardOutOfBounds, self.reject_bps, self.rise_bps)?;
        for seconds in [self.period_seconds, self.quarantine_seconds] {
            ensure(seconds > 0, Rule::GuardOutOfBounds, seconds, 1)?;
            ensure(seconds <= MAX_GUARD_SECONDS, Rule::GuardOutOfBounds, seconds, MAX_GUARD_SECONDS)?;
        }
        Ok(())
    }

    /// The narrower of two in each bound: no rate is accepted sooner, or from further away, than by either.
    pub fn narrower(&self, other: &Self) -> Self {
        Self {
            rise_bps: self.rise_bps.min(other.rise_bps),
            reject_bps: self.reject_bps.min(other.reject_bps),
            fall_bps: self.fall_bps.min(other.fall_bps),
            period_seconds: self.period_seconds.max(other.period_seconds),
            quarantine_seconds: self.quarantine_seconds.max(other.quarantine_seconds),
        }
    }

    const fn period_at(&self, now: i64) -> u64 {
        let seconds = if self.period_seconds == 0 { 1 } else { self.period_seconds };
        if now < 0 { 0 } else { now.unsigned_abs() / seconds }
    }

    /// How `rate` stands to `base`, from which it had so many periods to rise.
    fn judge(&self, rate: &Rate, base: &Rate, periods: u64) -> Result<Standing> {
        // What the tokens of the new rate were worth by the old one.
        let was = floor(rate.tokens, base.value, base.tokens)?;
        let after = |bps: u64| add(was, part_floor(was, bps.saturating_mul(periods).min(MAX_RISE_BPS))?);
        let (most, limit) = (after(self.rise_bps)?, after(self.reject_bps)?);
        let least = was - part_floor(was, self.fall_bps.min(BPS))?;
        Ok(match rate.value {
            value if value > limit => Standing::Rejected,
            value if value > most || value < least => Standing::Quarantined,
            _ => Standing::Accepted,
        })
    }
}

impl RateGuard {
    /// A guard that begins with `rate`.
    pub const fn new(rate: Rate) -> Self {
        Self { accepted: rate, base: rate, suspect: Rate { value: 0, tokens: 0 }, since: 0, period: 0, periods: 1 }
    }

    /// Whether a rate waits to be accepted.
    pub fn is_suspicious(&self) -> bool {
        self.suspect.is_valid()
    }

    /// Takes notice of what the source says at `now`, and says how it stands and by which prices the asset is valued.
    ///
    /// The band is of a period: a rate that no one looked at for ten of them may have risen ten times as far. A fall may not: it is
    /// no one's yield.
    ///
    /// A suspect is accepted by itself once rates near it have stood for the quarantine; one that moves on by more than the band
    /// starts anew.
    ///
    /// # Errors
    /// [`Rule::NoRate`], [`Rule::Overflow`].
    pub fn observe(&mut self, quote: &Quote, band: &Band, now: i64) -> Result<(Standing, Price)> {
        let rate = quote.rate;
        ensure(rate.is_valid(), Rule::NoRate, rate.value, rate.tokens)?;
        let period = band.period_at(now);
        if period > self.period {
            // A guard that never looked has no period to count from.
            self.periods = if self.period == 0 { 1 } else { period - self.period };
            (self.base, self.period) = (self.accepted, period);
        }
        // Most often nothing moved since the period began.
        let mut standing =
            if rate == self.base { Standing::Accepted } else { band.judge(&rate, &self.base, self.periods)? };
        if standing != Standing::Accepted {
            // The suspect rises by its yield meanwhile, as any rate does.
            let periods = 1 + period.saturating_sub(band.period_at(self.since));
            if !self.is_suspicious() || band.judge(&rate, &self.suspect, periods)? != Standing::Accepted {
                (self.suspect, self.since) = (rate, now);
            }
            if now >= self.since.saturating_add_unsigned(band.quarantine_seconds) {
                (self.base, self.periods, standing) = (rate, 1, Standing::Accepted);
            }
        }
        if standing == Standing::Accepted {
            (self.accepted, self.suspect, self.since) = (rate, Rate::default(), 0);
        }
        let [low, high] = self.accepted.order(rate);
        Ok((standing, Price { low, high, exit_fee: quote.exit_fee }))
    }

    /// Counts periods of another length from `now` on. The running period lasts through the next one: a change gives no rate another
    /// band.
    pub const fn restart(&mut self, band: &Band, now: i64) {
        // A guard that never looked has no period.
        if self.period > 0 {
            self.period = band.period_at(now) + 1;
        }
    }

    /// The price by the last accepted rate, for a source that says none.
    pub fn last_price(&self, quote: &Quote) -> Price {
        Price { low: self.accepted, high: self.accepted, exit_fee: quote.exit_fee }
    }

    /// Accepts the suspect, as the guardian saw it.
    ///
    /// # Errors
    /// [`Rule::OtherRate`] for another rate than the suspect.
    pub fn accept(&mut self, seen: Rate) -> Result<()> {
        ensure(self.is_suspicious() && seen == self.suspect, Rule::OtherRate, seen.value, self.suspect.value)?;
        (self.accepted, self.base, self.periods) = (seen, seen, 1);
        (self.suspect, self.since) = (Rate::default(), 0);
        Ok(())
    }

    /// What is always true of it.
    pub fn invariant(&self) -> core::result::Result<(), &'static str> {
        first_untrue(&[
            (self.accepted.is_valid(), "the accepted rate values a token"),
            (self.base.is_valid(), "the base values a token"),
            (self.is_suspicious() || self.since == 0, "a time of first sight belongs to a suspect"),
        ])
    }
}
