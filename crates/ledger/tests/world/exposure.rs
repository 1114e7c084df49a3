//! The transitions that expose stake, each against what it must come to.

use ledger::state::allocation::Allocation;
use ledger::state::delegation::Delegation;
use ledger::state::vault::VaultLedger;

use super::op::{OPERATORS, SERVICES, Share};
use super::watch::{Due, Watch};
use super::{Truth, World, wide};
use crate::{hold, same};

/// A service's part of a delegation, and what it should be.
#[derive(Clone, Copy)]
pub struct Service {
    pub allocation: Allocation,
    pub magnitude: Watch,
}

/// A delegation, what it should be, and the services of its operator.
#[derive(Clone, Copy)]
pub struct Operator {
    pub delegation: Delegation,
    pub units: Watch,
    pub services: [Service; SERVICES],
    /// A slash at a leverage over 1 leaves others more than M.
    pub slashed: bool,
    /// M and its parts before the first slash that is open, if all that were since are vetoed and nobody had a word.
    pub stood: Option<(u64, [Watch; SERVICES])>,
    /// One of the slashes that are open since was vetoed before a later one.
    pub turned: bool,
    /// How many slashes there were since.
    pub taken: u64,
}

impl Operator {
    pub const fn new() -> Self {
        let service = Service { allocation: Allocation::new(), magnitude: Watch::new(0) };
        Self {
            delegation: Delegation::new(),
            units: Watch::new(0),
            services: [service; SERVICES],
            slashed: false,
            stood: None,
            turned: false,
            taken: 0,
        }
    }

    /// Frees what a decrease of its units leaves.
    pub(super) fn settle(&mut self, vault: &mut VaultLedger, time: i64) {
        let freed = self.units.settle(time);
        if self.delegation.moving == 0 {
            vault.books.idle += freed;
        } else {
            self.delegation.leaving += freed;
        }
        wide::rescale(&mut vault.books);
        wide::note_reserved(vault, self.held());
    }

    /// The units that are set aside for it.
    pub(super) fn held(&self) -> u64 {
        self.units.held + self.delegation.leaving
    }

    /// A slash of `magnitude` opens. A break of up to an epoch is none.
    pub(super) fn open_slash(&mut self, magnitude: u64, epoch: i64, time: i64) {
        let delegation = &mut self.delegation;
        let first = delegation.open_from == 0;
        if delegation.open_slashes == 0 && (first || time - delegation.open_until > epoch) {
            delegation.open_from = time;
        }
        delegation.open_slashes += 1;
        delegation.contested += magnitude;
    }

    /// One of `magnitude` ends.
    pub(super) fn close_slash(&mut self, magnitude: u64, time: i64) {
        self.delegation.open_slashes -= 1;
        self.delegation.contested -= magnitude;
        if self.delegation.open_slashes == 0 {
            self.delegation.open_until = time;
        }
    }

    /// Frees what a decrease of a service's magnitude leaves.
    pub(super) fn settle_service(&mut self, to: usize, vault: &mut VaultLedger, time: i64) {
        self.settle(vault, time);
        let freed = self.services[to].magnitude.settle(time);
        self.shrink(freed);
    }

    pub(super) fn shrink(&mut self, freed: u64) {
        self.delegation.allocated -= freed;
        self.restart();
    }

    /// With nothing allocated, and no slash that might give back some, M starts again.
    pub(super) fn restart(&mut self) {
        if self.delegation.allocated == 0 && self.delegation.open_slashes == 0 {
            self.delegation.magnitude = ledger::state::books::UNITS;
        }
    }
}

impl World {
    /// When a change takes effect that is announced now, from the clock alone: in an empty vault as in any other.
    pub(super) fn due_now(&self) -> Due {
        self.due_by(self.seen)
    }

    /// The same if `seen` is the latest time that the vault has seen.
    pub(super) fn due_by(&self, seen: i64) -> Due {
        let due = self.due_by_epochs(seen);
        let within = self.term.filter(|term| due.rise > term.start && due.rise < term.end);
        Due { rise: within.map_or(due.rise, |term| term.end), ..due }
    }

