//! Closes an old checkpoint and returns its rent. Permissionless.

use anchor_lang::prelude::*;

use crate::error::{BridgeError, fail};
use crate::event::{CheckpointClosed, emit};
use crate::state::Checkpoint;

/// Accounts of `close_checkpoint`.
#[derive(Accounts)]
pub struct CloseCheckpoint {
    #[account(mut, close = rent_payer)]
    pub checkpoint: Account<Checkpoint>,
    /// Paid for the checkpoint and receives its rent.
    #[account(mut, address = checkpoint.rent_payer @ BridgeError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
}

impl CloseCheckpoint {
    /// Closes the checkpoint after the time of its rules. Its messages are in every later checkpoint as well. Its round takes no second
    /// checkpoint, so none is ever opened at the address again.
    pub fn close_checkpoint(&mut self) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let checkpoint = &self.checkpoint;
        if now < checkpoint.kept_until {
            let until = checkpoint.kept_until;
            return Err(fail(BridgeError::CheckpointKept, now.unsigned_abs(), until.unsigned_abs()));
        }
        emit(CheckpointClosed {
            checkpoint: *checkpoint.address(),
            number: 1,
            time: now,
            source: checkpoint.source,
            height: checkpoint.height,
            rent_payer: checkpoint.rent_payer,
        });
        Ok(())
    }
}
