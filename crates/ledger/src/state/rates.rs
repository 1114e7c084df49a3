//! The rates of entering and leaving, by which others value shares: now, or at a time to come.

use crate::math::{charge, mul_div_floor};
use crate::refusal::{Refusal, Result, Rule};
use crate::state::books::Rate;
use crate::state::vault::VaultLedger;

/// What a vault's shares cost and bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    /// When.
    pub time: i64,
    /// What a deposit pays after its fee, `(A+C+V)/(N+V)`; none where no deposit is possible: nothing is behind the shares,
    /// or open slashes took more than they left.
    pub entering: Option<Rate>,
    /// What an exit brings before its fee: the lower of `(A+V)/(N+V)` and `A/N`.
    pub leaving: Rate,
    /// The fee on deposits, in basis points.
    pub deposit_bps: u64,
    /// The fee on exits, in basis points.
    pub exit_bps: u64,
    /// C: the assets that open slashes took. Executed, they are gone, as `leaving` takes them to be; vetoed, they come back.
    pub contested: u64,
    /// The most that slashes can take of the stake in one epoch, in basis points of it, from now until then: of what leaves, too,
    /// until it can be claimed.
    pub loss_bps: u64,
}

impl Rates {
    /// The shares that a deposit of `assets` brings, its fee taken. Rounded down.
    ///
    /// # Errors
    /// [`Rule::Overflow`]. Where no deposit is possible, it brings none.
    pub fn shares_for(&self, assets: u64) -> Result<u64> {
        let Some(rate) = self.entering else { return Ok(0) };
        mul_div_floor(assets - charge(assets, self.deposit_bps)?, rate.shares, rate.assets)
    }

    /// The assets that an exit with `shares` brings, its fee taken, unless a slash takes some of it before it can be claimed.
    /// Rounded down.
    ///
    /// # Errors
    /// [`Rule::Overflow`].
    pub fn assets_for(&self, shares: u64) -> Result<u64> {
        let assets = mul_div_floor(shares, self.leaving.assets, self.leaving.shares)?;
        Ok(assets - charge(assets, self.exit_bps)?)
    }
}

impl VaultLedger {
    /// The rates at `at`, a time no earlier than `now`, if only time passes until then: rewards stream, and announced changes
    /// take effect.
    ///
    /// # Errors
    /// [`Rule::Overflow`] where what the vault has does not fit, which no vault of a chain comes to.
    pub fn rates_at(&self, at: i64, now: i64) -> Result<Rates> {
        let (now, time) = (self.time_at(now), self.time_at(at.max(now)));
        let books = self.books_at(time);
        let entering = match books.entering(self.contested) {
            Ok(rate) => Some(rate),
            Err(Refusal { rule: Rule::Insolvent | Rule::MostlyContested, .. }) => None,
            Err(refusal) => return Err(refusal),
        };
        Ok(Rates {
            time,
            entering,
            leaving: books.leaving()?,
            deposit_bps: self.fees.deposit_bps.at(time),
            exit_bps: self.fees.exit_bps.at(time),
            contested: self.contested,
            loss_bps: self.loss_limits.epoch_bps.highest(now, time),
        })
    }
}
