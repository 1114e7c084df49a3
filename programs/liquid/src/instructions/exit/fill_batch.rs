//! Fills the first batch of an asset's queue, as far as its reserve can pay. Permissionless.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use crate::custody;
use crate::error::{LiquidError, refused};
use crate::event::{BatchFilled, PoolWorth, emit};
use crate::source;
use crate::state::{ExitBatch, Pool};

/// Accounts of `fill_batch`. Those that value the pool follow.
#[derive(Accounts)]
pub struct FillBatch {
    #[account(mut)]
    pub pool: Account<Pool>,
    #[account(mut, address = pool.escrow @ LiquidError::WrongEscrow)]
    pub escrow: Account<TokenAccount>,
    #[account(mut, address = pool.lrt_mint @ LiquidError::WrongLrtMint)]
    pub lrt_mint: UncheckedAccount,
    #[account(mut, constraint = address_eq(&batch.pool, pool.address()) @ LiquidError::WrongPool)]
    pub batch: Account<ExitBatch>,
    pub token_program: Program<Token>,
}

impl FillBatch {
    /// Burns the shares that the reserve can pay, at their worth now. All requests of the batch get the same.
    pub fn fill_batch(&mut self, sources: &[AccountView]) -> Result<()> {
        let clock = Clock::get()?;
        let place = self.batch.place as usize;
        let valued = source::touch(&mut self.pool, sources, &clock)?;
        let values = valued.check_code()?;
        let before = PoolWorth::of(self.pool.ledger.supply, values);
        let filled = self.pool.ledger.fill(values, place, &mut self.batch.batch).map_err(refused)?;
        let token = &self.token_program;
        custody::burn_escrowed(filled.shares, &self.pool, &mut self.lrt_mint, &mut self.escrow, token);
        emit(BatchFilled {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: clock.unix_timestamp,
            batch: *self.batch.address(),
            mint: self.pool.assets[place].mint,
            shares: filled.shares,
            tokens: filled.tokens,
            waiting: self.batch.batch.waiting(),
            before,
            supply: self.pool.ledger.supply,
        });
        Ok(())
    }
}
