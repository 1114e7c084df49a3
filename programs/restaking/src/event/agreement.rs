//! Events of opt-ins, delegations and allocations.

use anchor_lang::prelude::*;
use ledger::state::allocation::Allocation;
use ledger::state::books::Books;
use ledger::state::breaker::LossLimits;
use ledger::state::delayed::Delayed;
use ledger::state::delegation::Delegation;
use ledger::state::exposure::ExposurePolicy;
use ledger::state::opt_in::Agreement;
use ledger::state::stop_loss::StopLoss;

/// An opt-in was opened, changed or closed.
#[event(bytemuck)]
pub struct OptInChanged {
    pub opt_in: Address,
    pub number: u64,
    pub time: i64,
    pub left: Address,
    pub right: Address,
    /// Which parties had joined before.
    pub before: Agreement,
    /// Which parties have joined after.
    pub after: Agreement,
    /// What the vault let the NCN take before.
    pub limits_before: LossLimits,
    /// What the vault lets the NCN take after.
    pub limits_after: LossLimits,
    /// 1 if the account was closed.
    pub closed: u64,
}

/// A vault started or stopped covering an NCN's operator sets by its opt-in with the NCN.
#[event(bytemuck)]
pub struct SetsCovered {
    pub opt_in: Address,
    pub number: u64,
    pub time: i64,
    pub vault: Address,
    pub ncn: Address,
    /// 1 if covered before.
    pub before: Delayed,
    /// 1 if covered after.
    pub after: Delayed,
}

/// A vault set the losses at which it automatically leaves an NCN.
#[event(bytemuck)]
pub struct StopLossSet {
    pub opt_in: Address,
    pub number: u64,
    pub time: i64,
    pub vault: Address,
    pub ncn: Address,
    /// The stop-loss before, with the losses counted.
    pub before: StopLoss,
    pub after: StopLoss,
}

/// A vault's curator was set.
#[event(bytemuck)]
pub struct CuratorSet {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub before: Address,
    pub after: Address,
}

/// A vault's exposure limits were set.
#[event(bytemuck)]
pub struct ExposureSet {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub before: ExposurePolicy,
    pub after: ExposurePolicy,
    pub books_before: Books,
    /// Rolled to the current epoch.
    pub books_after: Books,
}

/// A vault's delegation to an operator changed, or a change of it was settled.
#[event(bytemuck)]
pub struct DelegationChanged {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub operator: Address,
    pub before: Delegation,
    pub after: Delegation,
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
    pub before: Delegation,
    /// The first operator's delegation after.
    pub after: Delegation,
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
    pub from_before: Delegation,
    /// The first operator's delegation after.
    pub from_after: Delegation,
    /// The second operator's delegation before.
    pub to_before: Delegation,
    /// The second operator's delegation after.
    pub to_after: Delegation,
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
    pub before: Delegation,
    /// The first operator's delegation after.
    pub after: Delegation,
    pub books_before: Books,
    pub books_after: Books,
}

/// An operator's allocation to an NCN changed, or a change of it was settled.
#[event(bytemuck)]
pub struct AllocationChanged {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub delegation: Address,
    pub ncn: Address,
    pub before: Allocation,
    pub after: Allocation,
    pub delegation_before: Delegation,
    pub delegation_after: Delegation,
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
    /// 1 if the account existed before.
    pub before: u64,
    /// 1 if the account exists after.
    pub after: u64,
}

/// An empty allocation account was opened or closed.
#[event(bytemuck)]
pub struct AllocationAccountSet {
    pub allocation: Address,
    pub delegation: Address,
    pub ncn: Address,
    pub time: i64,
    /// 1 if the account existed before.
    pub before: u64,
    /// 1 if the account exists after.
    pub after: u64,
}
