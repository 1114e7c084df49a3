//! Leaving at once, from the free reserve of an asset, for a fee.

use crate::error::{Result, Rule, ensure};
use crate::math::{add, ceil, part_ceil, sub};
use crate::state::pool::PoolLedger;
use crate::transition::touch::Values;
use crate::{ASSETS, BPS, VIRTUAL};

/// What an instant exit does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InstantExit {
    /// The shares to burn.
    pub shares: u64,
    /// What the tokens are worth, by the higher rate.
    pub value: u64,
    /// What stays with the holders for leaving at once.
    pub fee: u64,
    /// What stays with the holders for taking the assets away from their targets.
    pub imbalance_fee: u64,
}

impl PoolLedger {
    /// The tokens of an asset's reserve that no request waits for: what its queue would be paid now is set aside first.
    ///
    /// # Errors
    /// [`Rule::NoAsset`], [`Rule::Overflow`].
    pub fn free(&self, values: &Values, place: usize) -> Result<u64> {
        let asset = self.asset(place)?;
        Ok(asset.idle.saturating_sub(self.wanted(values, place)?))
    }

    /// The tokens that an asset's queue would be paid now.
    ///
    /// # Errors
    /// [`Rule::NoAsset`], [`Rule::Overflow`].
    pub fn wanted(&self, values: &Values, place: usize) -> Result<u64> {
        let queued = self.asset(place)?.queued();
        if queued == 0 {
            return Ok(0);
        }
        values.prices[place].tokens_for(self.worth(queued, values.total_low)?)
    }

    /// Pays `tokens` of the asset at `place` at once, for at most `max_shares`.
    ///
    /// The tokens are named and the shares follow, so that the imbalance fee is exact: of the assets as they are afterwards. With `v`
    /// the tokens' higher value, `u` what left at once before and did not come back yet, and `I` the free reserve's value,
    /// the fee is `ceil(ceil(v·(2u + v)/(I + u))·bps/10,000)` as in the core: the whole free reserve pays `bps`, a small part
    /// little, and many small parts as much as their sum. Shares: `ceil((v + fees)·(N + V)/(T + V))`, and no fewer than
    /// `ceil((v + fees)·N/T)`.
    ///
    /// # Errors
    /// [`Rule::Zero`], those of [`Values::check`], [`Rule::OverReserve`], [`Rule::OverOutflow`], [`Rule::BelowWatermark`],
    /// [`Rule::AboveMaximum`], [`Rule::OverSupply`], [`Rule::Insolvent`].
    pub fn exit_instantly(
        &mut self,
        values: &Values,
        place: usize,
        tokens: u64,
        max_shares: u64,
    ) -> Result<InstantExit> {
        values.check(self)?;
        values.check_priced(self, place)?;
        ensure(tokens > 0, Rule::Zero, 0, 1)?;
        let free = self.free(values, place)?;
        ensure(tokens <= free, Rule::OverReserve, tokens, free)?;
        let price = &values.prices[place];
        let (value, reserve) = (price.high(tokens)?, price.high(free)?);
        let mut outflow = self.outflow;
        outflow.refill(values.now);
        let used = outflow.used;
        outflow.spend(value)?;
        let left = price.low(free - tokens)?;
        let watermark = part_ceil(values.total_low, self.watermark_bps)?;
        ensure(left >= watermark, Rule::BelowWatermark, left, watermark)?;

        let reach = ceil(value, add(add(used, used)?, value)?, add(reserve, used)?)?;
        let fee = ceil(reach, self.fees.instant_bps.at(values.now), BPS)?.min(value);
        let mut after: [u64; ASSETS] = values.low;
        after[place] = price.low(sub(values.tokens[place], tokens)?)?;
        let imbalance_fee = self.imbalance_fee(&values.low, &after, values.now)?;
        let shares = self.shares_for(add(value, add(fee, imbalance_fee)?)?, values.total_low)?;
        ensure(shares <= max_shares, Rule::AboveMaximum, shares, max_shares)?;
        ensure(shares <= self.supply, Rule::OverSupply, shares, self.supply)?;

        self.outflow = outflow;
        self.supply -= shares;
        self.assets[place].idle -= tokens;
        Ok(InstantExit { shares, value, fee, imbalance_fee })
    }

    /// The shares that `value` costs one that leaves, rounded up.
    fn shares_for(&self, value: u64, low: u64) -> Result<u64> {
        ensure(low > 0, Rule::Insolvent, self.supply, low)?;
        if low < self.supply {
            return ceil(value, self.supply, low);
        }
        ceil(value, self.supply + VIRTUAL, low + VIRTUAL)
    }
}
