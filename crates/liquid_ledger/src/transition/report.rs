//! Reports of prices.

use crate::error::{Result, Rule, ensure};
use crate::state::pool::PoolLedger;
use crate::state::price::Rate;
use crate::state::report::Report;

impl PoolLedger {
    /// Reports `rate` for the asset at `place`. The rate changes once in a period of the band: a reporter that moved it to and fro could
    /// enter low and leave high. The same rate may be repeated, so that it does not grow old.
    ///
    /// The guard looks at each report, so a quarantine begins with it, and a report between two suspects ends it.
    ///
    /// # Errors
    /// [`Rule::NoAsset`], those of [`Report::check`], [`Rule::ReportTooSoon`].
    pub fn report(&mut self, place: usize, report: &mut Report, rate: Rate, now: i64) -> Result<()> {
        Report::check(rate)?;
        self.settle_band(now);
        let band = self.band;
        let guard = &mut self.asset_mut(place)?.guard;
        let mut after = Report { reported_at: now, ..*report };
        let next = report.moved_at.saturating_add_unsigned(band.period_seconds);
        if now >= next {
            (after.rate, after.before, after.moved_at) = (rate, guard.accepted, now);
        }
        ensure(after.rate == rate, Rule::ReportTooSoon, now.max(0).unsigned_abs(), next.max(0).unsigned_abs())?;
        guard.observe(&after.quote(now), &band, now)?;
        *report = after;
        Ok(())
    }
}
