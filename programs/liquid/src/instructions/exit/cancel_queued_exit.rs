//! Takes back what is not filled of a request, and pays what is. Always open: nothing can keep a holder in the queue.

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
    /// The reserve of the batch's asset.
    #[account(mut)]
    pub reserve: Account<TokenAccount>,
    /// Receives the tokens of what is filled; any account of the asset.
    #[account(mut)]
    pub owner_tokens: Account<TokenAccount>,
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
        let is_reserve = address_eq(self.reserve.address(), &self.pool.assets[place].reserve);
        require!(is_reserve, LiquidError::WrongReserve);
        let (batch, request) = (&mut self.batch.batch, &mut self.queued_exit.request);
        let back = self.pool.ledger.cancel_request(place, batch, request).map_err(refused)?;
        let (token, owed) = (&self.token_program, self.pool.ledger.assets[place].held());
        custody::pay(back.shares, &self.pool, &mut self.escrow, &mut self.owner_shares, token, Some(0))?;
        custody::pay(back.tokens, &self.pool, &mut self.reserve, &mut self.owner_tokens, token, owed)?;
        emit(QueuedExitCanceled {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: Clock::get()?.unix_timestamp,
            owner: *self.owner.address(),
            queued_exit: *self.queued_exit.address(),
            batch: *self.batch.address(),
            shares: back.shares,
            tokens: back.tokens,
        });
        self.queued_exit.close(*self.rent_payer.account())
    }
}
