//! How a vault's stake is split among operators: by units, so that deposits, exits, rewards and slashes move every part at
//! once.
//!
//! An increase reserves its units when it is announced, and takes effect with the [`Notice`](crate::state::delayed::Notice) of a rise. A decrease takes effect,
//! and frees its units, with the notice of a fall: until then the stake that it takes away can be slashed.

use crate::math::{add, sub};
use crate::refusal::{Result, Rule, ensure};
use crate::state::books::{Books, UNITS};
use crate::state::delegation::Delegation;
use crate::state::vault::VaultLedger;

impl VaultLedger {
    /// Delegates `units` of the vault to an operator, in place of what it has and of an increase that is pending. Withdrawing
    /// a pending increase frees its units at once, since it never was active. The bounds hold for every increase over what is
    /// active, announced before or not.
    ///
    /// # Errors
    /// [`Rule::OverIdleUnits`], [`Rule::OverOperatorCap`], [`Rule::OverDelegated`], [`Rule::FallPending`]; [`Rule::MagnitudeWorn`] for
    /// more units of a delegation of which slashes left less than [`LEAST_MAGNITUDE`](crate::state::delegation::LEAST_MAGNITUDE); [`Rule::MovePending`] while units of it move.
    pub fn delegate(&mut self, delegation: &mut Delegation, units: u64, now: i64) -> Result<()> {
        let now = self.advance(now);
        ensure(delegation.moving == 0, Rule::MovePending, delegation.moving, 0)?;
        let (mut changed, books) = (delegation.units, &self.books);
        let free = add(books.idle, changed.settle(now))?;
        let (held, announced) = (changed.reserved(), changed.next);
        changed.announce(units, now, self.notice())?;
        let wanted = changed.reserved();
        let idle = if wanted > held {
            ensure(wanted - held <= free, Rule::OverIdleUnits, wanted - held, free)?;
            free - (wanted - held)
        } else {
            add(free, held - wanted)?
        };
        if units > changed.at(now) {
            delegation.check_worn()?;
            self.check_operator(units, books.units, now)?;
            self.check_delegated(sub(books.units, idle)?, books.units, now)?;
        }

        if now >= delegation.units.effective {
            delegation.lowered_active = delegation.lowered;
        }
        // A rise that is withdrawn leaves what is active as it is.
        delegation.lowered += u64::from(units < announced && units != changed.at(now));
        (delegation.units, self.books.idle) = (changed, idle);
        self.note_risk(units > announced);
        self.settle_units(delegation, now)
    }

    /// Frees the units of a decrease that has taken effect. Anyone may ask for it; every change of the delegation does it. Those of
    /// a move wait for its completion. With all units idle, their number starts again.
    ///
    /// # Errors
    /// None that a transition can bring about.
    pub fn settle_delegation(&mut self, delegation: &mut Delegation, now: i64) -> Result<()> {
        let now = self.advance(now);
        self.settle_units(delegation, now)
    }

    /// [`VaultLedger::settle_delegation`] on books that are at `now`.
    #[inline(never)]
    pub(crate) fn settle_units(&mut self, delegation: &mut Delegation, now: i64) -> Result<()> {
        if now >= delegation.units.effective {
            delegation.lowered_active = delegation.lowered;
        }
        let freed = delegation.units.settle(now);
        if delegation.moving == 0 {
            self.books.idle = add(self.books.idle, freed)?;
        } else {
            delegation.leaving = add(delegation.leaving, freed)?;
        }
        self.books.rescale();
        self.note_reserved(delegation.reserved());
        Ok(())
    }

    /// Bounds what any operator reserves, by what one of them reserves: every other has at most the rest.
    pub(crate) fn note_reserved(&mut self, reserved: u64) {
        let others = (self.books.units - self.books.idle).saturating_sub(reserved);
        self.largest_units = reserved.max(self.largest_units.min(others));
    }

    /// Bounds what any operator reserves by several different delegations of the vault, which anyone may bring. With all of
    /// them the bound is exact.
    ///
    /// # Errors
    /// [`Rule::Overflow`] for delegations that are not all of this vault, or not all different.
    pub fn tighten_largest(&mut self, reserved: impl IntoIterator<Item = u64>) -> Result<()> {
        let (mut rest, mut most) = (sub(self.books.units, self.books.idle)?, 0);
        for each in reserved {
            (rest, most) = (sub(rest, each)?, most.max(each));
        }
        self.largest_units = self.largest_units.min(most.max(rest));
        Ok(())
    }
}

impl Books {
    /// With all of them idle, units are only a scale, and the scale starts again: they never wear away.
    pub(crate) fn rescale(&mut self) {
        if self.idle == self.units {
            (self.units, self.idle) = (UNITS, UNITS);
        }
    }
}
