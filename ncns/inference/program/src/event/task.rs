//! The events of a task.

use anchor_lang::prelude::*;

/// A task was posted; `number` 1 of its events.
#[event(bytemuck)]
pub struct TaskOpened {
    pub task: Address,
    pub number: u64,
    pub time: i64,
    pub inference: Address,
    pub requester: Address,
    pub table: Address,
    /// The height of its votes.
    pub height: u64,
    pub model: [u8; 32],
    pub input: [u8; 32],
    pub seats: u64,
    pub fee: u64,
    pub commit_seconds: u64,
    pub reveal_seconds: u64,
    pub begins_at: i64,
    /// The slot of the hash that draws the committee.
    pub draw_slot: u64,
    pub draw_until: i64,
}

/// The committee of a task was drawn.
#[event(bytemuck)]
pub struct CommitteeDrawn {
    pub task: Address,
    pub number: u64,
    pub time: i64,
    pub slot_hash: [u8; 32],
    pub seats: u64,
    /// The number of operators with seats.
    pub members: u64,
    pub commits_until: i64,
    pub reveals_until: i64,
}

/// A task without a committee ended; the last of its events.
#[event(bytemuck)]
pub struct TaskVoided {
    pub task: Address,
    pub number: u64,
    pub time: i64,
    pub inference: Address,
    pub requester: Address,
    /// The part of the fee that was burned.
    pub burned: u64,
    /// The part of the fee that returned to the requester.
    pub returned: u64,
}

/// A task was concluded, with an output or without one.
#[event(bytemuck)]
pub struct TaskConcluded {
    pub task: Address,
    pub number: u64,
    pub time: i64,
    pub inference: Address,
    pub height: u64,
    /// The winning output; zeros if none.
    pub output: [u8; 32],
    pub winning_seats: u64,
    pub winning_members: u64,
    pub seats: u64,
    pub committed_seats: u64,
    pub revealed_seats: u64,
}

/// A task was closed; the last of its events.
#[event(bytemuck)]
pub struct TaskClosed {
    pub task: Address,
    pub number: u64,
    pub time: i64,
    pub inference: Address,
    pub requester: Address,
    /// The part of the fee that was paid to members.
    pub paid: u64,
    /// The part of the fee that returned to the requester.
    pub returned: u64,
}
