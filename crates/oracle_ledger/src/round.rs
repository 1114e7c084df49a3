//! A round: the reports of one height of a feed, their median, and each operator's verdict.
//!
//! An account serves many rounds in turn. Each entry is stamped with its height, so that a new round starts without clearing
//! the entries of the last one.

use bytemuck::{Pod, Zeroable};
use ncn_kit::median::{OrderError, quantiles, weight_within};
use ncn_kit::quorum::{bounds, distance_bps, exceeds, reaches, share_bps};

use crate::error::{LedgerError, Result, Rule, ensure};
use crate::rules::Rules;
use crate::score::Score;
use crate::verdict::Verdict;

/// An operator's report in a round, at the index of its entry in the table.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct ReportEntry {
    /// Zero for an abstention.
    pub price: i64,
    /// The report's height plus one; other heights' entries do not exist for the round.
    pub reported: u64,
    /// The height plus one in which the operator was judged last.
    pub judged: u64,
}

/// A round of one height.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Round {
    /// The rules when it opened.
    pub rules: Rules,
    pub height: u64,
    /// One once a height was opened.
    pub is_open: u64,
    /// The time of the height: the second of which the price is, and the first one for reports.
    pub opens_at: i64,
    /// The first second after the window.
    pub closes_at: i64,
    /// The number of reports with a price.
    pub priced: u64,
    /// The number of abstentions.
    pub abstained: u64,
    /// The weight of all reports, with a price or without.
    pub reported_weight: u64,
    /// The number of the round among the feed's final ones, from 1; zero until it is final.
    pub number: u64,
    /// The weighted median; zero without a conclusion.
    pub price: i64,
    /// The weight of all prices.
    pub weight: u64,
    /// The total weight of the table.
    pub total_weight: u64,
    /// The weight within the warning's distance of the median.
    pub near_weight: u64,
    /// The distance between the weighted quartiles, in basis points of the median.
    pub dispersion_bps: u64,
}

impl Round {
    /// Whether the round has a median.
    pub const fn is_conclusive(&self) -> bool {
        self.number > 0 && self.price > 0
    }

    /// Whether so much weight agrees with the median that a deviation is punished.
    pub const fn is_safe(&self) -> bool {
        self.is_conclusive() && reaches(self.near_weight, self.total_weight, self.rules.safety_bps)
    }

    /// Whether a quorum reported, with a price or without. Otherwise anyone with a dust of weight could open a round that nobody
    /// else knows of, and make all others absent.
    pub const fn is_attended(&self) -> bool {
        reaches(self.reported_weight, self.total_weight, self.rules.quorum_bps)
    }

    /// Opens the round of a later `height`, whose time is `opens_at`, in place of the last one. That one is final, or had a second
    /// window to become final.
    ///
    /// # Errors
    /// [`Rule::OldHeight`], [`Rule::AccountBusy`], [`Rule::WindowClosed`].
    pub fn open(&mut self, height: u64, opens_at: i64, rules: &Rules, now: i64) -> Result<()> {
        ensure(self.is_open == 0 || height > self.height, Rule::OldHeight, height, self.height)?;
        ensure(height < u64::MAX, Rule::OldHeight, height, u64::MAX - 1)?;
        let free_from = self.closes_at.saturating_add_unsigned(self.rules.window_seconds);
        let is_free = self.is_open == 0 || self.number > 0 || now >= free_from;
        ensure(is_free, Rule::AccountBusy, now.unsigned_abs(), free_from.unsigned_abs())?;
        let closes_at = opens_at.saturating_add_unsigned(rules.window_seconds);
        let round = Self { rules: *rules, height, is_open: 1, opens_at, closes_at, ..Self::default() };
        round.check_window(now)?;
        *self = round;
        Ok(())
    }

    /// Refuses a `now` outside of the window.
    ///
    /// # Errors
    /// [`Rule::WindowClosed`].
    pub fn check_window(&self, now: i64) -> Result<()> {
        let bound = if now < self.opens_at { self.opens_at } else { self.closes_at };
        let is_within = self.opens_at <= now && now < self.closes_at;
        ensure(is_within, Rule::WindowClosed, now.unsigned_abs(), bound.unsigned_abs())
    }

    /// Enters the report of an operator with `weight`, signed at `time` by its own clock. Returns whether it is the operator's
    /// first: only that counts.
    ///
    /// # Errors
    /// [`Rule::NegativePrice`]; [`Rule::WindowClosed`] if `now` or `time` is outside of the window; [`Rule::FutureTime`].
    pub fn report(
        &mut self,
        entry: &mut ReportEntry,
        (price, time): (i64, i64),
        weight: u64,
        now: i64,
    ) -> Result<bool> {
        self.check_window(now)?;
        self.check_window(time)?;
        ensure(time <= now, Rule::FutureTime, time.unsigned_abs(), now.unsigned_abs())?;
        ensure(price >= 0, Rule::NegativePrice, price.unsigned_abs(), 0)?;
        if self.has(entry) {
            return Ok(false);
        }
        (entry.price, entry.reported) = (price, self.stamp());
        self.reported_weight = self.reported_weight.saturating_add(weight);
        if price > 0 {
            self.priced += 1;
        } else {
            self.abstained += 1;
        }
        Ok(true)
    }

