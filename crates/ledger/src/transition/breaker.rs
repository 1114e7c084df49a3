//! The breaker's limits and what a vault approves for each NCN: announced, and counted by slashes.

use crate::math::{BPS, add, sub};
use crate::refusal::{Result, Rule, ensure};
use crate::state::breaker::{AHEAD, Approved, LossLimits, Losses};
use crate::state::delayed::{Delayed, Notice};
use crate::state::time::later;
use crate::state::vault::VaultLedger;

impl VaultLedger {
    /// Announces the most that slashes may take of the stake, in basis points: one of them, and all of an epoch.
    ///
    /// # Errors
    /// Those of [`LossLimits::announce`].
    pub fn set_loss_limits(&mut self, incident_bps: u64, epoch_bps: u64, now: i64) -> Result<()> {
        let now = self.advance(now);
        let rises = self.loss_limits.announce(incident_bps, epoch_bps, now, self.notice())?;
        self.note_risk(rises);
        Ok(())
    }

    /// Announces the most that one NCN may take of the stake, in basis points: by one slash, and in an epoch. Returns
    /// whether one of them rises over what was announced.
    ///
    /// # Errors
    /// Those of [`LossLimits::announce`].
    pub fn approve(&mut self, limits: &mut LossLimits, incident_bps: u64, epoch_bps: u64, now: i64) -> Result<bool> {
        let now = self.advance(now);
        let mut changed = *limits;
        let rises = changed.announce(incident_bps, epoch_bps, now, self.notice())?;
        self.count_approved(&limits.epoch_bps, &changed.epoch_bps, now)?;
        self.note_risk(rises);
        *limits = changed;
        Ok(rises)
    }

    /// Takes back what an NCN may take, with their opt-in, which is over.
    ///
    /// # Errors
    /// None that a transition can bring about.
    pub fn revoke(&mut self, limits: &LossLimits, now: i64) -> Result<()> {
        let now = self.advance(now);
        self.count_approved(&limits.epoch_bps, &Delayed::settled(0), now)
    }

    /// Adds an NCN's limit for an epoch, which was `before` and is `after`. Every change of one takes effect at the start
    /// of an epoch.
    fn count_approved(&mut self, before: &Delayed, after: &Delayed, now: i64) -> Result<()> {
        let mut approved = Approved { epoch: self.books.epoch, ..Approved::default() };
        let (mut start, mut time) = (self.start_of(approved.epoch), now);
        for (epoch, sum) in (approved.epoch..).zip(&mut approved.sums) {
            time = now.max(start);
            *sum = sub(add(self.approved_in(epoch), after.at(time))?, before.at(time))?;
            start = later(start, self.epoch_seconds);
        }
        let end = self.term.end;
        approved.later = if end > time {
            sub(add(self.approved.later, after.at(end))?, before.at(end))?
        } else {
            approved.sums[AHEAD - 1]
        };
        self.approved = approved;
        Ok(())
    }
}

impl LossLimits {
    /// Announces both limits, each with `notice`, and returns whether one of them rises over what was announced. A higher one
    /// exposes stakers to more; a lower one would take stake away from an NCN that relies on it, just ahead of its slash.
    ///
    /// # Errors
    /// [`Rule::OverWhole`]; [`Rule::IncidentOverEpoch`] for an incident that the epoch's limit does not admit;
    /// [`Rule::FallPending`].
    pub fn announce(&mut self, incident_bps: u64, epoch_bps: u64, now: i64, notice: Notice) -> Result<bool> {
        ensure(epoch_bps <= BPS, Rule::OverWhole, epoch_bps, BPS)?;
        ensure(incident_bps <= epoch_bps, Rule::IncidentOverEpoch, incident_bps, epoch_bps)?;
        let mut limits = *self;
        limits.incident_bps.announce(incident_bps, now, notice)?;
        limits.epoch_bps.announce(epoch_bps, now, notice)?;
        let rises = incident_bps > self.incident_bps.next || epoch_bps > self.epoch_bps.next;
        *self = limits;
        Ok(rises)
    }
}

impl Losses {
    /// Adds what a slash in `epoch` takes of `stake`.
    pub(crate) fn count(&mut self, epoch: u64, stake: u64, taken: u64) -> Result<()> {
        let mut losses = self.at(epoch, stake);
        losses.lost = add(losses.lost, taken)?;
        *self = losses;
        Ok(())
    }

    /// Takes back what a slash of `epoch` took, if that is still the latest epoch.
    pub(crate) fn uncount(&mut self, epoch: u64, taken: u64) {
        if self.epoch == epoch {
            self.lost = self.lost.saturating_sub(taken);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_epoch_counts_from_its_first_slash_and_a_new_one_starts_again() {
        let mut losses = Losses::default();
        assert_eq!(losses.at(0, 1_009), Losses { epoch: 0, base: 1_009, lost: 0 });
        losses.count(0, 1_009, 100).unwrap();
        assert_eq!(losses.at(0, 900_000).base, 1_009, "a deposit after it raises nothing");
        losses.count(0, 900_000, 51).unwrap();
        assert_eq!(losses.at(1, 1_000), Losses { epoch: 1, base: 1_000, lost: 0 });
        // The base follows a stake that left, with what was lost by then.
        assert_eq!([600, 857, 858, 859].map(|stake| losses.at(0, stake).base), [751, 1_008, 1_009, 1_009]);
        losses.uncount(0, 51);
        assert_eq!(losses.at(0, 600), Losses { epoch: 0, base: 700, lost: 100 });
        losses.count(1, 1_000, 7).unwrap();
        losses.uncount(0, 100);
        assert_eq!(
            losses,
            Losses { epoch: 1, base: 1_000, lost: 7 },
            "a veto in a later epoch gives nothing back to it"
        );
    }
}
