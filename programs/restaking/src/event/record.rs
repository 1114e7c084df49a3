//! What happens in an operator's record in an NCN.

use anchor_lang::prelude::*;

/// An operator's record in an NCN was opened; `number` 1 of its events.
#[event(bytemuck)]
pub struct RecordOpened {
    /// The record.
    pub record: Address,
    /// The number of this event among the record's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The NCN.
    pub ncn: Address,
    /// The operator.
    pub operator: Address,
}

/// An operator was jailed in an NCN, or released.
#[event(bytemuck)]
pub struct JailSet {
    /// The record.
    pub record: Address,
    /// The number of this event among the record's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The NCN.
    pub ncn: Address,
    /// The operator.
    pub operator: Address,
    /// Until when it was jailed before.
    pub before: i64,
    /// Until when it is jailed now; zero if it is released.
    pub after: i64,
    /// Why, as a code of the NCN's.
    pub reason: u64,
}

/// A reporter says that it knows of an offence.
#[event(bytemuck)]
pub struct ReportCommitted {
    /// The report.
    pub report: Address,
    /// When it happened.
    pub time: i64,
    /// Who knows.
    pub reporter: Address,
    /// A hash of what it knows, and of a secret.
    pub commitment: [u8; 32],
    /// The slot.
    pub slot: u64,
}

/// An equivocation was proven.
#[event(bytemuck)]
pub struct EquivocationProven {
    /// The record.
    pub record: Address,
    /// The number of this event among the record's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The NCN.
    pub ncn: Address,
    /// The operator.
    pub operator: Address,
    /// The account of the key.
    pub operator_key: Address,
    /// The account of the key of the second vote, where it is another; zero otherwise.
    pub second_key: Address,
    /// The proof.
    pub equivocation: Address,
    /// The number of the key, of the older one where there are two: the incident of its slashes.
    pub incident: u64,
    /// Who proved it.
    pub reporter: Address,
    /// The kind of the votes.
    pub kind: u64,
    /// The height.
    pub height: u64,
    /// When the height was.
    pub offence_at: i64,
    /// The first second in which the key, and the second one, count no longer.
    pub until: [i64; 2],
    /// The hashes of the two votes.
    pub votes: [[u8; 32]; 2],
}
