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

/// What slashes took in one epoch.
///
/// Each slash counts as the part that it took of the stake that was there at its time. So a stake that is paid in or out around a
/// slash makes no room: a holder who does nothing loses at most the sum of the parts, and the sum is what a limit bounds.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Losses {
    /// The epoch.
    pub epoch: u64,
    /// The sum of the slashes' parts of the stake, each in `1/10^18` and rounded up.
    pub fraction: u64,
    /// The assets that they took.
    pub lost: u64,
}

impl LossLimits {
    /// No loss at all.
    pub const fn none() -> Self {
        Self { incident_bps: Delayed::settled(0), epoch_bps: Delayed::settled(0) }
    }

    /// Announces both limits, each with `notice`, and returns whether one of them rises over what was announced. A higher one
    /// exposes stakers to more; a lower one would take stake away from a service that counts on it, just ahead of its slash.
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
}

impl Losses {
    /// What `epoch` has lost, in `1/10^18`.
    pub fn fraction_in(&self, epoch: u64) -> u64 {
        if self.epoch == epoch { self.fraction } else { 0 }
    }

    /// Counts `taken` assets, which are `fraction` of the stake, in `epoch`.
    pub(crate) fn count(&mut self, epoch: u64, fraction: u64, taken: u64) -> Result<()> {
        let before = if self.epoch == epoch { *self } else { Self { epoch, ..Self::default() } };
        // Only without a limit do parts add up to more than a whole, or to more than fits.
        *self = Self { epoch, fraction: before.fraction.saturating_add(fraction), lost: add(before.lost, taken)? };
        Ok(())
    }

    /// Takes back what a slash of `epoch` took, if that is still the latest one.
    pub(crate) fn uncount(&mut self, epoch: u64, fraction: u64, taken: u64) {
        if self.epoch == epoch {
            self.fraction = self.fraction.saturating_sub(fraction);
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
    fn a_new_epoch_starts_again_and_a_veto_gives_back_to_its_own() {
        let mut losses = Losses::default();
        losses.count(3, 7, 100).unwrap();
        losses.count(3, 8, 51).unwrap();
        assert_eq!((losses.fraction_in(3), losses.fraction_in(4), losses.lost), (15, 0, 151));
        losses.uncount(3, 8, 51);
        assert_eq!(losses, Losses { epoch: 3, fraction: 7, lost: 100 });
        losses.count(4, 9, 7).unwrap();
        losses.uncount(3, 7, 100);
        assert_eq!(losses, Losses { epoch: 4, fraction: 9, lost: 7 }, "a veto in a later epoch gives nothing back to it");
        losses.count(4, u64::MAX, 0).unwrap();
        assert_eq!(losses.fraction, u64::MAX);
    }
}
