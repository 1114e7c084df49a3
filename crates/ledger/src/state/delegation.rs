//! A delegation: the units of a vault behind one operator.

use bytemuck::{Pod, Zeroable};

use crate::refusal::{Result, Rule, ensure, first_untrue};
use crate::state::books::UNITS;
use crate::state::delayed::Delayed;
use crate::state::exposure::MAX_LEVERAGE;
use crate::state::time::since;

/// The least magnitude of a delegation that takes more units or allocations. Of less, a magnitude says too little: a part of it
/// could not be told from a larger one.
pub const LEAST_MAGNITUDE: u64 = UNITS / 1_000_000;

/// What one vault delegates to one operator.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Delegation {
    /// u: the operator's units of the vault. The larger of current and next is reserved out of the vault's idle units.
    pub units: Delayed,
    /// M: what the operator divides among NCNs. Only slashes lower it; it starts again at [`UNITS`] whenever nothing
    /// is allocated and no slash is open.
    pub magnitude: u64,
    /// The magnitudes that its allocations reserve, each the larger of current and next.
    pub allocated: u64,
    /// The slashes of it that are open. A veto gives back to it, so that it stays while there are any.
    pub open_slashes: u64,
    /// How often the curator announced fewer units than were announced before.
    pub lowered: u64,
    /// [`Delegation::lowered`] as of the change that is active. A veto restores what was active, unless a fall that was announced
    /// since the slash has taken effect.
    pub lowered_active: u64,
    /// The magnitude that open slashes took, and their vetoes give back.
    pub contested: u64,
    /// The start of the latest time in which a slash of it was open. It goes on over breaks of up to an epoch of the vault; zero
    /// before the first slash.
    pub open_from: i64,
    /// Since when no slash is open, if none is.
    pub open_until: i64,
    /// The units that were announced to move to another operator, until the move is completed or canceled; zero if none move.
    pub moving: u64,
    /// Units that a move has freed before its completion: reserved, and active behind no operator.
    pub leaving: u64,
    /// How many moves of other operators' units to it are announced and not completed.
    pub arriving: u64,
}

impl Delegation {
    /// Nothing delegated.
    pub const fn new() -> Self {
        Self {
            units: Delayed::settled(0),
            magnitude: UNITS,
            allocated: 0,
            open_slashes: 0,
            lowered: 0,
            lowered_active: 0,
            contested: 0,
            open_from: 0,
            open_until: 0,
            moving: 0,
            leaving: 0,
            arriving: 0,
        }
    }

    /// The units that it holds out of the vault's idle ones.
    pub fn reserved(&self) -> u64 {
        // What a move has freed was a part of its units: with them it fits.
        self.units.reserved().saturating_add(self.leaving)
    }

    /// For how many of the seconds from `from` to `now` a slash of it was open. Breaks of up to an epoch between slashes count as
    /// open: or else a second sham slash would end what the first one began.
    pub fn seconds_open(&self, from: i64, now: i64) -> u64 {
        let until = if self.open_slashes > 0 { now } else { self.open_until.min(now) };
        since(self.open_from.max(from), until)
    }

    /// Refuses an increase of a delegation with a magnitude worn by slashes.
    pub(crate) fn check_worn(&self) -> Result<()> {
        ensure(self.magnitude >= LEAST_MAGNITUDE, Rule::MagnitudeWorn, self.magnitude, LEAST_MAGNITUDE)
    }

    /// What is true of a delegation at any time, as the first thing that is not.
    pub fn invariant(&self) -> core::result::Result<(), &'static str> {
        first_untrue(&[
            (self.magnitude <= UNITS, "a delegation's magnitude never grows over its start"),
            (self.allocated <= UNITS * MAX_LEVERAGE, "no more is allocated than the highest leverage allows"),
            (
                self.magnitude <= UNITS - self.contested,
                "a magnitude and what open slashes took of it are no more than the start",
            ),
            (self.lowered_active <= self.lowered, "no more falls are active than were announced"),
            (self.leaving == 0 || self.moving > 0, "units wait for a move alone"),
        ])
    }
}

impl Default for Delegation {
    fn default() -> Self {
        Self::new()
    }
}