    /// The same of a vault without a term.
    pub(super) fn due_by_epochs(&self, seen: i64) -> Due {
        let length = self.vault.epoch_seconds as i64;
        let claimable = |asked: i64| self.start_of(self.epoch_of(asked) + 2);
        Due { epoch: self.epoch_of(seen), fall: claimable(seen), rise: claimable(seen + length) }
    }

    /// Counts what a change of exposure finds of the vault.
    fn saw_vault(&mut self, vault: &VaultLedger) {
        if wide::stake(&vault.books) == 0 {
            self.tally.saw(match (vault.books.supply, self.slashes.is_empty()) {
                (0, true) => "an empty vault exposed late",
                (_, true) => "shares at no stake exposed late",
                (_, false) => "no stake but in escrow, exposed late",
            });
        }
    }

    pub(super) fn delegate(&mut self, to: usize, units: Share) -> Truth {
        let mut wanted = self.rolled();
        let (time, mut operator) = (self.clock(), self.operators[to]);
        operator.units.observe(operator.delegation.units.at(time), self.epoch_of(self.seen), "an operator's units")?;
        let rolled = wanted;
        if operator.delegation.moving == 0 {
            wanted.books.idle += operator.units.settle(time);
        }
        let (watch, books) = (operator.units, wanted.books);
        let units = units.of(books.units, watch.held, books.idle);
        let (due, caps) = (self.due_now(), [self.operator_bps.at(time), self.delegated_bps.at(time)]);
        let (whole, asked) = (operator.delegation.magnitude, [watch.held, watch.at(time), units]);
        let still = operator.delegation.moving == 0;
        let fits = still && watch.takes(units, time, due) && wide::delegates(&wanted, whole, asked, caps);

        let mut delegation = self.operators[to].delegation;
        let result = self.vault.delegate(&mut delegation, units, self.now);
        self.note("delegate", result.is_ok(), || format!("{units} of {} units to {to}: {result:?}", books.units));
        self.tally.refusal(&result);
        same!(result.is_ok(), fits, "whether these units can be delegated");
        if fits {
            self.tally.delegated = true;
            self.saw_change(&watch, units, time);
            self.saw_vault(&wanted);
            operator.units.announce(units, time, due);
            wanted.risk_version += u64::from(units > watch.last());
            if units > watch.at(time) {
                self.note_rise(to);
            }
            operator.delegation.lowered = operator.units.lowered;
            wanted.books.idle = books.idle + watch.held - operator.units.held;
            operator.settle(&mut wanted, time);
            let [delegated, all] = [wanted.books.units - wanted.books.idle, wanted.books.units].map(u128::from);
            let most = all * u128::from(self.delegated_bps.at(time));
            let rises = units > watch.at(time);
            hold!(!rises || delegated * 10_000 <= most, "{delegated} of {all} are delegated");
        } else {
            self.saw_stands(&watch, time);
            (wanted, operator) = (rolled, self.operators[to]);
            same!(delegation, operator.delegation, "what a refused delegation leaves");
        }
        same!(self.vault, wanted, "the vault after a delegation");
        operator.delegation.lowered_active = operator.units.lowered_active;
        same!(delegation, Delegation { units: delegation.units, ..operator.delegation }, "the rest of a delegation");
        operator.delegation = delegation;
        self.operators[to] = operator;
        Ok(())
    }

