//! Events of stake tables. A table and a capture each number their events from opening. A table's events give its
//! entries; a capture's events give the sums of its captor.

use anchor_lang::prelude::*;

/// A table was opened; `number` 1 of its events.
#[event(bytemuck)]
pub struct StakeTableOpened {
    pub table: Address,
    pub number: u64,
    /// The first second of the window.
    pub time: i64,
    pub ncn: Address,
    /// Unique per NCN.
    pub index: u64,
    /// The number of entries that fit.
    pub capacity: u64,
    /// The first second after the window.
    pub closes_at: i64,
    /// The largest weight of one operator in the table.
    pub max_operator_weight: u64,
    /// The time until which its weights are guaranteed; zero for weights of each capture's moment.
    pub certain_until: i64,
    /// A bitmap of the indexes of reward offers that may attribute rewards to the table.
    pub offers: u64,
}

/// A table was enlarged.
#[event(bytemuck)]
pub struct StakeTableGrown {
    pub table: Address,
    pub number: u64,
    pub time: i64,
    /// The number of entries that fitted before.
    pub before: u64,
    /// The number of entries that fit after.
    pub after: u64,
}

/// A captor captured weight.
#[event(bytemuck)]
pub struct StakeCaptured {
    pub capture: Address,
    pub number: u64,
    pub time: i64,
    pub table: Address,
    pub operator: Address,
    pub captor: Address,
    /// The last vault added.
    pub last_vault: Address,
    pub weight_before: u64,
    pub weight_after: u64,
    /// The number of vaults added before.
    pub vaults_before: u64,
    /// The number of vaults added after.
    pub vaults_after: u64,
}

/// An operator's weight was entered in a table, or raised.
#[event(bytemuck)]
pub struct StakeEntered {
    pub table: Address,
    pub number: u64,
    pub time: i64,
    pub operator: Address,
    /// The author of the capture.
    pub captor: Address,
    /// When the last part of the weight was captured.
    pub captured_at: i64,
    /// Zero if the operator had no entry.
    pub weight_before: u64,
    pub weight_after: u64,
    /// The sum of all weights after.
    pub total_weight: u64,
    /// The number of entries after.
    pub count: u64,
    /// The captured weight before the table's cap. Of two captures, the larger one stands.
    pub captured: u64,
}

/// A capture was closed.
#[event(bytemuck)]
pub struct CaptureClosed {
    pub capture: Address,
    pub number: u64,
    pub time: i64,
    pub table: Address,
    pub operator: Address,
    /// The captured weight.
    pub weight: u64,
}

/// A table was closed.
#[event(bytemuck)]
pub struct StakeTableClosed {
    pub table: Address,
    pub number: u64,
    pub time: i64,
    pub ncn: Address,
    /// Unique per NCN.
    pub index: u64,
    /// The number of entries.
    pub count: u64,
    /// The sum of all weights.
    pub total_weight: u64,
}
