//! A feed, and an operator's score in it.

use anchor_lang::prelude::*;
use oracle_ledger::feed::FeedPrice;
use oracle_ledger::retirement::Retirement;
use oracle_ledger::score::Score;

/// A price, at `["feed", oracle, number]`. Any program may read it: see the `oracle_reader` crate, which knows the layout.
#[account]
pub struct Feed {
    pub version: u8,
    pub bump: u8,
    /// The kind of the feed's votes.
    pub number: u8,
    /// The number of decimals of its prices.
    pub decimals: u8,
    pub padding: [u8; 4],
    pub oracle: Address,
    /// A short text, such as `SOL/USD`, padded with zeros.
    pub name: [u8; 32],
    /// The number of its round accounts: a height is in the account `height % rounds`.
    pub rounds: u64,
    /// Events emitted so far. Each event carries its number, so a reader detects a missing one.
    pub events: u64,
    pub price: FeedPrice,
    /// The time of height 0, in unix seconds. The policy's times of heights are fixed for the feed: lower heights are never opened.
    pub height_zero: i64,
    /// The milliseconds between consecutive heights.
    pub height_millis: u64,
    pub retirement: Retirement,
    /// Paid for the account and receives its rent.
    pub payer: Address,
    pub reserved: [u8; 48],
}

/// An operator's score in a feed, at `["score", feed, operator]`.
#[account]
pub struct OperatorScore {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub feed: Address,
    pub operator: Address,
    pub events: u64,
    pub score: Score,
    /// Paid for the account and receives its rent.
    pub payer: Address,
    pub reserved: [u8; 32],
}

impl Feed {
    pub const SEED: &'static [u8] = b"feed";

    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }
}

impl OperatorScore {
    pub const SEED: &'static [u8] = b"score";

    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }
}
