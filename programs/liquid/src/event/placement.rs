//! Events of placements.

use anchor_lang::prelude::*;

/// A vault was added in which an asset may be placed.
#[event(bytemuck)]
pub struct PlacementAdded {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub vault: Address,
    pub mint: Address,
    /// The placement's place.
    pub place: u64,
    pub target_bps: u64,
    /// The first second at which tokens may be placed.
    pub active_from: i64,
}

/// A placement's target changed.
#[event(bytemuck)]
pub struct PlacementSet {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub vault: Address,
    pub before_bps: u64,
    pub after_bps: u64,
}

/// A placement was removed.
#[event(bytemuck)]
pub struct PlacementRemoved {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub vault: Address,
}

/// Tokens entered a vault.
#[event(bytemuck)]
pub struct Placed {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub vault: Address,
    pub tokens: u64,
    /// The vault's shares that they brought.
    pub vault_shares: u64,
    /// By how much the lower figure of the pool's shares of the vault rose.
    pub gain: u64,
}

/// An exit from a vault was requested.
#[event(bytemuck)]
pub struct Unplaced {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub vault: Address,
    pub ticket: Address,
    pub vault_shares: u64,
    /// The ticket's shares of its bucket.
    pub ticket_shares: u64,
    /// The exit's slot.
    pub slot: u64,
}

/// An exit from a vault was collected.
#[event(bytemuck)]
pub struct ExitCollected {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub vault: Address,
    pub ticket: Address,
    /// Tokens for all holders.
    pub idle: u64,
    /// Tokens for those that left in kind while it was on its way.
    pub given: u64,
}
