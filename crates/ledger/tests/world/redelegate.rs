//! Moves of stake between operators, each against what it must come to.

use ledger::state::delegation::Delegation;
use ledger::state::vault::VaultLedger;
use ledger::transition::delegation_move::Moved;

use super::op::{Amount, OPERATORS};
use super::watch::Due;
use super::{Truth, World};
use crate::same;

/// A move that is announced and not completed.
#[derive(Clone, Copy, Debug)]
pub struct Move {
    pub to: usize,
    pub units: u64,
    /// The first second at which it can be completed.
    pub from: i64,
}

impl World {
    /// Each end of a move knows of it, and nobody else does.
    pub(super) fn check_moves(&self) -> Truth {
        for (place, operator) in self.operators.iter().enumerate() {
            let Delegation { moving, arriving, .. } = operator.delegation;
            same!(moving, self.moves[place].map_or(0, |each| each.units), "the units that move away");
            let coming = self.moves.iter().flatten().filter(|each| each.to == place).count();
            same!(arriving, coming as u64, "the moves to come");
        }
        Ok(())
    }

    pub(super) fn announce_move(&mut self, [from, to]: [usize; 2], units: Amount) -> Truth {
        let mut wanted = self.rolled();
        let (time, [mut source, mut target]) = (self.clock(), [from, to].map(|place| self.operators[place]));
        let read = source.delegation.units.at(time);
        source.units.observe(read, self.epoch_of(self.seen), "an operator's units")?;
        let idle = self.moves[from].is_none();
        source.settle(&mut wanted, time);
        let (active, due) = (source.units.at(time), self.due_now());
        let asked = if matches!(units, Amount::Whole) { u64::MAX } else { units.of(active) };
        let units = if asked == u64::MAX { active } else { asked };
        let cap = u128::from(wanted.books.units) * u128::from(self.operator_bps.at(time)) / 10_000;
        let fits = idle
            && !source.units.pends(time)
            && (1..=active).contains(&units)
            && target.delegation.magnitude >= ledger::state::delegation::LEAST_MAGNITUDE
            && u128::from(target.held()) + u128::from(units) <= cap;

        let [mut leaves, mut comes] = [from, to].map(|place| self.operators[place].delegation);
        let before = (self.rolled(), leaves, comes);
        let result = self.vault.announce_move(&mut leaves, &mut comes, asked, self.now);
        self.note("announce move", result.is_ok(), || format!("{asked} of {from}'s {active} to {to}: {result:?}"));
        self.tally.refusal(&result);
        same!(result.is_ok(), fits, "whether these units can move");
        if !fits {
            same!((self.vault, leaves, comes), before, "what a refused move leaves");
            return Ok(());
        }
        same!(result, Ok(units), "the units that are to move");
        source.units.announce(active - units, time, Due { fall: due.rise, ..due });
        source.delegation.lowered = source.units.lowered;
        (source.delegation.moving, target.delegation.arriving) = (units, target.delegation.arriving + 1);
        wanted.risk_version += 1;
        self.moves[from] = Some(Move { to, units, from: due.rise });
        same!(self.vault, wanted, "the vault after a move is announced");
        source.delegation.lowered_active = source.units.lowered_active;
        same!(leaves, Delegation { units: leaves.units, ..source.delegation }, "what units move away from");
        same!(comes, target.delegation, "what units are to move to");
        source.delegation = leaves;
        (self.operators[from], self.operators[to]) = (source, target);
        Ok(())
    }

    /// This one, or the next of which units move.
    fn moving(&self, of: usize) -> usize {
        let mut turns = (of..of + OPERATORS).map(|of| of % OPERATORS);
        turns.find(|of| self.moves[*of].is_some()).unwrap_or(of)
    }

