//! A false root that an operator signed.

use anchor_lang::prelude::*;

/// A false root, at `["false_root", source, height, operator]`. Each vault behind the operator is slashed once for its incident: the core
/// refuses a second proposal.
#[account]
pub struct FalseRoot {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub bridge: Address,
    pub source: Address,
    pub operator: Address,
    /// Proved it, paid for this account and receives the reporter's share.
    pub reporter: Address,
    /// Stated the truth about a foreign outbox; zero for an outbox of this chain, which is the proof.
    pub adjudicator: Address,
    pub height: u64,
    /// The incident's number in the core, which all false roots of the kind and the period share, over all sources, until a slash: twice
    /// the first second of the period, or of an earlier slash in it, plus one if an adjudicator stated the truth.
    pub incident: u64,
    pub signed_root: [u8; 32],
    pub signed_count: u64,
    pub true_root: [u8; 32],
    pub true_count: u64,
    /// The slash, in `1/10^18` of the operator's allocation.
    pub fraction: u64,
    /// The height's time.
    pub offense_at: i64,
    pub proven_at: i64,
    /// The number of slashes that were proposed.
    pub slashes: u64,
    pub reserved: [u8; 32],
}

impl FalseRoot {
    pub const SEED: &'static [u8] = b"false_root";
}
