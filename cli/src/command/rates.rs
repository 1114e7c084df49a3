//! What a vault's shares cost and bring, as the program tells it to other programs.

use clap::Args;
use restaking_client::ledger::state::rates::Rates;
use restaking_client::{self as client, RateReport, ShareRate, Vault};
use serde_json::json;
use solana_program::pubkey::Pubkey;

use super::common::SYSTEM;
use crate::amount::{Amount, bps, tokens};
use crate::error::{Error, Result};
use crate::refuse;
use crate::session::{Plan, Session};
use crate::signer::Party;
use crate::time::{Moment, near, utc};

/// Reads rates.
#[derive(Args, Clone, Debug)]
pub struct ReadRates {
    /// The vault
    vault: Pubkey,
    /// Show the rates at a later time, as in `in 2d`, if only time passes until then [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<Moment>,
    /// Show the shares that a deposit of this many tokens brings as well
    #[arg(long, value_name = "AMOUNT")]
    deposit: Option<Amount>,
    /// Show the tokens that an exit with this many shares brings as well
    #[arg(long, value_name = "AMOUNT")]
    exit: Option<Amount>,
}

impl ReadRates {
    pub fn run(self, session: &mut Session) -> Result<()> {
        let vault: Vault = session.load(&self.vault)?;
        if session.me() == SYSTEM {
            // It is only simulated. It needs a payer with lamports, and no key of the user.
            session.signers = Party::Address(vault.creator).into();
        }
        let now = session.now()?;
        let at = self.at.map_or(now, |time| time.at(now));
        if at < now {
            refuse!("{} is in the past: rates are known from now on", utc(at));
        }
        let units =
            |amount: &Option<Amount>| amount.as_ref().map(|amount| amount.units(vault.decimals, None)).transpose();
        let (deposit, exit) = (units(&self.deposit)?, units(&self.exit)?);
        let accounts = client::VaultRates { vault: self.vault };
        let args = client::VaultRatesInstructionArgs { at };
        let plan = Plan::new("").with(accounts.instruction_at(&session.program(), args));
        let report: RateReport = session.view(&plan)?;
        let rates = Rates::from(&report);
        let too_large = |_| Error::new("the amount exceeds what the vault could hold");
        let shares = deposit.map(|assets| rates.shares_for(assets)).transpose().map_err(too_large)?;
        let assets = exit.map(|shares| rates.assets_for(shares)).transpose().map_err(too_large)?;

        if session.options.json {
            let of = |rate: &ShareRate| json!({ "assets": rate.assets.to_string(), "shares": rate.shares.to_string() });
            return session.write_json(&json!({
                "time": report.time.to_string(),
                "entering": rates.entering.map(|_| of(&report.entering)),
                "leaving": of(&report.leaving),
                "deposit_bps": report.deposit_bps.to_string(),
                "exit_bps": report.exit_bps.to_string(),
                "contested": report.contested.to_string(),
                "loss_bps": report.loss_bps.to_string(),
                "deposit_brings": shares.map(|shares| shares.to_string()),
                "exit_brings": assets.map(|assets| assets.to_string()),
            }));
        }
        let shown = |units| tokens(units, vault.decimals);
        session.say(format!("Vault {}, {}", self.vault, near(report.time, now)))?;
        match rates.entering {
            Some(_) => {
                let (rate, fee) = (price(&report.entering), bps(report.deposit_bps));
                session.say(format!("  entering: {rate} tokens a VRT, after a fee of {fee}"))?;
            }
            None => session.say("  entering: refused until more is behind the shares than open slashes took")?,
        }
        let fee = bps(report.exit_bps);
        session.say(format!("  leaving: {} tokens a VRT, before a fee of {fee}", price(&report.leaving)))?;
        if report.contested > 0 {
            let taken = shown(report.contested);
            session.say(format!("  open slashes hold {taken} tokens: they come back only if they are vetoed"))?;
        }
        session.say(format!("  slashes can take {} of the stake in an epoch, at most", bps(report.loss_bps)))?;
        if let (Some(assets), Some(shares)) = (deposit, shares) {
            session.say(format!("  a deposit of {} tokens brings {} VRT", shown(assets), shown(shares)))?;
        }
        if let (Some(shares), Some(assets)) = (exit, assets) {
            session.say(format!("  an exit with {} VRT brings {} tokens", shown(shares), shown(assets)))?;
        }
        Ok(())
    }
}

/// For showing: what is exact is the pair.
fn price(rate: &ShareRate) -> String {
    if rate.shares == 0 { "0".into() } else { format!("{:.9}", rate.assets as f64 / rate.shares as f64) }
}
