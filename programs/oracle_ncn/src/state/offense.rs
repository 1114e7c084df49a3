//! An offense that a round proved.

use anchor_lang::prelude::*;

/// A deviation or a manipulation, at `["offense", feed, height, operator]`. Each vault behind the operator is slashed once for its
/// incident: the core refuses a second proposal.
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
    /// The incident's number in the core, which all offenses of the kind and the period share, over all feeds: twice the first second
    /// of the period, plus one for a manipulation.
    pub incident: u64,
    pub price: i64,
    pub median: i64,
    pub deviation_bps: u64,
    /// The slash, in `1/10^18` of the operator's allocation.
    pub fraction: u64,
    /// The last second of the height's window: the offense happened by then.
    pub offense_at: i64,
    pub judged_at: i64,
    /// The number of slashes that were proposed.
    pub slashes: u64,
    pub reserved: [u8; 32],
}

impl PriceOffense {
    pub const SEED: &'static [u8] = b"offense";
}
