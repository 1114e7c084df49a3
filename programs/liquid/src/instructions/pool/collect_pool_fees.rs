//! Mints the shares of the fees to the fee wallet. Permissionless.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use crate::custody;
use crate::error::{LiquidError, refused};
use crate::event::{PoolFeesCollected, emit};
use crate::state::Pool;

/// Accounts of `collect_pool_fees`.
#[derive(Accounts)]
pub struct CollectPoolFees {
    #[account(mut)]
    pub pool: Account<Pool>,
    #[account(mut, address = pool.lrt_mint @ LiquidError::WrongLrtMint)]
    pub lrt_mint: UncheckedAccount,
    /// Receives the shares; any LRT account of the fee wallet.
    #[account(mut, constraint = address_eq(fee_shares.mint(), &pool.lrt_mint) @ LiquidError::WrongMint)]
    pub fee_shares: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

impl CollectPoolFees {
    pub fn collect_pool_fees(&mut self) -> Result<()> {
        require!(address_eq(self.fee_shares.owner(), &self.pool.fee_wallet), LiquidError::WrongFeeWallet);
        let shares = self.pool.ledger.collect_fees().map_err(refused)?;
        custody::mint(shares, &self.pool, &mut self.lrt_mint, &mut self.fee_shares, &self.token_program);
        emit(PoolFeesCollected {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: Clock::get()?.unix_timestamp,
            fee_wallet: self.pool.fee_wallet,
            shares,
        });
        Ok(())
    }
}
