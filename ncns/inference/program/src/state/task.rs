//! A task with its committee.

use anchor_lang::accounts::Slab;
use anchor_lang::prelude::*;
use inference_ledger::member::Member;
use inference_ledger::rules::{LEAST_SEATS, MAX_SEATS};
use inference_ledger::task::Task;

use crate::error::{InferenceError, fail};

/// A task, at `["task", inference, number]`; its members follow, in ascending order of the operators' addresses. It holds the fee beside
/// its rent.
#[account]
pub struct InferenceTask {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub inference: Address,
    pub ncn: Address,
    /// The domain of the NCN's votes.
    pub domain: [u8; 32],
    /// Posted the task, and receives the rest of the fee and the rent.
    pub requester: Address,
    /// The table of the draw, fixed when the task opens: before the slot hash of the draw is known.
    pub table: Address,
    /// The hash of the model's build and of its seed.
    pub model: [u8; 32],
    /// The hash of the input.
    pub input: [u8; 32],
    /// The height of the task's votes.
    pub number: u64,
    pub events: u64,
    pub task: Task,
    pub reserved: [u8; 32],
}

/// What a requester asks for, as an instruction argument.
#[derive(Clone, Copy, AnchorDeserialize, AnchorSerialize)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
pub struct TaskFigures {
    /// The hash of the model's build and of its seed.
    pub model: [u8; 32],
    /// The hash of the input.
    pub input: [u8; 32],
    /// The fee for the whole committee, in lamports.
    pub fee: u64,
}

impl InferenceTask {
    pub const SEED: &'static [u8] = b"task";

    /// The bytes of a task with `seats` seats, each of which may be an operator's only one.
    ///
    /// # Errors
    /// [`InferenceError::SeatsOutOfBounds`].
    pub fn space(seats: u64) -> Result<usize> {
        if !(LEAST_SEATS..=MAX_SEATS).contains(&seats) {
            let bound = if seats < LEAST_SEATS { LEAST_SEATS } else { MAX_SEATS };
            return Err(fail(InferenceError::SeatsOutOfBounds, seats, bound));
        }
        Ok(Slab::<Self, Member>::space_for(seats as u32))
    }

    pub fn next_event(&mut self) -> u64 {
        self.events = self.events.wrapping_add(1);
        self.events
    }
}
