//! Events of exits.

use anchor_lang::prelude::*;
use liquid_ledger::{ASSETS, EXITS, PLACEMENTS};

use super::PoolWorth;

/// A holder left in kind.
#[event(bytemuck)]
pub struct LeftInKind {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub owner: Address,
    /// The shares burned.
    pub shares: u64,
    /// The shares of the pool after it.
    pub supply: u64,
    /// The tokens of each asset, by place.
    pub tokens: [u64; ASSETS],
    /// The assets whose tokens stay in the reserve for the owner, a bit each.
    pub set_aside: u64,
    /// The shares of each placement's vault, by place.
    pub vault_shares: [u64; PLACEMENTS],
    /// The shares of each exit on its way, by placement and slot.
    pub exit_shares: [[u64; EXITS]; PLACEMENTS],
}

/// A holder left at once.
#[event(bytemuck)]
pub struct LeftInstantly {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub owner: Address,
    pub mint: Address,
    pub tokens: u64,
    /// The shares burned.
    pub shares: u64,
    /// What the tokens are worth, by the higher rate.
    pub value: u64,
    /// What the holders receive for the exit.
    pub fee: u64,
    /// What the holders receive for the imbalance.
    pub imbalance_fee: u64,
    pub before: PoolWorth,
    /// The shares of the pool after it.
    pub supply: u64,
}

/// A request joined the queue of an asset.
#[event(bytemuck)]
pub struct ExitQueued {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub owner: Address,
    /// The request.
    pub queued_exit: Address,
    pub batch: Address,
    pub mint: Address,
    pub period: u64,
    pub shares: u64,
    /// The shares that wait in front of it, its own included.
    pub queued: u64,
}

/// What was not filled of a request was taken back.
#[event(bytemuck)]
pub struct QueuedExitCanceled {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub owner: Address,
    /// The request.
    pub queued_exit: Address,
    pub batch: Address,
    /// The shares that came back.
    pub shares: u64,
    /// The tokens of what was filled.
    pub tokens: u64,
}

/// A batch was filled, at least in part.
#[event(bytemuck)]
pub struct BatchFilled {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub batch: Address,
    pub mint: Address,
    /// The shares burned.
    pub shares: u64,
    /// The tokens that they brought.
    pub tokens: u64,
    /// The batch's shares that still wait.
    pub waiting: u64,
    pub before: PoolWorth,
    /// The shares of the pool after it.
    pub supply: u64,
}

/// A request was paid.
#[event(bytemuck)]
pub struct QueuedExitClaimed {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub owner: Address,
    /// The request.
    pub queued_exit: Address,
    pub batch: Address,
    pub tokens: u64,
    /// What the request was paid in all.
    pub taken: u64,
    /// One if the request is closed.
    pub closed: u64,
}

/// A batch was closed.
#[event(bytemuck)]
pub struct BatchClosed {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub batch: Address,
    /// What roundings left of it, which goes to the holders.
    pub dust: u64,
}

/// A leaver took the tokens of its part of a collected exit.
#[event(bytemuck)]
pub struct ExitPartClaimed {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub owner: Address,
    pub ticket: Address,
    /// The part, in the ticket's shares.
    pub shares: u64,
    pub tokens: u64,
}

/// A leaver took tokens that were set aside.
#[event(bytemuck)]
pub struct SetAsideClaimed {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub owner: Address,
    pub mint: Address,
    pub tokens: u64,
}

/// A request changed its owner.
#[event(bytemuck)]
pub struct QueuedExitTransferred {
    pub pool: Address,
    pub number: u64,
    pub time: i64,
    pub queued_exit: Address,
    pub before: Address,
    pub after: Address,
    /// The request's shares of its batch.
    pub shares: u64,
    /// What the request was paid before.
    pub taken: u64,
}
