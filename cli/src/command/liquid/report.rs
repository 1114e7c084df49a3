//! Assets without a source on this chain, and the reports of their prices.

use clap::Args;
use restaking_client::liquid::{self as client, Pool, PriceReport};
use solana_program::pubkey::Pubkey;

use super::settings::{AssetLimits, OPEN, notice, send, told};
use crate::amount::{Amount, tokens};
use crate::command::common::{SYSTEM, TOKEN, decimals};
use crate::error::Result;
use crate::liquid::{LiquidPool, load};
use crate::refuse;
use crate::session::Session;
use crate::time::{Span, span};

/// A price.
#[derive(Args, Clone, Debug)]
struct Price {
    /// The price, in SOL
    price: Amount,
    /// The tokens that are worth it
    #[arg(long, value_name = "AMOUNT", default_value = "1")]
    per: Amount,
}

impl Price {
    /// The price as lamports and smallest units, and in words.
    fn rate(&self, decimals: u8) -> Result<([u64; 2], String)> {
        let rate = [self.price.units(9, None)?, self.per.units(decimals, None)?];
        if rate.contains(&0) {
            refuse!("a price is not zero, and not of zero tokens");
        }
        Ok((rate, format!("{} SOL for {} tokens", tokens(rate[0], 9), tokens(rate[1], decimals))))
    }
}

/// Adds an asset with a reported price.
#[derive(Args, Debug)]
pub struct AddReported {
    /// The pool
    pool: Pubkey,
    /// The asset's mint
    mint: Pubkey,
    /// Its first price
    #[command(flatten)]
    price: Price,
    /// Give no price once the last report is older than this; at most a period of rates
    #[arg(long, value_name = "SPAN", default_value = "1d")]
    max_age: Span,
    /// Its limits
    #[command(flatten)]
    limits: AssetLimits,
}

impl AddReported {
    pub fn run(self, session: &mut Session) -> Result<()> {
        let (me, liquid, pool, mint) = (session.me(), session.liquid()?, self.pool, self.mint);
        let state: Pool = load(session.chain, liquid, &pool)?;
        let decimals = decimals(session, &mint)?;
        let limits = self.limits.over(&OPEN, decimals)?;
        let ([value, units], price) = self.price.rate(decimals)?;
        let accounts = client::AddReportedAsset {
            payer: me,
            admin: me,
            pool,
            mint,
            reserve: liquid.reserve(&pool, &mint),
            report: liquid.report(&pool, &mint),
            token_program: TOKEN,
            system_program: SYSTEM,
        };
        let what = format!(
            "Add asset {mint} to the pool {pool}, reported at {price} and every {}: it {}, {}",
            span(self.max_age.0),
            told(&limits, decimals),
            notice(session, &state)?
        );
        let args =
            client::AddReportedAssetInstructionArgs { limits, value, tokens: units, max_age_seconds: self.max_age.0 };
        send(session, what, accounts.instruction_at(&liquid, args))
    }
}

/// Reports a price.
#[derive(Args, Debug)]
pub struct Report {
    /// The pool
    pool: Pubkey,
    /// The asset's mint
    mint: Pubkey,
    /// Its price
    #[command(flatten)]
    price: Price,
}

impl Report {
    pub fn run(self, session: &mut Session) -> Result<()> {
        let pool = LiquidPool::load(session.chain, session.liquid()?, &self.pool)?;
        let place = pool.place_of(&self.mint)?;
        let report = pool.program.report(&self.pool, &self.mint);
        if pool.pool.assets[place].source != report {
            refuse!("the price of {} is not reported: its source is on this chain", self.mint);
        }
        let ([mut value, mut units], price) = self.price.rate(pool.decimals[place])?;
        let before = load::<PriceReport>(session.chain, pool.program, &report)?.report.rate;
        // The same price in other figures would be a change, and there is one in a period.
        if u128::from(value) * u128::from(before.tokens) == u128::from(before.value) * u128::from(units) {
            (value, units) = (before.value, before.tokens);
        }
        let accounts = client::ReportPrice { reporter: session.me(), pool: self.pool, report };
        let args = client::ReportPriceInstructionArgs { value, tokens: units };
        let what = format!("Report {price} of mint {}", self.mint);
        send(session, what, accounts.instruction_at(&pool.program, args))
    }
}
