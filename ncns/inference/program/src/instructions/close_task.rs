//! Closes a task.

use anchor_lang::accounts::{Account, Slab};
use anchor_lang::prelude::*;
use inference_ledger::member::Member;
use restaking::state::Config;

use crate::error::{InferenceError, refused};
use crate::event::{TaskClosed, emit};
use crate::state::InferenceTask;

/// Accounts of `close_task`.
#[derive(Accounts)]
pub struct CloseTask {
    /// Posted the task, and receives its rent and the rest of the fee.
    #[account(mut, address = task.requester @ InferenceError::WrongRequester)]
    pub requester: Signer,
    /// The core's config, which bounds the length of an epoch.
    pub config: UncheckedAccount,
    #[account(mut, close = requester)]
    pub task: Slab<InferenceTask, Member>,
}

impl CloseTask {
    /// Closes the task once all members are judged and the majority is paid, or two of the longest epochs after its end, when an
    /// operator without a wallet had its time. Only the requester closes it, so nobody else ends the result before the requester has
    /// read it.
    pub fn close_task(&mut self) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let task = self.task.task;
        let late_from = Account::<Config>::load(*self.config.account())?.notice(task.concluded_at).fall;
        let returned = task.close(now >= late_from).map_err(refused)?;
        emit(TaskClosed {
            task: *self.task.address(),
            number: self.task.next_event(),
            time: now,
            inference: self.task.inference,
            requester: self.task.requester,
            paid: task.paid_fee,
            returned,
        });
        Ok(())
    }
}