    pub(super) fn allocate(&mut self, by: usize, to: usize, magnitude: Share) -> Truth {
        let mut wanted = self.rolled();
        let (time, mut operator) = (self.clock(), self.operators[by]);
        operator.settle_service(to, &mut wanted, time);
        let read = operator.services[to].allocation.magnitude.at(time);
        operator.services[to].magnitude.observe(read, self.epoch_of(self.seen), "a service's magnitude")?;
        let (watch, all) = (operator.services[to].magnitude, operator.delegation);
        let free = u128::from(all.magnitude) * u128::from(self.leverage.at(time));
        let free = free.saturating_sub(all.allocated.into()).min(all.magnitude.into()) as u64;
        let magnitude = magnitude.of(all.magnitude, watch.held, free);
        let due = self.due_now();
        let fits = watch.takes(magnitude, time, due)
            && wide::allocates(&all, [watch.held, watch.at(time), magnitude], self.leverage.at(time));

        let Operator { mut delegation, services, .. } = self.operators[by];
        let mut allocation = services[to].allocation;
        let mut settled = (self.vault, delegation, allocation);
        let result = self.vault.allocate(&mut delegation, &mut allocation, magnitude, self.now);
        self.note("allocate", result.is_ok(), || format!("{magnitude} by {by} to {to}, of {all:?}: {result:?}"));
        self.tally.refusal(&result);
        same!(result.is_ok(), fits, "whether this magnitude can be allocated");
        if fits {
            self.saw_change(&watch, magnitude, time);
            self.saw_vault(&wanted);
            let before = watch;
            let holds = operator.held() > 0 || operator.delegation.arriving > 0;
            let watch = &mut operator.services[to].magnitude;
            operator.delegation.allocated -= watch.held;
            watch.announce(magnitude, time, due);
            wanted.risk_version += u64::from(magnitude > before.last() && holds);
            operator.delegation.allocated += watch.held;
            operator.stood = None;
            if magnitude > before.at(time) {
                self.note_rise(by);
            }
            operator.settle_service(to, &mut wanted, time);
        } else {
            self.saw_stands(&watch, time);
            settled.0.settle_allocation(&mut settled.1, &mut settled.2, self.now).unwrap();
            same!((self.vault, delegation, allocation), settled, "what a refused allocation leaves");
        }
        same!(self.vault, wanted, "the vault after an allocation");
        self.put(by, to, operator, delegation, allocation)
    }

    pub(super) fn settle_delegation(&mut self, of: usize) -> Truth {
        let mut wanted = self.rolled();
        let time = self.clock();
        // This one, or the next in which there is something to settle.
        let mut turns = (of..of + OPERATORS).map(|of| of % OPERATORS);
        let of = turns.find(|of| self.operators[*of].units.is_due(time)).unwrap_or(of);
        let mut operator = self.operators[of];
        let due = operator.units.is_due(time);
        operator.settle(&mut wanted, time);
        let mut delegation = self.operators[of].delegation;
        let result = self.vault.settle_delegation(&mut delegation, self.now);
        self.note("settle delegation", due, || format!("of {of}: {result:?}"));
        same!(result, Ok(()), "settling a delegation");
        same!(self.vault, wanted, "the vault after settling a delegation");
        operator.delegation.lowered_active = operator.units.lowered_active;
        same!(delegation, Delegation { units: delegation.units, ..operator.delegation }, "a settled delegation");
        operator.delegation = delegation;
        self.operators[of] = operator;
        Ok(())
    }

    /// This allocation, or the next of which this is true.
    pub(super) fn pick(&self, by: usize, to: usize, is_it: impl Fn(&Operator, &Service) -> bool) -> (usize, usize) {
        let all = OPERATORS * SERVICES;
        let of = |turn: usize| (turn % all / SERVICES, turn % SERVICES);
        let first = by * SERVICES + to;
        let found = (first..first + all).map(of).find(|(by, to)| {
            let operator = &self.operators[*by];
            is_it(operator, &operator.services[*to])
        });
        found.unwrap_or((by, to))
    }

    pub(super) fn settle_due_allocation(&mut self, by: usize, to: usize) -> Truth {
        self.rolled();
        let time = self.clock();
        let (by, to) = self.pick(by, to, |_, service| service.magnitude.is_due(time));
        self.settle_allocation(by, to)
    }

