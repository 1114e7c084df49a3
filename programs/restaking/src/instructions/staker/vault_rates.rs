//! The rates of entering and leaving a vault, as return data for the caller.

use anchor_lang::prelude::*;

use crate::error::refused;
use crate::state::Vault;
use crate::till;

/// Accounts of `vault_rates`.
#[derive(Accounts)]
pub struct VaultRates {
    /// The vault.
    pub vault: Account<Vault>,
}

/// An exact rate: this many assets for this many shares, both in smallest units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
pub struct ShareRate {
    /// The assets.
    pub assets: u64,
    /// The shares.
    pub shares: u64,
}

/// What a vault's shares cost and bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
pub struct RateReport {
    /// When, in unix seconds.
    pub time: i64,
    /// What a deposit pays after its fee; no assets for no shares where nobody can enter, because nothing is behind the shares, or
    /// open slashes took more than they left.
    pub entering: ShareRate,
    /// What an exit brings before its fee. What open slashes took is not in it.
    pub leaving: ShareRate,
    /// The fee on deposits, in basis points.
    pub deposit_bps: u64,
    /// The fee on exits, in basis points.
    pub exit_bps: u64,
    /// The assets that open slashes took. Executed, they are gone; vetoed, they come back.
    pub contested: u64,
    /// The most that slashes can take of the stake in one epoch, in basis points of it, from now until then. An exit can be
    /// slashed in the epoch of its request and in the next.
    pub loss_bps: u64,
}

impl RateReport {
    /// The shares that a deposit of `assets` brings, its fee taken. Rounded down; none where nobody can enter.
    pub fn shares_for(&self, assets: u64) -> Result<u64> {
        ledger::Rates::from(*self).shares_for(assets).map_err(refused)
    }

    /// The assets that an exit with `shares` brings, its fee taken, unless a slash takes some of it before it can be claimed.
    /// Rounded down.
    pub fn assets_for(&self, shares: u64) -> Result<u64> {
        ledger::Rates::from(*self).assets_for(shares).map_err(refused)
    }
}

impl From<ledger::Rate> for ShareRate {
    fn from(ledger::Rate { assets, shares }: ledger::Rate) -> Self {
        Self { assets, shares }
    }
}

impl From<ShareRate> for ledger::Rate {
    fn from(ShareRate { assets, shares }: ShareRate) -> Self {
        Self { assets, shares }
    }
}

impl From<ledger::Rates> for RateReport {
    fn from(rates: ledger::Rates) -> Self {
        let ledger::Rates { time, entering, leaving, deposit_bps, exit_bps, contested, loss_bps } = rates;
        let entering = entering.map_or(ShareRate { assets: 0, shares: 0 }, Into::into);
        Self { time, entering, leaving: leaving.into(), deposit_bps, exit_bps, contested, loss_bps }
    }
}

impl From<RateReport> for ledger::Rates {
    fn from(rates: RateReport) -> Self {
        let RateReport { time, entering, leaving, deposit_bps, exit_bps, contested, loss_bps } = rates;
        let entering = (entering.shares > 0).then(|| entering.into());
        Self { time, entering, leaving: leaving.into(), deposit_bps, exit_bps, contested, loss_bps }
    }
}

impl VaultRates {
    /// The rates at `at`, or now if that is earlier, if until then nothing happens but what time brings.
    pub fn run(&self, at: i64) -> Result<RateReport> {
        let rates = self.vault.ledger.rates_at(at, till::now()?).map_err(refused)?;
        Ok(rates.into())
    }
}
