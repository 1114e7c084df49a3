//! Events of rewards and of their auctions.

use anchor_lang::prelude::*;

/// The auction of a mint was opened.
#[event(bytemuck)]
pub struct AuctionOpened {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub mint: Address,
    pub treasury: Address,
}

/// A reward tree paid the pool.
#[event(bytemuck)]
pub struct PoolRewardClaimed {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub tree: Address,
    pub mint: Address,
    pub tokens: u64,
}

/// Tokens that were sent to the pool were collected.
#[event(bytemuck)]
pub struct AirdropCollected {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub mint: Address,
    pub tokens: u64,
    /// The treasury of the mint's auction, or the reserve of the asset that streams.
    pub to: Address,
}

/// A lot began.
#[event(bytemuck)]
pub struct LotBegun {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub mint: Address,
    /// The mint of the asset that pays.
    pub asset_mint: Address,
    pub tokens: u64,
}

/// Tokens of a lot were sold.
#[event(bytemuck)]
pub struct RewardSold {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub buyer: Address,
    pub mint: Address,
    /// The mint of the asset that paid.
    pub asset_mint: Address,
    pub tokens: u64,
    /// The tokens of the asset that stream to the holders.
    pub cost: u64,
    /// The tokens of the lot that are not sold.
    pub left: u64,
}
