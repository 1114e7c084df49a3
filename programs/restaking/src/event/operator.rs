//! What operators do.

use anchor_lang::prelude::*;

/// An operator was registered; `number` 1 of its events.
#[event(bytemuck)]
pub struct OperatorRegistered {
    /// The operator.
    pub operator: Address,
    /// The number of this event among the operator's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// Who registered it.
    pub creator: Address,
    /// Tells apart the operators of one creator.
    pub index: u64,
    /// Who divides what is delegated to it.
    pub allocator: Address,
    /// What it keeps of rewards, in basis points.
    pub commission_bps: u64,
    /// Where people read about it.
    pub uri: [u8; 128],
}

/// An operator's terms at one moment.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
#[repr(C)]
pub struct OperatorTerms {
    /// Who divides what is delegated to it.
    pub allocator: Address,
    /// The commission now, in basis points.
    pub commission_bps: u64,
    /// The commission to come, in basis points.
    pub next_commission_bps: u64,
    /// When the commission to come counts.
    pub next_commission_from: i64,
}

/// An operator's terms were set.
#[event(bytemuck)]
pub struct OperatorUpdated {
    /// The operator.
    pub operator: Address,
    /// The number of this event among the operator's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The terms before.
    pub before: OperatorTerms,
    /// The terms after.
    pub after: OperatorTerms,
    /// Where people read about it now.
    pub uri: [u8; 128],
}

/// An operator takes on nothing new any more.
#[event(bytemuck)]
pub struct OperatorRetired {
    /// The operator.
    pub operator: Address,
    /// The number of this event among the operator's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
}
