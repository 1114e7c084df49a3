//! An offense that a round proved.

use anchor_lang::prelude::*;

/// A deviation or a manipulation, at `["offense", feed, height, operator]`. Each vault behind the operator is slashed for it once: the core
/// refuses a second proposal of one incident.
#[account]
pub struct PriceOffense {
    pub version: u8,
    pub bump: u8,
    /// One for a manipulation, zero for a deviation.
    pub is_manipulation: u8,
    pub padding: [u8; 5],
    pub oracle: Address,
    pub feed: Address,
    pub operator: Address,
    /// Judged the operator, paid for this account and receives the reporter's share.
    pub reporter: Address,
    /// The table of the round's weights.
    pub table: Address,
    pub height: u64,
    /// The incident's number in the core: the height and the feed's number.
    pub incident: u64,
    pub price: i64,
    pub median: i64,
    pub deviation_bps: u64,
    /// The slash, in `1/10^18` of the operator's allocation.
    pub fraction: u64,
    /// The time of the height.
    pub offense_at: i64,
    pub judged_at: i64,
    /// The number of slashes that were proposed.
    pub slashes: u64,
    pub reserved: [u8; 32],
}

impl PriceOffense {
    pub const SEED: &'static [u8] = b"offense";

    /// The incident of a height: unique per operator over all feeds of an oracle.
    pub fn incident(height: u64, feed: u8) -> u64 {
        height << 8 | u64::from(feed)
    }
}
