//! Closes a batch that no request needs. Permissionless.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::error::{LiquidError, refused};
use crate::event::{BatchClosed, emit};
use crate::state::{ExitBatch, Pool};

/// Accounts of `close_batch`.
#[derive(Accounts)]
pub struct CloseBatch {
    #[account(mut)]
    pub pool: Account<Pool>,
    #[account(mut, constraint = address_eq(&batch.pool, pool.address()) @ LiquidError::WrongPool)]
    pub batch: Account<ExitBatch>,
    /// Paid for the batch and receives its rent.
    #[account(mut, address = batch.rent_payer @ LiquidError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
}

impl CloseBatch {
    pub fn close_batch(&mut self) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let place = self.batch.place as usize;
        let dust = self.pool.ledger.close_batch(place, &mut self.batch.batch, now).map_err(refused)?;
        emit(BatchClosed {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: now,
            batch: *self.batch.address(),
            dust,
        });
        self.batch.close(*self.rent_payer.account())
    }
}
