//! A vault leaves an NCN by itself, once the NCN's slashes have passed what the vault set.

use crate::math::{BPS, mul_div_ceil};
use crate::refusal::{Result, Rule, ensure};
use crate::state::books::UNITS;
use crate::state::delayed::{Delayed, Notice};
use crate::state::slash::Slash;
use crate::state::stop_loss::StopLoss;

impl StopLoss {
    /// Sets the bound. A lower one takes effect at once: its leave has a notice of its own. A higher one, and none, expose the vault
    /// to more, and wait as a rise. Where there was none, the sum begins at `now`.
    ///
    /// # Errors
    /// [`Rule::OverWhole`].
    pub fn set(&mut self, bps: u64, now: i64, notice: Notice) -> Result<()> {
        ensure(bps <= BPS, Rule::OverWhole, bps, BPS)?;
        let reach = |bps: u64| if bps == 0 { u64::MAX } else { bps };
        let current = self.bps.at(now);
        if current == 0 {
            self.restart(now);
        }
        if reach(bps) <= reach(current) {
            self.bps = Delayed::settled(bps);
        } else {
            self.bps.set(bps, now, notice.rise);
        }
        Ok(())
    }

    /// Begins a new sum, as for a vault that joins.
    pub const fn restart(&mut self, now: i64) {
        (self.slashed, self.since) = (0, now);
    }

    /// Adds `slash`; returns whether the sum is over the bound at `now`.
    ///
    /// # Errors
    /// None that a slash can bring about.
    pub fn count(&mut self, slash: &Slash, now: i64) -> Result<bool> {
        self.slashed = self.slashed.saturating_add(part_of(slash)?);
        let bps = self.bps.at(now);
        Ok(bps > 0 && self.slashed > bps * (UNITS / BPS))
    }

    /// Takes a vetoed slash of the time `proposed_at` off the sum.
    ///
    /// # Errors
    /// [`Rule::NotCounted`] for a slash from before the sum began.
    pub fn uncount(&mut self, slash: &Slash, proposed_at: i64) -> Result<()> {
        let [proposed, since] = [proposed_at, self.since].map(|time| time.max(0).unsigned_abs());
        ensure(proposed_at >= self.since, Rule::NotCounted, proposed, since)?;
        self.slashed = self.slashed.saturating_sub(part_of(slash)?);
        Ok(())
    }
}

/// What a slash took of the vault's stake, in `1/10^18`: its units of all, rounded up.
fn part_of(slash: &Slash) -> Result<u64> {
    mul_div_ceil(slash.units.current, UNITS, slash.all_units)
}
