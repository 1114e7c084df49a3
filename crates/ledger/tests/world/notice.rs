//! Notice: nothing takes more of a holder than what it saw, but what was announced a full epoch before its last chance to leave.
//!
//! Nothing here knows how the ledger delays a change. Each value that can burden a holder is read as the ledger has it, now and
//! for all time to come, and held against two things: the same reading when the holder signed its deposit, which lands later,
//! and what was announced since.

use std::collections::VecDeque;

use ledger::state::delayed::Delayed;

use super::op::{OPERATORS, OWNERS, Op, SERVICES};
use super::opting::PACTS;
use super::{Truth, World};
use crate::hold;

/// How many steps may lie between a signature and its landing.
const LIFETIME: usize = 4;

/// All values that can burden a holder, each the worse the larger.
type Values = Vec<Burden>;

/// A value, and what moves are going to add to it: since when, and how much.
#[derive(Clone, Debug)]
struct Burden {
    value: Delayed,
    comes: Vec<(i64, u64)>,
}

impl From<Delayed> for Burden {
    fn from(value: Delayed) -> Self {
        Self { value, comes: Vec::new() }
    }
}

impl Burden {
    fn at(&self, time: i64) -> u64 {
        let came = self.comes.iter().filter(|(from, _)| time >= *from).map(|(_, units)| units).sum();
        self.value.at(time).saturating_add(came)
    }

    /// What it comes to with all that is announced.
    fn last(&self) -> u64 {
        self.comes.iter().fold(self.value.next, |sum, (_, units)| sum.saturating_add(*units))
    }

    /// The most that it comes to, after any withdrawal.
    fn most_ever(&self) -> u64 {
        (self.last() - self.value.next).saturating_add(self.value.reserved())
    }

    /// The latest second at which something that is announced takes effect.
    fn effective(&self) -> i64 {
        self.comes.iter().fold(self.value.effective, |latest, (from, _)| latest.max(*from))
    }
}

/// What a holder saw when it signed.
#[derive(Clone)]
struct Lot {
    signed: i64,
    saw: Values,
}

/// An announcement: when it could first be seen, and what it was of.
#[derive(Clone, Copy)]
struct Said {
    at: i64,
    value: u64,
}

/// What holders saw, and what was announced since.
#[derive(Clone, Default)]
pub struct Notices {
    /// What could be seen after each of the latest steps.
    shown: VecDeque<(i64, Values)>,
    /// The first and the latest lot of each owner.
    lots: [Vec<Lot>; OWNERS],
    /// By value.
    said: Vec<Vec<Said>>,
    /// The latest second that there was.
    latest: i64,
}

/// The largest value in `[from, until)`.
fn most(burden: &Burden, from: i64, until: i64) -> u64 {
    let changes = burden.comes.iter().map(|(at, _)| *at).chain([from, burden.value.effective]);
    changes.map(|at| burden.at(at.clamp(from, until - 1))).max().unwrap_or(0)
}

impl World {
    /// As the ledger has them.
    fn burdens(&self) -> Values {
        let vault = &self.vault;
        let terms = vault.instant_allowance;
        let values = vec![
            vault.loss_limits.incident_bps,
            vault.loss_limits.epoch_bps,
            vault.exposure.leverage,
            vault.exposure.max_delegated_bps,
            vault.exposure.max_operator_bps,
            vault.fees.exit_bps,
            vault.fees.reward_bps,
            vault.stream_seconds,
            Delayed { current: terms.capacity, next: terms.next_capacity, effective: terms.effective },
            Delayed {
                current: u64::MAX - terms.refill_seconds,
                next: u64::MAX - terms.next_refill_seconds,
                effective: terms.effective,
            },
        ];
        let mut values: Values = values.into_iter().map(Burden::from).collect();
        for (place, operator) in self.operators.iter().enumerate() {
            let comes = self.moves.iter().flatten().filter(|each| each.to == place);
            let comes = comes.map(|each| (each.from, each.units)).collect();
            values.push(Burden { value: operator.delegation.units, comes });
            values.extend(operator.services.iter().map(|service| service.allocation.magnitude.into()));
        }
        for pact in &self.pacts {
            values.extend([pact.opt_in.left, pact.opt_in.right].map(Burden::from));
            values.extend([pact.limits.incident_bps, pact.limits.epoch_bps].map(Burden::from));
        }
        values
    }

    /// The places of units and magnitudes, which a veto gives back to.
    fn restored(&self) -> std::ops::Range<usize> {
        let all = self.burdens().len();
        10..all - 4 * PACTS
    }

