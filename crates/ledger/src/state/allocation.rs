//! An allocation: the part of a delegation that one NCN can slash, as a magnitude.

use bytemuck::{Pod, Zeroable};

use crate::state::delayed::Delayed;
use crate::state::delegation::Delegation;

/// What one delegation allocates to one NCN.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Allocation {
    /// m: the NCN's part of the delegation's magnitude. The larger of current and next is reserved.
    pub magnitude: Delayed,
    /// The slashes of it that are open. A veto gives back to it, so that it stays while there are any.
    pub open_slashes: u64,
    /// How often the allocator announced less magnitude than was announced before.
    pub lowered: u64,
    /// [`Allocation::lowered`] as of the change that is active, as for [`Delegation::lowered_active`].
    pub lowered_active: u64,
}

impl Allocation {
    /// Nothing allocated.
    pub const fn new() -> Self {
        Self { magnitude: Delayed::settled(0), open_slashes: 0, lowered: 0, lowered_active: 0 }
    }

    /// m at `now`, within the delegation's M.
    pub fn magnitude_at(&self, delegation: &Delegation, now: i64) -> u64 {
        self.magnitude.at(now).min(delegation.magnitude)
    }
}

impl Default for Allocation {
    fn default() -> Self {
        Self::new()
    }
}
