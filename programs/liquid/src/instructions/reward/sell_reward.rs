//! Sells tokens of a lot for the asset that pays for it. Permissionless.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use crate::custody;
use crate::error::{LiquidError, refused};
use crate::event::{RewardSold, emit};
use crate::state::{Pool, RewardAuction};

/// Accounts of `sell_reward`.
#[derive(Accounts)]
pub struct SellReward {
    /// The owner of `buyer_pays` or its delegate.
    pub buyer: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
    #[account(mut, constraint = address_eq(&auction.pool, pool.address()) @ LiquidError::WrongPool)]
    pub auction: Account<RewardAuction>,
    #[account(mut, address = auction.treasury @ LiquidError::WrongTreasury)]
    pub treasury: Account<TokenAccount>,
    /// The reserve of the asset that pays.
    #[account(mut)]
    pub reserve: Account<TokenAccount>,
    #[account(mut)]
    pub buyer_pays: Account<TokenAccount>,
    /// Receives the rewards; any account of the mint.
    #[account(mut)]
    pub buyer_receives: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

impl SellReward {
    /// Sells `tokens` for at most `max_cost`. Nothing is read but the clock: no source, no price of another market.
    pub fn sell_reward(&mut self, tokens: u64, max_cost: u64) -> Result<()> {
        self.pool.check_other(&self.auction.mint)?;
        let now = Clock::get()?.unix_timestamp;
        let place = self.pool.place_of(self.reserve.address())?;
        require!(place as u64 == self.auction.auction.place, LiquidError::WrongReserve);
        let asset_mint = self.pool.assets[place].mint;
        require!(address_eq(self.buyer_pays.mint(), &asset_mint), LiquidError::WrongMint);
        let cost = self.pool.ledger.sell(&mut self.auction.auction, tokens, max_cost, now).map_err(refused)?;

        let (owed, left, token) =
            (self.pool.ledger.assets[place].held(), self.auction.auction.left, &self.token_program);
        if cost > 0 {
            custody::receive(cost, &mut self.buyer_pays, &mut self.reserve, &self.buyer, token, owed)?;
        }
        custody::pay(tokens, &self.pool, &mut self.treasury, &mut self.buyer_receives, token, Some(left))?;
        emit(RewardSold {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: now,
            buyer: *self.buyer.address(),
            mint: self.auction.mint,
            asset_mint,
            tokens,
            cost,
            left,
        });
        Ok(())
    }
}