    /// Nothing that could be taken before an exit that is requested now can be claimed is more than what a holder saw when it
    /// signed, or than what was announced since, at least a full epoch ago.
    pub(super) fn check_notice(&mut self, op: Op, had: [u64; OWNERS]) -> Truth {
        let (now, values, length) = (self.now, self.burdens(), self.vault.epoch_seconds as i64);
        let mut notices = std::mem::take(&mut self.notices);
        notices.said.resize(values.len(), Vec::new());
        // While the clock has run back, nobody can tell how long ago something was.
        let back = now < notices.latest;
        notices.latest = notices.latest.max(now);
        if let Some((_, before)) = notices.shown.back() {
            for (said, (old, new)) in notices.said.iter_mut().zip(before.iter().zip(&values)) {
                if new.last() != old.last() || new.effective() > old.effective() {
                    let at = if back { i64::MIN } else { now };
                    said.push(Said { at, value: new.last() });
                }
            }
        }
        if matches!(op, Op::Veto { .. }) {
            // What a veto gives back is held against what was before its slash elsewhere.
            for place in self.restored() {
                notices.said[place] = vec![Said { at: i64::MIN, value: values[place].most_ever() }];
            }
        }
        // Operators and services agree at their own time: nothing is theirs of a vault but what it allocates.
        let of_others = if self.is_held() { 4 * (PACTS - OPERATORS - SERVICES) } else { 0 };
        // A staker in a term saw every change announced before it began, and is out when it ends.
        let (until, chance) = match self.term.filter(|_| self.is_held()) {
            Some(term) => (term.end, now.min(term.start)),
            None => (self.start_of(self.epoch_of(now) + 2), now),
        };
        if !back {
            for lot in notices.lots.iter().flatten() {
                for (place, value) in values.iter().enumerate().take(values.len() - of_others) {
                    let seen = most(&lot.saw[place], now, until);
                    let told = notices.said[place]
                        .iter()
                        .filter(|said| said.at == i64::MIN || said.at >= lot.signed && said.at <= chance - length)
                        .map(|said| said.value);
                    let (most, allowed) = (most(value, now, until), told.max().unwrap_or(0).max(seen));
                    hold!(
                        most <= allowed,
                        "value {place} comes to {most} before {until}, and {allowed} was to be known at {now}: {value:?}, signed at {} as {:?}",
                        lot.signed,
                        lot.saw[place]
                    );
                }
            }
        }
        notices.shown.push_back((now, values));
        if notices.shown.len() > LIFETIME {
            notices.shown.pop_front();
        }
        for (owner, (lots, had)) in notices.lots.iter_mut().zip(had).enumerate() {
            if self.shares[owner] == 0 && !self.tickets.iter().any(|held| held.owner == owner) {
                lots.clear();
            } else if self.shares[owner] > had {
                // It signed when it saw the oldest of what still lands.
                let (signed, saw) = notices.shown.front().cloned().unwrap_or_default();
                lots.truncate(1);
                lots.push(Lot { signed, saw });
                self.tally.saw("a holder that signed before it landed");
            }
        }
        self.notices = notices;
        Ok(())
    }

    /// No step raises an operator's part of the units but a slash, with its price checked at its creation, and what instant
    /// exits and vetoes leave within the caps. Time raises it only as it was announced.
    pub(super) fn check_parts(&self, op: Op, before: &[(u64, u64)]) -> Truth {
        let (books, time) = (&self.vault.books, self.clock());
        let parts = self.parts();
        match op {
            // What a move brings is held against its announcement where it is completed.
            Op::Propose { .. } | Op::Veto { .. } | Op::Wait { .. } | Op::CompleteMove { .. } => return Ok(()),
            Op::ExitInstantly { .. } => {
                let [one, all] = [self.vault.exposure.max_operator_bps, self.vault.exposure.max_delegated_bps]
                    .map(|cap| u128::from(cap.at(time)) * u128::from(books.units));
                let delegated = u128::from(books.units - books.idle) * 10_000;
                let rose = parts.iter().zip(before).any(|(new, old)| over(*new, *old));
                hold!(!rose || delegated <= all, "{delegated} of {all} are delegated after an instant exit");
                for (new, old) in parts.iter().zip(before).filter(|(new, old)| over(**new, **old)) {
                    hold!(u128::from(new.0) * 10_000 <= one, "{new:?} after an instant exit, not {old:?}");
                }
            }
            _ => {
                for (new, old) in parts.iter().zip(before) {
                    hold!(!over(*new, *old), "an operator's part rose from {old:?} to {new:?}");
                }
            }
        }
        Ok(())
    }

    /// Each operator's units that are active, and all units.
    pub(super) fn parts(&self) -> Vec<(u64, u64)> {
        let time = self.clock();
        self.operators.iter().map(|each| (each.delegation.units.at(time), self.vault.books.units)).collect()
    }
}

/// Whether the one part is larger than the other.
fn over((part, whole): (u64, u64), (old_part, old_whole): (u64, u64)) -> bool {
    u128::from(part) * u128::from(old_whole) > u128::from(old_part) * u128::from(whole)
}
