//! A vault's stop-loss: the loss at which it leaves an NCN by itself.

use bytemuck::{Pod, Zeroable};

use crate::state::delayed::Delayed;

/// A vault's stop-loss in its opt-in with an NCN.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct StopLoss {
    /// The most that slashes may take before the vault leaves, in basis points of its stake; zero for no such bound.
    pub bps: Delayed,
    /// What slashes took since `since` and no veto took off: the sum of their parts of the stake, each rounded up, in `1/10^18`.
    pub slashed: u64,
    /// The first second of the slashes that it counts.
    pub since: i64,
}

impl StopLoss {
    /// No bound, and nothing counted.
    pub const fn none() -> Self {
        Self { bps: Delayed::settled(0), slashed: 0, since: 0 }
    }

    /// Nothing is counted without a bound, in force or to come.
    pub const fn counts(&self) -> bool {
        self.bps.current | self.bps.next != 0
    }
}
