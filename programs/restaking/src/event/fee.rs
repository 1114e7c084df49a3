//! Rewards in a vault's own asset, and fees.

use anchor_lang::prelude::*;
use ledger::{Books, Delayed, Stream, VaultFees};

/// A reward in a vault's asset came in.
#[event(bytemuck)]
pub struct VaultRewardPaid {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// Who paid it.
    pub payer: Address,
    /// The operator whose stake earned it.
    pub operator: Address,
    /// What came in.
    pub assets: u64,
    /// What of it is the operator's.
    pub commission: u64,
    /// What of it is the vault's fee wallet's.
    pub vault_fee: u64,
    /// What of it is the protocol's.
    pub protocol_fee: u64,
    /// What is to come out now, the rest of the reward included.
    pub stream: Stream,
    /// The books before.
    pub before: Books,
    /// The books after.
    pub after: Books,
}

/// A vault's fees, or the time over which its rewards come out, were set.
#[event(bytemuck)]
pub struct FeesSet {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The fees before.
    pub before: VaultFees,
    /// The fees after, with those that are announced.
    pub after: VaultFees,
    /// The seconds over which a reward vested.
    pub stream_seconds_before: Delayed,
    /// The seconds over which a reward vests that is paid from now on, with those that are announced.
    pub stream_seconds_after: Delayed,
    /// The books before.
    pub books_before: Books,
    /// The books after.
    pub books_after: Books,
}

/// The protocol's fee was set.
#[event(bytemuck)]
pub struct ProtocolFeeSet {
    /// The config.
    pub config: Address,
    /// The number of this event among the config's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The fee before, in basis points.
    pub before: Delayed,
    /// The fee after, with what is announced.
    pub after: Delayed,
}

/// Fees were collected.
#[event(bytemuck)]
pub struct FeesCollected {
    /// The vault that they lay in.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// Whose they were: the vault, the config or an operator.
    pub party: Address,
    /// Who owns the account that they went to.
    pub wallet: Address,
    /// What was paid.
    pub assets: u64,
}
