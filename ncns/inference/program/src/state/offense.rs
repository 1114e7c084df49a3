//! An offense that a task proved.

use anchor_lang::prelude::*;

/// An output other than the majority's, at `["offense", task, operator]`. Each vault behind the operator is slashed once for its
/// incident: the core refuses a second proposal.
#[account]
pub struct MinorityOffense {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub inference: Address,
    pub task: Address,
    pub operator: Address,
    /// Judged the operator, paid for this account and receives the reporter's share.
    pub reporter: Address,
    /// The task's number.
    pub number: u64,
    /// The incident's number in the core, which all offenses of the period share: the first second of the period.
    pub incident: u64,
    pub model: [u8; 32],
    pub input: [u8; 32],
    /// The operator's output.
    pub output: [u8; 32],
    /// The majority's output.
    pub winner: [u8; 32],
    /// The seats of the majority, and of the committee.
    pub winning_seats: u64,
    pub seats: u64,
    /// The slash, in `1/10^18` of the operator's allocation.
    pub fraction: u64,
    /// The last second of the reveals: the offense happened by then.
    pub offense_at: i64,
    pub judged_at: i64,
    /// The number of slashes that were proposed.
    pub slashes: u64,
    /// When the latest slash was proposed; zero before.
    pub slashed_at: i64,
    pub reserved: [u8; 24],
}

impl MinorityOffense {
    pub const SEED: &'static [u8] = b"offense";
}
