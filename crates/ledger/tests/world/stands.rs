//! What is true of delegations and allocations after every step.

use super::exposure::{Operator, Service};
use super::op::{OPERATORS, Op};
use super::{Truth, World, wide};
use crate::{hold, same};

impl World {
    /// What each operator has from the vault now.
    pub(super) fn stakes(&self) -> [u64; OPERATORS] {
        self.operators.map(|operator| self.vault.delegated_stake(&operator.delegation, self.now).unwrap())
    }

    /// No stake changes by a change of another's, nor falls by anything but time and slashes.
    pub(super) fn check_stakes(&self, op: Op, before: [u64; OPERATORS]) -> Truth {
        let after = self.stakes();
        match op {
            // What a slash does to stakes is checked where it is proposed.
            Op::Wait { .. } | Op::Propose { .. } => {}
            Op::Deposit { .. }
            | Op::ExitInstantly { .. }
            | Op::Gain { .. }
            | Op::CloseBucket { .. }
            | Op::CompleteMove { .. }
            | Op::Veto { .. } => {
                let stand = before.iter().zip(after).all(|(old, new)| new >= *old);
                hold!(stand, "stakes fell from {before:?} to {after:?}");
            }
            Op::Execute { .. } if self.restored > 0 => {
                let stand = before.iter().zip(after).all(|(old, new)| new >= *old);
                hold!(stand, "stakes fell from {before:?} to {after:?} by a restoration");
            }
            _ => same!(after, before, "stakes after what does not touch them"),
        }
        Ok(())
    }

    pub(super) fn check_exposure(&mut self) -> Truth {
        // What a transition has seen stays seen; what was only waited for does not.
        let (time, seen, epoch) = (self.clock(), self.seen, self.epoch_of(self.seen));
        let exposure = self.vault.exposure;
        self.leverage.agrees(&exposure.leverage, time, "the leverage")?;
        self.delegated_bps.agrees(&exposure.max_delegated_bps, time, "the bound on all operators")?;
        self.operator_bps.agrees(&exposure.max_operator_bps, time, "the bound on one operator")?;
        self.operator_bps.observe(exposure.max_operator_bps.at(seen), epoch, "the bound on one operator")?;
        self.leverage.observe(exposure.leverage.at(seen), epoch, "the leverage")?;
        self.delegated_bps.observe(exposure.max_delegated_bps.at(seen), epoch, "the bound on all operators")?;
        hold!((1..=4).contains(&self.leverage.at(time)), "{exposure:?}");
        if self.tally.delegated {
            self.saw_time();
        }
        self.check_breaker(time, seen, epoch)?;
        for operator in &mut self.operators {
            operator.units.agrees(&operator.delegation.units, time, "an operator's units")?;
            operator.units.observe(operator.delegation.units.at(seen), epoch, "an operator's units")?;
            for Service { allocation, magnitude } in &mut operator.services {
                magnitude.agrees(&allocation.magnitude, time, "a service's magnitude")?;
                magnitude.observe(allocation.magnitude.at(seen), epoch, "a service's magnitude")?;
            }
        }

        self.check_moves()?;
        self.check_fees(time, seen, epoch)?;
        let vault = self.at_now();
        let (books, stake) = (&vault.books, wide::stake(&vault.books) as u64);
        let reserved: u64 = self.operators.iter().map(|operator| operator.delegation.reserved()).sum();
        same!(reserved + books.idle, books.units, "the units reserved and idle");
        if reserved == 0 {
            same!(books.units, ledger::state::books::UNITS, "the units with all of them idle");
        }
        let mut delegated = 0;
        for operator in &self.operators {
            hold!(operator.held() <= self.vault.largest_units, "{:?} is over the largest", operator.units);
            let units = operator.units.at(time);
            let found = self.vault.delegated_stake(&operator.delegation, self.now).map_err(|no| format!("{no:?}"))?;
            let right = wide::is_part(found, stake, [units, 1], [books.units, 1]);
            hold!(right, "a stake of {found} by {units} units: {books:?}");
            same!(operator.delegation.reserved(), operator.held(), "what an operator holds");
            delegated += found;
        }
        hold!(delegated <= stake, "{delegated} of {stake} are delegated");
        for by in 0..OPERATORS {
            self.check_services(by, time, stake)?;
        }
        Ok(())
    }

    fn check_services(&mut self, by: usize, time: i64, stake: u64) -> Truth {
        let Operator { delegation, units, services, slashed, .. } = self.operators[by];
        let open = |to: Option<usize>| {
            self.slashes.iter().filter(|open| open.by == by && to.is_none_or(|to| open.to == to)).count()
        };
        same!(delegation.open_slashes, open(None) as u64, "the open slashes of a delegation");
        let (whole, units) = (delegation.magnitude, units.at(time));
        delegation.invariant()?;
        hold!(whole <= ledger::state::books::UNITS, "a magnitude of {whole}");
        let (mut allocated, mut read, mut slashable) = (0, 0, 0);
        for (to, Service { allocation, magnitude }) in services.iter().enumerate() {
            same!(allocation.open_slashes, open(Some(to)) as u64, "the open slashes of an allocation");
            same!(allocation.magnitude.reserved(), magnitude.held, "what a service holds");
            allocated += magnitude.held;
            read += magnitude.held.min(whole);
            let m = magnitude.at(time).min(whole);
            let found = self.vault.slashable_stake(&delegation, allocation, self.now);
            let found = found.map_err(|no| format!("{no:?}"))?;
            let right = if m == 0 {
                found == 0
            } else {
                wide::is_part(found, stake, [units, m], [self.vault.books.units, whole])
            };
            hold!(right, "{found} slashable by {m} of {whole}, {units} units: {:?}", self.vault.books);
            slashable += u128::from(found);
        }
        same!(delegation.allocated, allocated, "what is allocated");
        let leverage = self.leverage.at(time);
        let most = u128::from(whole) * u128::from(leverage);
        if !slashed && !self.leverage_fell {
            hold!(u128::from(allocated) <= most, "{allocated} of {whole} at leverage {leverage}");
        }
        if self.steady && leverage == 1 {
            hold!(read <= whole, "{read} of {whole} are allocated at leverage 1");
            let unique = self.vault.delegated_stake(&delegation, self.now).unwrap();
            hold!(slashable <= unique.into(), "{slashable} slashable of {unique}");
        }
        if u128::from(read) > most {
            self.tally.saw(if self.leverage_fell { "over a lowered leverage" } else { "over leverage by a slash" });
        }
        Ok(())
    }

    fn saw_time(&mut self) {
        if self.now < self.start_of(self.epoch_of(self.seen)) {
            self.tally.saw("a clock back over an epoch's start");
        }
        let due = self.operators.iter().any(|operator| operator.units.is_due(self.clock()));
        if due {
            self.tally.saw("a fall that counts and is not settled");
        }
    }
}
