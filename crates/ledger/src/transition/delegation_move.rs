//! Stake that moves from one operator to another without a gap: it stands behind the first one until it stands behind the second.
//!
//! A move announces both at once, for the same second: that of a rise, since the second operator's stake grows. Until then the
//! units are the first operator's alone, and its slashes reach them; the second one's units do not grow before, so that no unit is
//! reserved twice. What the change frees then waits as [`Delegation::leaving`], which is reserved, is active behind no operator
//! and leaves with no instant exit, until anyone completes the move.

use crate::math::{BPS, add, mul_div_floor, sub};
use crate::refusal::{Result, Rule, ensure};
use crate::state::delegation::{Delegation, LEAST_MAGNITUDE};
use crate::state::vault::VaultLedger;

/// What a completed move brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The units that the first operator gave up. Slashes since the announcement have taken their part of them.
    pub freed: u64,
    /// Those of them that are active behind the second one now; the others are idle.
    pub units: u64,
}

impl VaultLedger {
    /// Announces that `units` of `from` will be those of `to`; returns how many they are. [`u64::MAX`] stands for all that is active.
    /// Effective with the notice of a rise, for both.
    ///
    /// # Errors
    /// [`Rule::MovePending`] while units of `from` are moving, [`Rule::ChangePending`] while another change of it is pending;
    /// [`Rule::Zero`], [`Rule::OverActiveUnits`]; for `to`, [`Rule::OverOperatorCap`] and [`Rule::MagnitudeWorn`].
    pub fn announce_move(&mut self, from: &mut Delegation, to: &mut Delegation, units: u64, now: i64) -> Result<u64> {
        let now = self.advance(now);
        let (mut vault, mut source, mut target) = (*self, *from, *to);
        ensure(source.moving == 0, Rule::MovePending, source.moving, 0)?;
        vault.settle_units(&mut source, now)?;
        let (time, until) = (now.max(0).unsigned_abs(), source.units.effective.max(0).unsigned_abs());
        ensure(now >= source.units.effective, Rule::ChangePending, time, until)?;
        let active = source.units.next;
        let units = if units == u64::MAX { active } else { units };
        ensure(units > 0, Rule::Zero, 0, 1)?;
        ensure(units <= active, Rule::OverActiveUnits, units, active)?;
        target.check_worn()?;
        vault.check_operator(add(target.reserved(), units)?, vault.books.units, now)?;

        source.units.set(active - units, now, vault.rise());
        source.lowered += 1;
        (source.moving, target.arriving) = (units, add(target.arriving, 1)?);
        vault.note_risk(true);
        (*self, *from, *to) = (vault, source, target);
        Ok(units)
    }

    /// Completes a move that is due: what `from` gave up is active behind `to` at once, as far as the vault's cap on one operator
    /// leaves room now, and no more than was announced: a veto since may have given back more to what `from` gives up. The rest is
    /// idle, and so is all of it unless the vault and the operator of `to` still agree (`agreed`), and if
    /// slashes wore its magnitude. A change that is pending of `to` keeps its increment.
    ///
    /// # Errors
    /// [`Rule::NoMove`], [`Rule::MoveNotDue`].
    pub fn complete_move(
        &mut self,
        from: &mut Delegation,
        to: &mut Delegation,
        agreed: bool,
        now: i64,
    ) -> Result<Moved> {
        let now = self.advance(now);
        let (mut vault, mut source, mut target) = (*self, *from, *to);
        ensure(source.moving > 0, Rule::NoMove, 0, 1)?;
        let (time, until) = (now.max(0).unsigned_abs(), source.units.effective.max(0).unsigned_abs());
        ensure(now >= source.units.effective, Rule::MoveNotDue, time, until)?;
        vault.settle_units(&mut source, now)?;
        vault.settle_units(&mut target, now)?;
        let freed = source.leaving;
        let cap = mul_div_floor(vault.books.units, vault.exposure.max_operator_bps.at(now), BPS)?;
        let takes = agreed && target.magnitude >= LEAST_MAGNITUDE;
        let room = source.moving.min(cap.saturating_sub(target.reserved()));
        let units = if takes { freed.min(room) } else { 0 };

        target.units.current = add(target.units.current, units)?;
        target.units.next = add(target.units.next, units)?;
        vault.end_move(&mut source, &mut target, freed - units)?;
        vault.note_reserved(target.reserved());
        (*self, *from, *to) = (vault, source, target);
        Ok(Moved { freed, units })
    }

    /// Takes a move back: what `from` gives up is idle from then on, when it is given up. That is a fall, which stands. Where a
    /// term makes the move wait, the fall does so no longer: it takes effect with the notice of one.
    ///
    /// # Errors
    /// [`Rule::NoMove`].
    pub fn cancel_move(&mut self, from: &mut Delegation, to: &mut Delegation, now: i64) -> Result<()> {
        let now = self.advance(now);
        let (mut vault, mut source, mut target) = (*self, *from, *to);
        ensure(source.moving > 0, Rule::NoMove, 0, 1)?;
        vault.settle_units(&mut source, now)?;
        let freed = source.leaving;
        vault.end_move(&mut source, &mut target, freed)?;
        if now < vault.term.end {
            source.units.effective = source.units.effective.min(vault.notice().fall);
        }
        (*self, *from, *to) = (vault, source, target);
        Ok(())
    }

    /// Ends a move of which `idle` units are idle now.
    fn end_move(&mut self, from: &mut Delegation, to: &mut Delegation, idle: u64) -> Result<()> {
        (from.moving, from.leaving) = (0, 0);
        to.arriving = sub(to.arriving, 1)?;
        self.books.idle = add(self.books.idle, idle)?;
        self.books.rescale();
        self.note_reserved(from.reserved());
        Ok(())
    }
}
