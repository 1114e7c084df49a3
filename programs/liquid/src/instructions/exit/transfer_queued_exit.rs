//! Transfers a request of the queue to another owner.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::error::LiquidError;
use crate::event::{QueuedExitTransferred, emit};
use crate::state::{Pool, QueuedExit, is_zero};

/// Accounts of `transfer_queued_exit`.
#[derive(Accounts)]
pub struct TransferQueuedExit {
    #[account(address = queued_exit.owner @ LiquidError::NotOwner)]
    pub owner: Signer,
    /// The transfer is one of the pool's events.
    #[account(mut)]
    pub pool: Account<Pool>,
    #[account(mut, constraint = address_eq(&queued_exit.pool, pool.address()) @ LiquidError::WrongPool)]
    pub queued_exit: Account<QueuedExit>,
}

impl TransferQueuedExit {
    /// Gives the request to `new_owner`, with what its batch already owes it. The rent still belongs to its payer.
    ///
    /// `batch`, `shares` and `taken` are what the new owner takes over. A claim reduces what the request is owed, and a canceled request's
    /// address is free for another one: a buyer that signs for the address alone could be sold less.
    pub fn transfer_queued_exit(&mut self, new_owner: Address, batch: Address, shares: u64, taken: u64) -> Result<()> {
        require!(!is_zero(&new_owner), LiquidError::NoNewOwner);
        let request = self.queued_exit.request;
        let is_named =
            address_eq(&self.queued_exit.batch, &batch) && request.shares == shares && request.taken == taken;
        require!(is_named, LiquidError::RequestDiffers);
        self.queued_exit.owner = new_owner;
        emit(QueuedExitTransferred {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: Clock::get()?.unix_timestamp,
            queued_exit: *self.queued_exit.address(),
            before: *self.owner.address(),
            after: new_owner,
            shares,
            taken,
        });
        Ok(())
    }
}
