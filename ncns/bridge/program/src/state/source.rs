//! A source of messages, and an operator's score in it.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use bridge_ledger::heights::Heights;
use bridge_ledger::score::Score;

/// A source, at `["source", bridge, number]`: an outbox on this chain or elsewhere.
#[account]
pub struct Source {
    pub version: u8,
    pub bump: u8,
    /// The kind of the source's votes.
    pub number: u8,
    pub padding: [u8; 5],
    pub bridge: Address,
    /// The outbox: its address on this chain, zero until it is open, or the number that the NCN gives one elsewhere.
    pub origin: Address,
    /// States the truth about a foreign outbox; zero for nobody, and for an outbox on this chain. Permanent.
    pub adjudicator: Address,
    /// A short text, padded with zeros.
    pub name: [u8; 32],
    /// The number of its round accounts: a height is in the account `height % rounds`.
    pub rounds: u64,
    /// The number of entries of the outbox's history; zero for a foreign outbox.
    pub history: u64,
    /// Events emitted so far. Each event carries its number, so a reader detects a missing one.
    pub events: u64,
    /// The policy's times of heights when the source was opened.
    pub heights: Heights,
    /// The number of final checkpoints.
    pub checkpoints: u64,
    /// The highest final height.
    pub height: u64,
    /// The number of messages at that height.
    pub count: u64,
    /// Votes for earlier times are judged by nothing: they may be of another service.
    pub opened_at: i64,
    pub reserved: [u8; 40],
}

/// An operator's score in a source, at `["score", source, operator]`.
#[account]
pub struct OperatorScore {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub source: Address,
    pub operator: Address,
    pub events: u64,
    pub score: Score,
    pub reserved: [u8; 32],
}

impl Source {
    pub const SEED: &'static [u8] = b"source";

    /// Whether its outbox is on this chain.
    pub const fn is_local(&self) -> bool {
        self.history > 0
    }

    /// Whether its outbox is open, or elsewhere.
    pub fn has_outbox(&self) -> bool {
        !address_eq(&self.origin, &Address::default())
    }

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
