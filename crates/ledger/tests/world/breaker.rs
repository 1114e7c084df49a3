//! What slashes may take: the limits of each service and of the vault itself, and what each epoch has lost to them.

use ledger::Losses;

use super::op::OPERATORS;
use super::watch::Watch;
use super::{Truth, World, taken};
use crate::{hold, same};

/// What the vault's own limits should be, and what it lost.
#[derive(Clone, Copy)]
pub struct Breaker {
    pub losses: Losses,
    incident: Watch,
    epoch: Watch,
}

/// A slash in `epoch` took `taken` of `stake`.
pub fn count(losses: &mut Losses, epoch: u64, stake: u64, taken: u64) {
    if losses.epoch != epoch || losses.base == 0 {
        *losses = Losses { epoch, base: stake, lost: 0 };
    }
    losses.lost += taken;
}

impl Breaker {
    pub const fn new() -> Self {
        let losses = Losses { epoch: 0, base: 0, lost: 0 };
        Self { losses, incident: Watch::new(10_000), epoch: Watch::new(10_000) }
    }
}

impl World {
    /// What a slash by service `by` may take.
    pub(super) fn limit(&self, by: usize, epoch: u64, stake: u128, time: i64) -> u128 {
        let (pact, own) = (&self.pacts[OPERATORS + by], &self.breaker);
        let service = taken::limit([pact.incident.at(time), pact.epoch.at(time)], &self.losses[by], epoch, stake);
        taken::limit([own.incident.at(time), own.epoch.at(time)], &own.losses, epoch, stake).min(service)
    }

    pub(super) fn set_own_limits(&mut self, incident_bps: u64, epoch_bps: u64) -> Truth {
        let mut wanted = self.rolled();
        let (time, epoch, before) = (self.clock(), self.epoch_of(self.seen), wanted.loss_limits);
        let fits = incident_bps <= epoch_bps && epoch_bps <= 10_000;
        self.vault = wanted;
        let from = self.vault.counts_from(self.now).map_err(|no| format!("{no:?}"))?;
        let result = self.vault.loss_limits.set(incident_bps, epoch_bps, time, from);
        self.note("set loss limits", result.is_ok(), || format!("{incident_bps}, {epoch_bps} of all: {result:?}"));
        self.tally.refusal(&result);
        same!(result.is_ok(), fits, "whether these limits are in bounds");
        if fits {
            let announcement = self.announcement(&wanted);
            for (watch, value, bps) in [
                (&mut self.breaker.incident, before.incident_bps, incident_bps),
                (&mut self.breaker.epoch, before.epoch_bps, epoch_bps),
            ] {
                watch.observe(value.at(time), epoch, "a loss limit")?;
                watch.announce_bound(bps, time, announcement);
            }
            wanted.loss_limits = self.vault.loss_limits;
        }
        same!(self.vault, wanted, "the vault after new loss limits");
        Ok(())
    }

    pub(super) fn check_breaker(&mut self, time: i64, seen: i64, epoch: i64) -> Truth {
        let Breaker { losses, incident, epoch: whole } = &mut self.breaker;
        let limits = self.vault.loss_limits;
        same!(self.vault.losses, *losses, "the vault's losses");
        for (watch, value) in [(incident, limits.incident_bps), (whole, limits.epoch_bps)] {
            watch.agrees(&value, time, "a loss limit")?;
            watch.observe(value.at(seen), epoch, "a loss limit")?;
        }
        for losses in self.losses.iter().chain([&*losses]) {
            hold!(losses.lost <= losses.base, "more was lost in an epoch than it began with: {losses:?}");
        }
        Ok(())
    }
}
