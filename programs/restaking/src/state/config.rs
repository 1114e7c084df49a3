//! The protocol's own settings.

use anchor_lang::prelude::*;

/// The protocol's settings: one account, at `["config"]`.
#[account]
pub struct Config {
    /// The layout's version.
    pub version: u8,
    /// The bump of this account's address.
    pub bump: u8,
    /// Keeps what follows aligned.
    pub padding: [u8; 6],
    /// Who may change the settings.
    pub admin: Address,
    /// The shortest epoch that a vault may have, in seconds.
    pub min_epoch_seconds: u64,
    /// The longest epoch that a vault may have, in seconds.
    pub max_epoch_seconds: u64,
    /// Zero, for fields to come.
    pub reserved: [u8; 256],
}

impl Config {
    /// The seed of the account's address.
    pub const SEED: &'static [u8] = b"config";

    /// When a change announced at `now` counts that no vault's staker may be surprised by: after the longest full exit,
    /// two epochs of the longest length.
    pub fn slowest_exit(&self, now: i64) -> i64 {
        now.saturating_add_unsigned(self.max_epoch_seconds.saturating_mul(2))
    }
}
