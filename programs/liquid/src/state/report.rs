//! The reported prices of assets without a source on this chain.

use anchor_lang::prelude::*;
use liquid_ledger::state::report::Report;

/// The reported rate of one asset, at `["report", pool, mint]`. The asset's source.
#[account]
pub struct PriceReport {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub pool: Address,
    pub mint: Address,
    pub report: Report,
    pub reserved: [u8; 40],
}

impl PriceReport {
    pub const SEED: &'static [u8] = b"report";
}
