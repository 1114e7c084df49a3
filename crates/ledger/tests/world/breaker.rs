//! What slashes may take: the limits of each service and of the vault itself, and what each epoch has lost to them.

use ledger::{LossLimits, Losses};

use super::op::SERVICES;
use super::watch::Watch;
use super::{Truth, World, taken};
use crate::{hold, same};

/// A service's approval, or the vault's own limits, and what both should be.
#[derive(Clone, Copy)]
pub struct Breaker {
    pub limits: LossLimits,
    pub losses: Losses,
    incident: Watch,
    epoch: Watch,
}

impl Breaker {
    pub const fn new() -> Self {
        let (limits, losses) = (LossLimits::any(), Losses { epoch: 0, base: 0, lost: 0 });
        Self { limits, losses, incident: Watch::new(10_000), epoch: Watch::new(10_000) }
    }

    /// A slash in `epoch` took `taken` of `stake`.
    pub fn count(&mut self, epoch: u64, stake: u64, taken: u64) {
        if self.losses.epoch != epoch || self.losses.base == 0 {
            self.losses = Losses { epoch, base: stake, lost: 0 };
        }
        self.losses.lost += taken;
    }
}

impl World {
    /// What a slash by service `by` may take, and whether that is all that it could ask for.
    pub(super) fn limit(&self, by: usize, epoch: u64, stake: u128, time: i64) -> u128 {
        let limits = [by, SERVICES].map(|of| {
            let Breaker { limits, losses, .. } = &self.breakers[of];
            taken::limit(limits, losses, epoch, stake, time)
        });
        limits[0].min(limits[1])
    }

    pub(super) fn set_loss_limits(&mut self, of: usize, incident_bps: u64, epoch_bps: u64) -> Truth {
        let mut wanted = self.rolled();
        let (time, epoch, before) = (self.clock(), self.epoch_of(self.seen), self.breakers[of].limits);
        let fits = incident_bps <= epoch_bps && epoch_bps <= 10_000;
        self.vault = wanted;
        let from = self.vault.counts_from(self.now).map_err(|no| format!("{no:?}"))?;
        let mut limits = before;
        let result = limits.set(incident_bps, epoch_bps, time, from);
        self.note("set loss limits", result.is_ok(), || format!("{incident_bps}, {epoch_bps} of {of}: {result:?}"));
        self.tally.refusal(&result);
        same!(result.is_ok(), fits, "whether these limits are in bounds");
        if fits {
            let announcement = self.announcement(&wanted);
            let breaker = &mut self.breakers[of];
            for (watch, value, bps) in [
                (&mut breaker.incident, before.incident_bps, incident_bps),
                (&mut breaker.epoch, before.epoch_bps, epoch_bps),
            ] {
                watch.observe(value.at(time), epoch, "a loss limit")?;
                watch.announce_bound(bps, time, announcement);
            }
            breaker.limits = limits;
        } else {
            same!(limits, before, "what refused loss limits leave");
        }
        if of == SERVICES {
            (self.vault.loss_limits, wanted.loss_limits) = (limits, limits);
        }
        same!(self.vault, wanted, "the vault after new loss limits");
        Ok(())
    }

    pub(super) fn check_breakers(&mut self, time: i64, seen: i64, epoch: i64) -> Truth {
        let own = &self.breakers[SERVICES];
        same!(self.vault.loss_limits, own.limits, "the vault's loss limits");
        same!(self.vault.losses, own.losses, "the vault's losses");
        for Breaker { limits, losses, incident, epoch: whole } in &mut self.breakers {
            for (watch, value) in [(incident, limits.incident_bps), (whole, limits.epoch_bps)] {
                watch.agrees(&value, time, "a loss limit")?;
                watch.observe(value.at(seen), epoch, "a loss limit")?;
            }
            hold!(losses.lost <= losses.base, "more was lost in an epoch than it began with: {losses:?}");
        }
        Ok(())
    }
}
