//! The stake that counts for a service: what it can slash, where all three opt-ins count, and else none.

use super::op::{OPERATORS, Op, SERVICES};
use super::opting::all_three;
use super::{Truth, World, wide};
use crate::{hold, same};

/// The stake that counts, for every operator and service, and all that it depends on.
pub type Counted = [[Part; SERVICES]; OPERATORS];

/// One operator's for one service.
#[derive(Clone, Copy, Debug, Default)]
pub struct Part {
    stake: u64,
    /// Whether each opt-in counts, the units, the magnitude, and the vault's whole stake.
    factors: [u64; 6],
}

impl World {
    /// As the program reads it.
    fn counted_stake(&self, by: usize, to: usize) -> u64 {
        let time = self.vault.time_at(self.now);
        let [operator, service, both] = all_three(by, to).map(|pact| &self.pacts[pact].opt_in);
        if !(operator.counts(time) && service.counts(time) && both.counts(self.now)) {
            return 0;
        }
        let found = &self.operators[by];
        self.vault.slashable_stake(&found.delegation, &found.services[to].allocation, time).unwrap()
    }

    /// As things are now.
    pub(super) fn counted(&self) -> Counted {
        let (mut counted, time) = (Counted::default(), self.clock());
        let whole = wide::stake(&self.at_now().books) as u64;
        for (by, operator) in self.operators.iter().enumerate() {
            for (to, service) in operator.services.iter().enumerate() {
                let pacts = all_three(by, to).map(|pact| self.pacts[pact].counts(self.time_of(pact)).into());
                let [units, magnitude] = [operator.units.at(time), service.magnitude.at(time)];
                let factors = [pacts[0], pacts[1], pacts[2], units, magnitude, whole];
                counted[by][to] = Part { stake: self.counted_stake(by, to), factors };
            }
        }
        counted
    }

    /// Every opt-in counts exactly when its words say so, and stake counts for a service exactly where all three do.
    pub(super) fn check_counted(&self) -> Truth {
        for (number, pact) in self.pacts.iter().enumerate() {
            pact.agrees(self.time_of(number))?;
        }
        for (by, operator) in self.operators.iter().enumerate() {
            for (to, service) in operator.services.iter().enumerate() {
                let agreed = all_three(by, to).iter().all(|pact| self.pacts[*pact].counts(self.time_of(*pact)));
                let slashable = self.vault.slashable_stake(&operator.delegation, &service.allocation, self.now);
                let wanted = if agreed { slashable.unwrap() } else { 0 };
                same!(self.counted_stake(by, to), wanted, "the stake that counts for a service");
            }
        }
        Ok(())
    }

    /// Stake comes to count, and ceases to, only by time and by what befalls all of it: never by a word, which can at most
    /// announce it.
    pub(super) fn check_changes(&mut self, op: Op, before: &Counted) -> Truth {
        for pact in 0..self.pacts.len() {
            let time = self.time_of(pact);
            self.pacts[pact].observe(time)?;
            if self.pacts[pact].counts(self.now) && !self.pacts[pact].counts(time) {
                self.tally.saw("a clock back over an opt-in's end");
            }
        }
        let after = self.counted();
        for (old, new) in before.iter().flatten().zip(after.iter().flatten()) {
            self.check_change(op, old, new)?;
        }
        Ok(())
    }

    fn check_change(&mut self, op: Op, old: &Part, new: &Part) -> Truth {
        let pairs = || old.factors.iter().zip(&new.factors);
        match op {
            // Its losses were checked at its creation.
            Op::Propose { .. } | Op::Veto { .. } => {}
            Op::Deposit { .. } | Op::ExitInstantly { .. } | Op::Gain { .. } | Op::CloseBucket { .. } => {
                hold!(new.stake >= old.stake, "{old:?} fell to {new:?}")
            }
            // The service lets go of what it alone could take.
            Op::Release { .. } | Op::ReleaseAllocation { .. } => {
                let fell = pairs().any(|(old, new)| new < old);
                hold!(new.stake == old.stake || fell && new.stake < old.stake, "{old:?} became {new:?} by a release");
                if new.stake < old.stake {
                    self.tally.saw("stake that a service let go");
                }
            }
            // Behind the operator that units moved to, as far as was announced.
            Op::CompleteMove { .. } => {
                let more = new.factors[3] > old.factors[3];
                hold!(new.stake == old.stake || more && new.stake > old.stake, "{old:?} became {new:?} by a move")
            }
            Op::Execute { .. } if self.restored > 0 => hold!(new.stake >= old.stake, "{old:?} fell to {new:?}"),
            // When each of these may change was checked where it was read.
            Op::Wait { .. } => {
                hold!(new.stake <= old.stake || pairs().any(|(old, new)| new > old), "{old:?} rose to {new:?}");
                hold!(new.stake >= old.stake || pairs().any(|(old, new)| new < old), "{old:?} fell to {new:?}");
            }
            _ => same!(new.stake, old.stake, "the stake that counts, after what does not touch it"),
        }
        if new.stake > 0 {
            self.tally.saw("stake that counts for a service");
        }
        let agreed = |part: &Part| part.factors[..3].iter().all(|counts| *counts == 1);
        match (agreed(old), agreed(new)) {
            (false, true) if new.stake > 0 => self.tally.saw("stake that comes to count"),
            (true, false) if old.stake > 0 => self.tally.saw("stake that ceases to count"),
            _ => {}
        }
        Ok(())
    }
}
