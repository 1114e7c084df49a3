//! Adds an asset that has no source on this chain: its price is reported.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::{Mint, TokenAccount, token};
use liquid_ledger::state::price::Rate;
use liquid_ledger::state::report::Report;

use super::{WRAPPED_SOL, emit_added};
use crate::error::{LiquidError, refused};
use crate::state::{AssetTermsArgs, Pool, PoolAsset, PriceReport, SourceKind, VERSION};

/// Accounts of `add_reported_asset`.
#[derive(Accounts)]
pub struct AddReportedAsset {
    /// Pays for the accounts; may be the admin.
    #[account(mut, unsafe(dup))]
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
    #[account(init, payer = payer, seeds = [PriceReport::SEED, pool.address().as_ref(), mint.address().as_ref()], bump)]
    pub report: Account<PriceReport>,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

impl AddReportedAsset {
    /// Adds the asset with the admin's first price. Deposits are possible after the notice, and each later price passes the band.
    pub fn add_reported_asset(
        &mut self,
        bumps: &AddReportedAssetBumps,
        limits: AssetTermsArgs,
        value: u64,
        tokens: u64,
        max_age_seconds: u64,
    ) -> Result<()> {
        self.pool.check_admin(self.admin.address())?;
        let mint = *self.mint.address();
        self.pool.check_other(&mint)?;
        // Wrapped SOL is worth itself.
        require!(!address_eq(&mint, &WRAPPED_SOL), LiquidError::NotASource);
        let now = Clock::get()?.unix_timestamp;
        let active_from = self.pool.effective_from(now);
        let rate = Rate { value, tokens };
        let first = Report::new(rate, max_age_seconds, &self.pool.ledger.band, now).map_err(refused)?;
        let place = self.pool.ledger.add_asset(rate, limits.into()).map_err(refused)?;
        self.pool.assets[place] = PoolAsset {
            source: *self.report.address(),
            program: crate::ID,
            kind: SourceKind::Report as u8,
            ..PoolAsset::new(mint, *self.reserve.address(), bumps.reserve, active_from)
        };
        let report = &mut self.report;
        (report.version, report.bump) = (VERSION, bumps.report);
        (report.pool, report.mint) = (*self.pool.address(), mint);
        report.report = first;
        emit_added(&mut self.pool, place, rate, &limits, now);
        Ok(())
    }
}
