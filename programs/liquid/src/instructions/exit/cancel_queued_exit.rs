//! Takes a request back, while nothing of its batch is filled and no later one began.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use crate::custody;
use crate::error::{LiquidError, refused};
use crate::event::{QueuedExitCanceled, emit};
use crate::state::{ExitBatch, Pool, QueuedExit};

/// Accounts of `cancel_queued_exit`.
#[derive(Accounts)]
pub struct CancelQueuedExit {
    #[account(address = queued_exit.owner @ LiquidError::NotOwner)]
    pub owner: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
    #[account(mut, address = pool.escrow @ LiquidError::WrongEscrow)]
    pub escrow: Account<TokenAccount>,
    /// Receives the shares; any account of the LRT mint.
    #[account(mut, constraint = address_eq(owner_shares.mint(), &pool.lrt_mint) @ LiquidError::WrongMint)]
    pub owner_shares: Account<TokenAccount>,
    #[account(mut, address = queued_exit.batch @ LiquidError::WrongBatch)]
    pub batch: Account<ExitBatch>,
    /// The request, closed here.
    #[account(mut, constraint = address_eq(&queued_exit.pool, pool.address()) @ LiquidError::WrongPool)]
    pub queued_exit: Account<QueuedExit>,
    /// Paid for the request and receives its rent; may be the owner.
    #[account(mut, unsafe(dup), address = queued_exit.rent_payer @ LiquidError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
    pub token_program: Program<Token>,
}

impl CancelQueuedExit {
    pub fn cancel_queued_exit(&mut self) -> Result<()> {
        let place = self.batch.place as usize;
        let (batch, request) = (&mut self.batch.batch, &mut self.queued_exit.request);
        let shares = self.pool.ledger.cancel_request(place, batch, request).map_err(refused)?;
        let token = &self.token_program;
        custody::pay(shares, &self.pool, &mut self.escrow, &mut self.owner_shares, token, Some(0))?;
        emit(QueuedExitCanceled {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: Clock::get()?.unix_timestamp,
            owner: *self.owner.address(),
            queued_exit: *self.queued_exit.address(),
            batch: *self.batch.address(),
            shares,
        });
        self.queued_exit.close(*self.rent_payer.account())
    }
}
