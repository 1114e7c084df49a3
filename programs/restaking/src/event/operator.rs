//! Events of operators.

use anchor_lang::prelude::*;

/// An operator was registered; `number` 1 of its events.
#[event(bytemuck)]
pub struct OperatorRegistered {
    pub operator: Address,
    pub number: u64,
    pub time: i64,
    pub creator: Address,
    /// Unique per creator.
    pub index: u64,
    /// Allocates delegated stake to NCNs.
    pub allocator: Address,
    /// The commission on rewards, in basis points.
    pub commission_bps: u64,
    /// A link to its description.
    pub uri: [u8; 128],
}

/// An operator's terms at one moment.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
#[repr(C)]
pub struct OperatorTerms {
    /// Allocates delegated stake to NCNs.
    pub allocator: Address,
    /// The current commission, in basis points.
    pub commission_bps: u64,
    /// The pending commission, in basis points.
    pub next_commission_bps: u64,
    /// When the pending commission takes effect.
    pub next_commission_from: i64,
}

/// An operator's terms were set.
#[event(bytemuck)]
pub struct OperatorUpdated {
    pub operator: Address,
    pub number: u64,
    pub time: i64,
    pub before: OperatorTerms,
    pub after: OperatorTerms,
    /// A link to its description.
    pub uri: [u8; 128],
}

/// An operator was retired: it accepts no new delegations or opt-ins.
#[event(bytemuck)]
pub struct OperatorRetired {
    pub operator: Address,
    pub number: u64,
    pub time: i64,
}
