//! Agreements, and how stake is split under them.

use anchor_lang::prelude::*;
use ledger::{Agreement, Allocation, Books, Delayed, Delegation, ExposurePolicy, LossLimits, StopLoss};

/// An agreement was opened, changed or closed.
#[event(bytemuck)]
pub struct OptInChanged {
    /// The agreement.
    pub opt_in: Address,
    /// The number of this event among the agreement's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The first party.
    pub left: Address,
    /// The second party.
    pub right: Address,
    /// Who had joined before.
    pub before: Agreement,
    /// Who has joined after.
    pub after: Agreement,
    /// What the vault let the NCN take before.
    pub limits_before: LossLimits,
    /// What the vault lets the NCN take after.
    pub limits_after: LossLimits,
    /// 1 if the account was closed.
    pub closed: u64,
}

/// A vault covered an NCN's operator sets by its agreement with the NCN, or no longer.
#[event(bytemuck)]
pub struct SetsCovered {
    /// The agreement.
    pub opt_in: Address,
    /// The number of this event among the agreement's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The vault.
    pub vault: Address,
    /// The NCN.
    pub ncn: Address,
    /// 1 where it covered them before.
    pub before: Delayed,
    /// 1 where it covers them after.
    pub after: Delayed,
}

/// A vault said at what losses it leaves an NCN by itself.
#[event(bytemuck)]
pub struct StopLossSet {
    /// The agreement.
    pub opt_in: Address,
    /// The number of this event among the agreement's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The vault.
    pub vault: Address,
    /// The NCN.
    pub ncn: Address,
    /// What it had said before, and what was counted.
    pub before: StopLoss,
    /// What it says after.
    pub after: StopLoss,
}

/// Who splits a vault's stake was set.
#[event(bytemuck)]
pub struct CuratorSet {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The curator before.
    pub before: Address,
    /// The curator after.
    pub after: Address,
}

/// A vault's bounds on its exposure were set.
#[event(bytemuck)]
pub struct ExposureSet {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The bounds before.
    pub before: ExposurePolicy,
    /// The bounds after.
    pub after: ExposurePolicy,
    /// The books before.
    pub books_before: Books,
    /// The books after: rolled to this epoch.
    pub books_after: Books,
}

/// What a vault delegates to an operator changed, or a change of it was settled.
#[event(bytemuck)]
pub struct DelegationChanged {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The operator.
    pub operator: Address,
    /// The delegation before.
    pub before: Delegation,
    /// The delegation after.
    pub after: Delegation,
    /// The vault's books before.
    pub books_before: Books,
    /// The vault's books after.
    pub books_after: Books,
}

/// Units of one operator are to move to another, from `after.units.effective` on.
#[event(bytemuck)]
pub struct MoveAnnounced {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The operator that gives them up.
    pub from: Address,
    /// The operator that they move to.
    pub to: Address,
    /// The units that are to move.
    pub units: u64,
    /// The first operator's delegation before.
    pub before: Delegation,
    /// The first operator's delegation after.
    pub after: Delegation,
}

/// A move of units between operators was completed.
#[event(bytemuck)]
pub struct MoveCompleted {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The operator that gave them up.
    pub from: Address,
    /// The operator that they moved to.
    pub to: Address,
    /// The units that the first operator gave up.
    pub freed: u64,
    /// Those of them that the second operator has now; the others are idle.
    pub units: u64,
    /// The first operator's delegation before.
    pub from_before: Delegation,
    /// The first operator's delegation after.
    pub from_after: Delegation,
    /// The second operator's delegation before.
    pub to_before: Delegation,
    /// The second operator's delegation after.
    pub to_after: Delegation,
    /// The vault's books before.
    pub books_before: Books,
    /// The vault's books after.
    pub books_after: Books,
}

/// A move of units between operators was canceled: what the first gives up is idle then.
#[event(bytemuck)]
pub struct MoveCanceled {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The operator that gives them up.
    pub from: Address,
    /// The operator that they would have moved to.
    pub to: Address,
    /// The first operator's delegation before.
    pub before: Delegation,
    /// The first operator's delegation after.
    pub after: Delegation,
    /// The vault's books before.
    pub books_before: Books,
    /// The vault's books after.
    pub books_after: Books,
}

/// What an operator allocates to an NCN changed, or a change of it was settled.
#[event(bytemuck)]
pub struct AllocationChanged {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The delegation.
    pub delegation: Address,
    /// The NCN.
    pub ncn: Address,
    /// The allocation before.
    pub before: Allocation,
    /// The allocation after.
    pub after: Allocation,
    /// The delegation before.
    pub delegation_before: Delegation,
    /// The delegation after.
    pub delegation_after: Delegation,
    /// The vault's books before.
    pub books_before: Books,
    /// The vault's books after.
    pub books_after: Books,
}

/// The account of a delegation, which is of nothing, was opened or closed.
#[event(bytemuck)]
pub struct DelegationAccountSet {
    /// The delegation.
    pub delegation: Address,
    /// The vault.
    pub vault: Address,
    /// The operator.
    pub operator: Address,
    /// When it happened.
    pub time: i64,
    /// 1 if there was such an account before.
    pub before: u64,
    /// 1 if there is after.
    pub after: u64,
}

/// The account of an allocation, which is of nothing, was opened or closed.
#[event(bytemuck)]
pub struct AllocationAccountSet {
    /// The allocation.
    pub allocation: Address,
    /// The delegation.
    pub delegation: Address,
    /// The NCN.
    pub ncn: Address,
    /// When it happened.
    pub time: i64,
    /// 1 if there was such an account before.
    pub before: u64,
    /// 1 if there is after.
    pub after: u64,
}
