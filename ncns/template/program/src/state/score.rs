//! An operator's score.

use anchor_lang::prelude::*;
use template_ledger::score::Score;

/// An operator's score in a service, at `["score", service, operator]`.
#[account]
pub struct OperatorScore {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub service: Address,
    pub operator: Address,
    pub events: u64,
    pub score: Score,
    pub reserved: [u8; 32],
}

impl OperatorScore {
    pub const SEED: &'static [u8] = b"score";

    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }
}
