//! Events of assets and of their rates.

use anchor_lang::prelude::*;
use liquid_ledger::ASSETS;
use liquid_ledger::state::price::Rate;

use super::PoolWorth;

/// An asset was added.
#[event(bytemuck)]
pub struct AssetAdded {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub mint: Address,
    /// The account that gives its rate; zero for wrapped SOL.
    pub source: Address,
    /// The asset's place.
    pub place: u64,
    pub rate: Rate,
    pub max_bps: u64,
    pub deposit_cap: u64,
    /// One if it takes deposits.
    pub is_open: u64,
    /// The first second at which deposits are possible.
    pub active_from: i64,
}

/// An asset's limits changed.
#[event(bytemuck)]
pub struct AssetSet {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub mint: Address,
    pub max_bps: u64,
    pub deposit_cap: u64,
    /// One if it takes deposits.
    pub is_open: u64,
}

/// The targets of the assets changed.
#[event(bytemuck)]
pub struct TargetsSet {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    /// The part of the pool that each asset should be, in basis points by place.
    pub targets_bps: [u64; ASSETS],
}

/// Tokens of one asset were swapped for tokens of another.
#[event(bytemuck)]
pub struct AssetsSwapped {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub trader: Address,
    pub out_mint: Address,
    pub back_mint: Address,
    /// The tokens that left.
    pub out: u64,
    /// The tokens that came.
    pub back: u64,
    pub before: PoolWorth,
}

/// The pool looked at its sources.
#[event(bytemuck)]
pub struct RatesObserved {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub worth: PoolWorth,
    /// The first asset with a rejected rate: its place plus one; zero if there is none.
    pub rejected: u64,
    /// The first asset with a rate that waits to be accepted: its place plus one; zero if there is none.
    pub quarantined: u64,
}

/// The price of an asset without a source on this chain was reported.
#[event(bytemuck)]
pub struct PriceReported {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub reporter: Address,
    pub mint: Address,
    pub before: Rate,
    pub after: Rate,
}

/// A suspect rate was accepted.
#[event(bytemuck)]
pub struct RateAccepted {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub guardian: Address,
    pub mint: Address,
    pub before: Rate,
    pub after: Rate,
}

/// An upgrade of a source's program was acknowledged.
#[event(bytemuck)]
pub struct UpgradeAcknowledged {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub guardian: Address,
    pub program: Address,
    /// The slot that was acknowledged before.
    pub before: u64,
    /// The slot in which the program was deployed.
    pub after: u64,
}
