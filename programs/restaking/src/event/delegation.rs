//! Events of delegations and of moves between them.

use anchor_lang::pod::PodBool;
use anchor_lang::prelude::*;
use ledger::state::books::Books;
use ledger::state::delayed::Delayed;
use ledger::state::delegation::Delegation;

/// A delegation in events: what its vault, its operator and moves change of it. A byte of an event costs a compute unit.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
#[repr(C)]
pub struct DelegationFigures {
    /// The operator's units of the vault.
    pub units: Delayed,
    /// What the operator divides among NCNs, in `1/10^18`.
    pub magnitude: u64,
    /// The magnitudes that its allocations reserve.
    pub allocated: u64,
    /// The units of an announced move to another operator.
    pub moving: u64,
    /// The units that a move has freed before its completion.
    pub leaving: u64,
}

impl From<&Delegation> for DelegationFigures {
    #[inline(always)]
    fn from(delegation: &Delegation) -> Self {
        let Delegation { units, magnitude, allocated, moving, leaving, .. } = *delegation;
        Self { units, magnitude, allocated, moving, leaving }
    }
}

/// A vault's delegation to an operator changed, or a change of it was settled.
#[event(bytemuck)]
pub struct DelegationChanged {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub operator: Address,
    pub before: DelegationFigures,
    pub after: DelegationFigures,
    pub books_before: Books,
    pub books_after: Books,
}

/// A move of units between operators was announced. It is due at `after.units.effective`.
#[event(bytemuck)]
pub struct MoveAnnounced {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    /// The operator that gives up the units.
    pub from: Address,
    /// The operator that receives the units.
    pub to: Address,
    /// The units to move.
    pub units: u64,
    /// The first operator's delegation before.
    pub before: DelegationFigures,
    /// The first operator's delegation after.
    pub after: DelegationFigures,
}

/// A move of units between operators was completed.
#[event(bytemuck)]
pub struct MoveCompleted {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    /// The operator that gave up the units.
    pub from: Address,
    /// The operator that received the units.
    pub to: Address,
    /// The units that the first operator gave up.
    pub freed: u64,
    /// The units that the second operator received; the rest became idle.
    pub units: u64,
    /// The first operator's delegation before.
    pub from_before: DelegationFigures,
    /// The first operator's delegation after.
    pub from_after: DelegationFigures,
    /// The second operator's delegation before.
    pub to_before: DelegationFigures,
    /// The second operator's delegation after.
    pub to_after: DelegationFigures,
    pub books_before: Books,
    pub books_after: Books,
}

/// A move of units between operators was canceled. The units that the first operator gives up become idle.
#[event(bytemuck)]
pub struct MoveCanceled {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    /// The operator that gives up the units.
    pub from: Address,
    /// The operator that would have received the units.
    pub to: Address,
    /// The first operator's delegation before.
    pub before: DelegationFigures,
    /// The first operator's delegation after.
    pub after: DelegationFigures,
    pub books_before: Books,
    pub books_after: Books,
}

/// An empty delegation account was opened or closed.
#[event(bytemuck)]
pub struct DelegationAccountSet {
    pub delegation: Address,
    pub vault: Address,
    pub operator: Address,
    pub time: i64,
    /// The account existed before.
    pub before: PodBool,
    /// The account exists after.
    pub after: PodBool,
    pub padding: [u8; 6],
}
