//! Events of opt-ins.

use anchor_lang::pod::PodBool;
use anchor_lang::prelude::*;
use ledger::state::breaker::LossLimits;
use ledger::state::delayed::Delayed;
use ledger::state::opt_in::Sides;
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
    pub before: Sides,
    /// Which parties have joined after.
    pub after: Sides,
    /// What the vault let the NCN take before.
    pub limits_before: LossLimits,
    /// What the vault lets the NCN take after.
    pub limits_after: LossLimits,
    /// The account was closed.
    pub closed: PodBool,
    pub padding: [u8; 7],
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
