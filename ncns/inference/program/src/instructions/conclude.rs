//! Concludes a task. Permissionless.

use anchor_lang::accounts::Slab;
use anchor_lang::prelude::*;
use inference_ledger::member::Member;

use crate::error::refused;
use crate::event::{TaskConcluded, emit};
use crate::state::InferenceTask;

/// Accounts of `conclude`.
#[derive(Accounts)]
pub struct Conclude {
    #[account(mut)]
    pub task: Slab<InferenceTask, Member>,
}

impl Conclude {
    /// Concludes the task after the reveals, with the output of a quorum of the seats. Without one nobody is slashed, and the fee is
    /// the requester's.
    pub fn conclude(&mut self) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let mut task = self.task.task;
        task.conclude(self.task.as_slice(), now).map_err(refused)?;
        let account = &mut self.task;
        account.task = task;
        emit(TaskConcluded {
            task: *account.address(),
            number: account.next_event(),
            time: now,
            inference: account.inference,
            height: account.number,
            output: task.output,
            winning_seats: task.winning_seats,
            winning_members: task.winning_members,
            seats: task.seats,
            committed_seats: task.committed_seats,
            revealed_seats: task.revealed_seats,
        });
        Ok(())
    }
}