    /// Closes the round with its median, or without one if the quorum is missed. `order` lists the entries with a price, in
    /// ascending order of prices; `weight_of` gives the weight of an entry. `number` is the round's among the feed's final ones.
    ///
    /// # Errors
    /// [`Rule::OtherHeight`], [`Rule::AlreadyFinal`], [`Rule::WindowOpen`], and those of an order.
    pub fn finalize(
        &mut self,
        entries: &[ReportEntry],
        order: &[u8],
        weight_of: impl Fn(usize) -> u64,
        total_weight: u64,
        (number, now): (u64, i64),
    ) -> Result<()> {
        ensure(self.is_open == 1, Rule::OtherHeight, 0, 0)?;
        ensure(self.number == 0, Rule::AlreadyFinal, self.height, self.height)?;
        ensure(now >= self.closes_at, Rule::WindowOpen, now.unsigned_abs(), self.closes_at.unsigned_abs())?;
        let stamp = self.stamp();
        let priced = |place: usize| {
            let entry = entries.get(place).filter(|entry| entry.reported == stamp && entry.price > 0)?;
            Some((entry.price, weight_of(place)))
        };
        let found = quantiles(order, self.priced, priced).map_err(order_error)?;
        self.number = number;
        self.total_weight = total_weight;
        self.weight = found.weight;
        let is_reached = reaches(found.weight, total_weight, self.rules.quorum_bps) && found.weight > 0;
        if is_reached && self.priced >= self.rules.min_reports {
            self.price = found.median;
            self.near_weight = weight_within(order, bounds(found.median, self.rules.warning_bps), priced);
            self.dispersion_bps = share_bps(found.high.abs_diff(found.low), found.median.unsigned_abs());
        }
        Ok(())
    }

    /// Judges the operator of `entry`, once per round, and enters the verdict in its score. Returns it with the deviation in
    /// basis points.
    ///
    /// # Errors
    /// [`Rule::OtherHeight`], [`Rule::NotFinal`], [`Rule::AlreadyJudged`].
    pub fn judge(&self, entry: &mut ReportEntry, score: &mut Score, height: u64) -> Result<(Verdict, u64)> {
        ensure(self.is_open == 1 && height == self.height, Rule::OtherHeight, height, self.height)?;
        ensure(self.number > 0, Rule::NotFinal, height, height)?;
        ensure(entry.judged != self.stamp(), Rule::AlreadyJudged, height, height)?;
        entry.judged = self.stamp();
        let (verdict, deviation) = if !self.has(entry) {
            (if self.is_attended() { Verdict::Missed } else { Verdict::Unproven }, 0)
        } else if entry.price == 0 {
            (Verdict::Abstained, 0)
        } else if !self.is_conclusive() {
            (Verdict::Unproven, 0)
        } else {
            self.compare(entry.price)
        };
        let is_severe = verdict == Verdict::Deviation && exceeds(entry.price, self.price, self.rules.severe_bps);
        Ok((score.enter(verdict, self.number, &self.rules, is_severe), deviation))
    }

    /// The verdict on a price against the median, but for the operator's other rounds.
    fn compare(&self, price: i64) -> (Verdict, u64) {
        let deviation = distance_bps(price, self.price);
        let verdict = if !exceeds(price, self.price, self.rules.warning_bps) {
            Verdict::Good
        } else if !self.is_safe() {
            Verdict::Unproven
        } else if exceeds(price, self.price, self.rules.slash_bps) {
            Verdict::Deviation
        } else {
            Verdict::Warning
        };
        (verdict, deviation)
    }

    /// Whether the entry is a report of this round.
    pub const fn has(&self, entry: &ReportEntry) -> bool {
        entry.reported == self.stamp()
    }

    const fn stamp(&self) -> u64 {
        self.height + 1
    }
}

fn order_error(error: OrderError) -> LedgerError {
    let (rule, value, limit) = match error {
        OrderError::Count(entries, prices) => (Rule::OrderCount, entries, prices),
        OrderError::Twice(place) => (Rule::OrderTwice, place.into(), 0),
        OrderError::NoValue(place) => (Rule::OrderNoPrice, place.into(), 0),
        OrderError::Falls(place) => (Rule::OrderFalls, place.into(), 0),
    };
    LedgerError { rule, value, limit }
}
