//! Pays a request its part of what its batch brought.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use crate::custody;
use crate::error::{LiquidError, refused};
use crate::event::{QueuedExitClaimed, emit};
use crate::state::{ExitBatch, Pool, QueuedExit};

/// Accounts of `claim_queued_exit`.
#[derive(Accounts)]
pub struct ClaimQueuedExit {
    #[account(address = queued_exit.owner @ LiquidError::NotOwner)]
    pub owner: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
    /// The reserve of the batch's asset.
    #[account(mut)]
    pub reserve: Account<TokenAccount>,
    /// Receives the tokens; any account of the asset.
    #[account(mut)]
    pub owner_tokens: Account<TokenAccount>,
    #[account(mut, address = queued_exit.batch @ LiquidError::WrongBatch)]
    pub batch: Account<ExitBatch>,
    /// The request, closed once its batch is filled.
    #[account(mut, constraint = address_eq(&queued_exit.pool, pool.address()) @ LiquidError::WrongPool)]
    pub queued_exit: Account<QueuedExit>,
    /// Paid for the request and receives its rent; may be the owner.
    #[account(mut, unsafe(dup), address = queued_exit.rent_payer @ LiquidError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
    pub token_program: Program<Token>,
}

impl ClaimQueuedExit {
    pub fn claim_queued_exit(&mut self) -> Result<()> {
        let place = self.batch.place as usize;
        let is_reserve = address_eq(self.reserve.address(), &self.pool.assets[place].reserve);
        require!(is_reserve, LiquidError::WrongReserve);
        let (batch, request) = (&mut self.batch.batch, &mut self.queued_exit.request);
        let (tokens, is_done) = self.pool.ledger.claim(place, batch, request).map_err(refused)?;
        let (owed, token) = (self.pool.ledger.assets[place].held(), &self.token_program);
        custody::pay(tokens, &self.pool, &mut self.reserve, &mut self.owner_tokens, token, owed)?;
        emit(QueuedExitClaimed {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: Clock::get()?.unix_timestamp,
            owner: *self.owner.address(),
            queued_exit: *self.queued_exit.address(),
            batch: *self.batch.address(),
            tokens,
            taken: self.queued_exit.request.taken,
            closed: is_done.into(),
        });
        if is_done {
            self.queued_exit.close(*self.rent_payer.account())?;
        }
        Ok(())
    }
}
