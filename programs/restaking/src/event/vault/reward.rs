//! Events of rewards in a vault's own asset, and of fees.

use anchor_lang::prelude::*;
use ledger::state::books::Books;
use ledger::state::delayed::Delayed;
use ledger::state::fee::VaultFees;
use ledger::state::stream::Stream;

/// A reward in a vault's asset was paid in.
#[event(bytemuck)]
pub struct VaultRewardPaid {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub payer: Address,
    /// The operator whose stake earned the reward.
    pub operator: Address,
    /// The amount paid in.
    pub assets: u64,
    /// The operator's part.
    pub commission: u64,
    /// The part of the vault's fee wallet.
    pub vault_fee: u64,
    /// The protocol's part.
    pub protocol_fee: u64,
    /// What streams from now on, including the rest of earlier rewards.
    pub stream: Stream,
    pub before: Books,
    pub after: Books,
}

/// A vault's fees or the streaming time of its rewards were set.
#[event(bytemuck)]
pub struct FeesSet {
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    pub before: VaultFees,
    /// The fees after, including announced ones.
    pub after: VaultFees,
    /// The streaming time before, in seconds.
    pub stream_seconds_before: Delayed,
    /// The streaming time of rewards paid from now on, in seconds, including announced changes.
    pub stream_seconds_after: Delayed,
    pub books_before: Books,
    pub books_after: Books,
}

/// Fees were collected.
#[event(bytemuck)]
pub struct FeesCollected {
    /// The vault that held the fees.
    pub vault: Address,
    pub number: u64,
    pub time: i64,
    /// The party that the fees belonged to: the vault, the config or an operator.
    pub party: Address,
    /// Owns the token account that received the fees.
    pub wallet: Address,
    pub assets: u64,
}
