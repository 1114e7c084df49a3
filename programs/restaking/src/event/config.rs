//! Events of the config.

use anchor_lang::prelude::*;
use ledger::state::delayed::Delayed;

/// The config was made.
#[event(bytemuck)]
pub struct ConfigInitialized {
    /// The first admin.
    pub admin: Address,
    /// The cluster's genesis hash, as stated by the deployer.
    pub genesis_hash: [u8; 32],
    /// The shortest epoch of a vault, in seconds.
    pub min_epoch_seconds: u64,
    /// The longest epoch of a vault, in seconds.
    pub max_epoch_seconds: u64,
}

/// The protocol's fee was set.
#[event(bytemuck)]
pub struct ProtocolFeeSet {
    pub config: Address,
    pub number: u64,
    pub time: i64,
    /// In basis points.
    pub before: Delayed,
    /// In basis points, including an announced change.
    pub after: Delayed,
}
