//! Events of reports and of proven equivocations.

use anchor_lang::prelude::*;

/// A reporter committed to evidence of an offense.
#[event(bytemuck)]
pub struct ReportCommitted {
    pub report: Address,
    pub time: i64,
    pub reporter: Address,
    /// A hash of the evidence and a secret.
    pub commitment: [u8; 32],
    pub slot: u64,
}

/// An equivocation was proven.
#[event(bytemuck)]
pub struct EquivocationProven {
    pub record: Address,
    pub number: u64,
    pub time: i64,
    pub ncn: Address,
    pub operator: Address,
    /// The key's account.
    pub operator_key: Address,
    /// The account of the second vote's key, if different; zero otherwise.
    pub second_key: Address,
    /// The account of the proof.
    pub equivocation: Address,
    /// The number of the key, or of the older one of two. It is the incident number of the slashes.
    pub incident: u64,
    /// Submitted the proof.
    pub reporter: Address,
    /// The kind of the votes.
    pub kind: u64,
    pub height: u64,
    /// When the height was reached.
    pub offense_at: i64,
    /// The first second in which each key is no longer active.
    pub until: [i64; 2],
    /// The hashes of the two votes.
    pub votes: [[u8; 32]; 2],
}
