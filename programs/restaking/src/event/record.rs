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
