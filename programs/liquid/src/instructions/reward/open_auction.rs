//! Opens the auction of the rewards in a mint. Permissionless.

use anchor_lang::prelude::*;
use anchor_spl::{Mint, TokenAccount, token};

use crate::event::{AuctionOpened, emit};
use crate::state::{Pool, RewardAuction, VERSION};

/// Accounts of `open_auction`.
#[derive(Accounts)]
pub struct OpenAuction {
    /// Pays for the accounts.
    #[account(mut)]
    pub payer: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
    /// The mint of the rewards: of no asset of the pool, and not its LRT.
    pub mint: Account<Mint>,
    #[account(
        init, payer = payer, seeds = [RewardAuction::SEED, pool.address().as_ref(), mint.address().as_ref()], bump
    )]
    pub auction: Account<RewardAuction>,
    /// The token account of the rewards.
    #[account(
        init, payer = payer, seeds = [RewardAuction::TREASURY_SEED, pool.address().as_ref(), mint.address().as_ref()],
        bump, token::mint = mint, token::authority = pool
    )]
    pub treasury: Account<TokenAccount>,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

impl OpenAuction {
    pub fn open_auction(&mut self, bumps: &OpenAuctionBumps) -> Result<()> {
        let mint = *self.mint.address();
        self.pool.check_other(&mint)?;
        let treasury = *self.treasury.address();
        let opened = &mut self.auction;
        (opened.version, opened.bump, opened.treasury_bump) = (VERSION, bumps.auction, bumps.treasury);
        (opened.pool, opened.mint, opened.treasury) = (*self.pool.address(), mint, treasury);
        emit(AuctionOpened {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: Clock::get()?.unix_timestamp,
            mint,
            treasury,
        });
        Ok(())
    }
}
