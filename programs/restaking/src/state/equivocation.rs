//! Two conflicting votes, and who was first to know of them.

use anchor_lang::prelude::*;

/// A reporter's word that it knows of an offence, without saying of which, at `["report", reporter, commitment]`.
#[account]
pub struct OffenceReport {
    /// The layout's version.
    pub version: u8,
    /// The bump of this account's address.
    pub bump: u8,
    /// Keeps what follows aligned.
    pub padding: [u8; 6],
    /// Who knows.
    pub reporter: Address,
    /// A hash of what it knows, and of a secret.
    pub commitment: [u8; 32],
    /// The slot in which it said so.
    pub slot: u64,
    /// Zero, for fields to come.
    pub reserved: [u8; 32],
}

/// A proven equivocation: two votes of one operator at one height, at `["equivocation", ncn, operator, kind, height]`. It is never
/// closed, so that it is proven once.
#[account]
pub struct Equivocation {
    /// The layout's version.
    pub version: u8,
    /// The bump of this account's address.
    pub bump: u8,
    /// The kind of the votes, as the NCN numbers them.
    pub kind: u8,
    /// Keeps what follows aligned.
    pub padding: [u8; 5],
    /// The NCN whose votes they are.
    pub ncn: Address,
    /// The operator that signed them.
    pub operator: Address,
    /// The account of the key that the first vote is signed with.
    pub operator_key: Address,
    /// Who proved it, and gets the reporter's part.
    pub reporter: Address,
    /// Who paid for this account.
    pub rent_payer: Address,
    /// The number of the key, of the older one where there are two: the incident of its slashes. All proofs of a key have the
    /// same.
    pub number: u64,
    /// The height.
    pub height: u64,
    /// When the height was: when the offence was.
    pub offence_at: i64,
    /// When it was proven.
    pub proven_at: i64,
    /// The hashes of the two votes.
    pub votes: [[u8; 32]; 2],
    /// Zero, for fields to come.
    pub reserved: [u8; 32],
}

impl OffenceReport {
    /// The first seed of the account's address.
    pub const SEED: &'static [u8] = b"report";
}

impl Equivocation {
    /// The first seed of the account's address.
    pub const SEED: &'static [u8] = b"equivocation";
}
