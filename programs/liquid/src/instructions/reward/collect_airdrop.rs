//! Moves tokens that were sent to a pool to where its holders have something of them. Permissionless.

use anchor_lang::prelude::*;
use anchor_lang::{address_eq, find_program_address};
use anchor_spl::TokenAccount;

use super::check_found;
use crate::custody;
use crate::error::{LiquidError, fail, refused};
use crate::event::{AirdropCollected, emit};
use crate::state::{Pool, RewardAuction};

/// Accounts of `collect_airdrop`.
#[derive(Accounts)]
pub struct CollectAirdrop {
    #[account(mut)]
    pub pool: Account<Pool>,
    /// A token account of the pool that is not part of its books.
    #[account(mut)]
    pub found: Account<TokenAccount>,
    /// Receives the tokens: the reserve of an asset, or the treasury of the mint's auction.
    #[account(mut, constraint = address_eq(to.mint(), found.mint()) @ LiquidError::WrongMint)]
    pub to: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

impl CollectAirdrop {
    /// Moves all that the account holds. What is an asset streams to the holders, as the price of a reward does.
    pub fn collect_airdrop(&mut self) -> Result<()> {
        check_found(&self.pool, &self.found)?;
        let tokens = self.found.amount();
        if tokens == 0 {
            return Err(fail(LiquidError::Zero, 0, 1));
        }
        let now = Clock::get()?.unix_timestamp;
        if let Ok(place) = self.pool.place_of(self.to.address()) {
            // Until the notice is over, the admin's word alone gives the asset a price.
            self.pool.check_active(place, now)?;
            self.pool.ledger.collect_found(place, tokens, now).map_err(refused)?;
        } else {
            self.pool.check_other(self.to.mint())?;
            let seeds = [RewardAuction::TREASURY_SEED, self.pool.address().as_ref(), self.to.mint().as_ref()];
            let (treasury, _) = find_program_address(&seeds, &crate::ID);
            require!(address_eq(self.to.address(), &treasury), LiquidError::WrongTreasury);
        }
        custody::pay(tokens, &self.pool, &mut self.found, &mut self.to, &self.token_program, Some(0))?;
        emit(AirdropCollected {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: now,
            mint: *self.found.mint(),
            tokens,
            to: *self.to.address(),
        });
        Ok(())
    }
}
