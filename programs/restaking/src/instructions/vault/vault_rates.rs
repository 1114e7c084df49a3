//! Returns a vault's rates for deposits and exits, as return data.

use anchor_lang::prelude::*;

use crate::clock;
use crate::error::refused;
use crate::state::Vault;

/// Accounts of `vault_rates`.
#[derive(Accounts)]
pub struct VaultRates {
    pub vault: Account<Vault>,
}

/// An exact rate: `assets` for `shares`, both in smallest units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
pub struct ShareRate {
    pub assets: u64,
    pub shares: u64,
}

/// A vault's rates and fees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
pub struct RateReport {
    /// In unix seconds.
    pub time: i64,
    /// The rate of deposits, after the fee. No assets for no shares while deposits are impossible: nothing backs the
    /// shares, or open slashes took more than they left.
    pub entering: ShareRate,
    /// The rate of exits, before the fee. Excludes what open slashes took.
    pub leaving: ShareRate,
    /// The fee on deposits, in basis points.
    pub deposit_bps: u64,
    /// The fee on exits, in basis points.
    pub exit_bps: u64,
    /// The assets that open slashes took. An execution takes them; a veto returns them.
    pub contested: u64,
    /// The most that slashes can take of the stake in one epoch, in basis points: the highest limit from now until
    /// `time`. An exit can be slashed in the epoch of its request and in the next.
    pub loss_bps: u64,
}

impl RateReport {
    /// The shares for a deposit of `assets`, after the fee. Rounded down; zero while deposits are impossible.
    pub fn shares_for(&self, assets: u64) -> Result<u64> {
        ledger::state::rates::Rates::from(*self).shares_for(assets).map_err(refused)
    }

    /// The assets for an exit of `shares`, after the fee, unless a slash takes some of them before the claim. Rounded
    /// down.
    pub fn assets_for(&self, shares: u64) -> Result<u64> {
        ledger::state::rates::Rates::from(*self).assets_for(shares).map_err(refused)
    }
}

impl From<ledger::state::books::Rate> for ShareRate {
    fn from(ledger::state::books::Rate { assets, shares }: ledger::state::books::Rate) -> Self {
        Self { assets, shares }
    }
}

impl From<ShareRate> for ledger::state::books::Rate {
    fn from(ShareRate { assets, shares }: ShareRate) -> Self {
        Self { assets, shares }
    }
}

impl From<ledger::state::rates::Rates> for RateReport {
    fn from(rates: ledger::state::rates::Rates) -> Self {
        let ledger::state::rates::Rates { time, entering, leaving, deposit_bps, exit_bps, contested, loss_bps } = rates;
        let entering = entering.map_or(ShareRate { assets: 0, shares: 0 }, Into::into);
        Self { time, entering, leaving: leaving.into(), deposit_bps, exit_bps, contested, loss_bps }
    }
}

impl From<RateReport> for ledger::state::rates::Rates {
    fn from(rates: RateReport) -> Self {
        let RateReport { time, entering, leaving, deposit_bps, exit_bps, contested, loss_bps } = rates;
        let entering = (entering.shares > 0).then(|| entering.into());
        Self { time, entering, leaving: leaving.into(), deposit_bps, exit_bps, contested, loss_bps }
    }
}

impl VaultRates {
    /// The rates at `at`, but no earlier than now, assuming that only time passes until then.
    pub fn vault_rates(&self, at: i64) -> Result<RateReport> {
        let rates = self.vault.ledger.rates_at(at, clock::now()?).map_err(refused)?;
        Ok(rates.into())
    }
}
