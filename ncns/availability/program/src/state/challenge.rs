//! A challenge of an operator.

use anchor_lang::pod::PodBool;
use anchor_lang::prelude::*;
use availability_ledger::challenge::Challenge;

/// A challenge, at `["challenge", certificate, custody, challenger]`: one at a time for each challenger. One that found a failure is
/// the offense, and each vault behind the operator is slashed once for its incident: the core refuses a second proposal.
#[account]
pub struct ChunkChallenge {
    pub version: u8,
    pub bump: u8,
    /// Whether the operator was jailed for the failure.
    pub is_jailed: PodBool,
    pub padding: [u8; 5],
    pub archive: Address,
    pub certificate: Address,
    pub custody: Address,
    pub operator: Address,
    /// Locked the bond, paid for this account and receives the reporter's share of a slash.
    pub challenger: Address,
    /// The number of slashes that were proposed.
    pub slashes: u64,
    /// Events emitted so far.
    pub events: u64,
    pub challenge: Challenge,
    pub reserved: [u8; 16],
}

impl ChunkChallenge {
    pub const SEED: &'static [u8] = b"challenge";

    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }
}
