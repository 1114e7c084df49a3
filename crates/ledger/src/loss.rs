//! The breaker: how much of a vault slashes may take, each and in an epoch.

use bytemuck::{Pod, Zeroable};

use crate::math::add;
use crate::refusal::ensure;
use crate::{BPS, Delayed, Notice, Result, Why};

/// The most that a vault lets one service take from it, or all together, in basis points of the vault's stake.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct LossLimits {
    /// By one slash.
    pub incident_bps: Delayed,
    /// By all slashes of one epoch.
    pub epoch_bps: Delayed,
}

/// What slashes took in one epoch. Its base is the least stake that the vault had before one of them, with what the earlier
/// ones took: neither deposits that follow the first slash nor deposits that leave again after it raise a limit.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Losses {
    /// The epoch.
    pub epoch: u64,
    /// The vault's stake before a slash of the epoch, with what earlier ones took of it, where that was least.
    pub base: u64,
    /// What the epoch's slashes took.
    pub lost: u64,
}

impl LossLimits {
    /// No loss at all.
    pub const fn none() -> Self {
        Self { incident_bps: Delayed::settled(0), epoch_bps: Delayed::settled(0) }
    }

    /// Announces both limits, each with `notice`, and returns whether one of them rises over what was announced. A higher one
    /// exposes stakers to more; a lower one would take stake away from a service that relies on it, just ahead of its slash.
    ///
    /// # Errors
    /// [`Why::OverWhole`]; [`Why::IncidentOverEpoch`] for an incident that the epoch's limit does not admit;
    /// [`Why::FallPending`].
    pub fn announce(&mut self, incident_bps: u64, epoch_bps: u64, now: i64, notice: Notice) -> Result<bool> {
        ensure(epoch_bps <= BPS, Why::OverWhole, epoch_bps, BPS)?;
        ensure(incident_bps <= epoch_bps, Why::IncidentOverEpoch, incident_bps, epoch_bps)?;
        let mut limits = *self;
        limits.incident_bps.announce(incident_bps, now, notice)?;
        limits.epoch_bps.announce(epoch_bps, now, notice)?;
        let rises = incident_bps > self.incident_bps.next || epoch_bps > self.epoch_bps.next;
        *self = limits;
        Ok(rises)
    }

    /// No limit.
    pub const fn any() -> Self {
        Self { incident_bps: Delayed::settled(BPS), epoch_bps: Delayed::settled(BPS) }
    }

    /// Each limit at its lowest from `now` through `until`.
    pub(crate) const fn lowest(&self, now: i64, until: i64) -> Self {
        Self {
            incident_bps: Delayed::settled(self.incident_bps.lowest(now, until)),
            epoch_bps: Delayed::settled(self.epoch_bps.lowest(now, until)),
        }
    }

    /// Whether a loss is allowed at `now`, or will be by a change that is pending.
    pub const fn are_set(&self, now: i64) -> bool {
        // One incident is never allowed more than an epoch.
        self.epoch_bps.at(now) | self.epoch_bps.next != 0
    }
}

impl Losses {
    /// The losses of `epoch`, with a stake of `stake` now.
    ///
    /// The base follows a stake that left, so that the remaining holders lose no more than the limit. Where B is the last
    /// base and `l` what was lost before a slash of `s`, its stake was `B − l` at the least, and the slashes leave
    /// `Π (1 − s/(B − l)) = 1 − lost/B` of each share at the least.
    pub(crate) fn at(&self, epoch: u64, stake: u64) -> Self {
        if self.epoch == epoch && self.base > 0 {
            Self { base: self.base.min(stake.saturating_add(self.lost)), ..*self }
        } else {
            Self { epoch, base: stake, lost: 0 }
        }
    }

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

    /// At once, as for a test's scene.
    const NOW: Notice = Notice { fall: 0, rise: 0 };

    #[test]
    fn limits_rise_and_fall_late() {
        let mut limits = LossLimits::none();
        assert_eq!(limits.announce(100, 500, 0, Notice { fall: 5, rise: 10 }), Ok(true));
        assert_eq!([limits.incident_bps.at(9), limits.incident_bps.at(10), limits.epoch_bps.at(10)], [0, 100, 500]);
        assert_eq!(limits.announce(50, 400, 20, Notice { fall: 99, rise: 109 }), Ok(false));
        assert_eq!(
            [98, 99].map(|now| (limits.incident_bps.at(now), limits.epoch_bps.at(now))),
            [(100, 500), (50, 400)]
        );
        assert_eq!(limits.announce(1, 10_001, 0, NOW).unwrap_err().why, Why::OverWhole);
        assert_eq!(limits.announce(11, 10, 0, NOW).unwrap_err().why, Why::IncidentOverEpoch);
    }

    #[test]
    fn one_limit_falls_before_the_other_rises_and_neither_fall_is_taken_back() {
        let mut limits = LossLimits::none();
        limits.announce(300, 500, 0, NOW).unwrap();
        assert_eq!(limits.announce(400, 450, 20, Notice { fall: 99, rise: 109 }), Ok(true));
        for (now, incident, epoch) in [(98, 300, 500), (99, 300, 450), (108, 300, 450), (109, 400, 450)] {
            assert_eq!((limits.incident_bps.at(now), limits.epoch_bps.at(now)), (incident, epoch), "{now}");
        }
        let before = limits;
        assert_eq!(limits.announce(400, 500, 98, Notice { fall: 199, rise: 209 }).unwrap_err().why, Why::FallPending);
        assert_eq!(limits, before);
    }

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

    #[test]
    fn limits_are_set_from_their_announcement_until_their_reset_is_effective() {
        let mut limits = LossLimits::none();
        assert!(!limits.are_set(0));
        limits.announce(0, 1, 0, Notice { fall: 5, rise: 10 }).unwrap();
        assert!(limits.are_set(0) && limits.are_set(10));
        limits.announce(0, 0, 20, Notice { fall: 30, rise: 35 }).unwrap();
        assert!(limits.are_set(29) && !limits.are_set(30));
    }
}
