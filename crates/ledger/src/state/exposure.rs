//! The bounds that a vault sets itself on how its stake is exposed.

use bytemuck::{Pod, Zeroable};

use crate::math::BPS;
use crate::state::delayed::Delayed;

/// The highest leverage that a vault may choose: the same stake secures this many NCNs in full.
pub const MAX_LEVERAGE: u64 = 4;

/// The bounds that a vault sets itself on how its stake is exposed.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct ExposurePolicy {
    /// The most that all operators together may hold, in basis points of the units. Instant exits respect it as well: they
    /// take idle stake, and would raise the exposure of the remaining holders.
    pub max_delegated_bps: Delayed,
    /// How often the same stake may be allocated to NCNs, 1 to [`MAX_LEVERAGE`]; 1 is unique stake.
    pub leverage: Delayed,
    /// The most that one operator may hold, in basis points of the units. Instant exits keep to it as well.
    pub max_operator_bps: Delayed,
}

impl ExposurePolicy {
    /// No bounds but leverage 1.
    pub const fn open() -> Self {
        Self {
            max_delegated_bps: Delayed::settled(BPS),
            leverage: Delayed::settled(1),
            max_operator_bps: Delayed::settled(BPS),
        }
    }
}
