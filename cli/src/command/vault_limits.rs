//! A vault's limits and term.

use clap::Args;
use restaking_client::{LimitsArgs, Vault};

use crate::amount::Amount;
use crate::error::Result;
use crate::session::Session;
use crate::time::{Moment, Span};

/// The limits of a vault, as far as they are set.
#[derive(Args, Clone, Debug)]
pub struct Limits {
    /// Cap the vault at this many tokens for deposits; `all` for no cap
    #[arg(long, value_name = "AMOUNT")]
    deposit_cap: Option<Amount>,
    /// Charge this for an instant exit of the whole idle stake, in basis points of it; at most 1,000
    #[arg(long, value_name = "BPS")]
    instant_fee_bps: Option<u64>,
    /// Let this many tokens leave at once by instant exits; 0 closes them
    #[arg(long, value_name = "AMOUNT")]
    instant_capacity: Option<Amount>,
    /// Refill a used-up instant capacity in this time
    #[arg(long, value_name = "SPAN")]
    instant_refill: Option<Span>,
    /// Admit approved depositors alone
    #[arg(long, value_name = "YES_OR_NO")]
    restricted: Option<bool>,
}

impl Limits {
    /// What was given, in place of what is in `current`.
    pub(super) fn over(&self, current: LimitsArgs, decimals: u8) -> Result<LimitsArgs> {
        let units = |amount: &Option<Amount>, current: u64, all: Option<u64>| match amount {
            Some(amount) => amount.units(decimals, all),
            None => Ok(current),
        };
        Ok(LimitsArgs {
            deposit_cap: units(&self.deposit_cap, current.deposit_cap, Some(u64::MAX))?,
            instant_fee_bps: self.instant_fee_bps.unwrap_or(current.instant_fee_bps),
            instant_capacity: units(&self.instant_capacity, current.instant_capacity, None)?,
            instant_refill_seconds: self.instant_refill.map_or(current.instant_refill_seconds, |span| span.0),
            restricted: self.restricted.unwrap_or(current.restricted),
        })
    }
}

/// The term of a new vault.
#[derive(Args, Clone, Debug, Default)]
pub struct Term {
    /// Start a term: its stakers stay until two epochs before its end, and no rise of the vault's risk or fees takes effect inside it.
    /// A time such as 2027-03-31T12:00:00Z or "in 30d" [default: no term]
    #[arg(long, value_name = "TIME", requires = "term_end")]
    term_start: Option<Moment>,
    /// End the term: it covers the whole epochs between the two
    #[arg(long, value_name = "TIME", requires = "term_start")]
    term_end: Option<Moment>,
}

impl Term {
    /// Its two ends in unix seconds; zeros for none.
    pub(super) fn at(&self, session: &Session) -> Result<[i64; 2]> {
        let now = session.now()?;
        Ok([&self.term_start, &self.term_end].map(|moment| moment.as_ref().map_or(0, |moment| moment.at(now))))
    }
}

/// The limits that were last set.
pub(super) fn limits_of(vault: &Vault) -> LimitsArgs {
    let ledger = &vault.ledger;
    LimitsArgs {
        deposit_cap: ledger.deposit_cap,
        instant_fee_bps: ledger.instant_fee_bps.next,
        instant_capacity: ledger.instant_allowance.next_capacity,
        instant_refill_seconds: ledger.instant_allowance.next_refill_seconds,
        restricted: vault.restricted,
    }
}
