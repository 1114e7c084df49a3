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
