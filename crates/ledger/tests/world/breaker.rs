//! What slashes may take: the limits of each service and of the vault itself, and what each epoch has lost to them.

use ledger::state::books::{Books, VIRTUAL};
use ledger::state::breaker::{LossLimits, Losses};

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
    /// What the slashes of each service, and of all, left of one share of the stake in an epoch.
    kept: [(u64, f64); SERVICES + 1],
    passive: Passive,
}

/// An idle holder through an epoch.
#[derive(Clone, Copy)]
struct Passive {
    epoch: u64,
    /// What the epoch's limit leaves of a share's worth before the first slash.
    least: f64,
    /// What roundings may take of it.
    off: f64,
}

/// A share's worth.
fn rate(books: &Books) -> f64 {
    (books.active + VIRTUAL) as f64 / (books.supply + VIRTUAL) as f64
}

/// A slash in `epoch` took `taken` of `stake`.
pub fn count(losses: &mut Losses, epoch: u64, stake: u64, taken: u64) {
    if losses.epoch != epoch || losses.base == 0 {
        *losses = Losses { epoch, base: stake, lost: 0 };
    }
    losses.base = losses.base.min(stake.saturating_add(losses.lost));
    losses.lost += taken;
}

/// No limit falls before an exit requested at the announcement is out: no vault steps aside from a slash. No limit rises
/// before an exit requested an epoch later is out.
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
        let losses = Losses { epoch: 0, base: 0, lost: 0 };
        let passive = Passive { epoch: 0, least: 0.0, off: 0.0 };
        Self {
            losses,
            incident: Watch::new(10_000),
            epoch: Watch::new(10_000),
            kept: [(0, 1.0); SERVICES + 1],
            passive,
        }
    }
}

impl World {
    /// What the vault approved for all services in the epoch of a time.
    fn approved(&self, time: i64) -> u64 {
        (0..SERVICES).map(|by| self.pacts[OPERATORS + by].epoch.at(time)).sum()
    }

    fn limits_of(&self, by: usize, time: i64) -> taken::Limits {
        let (pact, own) = (&self.pacts[OPERATORS + by], &self.breaker);
        taken::Limits {
            incident: pact.incident.at(time).min(own.incident.at(time)),
            epoch: pact.epoch.at(time),
            breaker: own.epoch.at(time),
            approved: self.approved(time),
        }
    }

    /// What a slash by service `by` may take, after its losses.
    pub(super) fn limit(&self, by: usize, epoch: u64, stake: u128, time: i64) -> u128 {
        taken::limit(&self.limits_of(by, time), &self.losses[by], epoch, stake)
    }

    /// What service `by` may take by a slash if it is the first of its epoch.
    pub(super) fn due(&self, by: usize, epoch: u64, stake: u128, time: i64) -> u128 {
        taken::due(&self.limits_of(by, time), &self.losses[by], epoch, stake)
    }

    /// A slash by service `by` took `taken` of `stake`: it leaves each other service all that it might have taken, but for its
    /// part of what is gone.
    pub(super) fn check_rooms(&mut self, by: usize, epoch: u64, [stake, taken]: [u64; 2], time: i64) -> Truth {
        for other in (0..SERVICES).filter(|other| *other != by) {
            let rest = u128::from(stake - taken);
            let (old, new) = (self.limit(other, epoch, stake.into(), time), self.limit(other, epoch, rest, time));
            let part = u128::from(taken) * u128::from(self.pacts[OPERATORS + other].epoch.at(time));
            let most = part.div_ceil(10_000) + 1;
            hold!(new + most >= old, "a slash of {taken} left {other} {new} of {old}");
            if self.approved(time) > self.breaker.epoch.at(time) && new > 0 {
                self.tally.saw("a slash that leaves other services their part of the breaker");
            }
        }
        Ok(())
    }

    /// What an epoch has lost is counted in 64 bits, also where that is no limit: over them, the ledger refuses the slash.
    pub(super) fn is_countable(&self, by: usize, epoch: u64, taken: u64) -> bool {
        let lost = |losses: &Losses| if losses.epoch == epoch && losses.base > 0 { losses.lost } else { 0 };
        [&self.losses[by], &self.breaker.losses].iter().all(|losses| lost(losses).checked_add(taken).is_some())
    }

    /// A slash by service `by` took `taken` of `stake`: no epoch with a limit loses more than that of its base, nor of one
    /// share by one service, after any entries and exits meanwhile.
    pub(super) fn lose(&mut self, by: usize, epoch: u64, stake: u64, taken: u64, time: i64) -> Truth {
        let (pact, bps) = (&self.pacts[OPERATORS + by], self.breaker.epoch.at(time));
        let own = pact.epoch.at(time);
        for losses in [&mut self.losses[by], &mut self.breaker.losses] {
            let earlier = *losses;
            count(losses, epoch, stake, taken);
            if earlier.epoch == epoch && losses.base < earlier.base {
                self.tally.saw("a base of losses that follows stake which left");
            }
            if losses.lost > losses.base {
                self.tally.saw("more lost in an epoch than it began with");
            }
        }
        let Losses { base, lost, .. } = self.losses[by];
        let within = u128::from(lost) * 10_000 <= u128::from(base) * u128::from(own);
        hold!(within || own == 10_000, "{lost} of {base} were lost by {taken}, limit {own}");
        for (kept, bps) in [(by, own), (SERVICES, bps)] {
            let kept = &mut self.breaker.kept[kept];
            if kept.0 != epoch {
                *kept = (epoch, 1.0);
            }
            kept.1 *= (stake - taken) as f64 / stake as f64;
            let within = kept.1 >= 1.0 - bps as f64 / 10_000.0 - 1e-9;
            hold!(within, "{taken} of {stake} left {} of a share in an epoch, limit {bps}", kept.1);
        }

        // Before the first slash of an epoch a share is worth no less than at the epoch's start.
        let books = self.at_now().books;
        let passive = &mut self.breaker.passive;
        if passive.epoch != epoch || passive.off == 0.0 {
            let least = rate(&books) * (10_000 - bps) as f64 / 10_000.0;
            *passive = Passive { epoch, least: least * (1.0 - 1e-9), off: 0.0 };
        }
        // The buckets' parts are rounded down, and the rest is of the active assets.
        passive.off += 3.0 / (books.supply + VIRTUAL) as f64;
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
        let vault = &self.vault;
        for ahead in 0..6 {
            let of = vault.books.epoch + ahead;
            let said = self.approved(seen.max(vault.start_of(of)));
            same!(vault.approved_in(of), said, "what is approved in all in an epoch");
        }
        let Breaker { losses, incident, epoch: whole, passive, .. } = &mut self.breaker;
        let limits = self.vault.loss_limits;
        same!(self.vault.losses, *losses, "the vault's losses");
        let Passive { epoch: of, least, off } = *passive;
        let worth = rate(&self.vault.books);
        let within = of != self.vault.books.epoch || worth >= least - off;
        hold!(
            within,
            "a share is worth {worth} in {of}, and no less than {least} was to be left by {:?}",
            self.vault.losses
        );
        for (watch, value) in [(incident, limits.incident_bps), (whole, limits.epoch_bps)] {
            watch.agrees(&value, time, "a loss limit")?;
            watch.observe(value.at(seen), epoch, "a loss limit")?;
        }
        Ok(())
    }
}
