//! Services let stake go before its time, and a vault leaves one by its stop-loss.

use ledger::state::opt_in::Side;
use ledger::state::slash::Slash;
use ledger::state::stop_loss::StopLoss;

use super::op::{OPERATORS, SERVICES};
use super::opting::PACTS;
use super::said::{Pact, Words, side};
use super::{Truth, World};
use crate::{hold, same};

/// A tenth of a thousandth of all stake, in what slashes are counted in.
const BASIS_POINT: u128 = ledger::state::books::UNITS as u128 / 10_000;

/// A vault's stop-loss at a service as the ledger has it, and what was said and counted.
#[derive(Clone, Debug)]
pub struct Stop {
    pub stop: StopLoss,
    counted: u64,
    announced: u64,
    from: i64,
    sum: u128,
    since: i64,
}

/// A vetoed slash that its vault's stop-loss had counted.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    slash: Slash,
    to: usize,
    at: i64,
}

/// The larger, the later a vault leaves: zero is never.
fn reach(bps: u64) -> u64 {
    bps.checked_sub(1).unwrap_or(u64::MAX)
}

/// What a slash took of all units, rounded up.
fn part(slash: &Slash) -> u128 {
    (u128::from(slash.units.current) * u128::from(ledger::state::books::UNITS)).div_ceil(u128::from(slash.all_units))
}

impl Stop {
    pub const fn none() -> Self {
        Self { stop: StopLoss::none(), counted: 0, announced: 0, from: i64::MIN, sum: 0, since: 0 }
    }

    fn at(&self, time: i64) -> u64 {
        if time >= self.from { self.announced } else { self.counted }
    }

    fn counts(&self) -> bool {
        self.counted > 0 || self.announced > 0
    }

    pub fn restart(&mut self, now: i64) {
        self.stop.restart(now);
        (self.sum, self.since) = (0, now);
    }

    pub fn agrees(&self, time: i64) -> Truth {
        for at in [time, self.from.saturating_sub(1), self.from].into_iter().filter(|at| *at >= time) {
            hold!(self.stop.bps.at(at) == self.at(at), "{self:?} is another bound at {at}");
        }
        same!((u128::from(self.stop.slashed), self.stop.since), (self.sum, self.since), "what a stop-loss counted");
        Ok(())
    }
}

fn is_leaving(words: &Words, time: i64) -> bool {
    words.last() == 0 && words.at(time) == 1
}

impl World {
    /// A service releases this opt-in, or the next of its that somebody is leaving.
    pub(super) fn release(&mut self, pact: usize) -> Truth {
        let now = self.now;
        let leaving = |pact: &Pact| pact.sides.iter().any(|side| is_leaving(side, now));
        let of_services = OPERATORS..PACTS;
        let mut turns = (pact..pact + PACTS).map(|pact| pact % PACTS).filter(|pact| of_services.contains(pact));
        let Some(pact) = turns.clone().find(|at| leaving(&self.pacts[*at])).or_else(|| turns.next()) else {
            return Ok(());
        };
        let (before, fits) = (self.pacts[pact].opt_in, leaving(&self.pacts[pact]));
        let found = &mut self.pacts[pact];
        let result = found.opt_in.release(now);
        for words in found.sides.iter_mut().filter(|words| is_leaving(words, now)) {
            words.release(now);
        }
        self.note("release", result.is_ok(), || format!("opt-in {pact}: {result:?}"));
        self.tally.refusal(&result);
        same!(result.is_ok(), fits, "whether there is a leave to release");
        hold!(fits || self.pacts[pact].opt_in == before, "what a refused release leaves");
        if fits {
            hold!(!self.pacts[pact].opt_in.counts(now), "a released opt-in counts");
        }
        Ok(())
    }

    /// A service releases this allocation, or the next of which less is announced.
    pub(super) fn release_allocation(&mut self, by: usize, to: usize) -> Truth {
        let mut wanted = self.rolled();
        let (time, rolled) = (self.clock(), wanted);
        let (by, to) = self.pick(by, to, |_, service| service.magnitude.falls(time));
        let mut operator = self.operators[by];
        operator.settle_service(to, &mut wanted, time);
        let open = operator.services[to].allocation.open_slashes;
        let fits = operator.services[to].magnitude.falls(time) && open == 0;
        let mut delegation = self.operators[by].delegation;
        let mut allocation = self.operators[by].services[to].allocation;
        let before = (delegation, allocation);
        let result = self.vault.release_allocation(&mut delegation, &mut allocation, self.now);
        self.note("release allocation", result.is_ok(), || format!("of {by} to {to}: {result:?}"));
        self.tally.refusal(&result);
        same!(result.is_ok(), fits, "whether there is a decrease to release");
        if !fits {
            same!((self.vault, delegation, allocation), (rolled, before.0, before.1), "what a refused release leaves");
            return Ok(());
        }
        operator.services[to].magnitude.release(time);
        operator.settle_service(to, &mut wanted, time);
        operator.stood = None;
        same!(self.vault, wanted, "the vault after a release");
        self.put(by, to, operator, delegation, allocation)
    }

