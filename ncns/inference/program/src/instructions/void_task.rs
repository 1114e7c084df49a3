//! Ends a task that nobody drew a committee for. Permissionless.

use anchor_lang::accounts::Slab;
use anchor_lang::prelude::*;
use inference_ledger::member::Member;
use ncn_kit::program::lamports;
use ncn_kit::program::tables;
use ncn_kit::slot_hashes::{SLOT_HASHES, first_from};

use crate::error::{InferenceError, refused};
use crate::event::{TaskVoided, emit};
use crate::state::InferenceTask;

/// The runtime burns the lamports of this address at the end of each slot (`solana_sdk_ids::incinerator`).
pub const INCINERATOR: Address = Address::from_str_const("1nc1nerator11111111111111111111111111111111");

/// Accounts of `void_task`.
#[derive(Accounts)]
pub struct VoidTask {
    #[account(mut, close = requester)]
    pub task: Slab<InferenceTask, Member>,
    /// The task's table, which may be closed.
    #[account(address = task.table @ InferenceError::WrongTable)]
    pub table: UncheckedAccount,
    /// The sysvar of slot hashes.
    #[account(address = Address::new_from_array(SLOT_HASHES) @ InferenceError::NotSlotHashes)]
    pub slot_hashes: UncheckedAccount,
    /// Posted the task, and receives the rest of its fee and the rent.
    #[account(mut, address = task.requester @ InferenceError::WrongRequester)]
    pub requester: UncheckedAccount,
    /// Receives what is burned.
    #[account(mut, address = INCINERATOR @ InferenceError::NotIncinerator)]
    pub incinerator: UncheckedAccount,
}

impl VoidTask {
    /// Burns a part of the fee and returns the rest. Drawing a committee is permissionless, so a requester that lets the time pass
    /// chose to: for nothing, it could post again and again until a committee suits it. Where the NCN closed the table, nobody could
    /// draw, and nothing is burned.
    pub fn void_task(&mut self) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let task = self.task.task;
        let has_table = {
            let data = self.table.account().try_borrow()?;
            tables::read(self.table.account(), &data).is_ok()
        };
        let burned = {
            let hashes = self.slot_hashes.account().try_borrow()?;
            let found = first_from(&hashes, task.draw_slot).ok_or(InferenceError::NotSlotHashes)?;
            task.void(&found, has_table, now).map_err(refused)?
        };
        lamports::pay(self.task.view(), self.incinerator.account(), burned)?;
        emit(TaskVoided {
            task: *self.task.address(),
            number: self.task.next_event(),
            time: now,
            inference: self.task.inference,
            requester: self.task.requester,
            burned,
            returned: task.fee - burned,
        });
        Ok(())
    }
}
