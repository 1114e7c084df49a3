//! The auctions of rewards in other tokens.

use anchor_lang::prelude::*;

/// The auction of the rewards in one mint, at `["auction", pool, mint]`. The pool owns its treasury, at `["treasury", pool, mint]`.
#[account]
pub struct RewardAuction {
    pub version: u8,
    pub bump: u8,
    pub treasury_bump: u8,
    pub padding: [u8; 5],
    pub pool: Address,
    pub mint: Address,
    /// The token account of the rewards that are for sale, or will be.
    pub treasury: Address,
    pub auction: liquid_ledger::state::auction::Auction,
    pub reserved: [u8; 64],
}

impl RewardAuction {
    pub const SEED: &'static [u8] = b"auction";
    /// Seed of the treasury's address.
    pub const TREASURY_SEED: &'static [u8] = b"treasury";
}