    fn settle_allocation(&mut self, by: usize, to: usize) -> Truth {
        let mut wanted = self.rolled();
        let (time, mut operator) = (self.clock(), self.operators[by]);
        let due = operator.services[to].magnitude.is_due(time);
        operator.settle_service(to, &mut wanted, time);
        let Operator { mut delegation, services, .. } = self.operators[by];
        let mut allocation = services[to].allocation;
        let result = self.vault.settle_allocation(&mut delegation, &mut allocation, self.now);
        self.note("settle allocation", due, || format!("of {by} to {to}: {result:?}"));
        same!(result, Ok(()), "settling an allocation");
        same!(self.vault, wanted, "the vault after settling an allocation");
        self.put(by, to, operator, delegation, allocation)
    }

    pub(super) fn put(
        &mut self,
        by: usize,
        to: usize,
        mut operator: Operator,
        delegation: Delegation,
        allocation: Allocation,
    ) -> Truth {
        operator.delegation.lowered_active = operator.units.lowered_active;
        same!(delegation, Delegation { units: delegation.units, ..operator.delegation }, "the rest of a delegation");
        let magnitude = &operator.services[to].magnitude;
        same!(allocation.lowered, magnitude.lowered, "how often less magnitude was announced");
        same!(allocation.lowered_active, magnitude.lowered_active, "how often less of what is active");
        (operator.delegation, operator.services[to].allocation) = (delegation, allocation);
        self.operators[by] = operator;
        Ok(())
    }

    /// Counts what pending changes are replaced by.
    fn saw_change(&mut self, watch: &Watch, to: u64, time: i64) {
        if to > watch.at(time) && self.is_running() && self.term.is_some_and(|term| self.due_now().rise == term.end) {
            self.tally.saw("a rise that waits for the end of a term");
        }
        if watch.pends(time) {
            let was_rise = watch.held > watch.at(time);
            self.tally.saw(match (was_rise, to > watch.at(time)) {
                (true, true) => "a pending rise announced again",
                (true, false) => "a pending rise withdrawn",
                (false, _) => "a pending fall announced again",
            });
        }
    }

    /// Counts what a refusal may be for.
    fn saw_stands(&mut self, watch: &Watch, time: i64) {
        if watch.falls(time) {
            self.tally.saw("a pending fall that stands");
        }
    }

    pub(super) fn set_exposure(&mut self, [delegated, operator, leverage]: [u64; 3]) -> Truth {
        let mut wanted = self.rolled();
        let (time, leverage) = (self.clock(), if self.steady { self.leverage.at(self.clock()) } else { leverage });
        let fits = delegated <= 10_000 && operator <= 10_000 && (1..=4).contains(&leverage);
        let result = self.vault.set_exposure(delegated, operator, leverage, self.now);
        self.note("set exposure", result.is_ok(), || format!("{delegated}, {operator}, {leverage}: {result:?}"));
        self.tally.refusal(&result);
        same!(result.is_ok(), fits, "whether these bounds are in bounds");
        if fits {
            let (old, epoch) = (wanted.exposure, self.epoch_of(self.seen));
            self.leverage.observe(old.leverage.at(time), epoch, "the leverage")?;
            self.delegated_bps.observe(old.max_delegated_bps.at(time), epoch, "the bound on all operators")?;
            self.operator_bps.observe(old.max_operator_bps.at(time), epoch, "the bound on one operator")?;
            self.leverage_fell |= leverage < self.leverage.at(time);
            let due = self.due_now();
            let bounds = [
                (&mut self.delegated_bps, delegated),
                (&mut self.operator_bps, operator),
                (&mut self.leverage, leverage),
            ];
            let mut rises = false;
            for (watch, value) in bounds {
                rises |= value > watch.last();
                watch.announce_bound(value, time, due);
            }
            wanted.risk_version += u64::from(rises);
        }
        let exposure = if fits { self.vault.exposure } else { wanted.exposure };
        same!(self.vault, VaultLedger { exposure, ..wanted }, "the vault after new bounds");
        Ok(())
    }
}
