//! Enters members' outputs. Permissionless: anyone carries them.

use anchor_lang::accounts::Slab;
use anchor_lang::prelude::*;
use inference_ledger::member::Member;

use crate::error::refused;
use crate::event::{OutputsRevealed, emit};
use crate::hashes::commitment;
use crate::state::InferenceTask;
use crate::voting::{REVEAL_KIND, enter_votes, wrong_content};

/// Accounts of `reveal_outputs`, followed by the account of each vote's key, in the votes' order.
#[derive(Accounts)]
pub struct RevealOutputs {
    #[account(mut)]
    pub task: Slab<InferenceTask, Member>,
    /// The transaction's instructions. The preceding one is of the Ed25519 program and verifies the votes.
    pub instructions: Sysvar<SysvarInstructions>,
}

impl RevealOutputs {
    /// Enters the output of each key: a vote's content of 64 bytes, the output's hash and the salt of the commitment.
    pub fn reveal_outputs(&mut self, keys: &[AccountView]) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let task = &mut self.task;
        let entered = enter_votes(task, &self.instructions, keys, REVEAL_KIND, |task, member, content, subject| {
            let content: &[u8; 64] = content.try_into().map_err(|_| wrong_content(content, 64))?;
            let (output, salt) = content.split_first_chunk::<32>().unwrap_or((&[0; 32], &[]));
            let operator = Address::new_from_array(member.operator);
            let opened = commitment(subject.domain, subject.height, &operator, output, salt);
            task.reveal(member, output, &opened, now).map_err(refused)
        })?;
        emit(OutputsRevealed {
            task: *task.address(),
            number: task.next_event(),
            time: now,
            entered,
            revealed_seats: task.task.revealed_seats,
        });
        Ok(())
    }
}
