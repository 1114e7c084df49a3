//! Begins a lot of all that a treasury holds. Permissionless.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use crate::error::{LiquidError, refused};
use crate::event::{LotBegun, emit};
use crate::state::{Pool, RewardAuction, SourceKind};

/// Accounts of `begin_lot`.
#[derive(Accounts)]
pub struct BeginLot {
    #[account(mut)]
    pub pool: Account<Pool>,
    #[account(mut, constraint = address_eq(&auction.pool, pool.address()) @ LiquidError::WrongPool)]
    pub auction: Account<RewardAuction>,
    #[account(address = auction.treasury @ LiquidError::WrongTreasury)]
    pub treasury: Account<TokenAccount>,
}

impl BeginLot {
    /// Begins the lot. The first asset that takes deposits pays for it, if its price is not reported.
    pub fn begin_lot(&mut self) -> Result<()> {
        self.pool.check_other(&self.auction.mint)?;
        let now = Clock::get()?.unix_timestamp;
        let count = self.pool.ledger.assets().len();
        let pays = |place: &usize| {
            let is_reported = self.pool.assets[*place].source_kind() == SourceKind::Report;
            let is_open = self.pool.ledger.assets[*place].is_open == 1;
            is_open && !is_reported && self.pool.check_active(*place, now).is_ok()
        };
        let place = (0..count).find(pays).ok_or(LiquidError::AssetClosed)?;
        let tokens = self.treasury.amount();
        self.pool.ledger.begin_lot(&mut self.auction.auction, place, tokens, now).map_err(refused)?;
        emit(LotBegun {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: now,
            mint: self.auction.mint,
            asset_mint: self.pool.assets[place].mint,
            tokens,
        });
        Ok(())
    }
}