    pub(super) fn complete_move(&mut self, of: usize, agreed: bool) -> Truth {
        let mut wanted = self.rolled();
        let (time, from) = (self.clock(), self.moving(of));
        let found = self.moves[from];
        let to = found.map_or((from + 1) % OPERATORS, |each| each.to);
        let [mut source, mut target] = [from, to].map(|place| self.operators[place]);
        let fits = found.is_some_and(|each| time >= each.from);

        let [mut leaves, mut comes] = [source.delegation, target.delegation];
        let before = (self.rolled(), leaves, comes);
        let result = self.vault.complete_move(&mut leaves, &mut comes, agreed, self.now);
        self.note("complete move", result.is_ok(), || format!("{from} to {to}, agreed: {agreed}: {result:?}"));
        self.tally.refusal(&result);
        same!(result.is_ok(), fits, "whether a move can be completed");
        let Some(announced) = found.filter(|_| fits) else {
            same!((self.vault, leaves, comes), before, "what a refused completion leaves");
            return Ok(());
        };
        source.settle(&mut wanted, time);
        target.settle(&mut wanted, time);
        let freed = source.delegation.leaving;
        let cap = (u128::from(wanted.books.units) * u128::from(self.operator_bps.at(time)) / 10_000) as u64;
        let room = cap.saturating_sub(target.held());
        let worn = target.delegation.magnitude < ledger::state::delegation::LEAST_MAGNITUDE;
        let units = if agreed && !worn { freed.min(room).min(announced.units) } else { 0 };
        same!(result, Ok(Moved { freed, units }), "what a move brought");
        let sights = [
            (freed < announced.units, "a move of which slashes took a part"),
            (freed > announced.units, "a move to which a veto gave back"),
            (agreed && !worn && units < freed && units == room, "a move that the cap cut"),
            (units > 0 && target.units.rises(time), "a move to an operator with a pending rise"),
            (units > 0 && target.units.falls(time), "a move to an operator with a pending fall"),
            (units > 0 && time > announced.from, "a move that is completed late"),
        ];
        sights.into_iter().filter(|(seen, _)| *seen).for_each(|(_, sight)| self.tally.saw(sight));
        if units > 0 {
            target.units.arrive(units);
            // Its services can take as much more, after a veto of any of its slashes.
            self.note_rise(to);
        }
        self.end_move(from, &mut wanted, (&mut source, &mut target), freed - units);
        super::wide::note_reserved(&mut wanted, target.held());
        same!(self.vault, wanted, "the vault after a move");
        self.put_ends((from, source, leaves), (to, target, comes))
    }

    pub(super) fn cancel_move(&mut self, of: usize) -> Truth {
        let mut wanted = self.rolled();
        let (time, from) = (self.clock(), self.moving(of));
        let found = self.moves[from];
        let to = found.map_or((from + 1) % OPERATORS, |each| each.to);
        let [mut source, mut target] = [from, to].map(|place| self.operators[place]);
        let [mut leaves, mut comes] = [source.delegation, target.delegation];
        let before = (self.rolled(), leaves, comes);
        let result = self.vault.cancel_move(&mut leaves, &mut comes, self.now);
        self.note("cancel move", result.is_ok(), || format!("{from} to {to}: {result:?}"));
        self.tally.refusal(&result);
        same!(result.is_ok(), found.is_some(), "whether a move can be canceled");
        if found.is_none() {
            same!((self.vault, leaves, comes), before, "what a refused cancellation leaves");
            return Ok(());
        }
        source.settle(&mut wanted, time);
        let freed = source.delegation.leaving;
        self.end_move(from, &mut wanted, (&mut source, &mut target), freed);
        if self.term.is_some_and(|term| time < term.end) {
            source.units.hasten(self.due_now());
        }
        same!(self.vault, wanted, "the vault after a move is canceled");
        self.put_ends((from, source, leaves), (to, target, comes))
    }

    fn end_move(
        &mut self,
        from: usize,
        wanted: &mut VaultLedger,
        (source, target): (&mut super::Operator, &mut super::Operator),
        idle: u64,
    ) {
        (source.delegation.moving, source.delegation.leaving) = (0, 0);
        target.delegation.arriving -= 1;
        wanted.books.idle += idle;
        super::wide::rescale(&mut wanted.books);
        super::wide::note_reserved(wanted, source.held());
        self.moves[from] = None;
    }

    fn put_ends(
        &mut self,
        source: (usize, super::Operator, Delegation),
        target: (usize, super::Operator, Delegation),
    ) -> Truth {
        for (place, mut operator, found) in [source, target] {
            operator.delegation.lowered_active = operator.units.lowered_active;
            same!(found, Delegation { units: found.units, ..operator.delegation }, "the end of a move");
            operator.delegation = found;
            self.operators[place] = operator;
        }
        Ok(())
    }
}
