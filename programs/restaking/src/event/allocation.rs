//! Events of allocations.

use anchor_lang::pod::PodBool;
use anchor_lang::prelude::*;
use ledger::state::books::Books;
use ledger::state::delayed::Delayed;

use super::DelegationFigures;

/// An operator's allocation to an NCN changed, or a change of it was settled.
#[event(bytemuck)]
pub struct AllocationChanged {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub delegation: Address,
    pub ncn: Address,
    pub magnitude_before: Delayed,
    pub magnitude_after: Delayed,
    pub delegation_before: DelegationFigures,
    pub delegation_after: DelegationFigures,
    pub books_before: Books,
    pub books_after: Books,
}

/// An empty allocation account was opened or closed.
#[event(bytemuck)]
pub struct AllocationAccountSet {
    pub allocation: Address,
    pub delegation: Address,
    pub ncn: Address,
    pub time: i64,
    /// The account existed before.
    pub before: PodBool,
    /// The account exists after.
    pub after: PodBool,
    pub padding: [u8; 6],
}
