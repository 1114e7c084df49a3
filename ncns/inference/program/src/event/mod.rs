//! Events for off-chain readers. `number` counts the events of the account that the first field names, so a reader detects a gap in a
//! truncated log. `time` is the block's unix time.

mod committee;
mod task;

use anchor_lang::prelude::*;
use inference_ledger::rules::Rules;
pub use restaking::event::emit;

pub use committee::*;
pub use task::*;

/// A service was opened; `number` 1 of its events.
#[event(bytemuck)]
pub struct InferenceOpened {
    pub inference: Address,
    pub number: u64,
    pub time: i64,
    pub ncn: Address,
    pub rules: Rules,
}

/// Rules were announced.
#[event(bytemuck)]
pub struct RulesSet {
    pub inference: Address,
    pub number: u64,
    pub time: i64,
    pub before: Rules,
    pub after: Rules,
    /// The first second in which they are in force.
    pub from: i64,
}

/// A stake table became the table of new tasks.
#[event(bytemuck)]
pub struct TableAdopted {
    pub inference: Address,
    pub number: u64,
    pub time: i64,
    pub table: Address,
    pub index: u64,
    pub total_weight: u64,
    pub operators: u64,
}
