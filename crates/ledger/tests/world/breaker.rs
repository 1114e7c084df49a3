//! What slashes may take: the limits of each service and of the vault itself, and what each epoch has lost to them.

use ledger::{LossLimits, Losses, UNITS};

use super::op::{OPERATORS, SERVICES};
use super::watch::{Due, Watch};
use super::{Truth, World, taken};
use crate::{hold, same};

/// What the vault's own limits should be, and what it lost.
#[derive(Clone, Copy)]
pub struct Breaker {
    pub losses: Losses,
    incident: Watch,
    epoch: Watch,
}

/// Until who asks to leave at a word has left, nobody can take less by it: no vault steps aside from a slash. Until who asks to
/// leave an epoch later has left, nobody can take more by it.
pub fn stands(old: &LossLimits, new: &LossLimits, time: i64, due: Due) -> Truth {
    for at in [time, due.fall - 1, due.fall, due.rise - 1].into_iter().filter(|at| *at >= time) {
        for (old, new) in [(old.incident_bps, new.incident_bps), (old.epoch_bps, new.epoch_bps)] {
            let (was, is) = (old.at(at), new.at(at));
            // A rise that was to come may be withdrawn.
            hold!(
                is >= was.min(old.at(time)) || at >= due.fall,
                "{old:?} fell to {new:?} at {at}, before {}",
                due.fall
            );
            hold!(is <= was || at >= due.rise, "{old:?} rose to {new:?} at {at}, before {}", due.rise);
        }
    }
    Ok(())
}

impl Breaker {
    pub const fn new() -> Self {
        let losses = Losses { epoch: 0, fraction: 0, lost: 0 };
        Self { losses, incident: Watch::new(10_000), epoch: Watch::new(10_000) }
    }
}

impl World {
    /// What the vault approved for all services in an epoch.
    fn approved(&self, time: i64) -> u64 {
        (0..SERVICES).map(|by| self.pacts[OPERATORS + by].epoch.at(time)).sum()
    }

    /// What a slash by service `by` may take, if its slashes of the epoch took `took` before.
    pub(super) fn limit(&self, by: usize, took: u64, stake: u128, time: i64) -> u128 {
        let (pact, own) = (&self.pacts[OPERATORS + by], &self.breaker);
        let limits = [pact.incident.at(time), pact.epoch.at(time)];
        taken::limit(limits, [own.incident.at(time), own.epoch.at(time)], self.approved(time), took, stake)
    }

    /// What an epoch has lost is counted in 64 bits, also where that is no limit: over them, the ledger refuses the slash.
    pub(super) fn is_countable(&self, by: usize, epoch: u64, taken: u64) -> bool {
        let lost = |losses: &Losses| if losses.epoch == epoch { losses.lost } else { 0 };
        [&self.losses[by], &self.breaker.losses].iter().all(|losses| lost(losses).checked_add(taken).is_some())
    }

    /// A slash by service `by` took `taken` of `stake`: who does nothing loses no more in an epoch than its limit says, to this
    /// service and to all.
    pub(super) fn lose(&mut self, by: usize, epoch: u64, stake: u64, taken: u64, time: i64) -> Truth {
        let pact = &self.pacts[OPERATORS + by];
        let limits = [pact.epoch.at(time), self.breaker.epoch.at(time)];
        let part = (u128::from(taken) * u128::from(UNITS)).div_ceil(stake.into()) as u64;
        let kept = (stake - taken) as f64 / stake as f64;
        for ((losses, holder), bps) in [
            (&mut self.losses[by], &mut self.passive[by]),
            (&mut self.breaker.losses, &mut self.passive[SERVICES]),
        ]
        .into_iter()
        .zip(limits)
        {
            if losses.epoch != epoch {
                *losses = Losses { epoch, ..Losses::default() };
            }
            if holder.0 != epoch {
                *holder = (epoch, 1.0);
            }
            losses.fraction = losses.fraction.saturating_add(part);
            losses.lost += taken;
            // Vetoed slashes are counted here, and may have made room meanwhile.
            holder.1 *= kept;
            let within = holder.1 >= 1.0 - bps as f64 / 10_000.0 - 1e-9 || self.vetoed_in == Some(epoch);
            hold!(within || bps == 10_000, "{} of all is left after {losses:?}, limit {bps}", holder.1);
            if losses.fraction > UNITS {
                self.tally.saw("more lost in an epoch than it began with");
            }
        }
        Ok(())
    }

    /// Counts what a slash found of limits that are to fall.
    pub(super) fn saw_limits(&mut self, by: usize, time: i64) {
        let pact = &self.pacts[OPERATORS + by];
        if pact.incident.last() < pact.incident.at(time) || pact.epoch.last() < pact.epoch.at(time) {
            self.tally.saw("a slash under a service's limit that is to fall");
        }
        if self.breaker.incident.falls(time) || self.breaker.epoch.falls(time) {
            self.tally.saw("a slash under the vault's limit that is to fall");
        }
    }

    pub(super) fn set_own_limits(&mut self, incident_bps: u64, epoch_bps: u64) -> Truth {
        let mut wanted = self.rolled();
        let (time, epoch, before) = (self.clock(), self.epoch_of(self.seen), wanted.loss_limits);
        let due = self.due_now();
        let watches = [(&self.breaker.incident, incident_bps), (&self.breaker.epoch, epoch_bps)];
        let taken = watches.iter().all(|(watch, bps)| watch.takes(*bps, time, due));
        let rises = watches.iter().any(|(watch, bps)| *bps > watch.last());
        let fits = incident_bps <= epoch_bps && epoch_bps <= 10_000 && taken;
        self.vault = wanted;
        let result = self.vault.set_loss_limits(incident_bps, epoch_bps, self.now);
        self.note("set loss limits", result.is_ok(), || format!("{incident_bps}, {epoch_bps} of all: {result:?}"));
        self.tally.refusal(&result);
        same!(result.is_ok(), fits, "whether these limits are in bounds");
        if fits {
            stands(&before, &self.vault.loss_limits, time, due)?;
            wanted.risk_version += u64::from(rises);
            for (watch, value, bps) in [
                (&mut self.breaker.incident, before.incident_bps, incident_bps),
                (&mut self.breaker.epoch, before.epoch_bps, epoch_bps),
            ] {
                watch.observe(value.at(time), epoch, "a loss limit")?;
                watch.announce(bps, time, due);
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
        for ahead in 0..5 {
            let (epoch, start) = (self.vault.books.epoch + ahead, self.vault.start_of(self.vault.books.epoch + ahead));
            let said: u64 = (0..SERVICES).map(|by| self.pacts[OPERATORS + by].epoch.at(start.max(seen))).sum();
            same!(self.vault.approved.in_epoch(epoch), said, "what is approved in all");
        }
        for (watch, value) in [(incident, limits.incident_bps), (whole, limits.epoch_bps)] {
            watch.agrees(&value, time, "a loss limit")?;
            watch.observe(value.at(seen), epoch, "a loss limit")?;
        }
        Ok(())
    }
}
