//! Swaps tokens of one asset's reserve for tokens of another's, with a trader that the curator has chosen.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;
use ledger::state::pause::Pause;
use liquid_ledger::transition::swap::Leg;

use crate::custody;
use crate::error::{LiquidError, refused};
use crate::event::{AssetsSwapped, PoolWorth, emit};
use crate::source;
use crate::state::Pool;

/// Accounts of `swap_assets`. Those that value the pool follow.
#[derive(Accounts)]
pub struct SwapAssets {
    pub curator: Signer,
    /// The owner of `trader_gives` or its delegate; may be the curator.
    #[account(unsafe(dup))]
    pub trader: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
    /// The reserve that gives.
    #[account(mut)]
    pub out_reserve: Account<TokenAccount>,
    /// The reserve that receives.
    #[account(mut)]
    pub back_reserve: Account<TokenAccount>,
    #[account(mut)]
    pub trader_gives: Account<TokenAccount>,
    #[account(mut)]
    pub trader_receives: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

impl SwapAssets {
    /// Gives `out` tokens for `back` tokens. The pool's lower value may not fall, and what leaves draws on the outflow.
    pub fn swap_assets(&mut self, sources: &[AccountView], out: u64, back: u64) -> Result<()> {
        require!(address_eq(&self.pool.curator, self.curator.address()), LiquidError::NotPoolCurator);
        let clock = Clock::get()?;
        self.pool.check_pause(Pause::EXPOSURE, clock.unix_timestamp)?;
        let from = self.pool.place_of(self.out_reserve.address())?;
        let to = self.pool.place_of(self.back_reserve.address())?;
        let mints = [self.pool.assets[from].mint, self.pool.assets[to].mint];
        let are_right =
            address_eq(self.trader_receives.mint(), &mints[0]) && address_eq(self.trader_gives.mint(), &mints[1]);
        require!(are_right, LiquidError::WrongMint);
        // What comes in is bounded as a deposit is.
        require!(self.pool.ledger.assets[to].is_open == 1, LiquidError::AssetClosed);
        self.pool.check_active(to, clock.unix_timestamp)?;
        let valued = source::touch(&mut self.pool, sources, &clock)?;
        let values = valued.check_code()?;
        let before = PoolWorth::of(self.pool.ledger.supply, values);
        let legs = [Leg { place: from, tokens: out }, Leg { place: to, tokens: back }];
        self.pool.ledger.swap(values, legs[0], legs[1]).map_err(refused)?;

        let owed = [from, to].map(|place| self.pool.ledger.assets[place].held());
        let token = &self.token_program;
        custody::receive(back, &mut self.trader_gives, &mut self.back_reserve, &self.trader, token, owed[1])?;
        custody::pay(out, &self.pool, &mut self.out_reserve, &mut self.trader_receives, token, owed[0])?;
        emit(AssetsSwapped {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: clock.unix_timestamp,
            trader: *self.trader.address(),
            out_mint: mints[0],
            back_mint: mints[1],
            out,
            back,
            before,
        });
        Ok(())
    }
}
