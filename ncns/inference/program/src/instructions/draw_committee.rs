//! Draws the committee of a task. Permissionless.

use anchor_lang::accounts::Slab;
use anchor_lang::prelude::*;
use inference_ledger::draw::draw;
use inference_ledger::error::{LedgerError, Rule};
use inference_ledger::member::Member;
use ncn_kit::program::tables;
use ncn_kit::slot_hashes::{SLOT_HASHES, first_from};

use crate::error::{InferenceError, refused, unfit};
use crate::event::{CommitteeDrawn, emit};
use crate::hashes::Numbers;
use crate::state::InferenceTask;

/// Accounts of `draw_committee`.
#[derive(Accounts)]
pub struct DrawCommittee {
    #[account(mut)]
    pub task: Slab<InferenceTask, Member>,
    /// The task's table.
    #[account(address = task.table @ InferenceError::WrongTable)]
    pub table: UncheckedAccount,
    /// The sysvar of slot hashes.
    #[account(address = Address::new_from_array(SLOT_HASHES) @ InferenceError::NotSlotHashes)]
    pub slot_hashes: UncheckedAccount,
}

impl DrawCommittee {
    /// Gives each seat to an operator by weight. Table, slot and number of seats are fixed since the post, so there is one committee
    /// at any time of the draw. The members' time begins now.
    pub fn draw_committee(&mut self) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let mut task = self.task.task;
        let slot_hash = {
            let hashes = self.slot_hashes.account().try_borrow()?;
            let found = first_from(&hashes, task.draw_slot).ok_or(InferenceError::NotSlotHashes)?;
            *task.check_draw(&found, now).map_err(refused)?
        };
        let mut numbers = Numbers::new(&slot_hash, self.task.address());
        let data = self.table.account().try_borrow()?;
        let table = tables::read(self.table.account(), &data).map_err(unfit)?;
        let committee = &mut self.task;
        let weights = (0..table.count()).map(|place| table.weight_at(place));
        draw(
            weights,
            table.total_weight(),
            task.seats,
            |seat| numbers.at(seat),
            |place, seats| {
                let operator = table.operator_at(place).unwrap_or_default();
                let member = Member::new(operator.to_bytes(), seats);
                let full = LedgerError { rule: Rule::SeatsOutOfBounds, value: seats, limit: task.seats };
                committee.try_push(member).map_err(|_| full)
            },
        )
        .map_err(refused)?;
        task.begin(committee.len() as u64, now);
        committee.task = task;
        emit(CommitteeDrawn {
            task: *committee.address(),
            number: committee.next_event(),
            time: now,
            slot_hash,
            seats: task.seats,
            members: task.members,
            commits_until: task.commits_until,
            reveals_until: task.reveals_until,
        });
        Ok(())
    }
}
