//! Leaves at once, from the free reserve of an asset, for a fee.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;
use ledger::state::pause::Pause;

use crate::custody;
use crate::error::{LiquidError, refused};
use crate::event::{LeftInstantly, PoolWorth, emit};
use crate::source;
use crate::state::Pool;

/// Accounts of `leave_instantly`. Those that value the pool follow.
#[derive(Accounts)]
pub struct LeaveInstantly {
    /// The owner of `owner_shares` or its delegate.
    pub owner: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
    /// The asset's reserve: it says which asset is meant.
    #[account(mut)]
    pub reserve: Account<TokenAccount>,
    #[account(mut, address = pool.lrt_mint @ LiquidError::WrongLrtMint)]
    pub lrt_mint: UncheckedAccount,
    /// Source of the shares.
    #[account(mut, constraint = address_eq(owner_shares.mint(), &pool.lrt_mint) @ LiquidError::WrongMint)]
    pub owner_shares: Account<TokenAccount>,
    /// Receives the tokens; any account of the asset.
    #[account(mut)]
    pub owner_tokens: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

impl LeaveInstantly {
    /// Pays `tokens` for at most `max_shares`.
    pub fn leave_instantly(&mut self, sources: &[AccountView], tokens: u64, max_shares: u64) -> Result<()> {
        let clock = Clock::get()?;
        let now = clock.unix_timestamp;
        self.pool.check_pause(Pause::INSTANT_EXITS, now)?;
        let place = self.pool.place_of(self.reserve.address())?;
        let mint = self.pool.assets[place].mint;
        require!(address_eq(self.owner_tokens.mint(), &mint), LiquidError::WrongMint);
        let valued = source::touch(&mut self.pool, sources, &clock)?;
        let values = valued.check_code()?;
        let before = PoolWorth::of(self.pool.ledger.supply, values);
        let done = self.pool.ledger.exit_instantly(values, place, tokens, max_shares).map_err(refused)?;

        let (owed, token) = (self.pool.ledger.assets[place].held(), &self.token_program);
        custody::burn(done.shares, &mut self.lrt_mint, &mut self.owner_shares, &self.owner, token)?;
        custody::pay(tokens, &self.pool, &mut self.reserve, &mut self.owner_tokens, token, owed)?;
        emit(LeftInstantly {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: now,
            owner: *self.owner.address(),
            mint,
            tokens,
            shares: done.shares,
            value: done.value,
            fee: done.fee,
            imbalance_fee: done.imbalance_fee,
            before,
            supply: self.pool.ledger.supply,
        });
        Ok(())
    }
}
