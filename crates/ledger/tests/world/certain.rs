//! The stake that a service is told it can take until a time, against what it can take then, after any other actions
//! meanwhile.

use ledger::refusal::Rule;
use ledger::state::books::UNITS;
use ledger::transition::certain_stake::Stake;

use super::op::{OPERATORS, Op, SERVICES};
use super::{Truth, World, wide};
use crate::hold;

/// The steps that others take at the most while a promise stands.
const STEPS: usize = 12;

impl World {
    /// The last seconds of this epoch and the next, the first of the next, and one in between; while a term holds everyone, those
    /// before they can leave and before it ends as well.
    fn horizons(&self) -> Vec<i64> {
        let (now, epoch) = (self.clock(), self.vault.epoch_at(self.now));
        let [next, after] = [1, 2].map(|ahead| self.vault.start_of(epoch + ahead));
        let mut all = vec![now, next - 1, next, next + (after - next) / 2, after - 1];
        if let Some(term) = self.term.filter(|_| self.is_held()) {
            all.extend([term.opens - 1, term.opens, term.end - 1]);
        }
        all
    }

    fn certain(&self, by: usize, to: usize, until: i64) -> u64 {
        let operator = &self.operators[by];
        let of = Stake {
            delegation: &operator.delegation,
            allocation: &operator.services[to].allocation,
            limits: &self.pacts[OPERATORS + to].limits,
            losses: &self.losses[to],
        };
        self.vault.certain_stake(&of, until, self.now).unwrap()
    }

    /// What a slash of all by a service takes now.
    fn takeable(&self, by: usize, to: usize) -> Result<u64, String> {
        let mut reach = self.reach([by, to], self.at_now().books.epoch, false, |_| true);
        let limits = &self.pacts[OPERATORS + to].limits;
        let mut losses = self.losses[to];
        let slash = reach.with(|vault, target| vault.propose_slash(target, (limits, &mut losses), UNITS, 0, self.now));
        match slash {
            Ok(slash) => Ok(slash.stake),
            Err(no) if matches!(no.rule, Rule::NothingToSlash | Rule::OverLossLimit) => Ok(0),
            // What an epoch loses is counted in 64 bits.
            Err(no) if no.rule == Rule::Overflow => Ok(u64::MAX),
            Err(no) => Err(format!("a slash of all: {no:?}")),
        }
    }

    /// Everybody is told what is certain, now and until later; others do as `ops` say but slash, and everybody takes what there is.
    pub fn promise(&mut self, ops: &[Op]) -> Truth {
        for until in self.horizons() {
            let mut told = [[0; SERVICES]; OPERATORS];
            for (by, told) in told.iter_mut().enumerate() {
                for (to, told) in told.iter_mut().enumerate() {
                    *told = self.certain(by, to, until);
                }
            }
            if told.iter().flatten().all(|told| *told == 0) {
                continue;
            }
            let far = self.vault.epoch_at(until) > self.vault.epoch_at(self.now) + 1;
            let mut then = self.fork();
            then.hold_promise(&told, until)?;
            for op in ops.iter().take(STEPS) {
                let skip = match op {
                    // Nor is an opt-in closed before it is over, and then nobody can take anything.
                    Op::Propose { .. } | Op::Rush { .. } | Op::CloseOptIn { .. } => true,
                    // The service's own word.
                    Op::Release { .. } | Op::ReleaseAllocation { .. } => true,
                    // A fall that is announced later ends what only a term keeps.
                    Op::Delegate { .. }
                    | Op::Allocate { .. }
                    | Op::CancelMove { .. }
                    | Op::Say { .. }
                    | Op::SetLossLimits { .. } => far,
                    Op::Wait { wait } => !(then.now..=until).contains(&then.after(*wait)),
                    _ => false,
                };
                if !skip {
                    then.step(*op)?;
                    then.hold_promise(&told, until).map_err(|broken| format!("{broken}, by {op:?}"))?;
                }
            }
            then.now = until.max(then.now);
            then.hold_promise(&told, until)?;
            self.tally.saw("a promise kept");
            if far {
                self.tally.saw("a promise kept through a term");
            }
            if until > self.vault.start_of(self.vault.epoch_at(self.now) + 1) {
                self.tally.saw("a promise kept over an epoch's start");
            }
        }
        Ok(())
    }

    fn hold_promise(&self, told: &[[u64; SERVICES]; OPERATORS], until: i64) -> Truth {
        let books = self.at_now().books;
        // Units that are worth more than an asset cannot be cut to a limit.
        let unit = wide::stake(&books).div_ceil(books.units.into()) as u64;
        for (by, told) in told.iter().enumerate() {
            for (to, told) in told.iter().enumerate() {
                let can = self.takeable(by, to)?;
                hold!(
                    can.saturating_add(unit) >= *told,
                    "{to} can take {can} of {by} at {}, and was told {told} until {until}",
                    self.now
                );
            }
        }
        Ok(())
    }
}
