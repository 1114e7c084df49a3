//! Adds an asset that has no source on this chain: its price is reported.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::{Mint, TokenAccount, token};
use liquid_ledger::state::guard::MAX_GUARD_SECONDS;
use liquid_ledger::state::price::Rate;

use crate::error::{LiquidError, fail, refused};
use crate::event::{AssetAdded, emit};
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
        let count = self.pool.ledger.assets().len();
        let is_new = self.pool.assets.iter().take(count).all(|asset| !address_eq(&asset.mint, &mint));
        require!(is_new, LiquidError::TwiceInPool);
        let bound = max_age_seconds.clamp(1, MAX_GUARD_SECONDS);
        if max_age_seconds != bound {
            return Err(fail(LiquidError::GuardOutOfBounds, max_age_seconds, bound));
        }
        let now = Clock::get()?.unix_timestamp;
        let active_from = self.pool.effective_from(now);
        let rate = Rate { value, tokens };
        let place = self.pool.ledger.add_asset(rate, limits.into()).map_err(refused)?;
        let source = *self.report.address();
        self.pool.assets[place] = PoolAsset {
            source,
            program: crate::ID,
            kind: SourceKind::Report as u8,
            ..PoolAsset::new(mint, *self.reserve.address(), bumps.reserve, active_from)
        };
        let report = &mut self.report;
        (report.version, report.bump) = (VERSION, bumps.report);
        (report.pool, report.mint) = (*self.pool.address(), mint);
        (report.rate, report.reported_at, report.max_age_seconds) = (rate, now, max_age_seconds);
        emit(AssetAdded {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: now,
            mint,
            source,
            place: place as u64,
            rate,
            max_bps: limits.max_bps,
            deposit_cap: limits.deposit_cap,
            is_open: limits.is_open.into(),
            active_from,
        });
        Ok(())
    }
}
