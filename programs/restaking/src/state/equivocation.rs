//! Accounts of equivocation proofs and of the commitments before them.

use anchor_lang::prelude::*;

/// A reporter's commitment to evidence of an offense, at `["report", reporter, commitment]`.
#[account]
pub struct OffenseReport {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub reporter: Address,
    /// A hash of the evidence and a secret.
    pub commitment: [u8; 32],
    /// The slot of the commitment.
    pub slot: u64,
    pub reserved: [u8; 32],
}

/// A proven equivocation: two votes of one operator at one height, at `["equivocation", ncn, operator, kind, height]`.
/// It is never closed, so a proof cannot be repeated.
#[account]
pub struct Equivocation {
    pub version: u8,
    pub bump: u8,
    /// The kind of the votes, as the NCN numbers them.
    pub kind: u8,
    pub padding: [u8; 5],
    /// The NCN of the votes.
    pub ncn: Address,
    /// The operator that signed the votes.
    pub operator: Address,
    /// The account of the first vote's key.
    pub operator_key: Address,
    /// Submitted the proof, and receives the reporter's share.
    pub reporter: Address,
    /// Paid for this account.
    pub rent_payer: Address,
    /// The number of the key, or of the older one of two. It is the incident number of the slashes, equal for all
    /// proofs of a key.
    pub number: u64,
    pub height: u64,
    /// When the height was reached, which is the time of the offense.
    pub offense_at: i64,
    /// When the proof was accepted.
    pub proven_at: i64,
    /// The hashes of the two votes.
    pub votes: [[u8; 32]; 2],
    pub reserved: [u8; 32],
}

impl OffenseReport {
    pub const SEED: &'static [u8] = b"report";
}

impl Equivocation {
    pub const SEED: &'static [u8] = b"equivocation";
}
