//! Enters members' commitments. Permissionless: anyone carries them.

use anchor_lang::accounts::Slab;
use anchor_lang::prelude::*;
use inference_ledger::member::Member;

use crate::error::refused;
use crate::event::{OutputsCommitted, emit};
use crate::state::InferenceTask;
use crate::voting::{COMMIT_KIND, enter_votes, wrong_content};

/// Accounts of `commit_outputs`, followed by the account of each vote's key, in the votes' order.
#[derive(Accounts)]
pub struct CommitOutputs {
    #[account(mut)]
    pub task: Slab<InferenceTask, Member>,
    /// The transaction's instructions. The preceding one is of the Ed25519 program and verifies the votes.
    pub instructions: Sysvar<SysvarInstructions>,
}

impl CommitOutputs {
    /// Enters the commitment of each key: a vote's content of 32 bytes.
    pub fn commit_outputs(&mut self, keys: &[AccountView]) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let task = &mut self.task;
        let entered = enter_votes(task, &self.instructions, keys, COMMIT_KIND, |task, member, content, _| {
            let commitment: &[u8; 32] = content.try_into().map_err(|_| wrong_content(content, 32))?;
            task.commit(member, commitment, now).map_err(refused)
        })?;
        emit(OutputsCommitted {
            task: *task.address(),
            number: task.next_event(),
            time: now,
            entered,
            committed_seats: task.task.committed_seats,
        });
        Ok(())
    }
}
