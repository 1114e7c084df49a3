//! Tables of weights. A table numbers its events from each opening, and so does a capture: the events of the one give every
//! entry of the table, and those of the other what each captor added up.

use anchor_lang::prelude::*;

/// A table was opened; `number` 1 of its events.
#[event(bytemuck)]
pub struct StakeTableOpened {
    /// The table.
    pub table: Address,
    /// The number of this event among the table's.
    pub number: u64,
    /// When it happened: the first second of the window.
    pub time: i64,
    /// The NCN.
    pub ncn: Address,
    /// Tells apart the tables of one NCN.
    pub index: u64,
    /// How many entries it has room for.
    pub capacity: u64,
    /// The first second in which nothing is captured or entered any more.
    pub closes_at: i64,
    /// The most weight that one operator has in it.
    pub max_operator_weight: u64,
    /// Until when its weights are certain, or zero for those of each capture's moment.
    pub certain_until: i64,
    /// The places of the reward offers that may attribute rewards to it, a bit each.
    pub offers: u64,
}

/// A table has more room.
#[event(bytemuck)]
pub struct StakeTableGrown {
    /// The table.
    pub table: Address,
    /// The number of this event among the table's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// How many entries it had room for before.
    pub before: u64,
    /// How many it has room for after.
    pub after: u64,
}

/// A captor added up weight.
#[event(bytemuck)]
pub struct StakeCaptured {
    /// The capture.
    pub capture: Address,
    /// The number of this event among the capture's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The table.
    pub table: Address,
    /// The operator.
    pub operator: Address,
    /// Who captured.
    pub captor: Address,
    /// The last vault that was added.
    pub last_vault: Address,
    /// The weight before.
    pub weight_before: u64,
    /// The weight after.
    pub weight_after: u64,
    /// How many vaults were added before.
    pub vaults_before: u64,
    /// How many were after.
    pub vaults_after: u64,
}

/// An operator's weight was entered in a table, or raised.
#[event(bytemuck)]
pub struct StakeEntered {
    /// The table.
    pub table: Address,
    /// The number of this event among the table's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The operator.
    pub operator: Address,
    /// Who captured the weight.
    pub captor: Address,
    /// When the last of it was captured.
    pub captured_at: i64,
    /// The operator's weight before; zero if it had no entry.
    pub weight_before: u64,
    /// Its weight after.
    pub weight_after: u64,
    /// The sum of all weights after.
    pub total_weight: u64,
    /// How many entries there are after.
    pub count: u64,
    /// What was captured, before the table's cap: of two captures, the one with more of it stands.
    pub captured: u64,
}

/// A capture was closed.
#[event(bytemuck)]
pub struct CaptureClosed {
    /// The capture.
    pub capture: Address,
    /// The number of this event among the capture's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The table.
    pub table: Address,
    /// The operator.
    pub operator: Address,
    /// The weight that was captured.
    pub weight: u64,
}

/// A table was closed.
#[event(bytemuck)]
pub struct StakeTableClosed {
    /// The table.
    pub table: Address,
    /// The number of this event among the table's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The NCN.
    pub ncn: Address,
    /// Tells apart the tables of one NCN.
    pub index: u64,
    /// How many entries it had.
    pub count: u64,
    /// The sum of all weights.
    pub total_weight: u64,
}