    /// The vault says at what losses it leaves a service: what reaches less far at once, what reaches farther late.
    pub(super) fn set_stop_loss(&mut self, to: usize, bps: u64) -> Truth {
        let pact = OPERATORS + to;
        let (time, whens) = (self.time_of(pact), self.whens(pact));
        let (now, notice) = self.check_whens(pact, time, whens)?;
        let stop = &mut self.pacts[pact].stop;
        let (result, old) = (stop.stop.set(bps, now, notice), stop.clone());
        let fits = bps <= 10_000;
        if fits {
            let current = stop.at(time);
            if current == 0 {
                (stop.sum, stop.since) = (0, time);
            }
            let rises = reach(bps) > reach(current);
            (stop.counted, stop.announced) = (if rises { current } else { bps }, bps);
            stop.from = if rises { whens.rise.from } else { i64::MIN };
            if rises {
                self.tally.saw("a stop-loss that rises late");
            }
        } else {
            same!(stop.stop, old.stop, "what a refused stop-loss leaves");
        }
        self.note("set stop-loss", result.is_ok(), || format!("{bps} for {to}: {result:?}"));
        self.tally.refusal(&result);
        same!(result.is_ok(), fits, "whether a stop-loss is in bounds");
        Ok(())
    }

    /// The vault counts a slash of service `to`, and leaves where that passes its bound. Tells when it was counted.
    pub(super) fn stop(&mut self, to: usize, slash: &Slash) -> Result<Option<i64>, String> {
        let pact = OPERATORS + to;
        let (time, whens) = (self.time_of(pact), self.whens(pact));
        let (now, notice) = self.check_whens(pact, time, whens)?;
        let found = &mut self.pacts[pact];
        same!(found.stop.stop.counts(), found.stop.counts(), "whether there is a stop-loss");
        if !found.stop.counts() {
            return Ok(None);
        }
        let passed = found.stop.stop.count(slash, now).map_err(|no| format!("not counted: {no:?}"))?;
        found.stop.sum += part(slash);
        let bps = found.stop.at(time);
        same!(passed, bps > 0 && found.stop.sum > u128::from(bps) * BASIS_POINT, "whether a stop-loss is passed");
        if passed && found.opt_in.check_joined(Side::Left).is_ok() {
            let counted = found.sides[0].at(time) == 1;
            found.opt_in.leave(side(0), now, notice).map_err(|no| format!("it did not leave: {no:?}"))?;
            found.sides[0].say(0, time, whens);
            self.tally.saw(if counted { "a vault that left by its stop-loss" } else { "one that had not joined yet" });
        }
        Ok(Some(self.now))
    }

    /// A slash that was counted at `at` was vetoed.
    pub(super) fn vetoed(&mut self, slash: Slash, to: usize, at: Option<i64>) {
        self.counted_vetoes.extend(at.map(|at| Counted { slash, to, at }));
    }

    /// Takes a vetoed slash off its stop-loss, once.
    pub(super) fn uncount(&mut self, pick: usize) -> Truth {
        let Some(pick) = pick.checked_rem(self.counted_vetoes.len()) else { return Ok(()) };
        let Counted { slash, to, at } = self.counted_vetoes[pick];
        let stop = &mut self.pacts[OPERATORS + to].stop;
        let (before, fits) = (stop.stop, at >= stop.since);
        let result = stop.stop.uncount(&slash, at);
        if fits {
            stop.sum = stop.sum.saturating_sub(part(&slash));
        } else {
            same!(stop.stop, before, "what a slash of before the count leaves");
        }
        self.note("uncount", result.is_ok(), || format!("a slash of service {to}, counted at {at}: {result:?}"));
        self.tally.refusal(&result);
        same!(result.is_ok(), fits, "whether a slash is counted");
        if fits {
            self.counted_vetoes.remove(pick);
            self.tally.saw("a vetoed slash taken off a stop-loss");
        }
        Ok(())
    }

    /// The services' opt-ins with the vault, whose stop-losses must be what was said and counted.
    pub(super) fn check_stops(&self) -> Truth {
        (OPERATORS..OPERATORS + SERVICES).try_for_each(|pact| self.pacts[pact].stop.agrees(self.time_of(pact)))
    }
}
