//! The caps of all fees, what a vault charges, and the fees that it owes.

use bytemuck::{Pod, Zeroable};

use crate::state::delayed::Delayed;

/// The highest fee on a deposit, in basis points of it: 5%.
pub const MAX_DEPOSIT_FEE_BPS: u64 = 500;

/// The highest fee on an exit, in basis points of what it pays: 5%.
pub const MAX_EXIT_FEE_BPS: u64 = 500;

/// The highest fee for taking the whole idle stake at once, in basis points: 10%.
pub const MAX_INSTANT_FEE_BPS: u64 = 1_000;

/// The highest fee of a vault on rewards, in basis points of what the operator's commission leaves: 30%.
pub const MAX_REWARD_FEE_BPS: u64 = 3_000;

/// The highest fee of the protocol on rewards, in basis points of what the operator's commission leaves: 10%.
pub const MAX_PROTOCOL_FEE_BPS: u64 = 1_000;

/// The highest commission of an operator on rewards, in basis points of them: 50%.
pub const MAX_COMMISSION_BPS: u64 = 5_000;

/// A vault's fees. Each falls at once, and rises with the notice of a rise.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct VaultFees {
    /// Of a deposit, in basis points.
    pub deposit_bps: Delayed,
    /// Of what an exit pays, in basis points; a ticket keeps the fee of its request.
    pub exit_bps: Delayed,
    /// Of rewards in the vault's asset, in basis points of what the operator's commission leaves.
    pub reward_bps: Delayed,
}

/// Fees that were taken and have not been collected. They lie among the vault's tokens, and belong to no stake.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct FeesOwed {
    /// To the vault's fee wallet.
    pub vault: u64,
    /// To the protocol's.
    pub protocol: u64,
    /// To operators: the sum of what their delegations say.
    pub commissions: u64,
}

impl VaultFees {
    /// No fees.
    pub const fn none() -> Self {
        Self { deposit_bps: Delayed::settled(0), exit_bps: Delayed::settled(0), reward_bps: Delayed::settled(0) }
    }
}
