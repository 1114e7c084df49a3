//! Asks to leave by the queue of an asset: without a fee, when its reserve has the tokens.
#![allow(unused_variables, reason = "the derive binds instruction arguments wherever it might need them")]

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use crate::custody;
use crate::error::{LiquidError, refused};
use crate::event::{ExitQueued, emit};
use crate::state::{ExitBatch, Pool, QueuedExit, VERSION};

/// Accounts of `queue_exit`.
#[derive(Accounts)]
#[instruction(nonce: u64)]
pub struct QueueExit {
    /// Pays for the accounts; may be the owner.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// The owner of `owner_shares` or its delegate. Becomes the request's owner.
    pub owner: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
    #[account(mut, address = pool.escrow @ LiquidError::WrongEscrow)]
    pub escrow: Account<TokenAccount>,
    /// Source of the shares.
    #[account(mut, constraint = address_eq(owner_shares.mint(), &pool.lrt_mint) @ LiquidError::WrongMint)]
    pub owner_shares: Account<TokenAccount>,
    /// The batch of this period, at `["batch", pool, place, period]`; created by its first request.
    #[account(mut)]
    pub batch: UncheckedAccount,
    #[account(
        init, payer = payer, bump,
        seeds = [QueuedExit::SEED, pool.address().as_ref(), owner.address().as_ref(), &nonce.to_le_bytes()]
    )]
    pub queued_exit: Account<QueuedExit>,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

impl QueueExit {
    /// Puts `shares` into the batch of this period of the asset at `place`. They earn and bear losses until they are filled.
    pub fn queue_exit(&mut self, bump: u8, place: u64, shares: u64) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let mint = self.pool.asset(place)?.mint;
        let period = self.pool.ledger.period_at(now);
        let (view, payer) = (*self.batch.account(), self.payer.account());
        let mut batch = ExitBatch::load_or_open(view, payer, &self.pool, place, period)?;
        let ledger = &mut self.pool.ledger;
        let request = ledger.request(place as usize, &mut batch.batch, shares, now).map_err(refused)?;
        let queued = ledger.assets[place as usize].queued();

        // What else is in the escrow waits as well: the balance covers it, as it did before.
        let owed = self.escrow.amount().checked_add(shares);
        let (from, escrow) = (&mut self.owner_shares, &mut self.escrow);
        custody::receive(shares, from, escrow, &self.owner, &self.token_program, owed)?;
        let pool = *self.pool.address();
        let queued_exit = &mut self.queued_exit;
        queued_exit.version = VERSION;
        queued_exit.bump = bump;
        queued_exit.pool = pool;
        queued_exit.owner = *self.owner.address();
        queued_exit.rent_payer = *self.payer.address();
        queued_exit.batch = *self.batch.address();
        queued_exit.request = request;
        emit(ExitQueued {
            pool,
            number: self.pool.next_event(),
            time: now,
            owner: *self.owner.address(),
            queued_exit: *self.queued_exit.address(),
            batch: *self.batch.address(),
            mint,
            period,
            shares,
            queued,
        });
        Ok(())
    }
}
