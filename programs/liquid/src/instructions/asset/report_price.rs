//! Reports the price of an asset that has no source on this chain.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use liquid_ledger::state::price::Rate;

use crate::error::{LiquidError, refused};
use crate::event::{PriceReported, emit};
use crate::state::{Pool, PriceReport};

/// Accounts of `report_price`.
#[derive(Accounts)]
pub struct ReportPrice {
    /// The pool's price reporter.
    pub reporter: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
    #[account(mut, constraint = address_eq(&report.pool, pool.address()) @ LiquidError::WrongReport)]
    pub report: Account<PriceReport>,
}

impl ReportPrice {
    /// Reports `value` lamports for `tokens`. The band judges it: a report is a claim, not yet a price.
    pub fn report_price(&mut self, value: u64, tokens: u64) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        // No key signs for the zero address, which stands for no reporter.
        let is_reporter = address_eq(self.pool.reporter_at(now), self.reporter.address());
        require!(is_reporter, LiquidError::NotPriceReporter);
        let mut assets = self.pool.assets.iter();
        let place = assets.position(|asset| address_eq(&asset.source, self.report.address()));
        let place = place.ok_or(LiquidError::WrongReport)?;
        let before = self.report.report.rate;
        let after = Rate { value, tokens };
        self.pool.ledger.report(place, &mut self.report.report, after, now).map_err(refused)?;
        emit(PriceReported {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: now,
            reporter: *self.reporter.address(),
            mint: self.report.mint,
            before,
            after,
        });
        Ok(())
    }
}
