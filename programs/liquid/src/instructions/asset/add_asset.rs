//! Adds an asset with its reserve: wrapped SOL, or the token of a stake pool, of a single-validator pool or of Marinade.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::{Mint, TokenAccount, token};
use liquid_ledger::state::price::Rate;

use super::emit_added;
use crate::error::{LiquidError, refused};
use crate::source::{adopt, check_data, deployed_at};
use crate::state::{AssetTermsArgs, Pool, PoolAsset};

/// The mint of wrapped SOL.
pub const WRAPPED_SOL: Address = Address::from_str_const("So11111111111111111111111111111111111111112");

/// Accounts of `add_asset`. The stake account and the on-ramp of a single-validator pool follow.
#[derive(Accounts)]
pub struct AddAsset {
    /// Pays for the reserve; may be the admin.
    #[account(unsafe(dup))]
    pub payer: Signer,
    pub admin: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
    pub mint: Account<Mint>,
    #[account(
        init, payer = payer, seeds = [Pool::RESERVE_SEED, pool.address().as_ref(), mint.address().as_ref()], bump,
        token::mint = mint, token::authority = pool
    )]
    pub reserve: Account<TokenAccount>,
    /// The pool of the mint, or Marinade's state; omit it for wrapped SOL.
    pub source: Option<UncheckedAccount>,
    /// The data account of its program; omit it for wrapped SOL.
    pub program_data: Option<UncheckedAccount>,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

impl AddAsset {
    /// Adds the asset. Deposits are possible after the notice: its holders may leave before.
    pub fn add_asset(&mut self, more: &[AccountView], reserve_bump: u8, limits: AssetTermsArgs) -> Result<()> {
        self.pool.check_admin(self.admin.address())?;
        let mint = *self.mint.address();
        self.pool.check_other(&mint)?;
        let now = Clock::get()?.unix_timestamp;
        let active_from = self.pool.effective_from(now);
        let mut asset = PoolAsset::new(mint, *self.reserve.address(), reserve_bump, active_from);
        let rate = self.read_source(more, &mut asset)?;
        let place = self.pool.ledger.add_asset(rate, limits.into()).map_err(refused)?;
        self.pool.assets[place] = asset;
        emit_added(&mut self.pool, place, rate, &limits, now);
        Ok(())
    }

    /// The first rate, by the asset's source.
    fn read_source(&self, more: &[AccountView], asset: &mut PoolAsset) -> Result<Rate> {
        let (Some(source), Some(data)) = (&self.source, &self.program_data) else {
            require!(address_eq(&asset.mint, &WRAPPED_SOL), LiquidError::NotASource);
            return Ok(Rate::PAR);
        };
        let rate = adopt(asset, source.account(), self.mint.account(), more)?;
        check_data(data.account(), &asset.program)?;
        asset.program_data = *data.address();
        asset.code_slot = deployed_at(data.account())?;
        Ok(rate)
    }
}
