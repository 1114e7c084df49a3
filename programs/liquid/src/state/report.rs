//! The reported prices of assets without a source on this chain.

use anchor_lang::prelude::*;
use liquid_ledger::state::price::Rate;

/// The reported rate of one asset, at `["report", pool, mint]`. The asset's source.
#[account]
pub struct PriceReport {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub pool: Address,
    pub mint: Address,
    /// Lamports for tokens.
    pub rate: Rate,
    /// The time of the report.
    pub reported_at: i64,
    /// The seconds for which a report is a price.
    pub max_age_seconds: u64,
    pub reserved: [u8; 64],
}

impl PriceReport {
    pub const SEED: &'static [u8] = b"report";
}
