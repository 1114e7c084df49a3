//! Entering: tokens of an asset for shares.

use crate::error::{Result, Rule, ensure};
use crate::math::{add, ceil, floor, part_floor};
use crate::state::placement::Holding;
use crate::state::pool::PoolLedger;
use crate::state::price::Rate;
use crate::transition::touch::Values;
use crate::{ASSETS, BPS, MAX_VALUE, VIRTUAL};

/// The least value of a pool of which assets are parts: one SOL. Dust that someone deposits first would bound the next deposits else.
pub const MIN_PARTED: u64 = 1_000_000_000;

/// What a deposit does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deposited {
    /// The shares to mint.
    pub shares: u64,
    /// What the tokens are worth, the fee included.
    pub value: u64,
    /// What stays with the holders for taking the assets away from their targets.
    pub imbalance_fee: u64,
}

impl PoolLedger {
    /// Takes `tokens` of the asset at `place` for `floor((low(tokens) - fee)·(N + V)/(T_high + V))` shares, at least `min_shares`.
    ///
    /// The tokens enter at their lower value and the pool counts by its higher one.
    ///
    /// # Errors
    /// [`Rule::Zero`], [`Rule::AssetClosed`], [`Rule::OverCap`], [`Rule::OverWeight`], [`Rule::Insolvent`], [`Rule::Dust`],
    /// [`Rule::BelowMinimum`], those of [`Values::check`], [`Rule::OverValue`].
    pub fn deposit(&mut self, values: &Values, place: usize, tokens: u64, min_shares: u64) -> Result<Deposited> {
        let done = self.enter(values, place, [tokens; 2], min_shares)?;
        self.assets[place].idle += tokens; // As much as `enter` found room for.
        Ok(done)
    }

    /// Takes `vault_shares` of the vault of the placement at `place`, as a deposit of the tokens that they come to. `alone` is what they
    /// come to by themselves, `both` with the pool's: no more may be there than the placement's target.
    ///
    /// # Errors
    /// Those of [`PoolLedger::deposit`]; [`Rule::NoPlacement`], [`Rule::OverTarget`].
    pub fn deposit_placed(
        &mut self,
        values: &Values,
        place: usize,
        vault_shares: u64,
        [alone, both]: [Holding; 2],
        min_shares: u64,
    ) -> Result<Deposited> {
        let asset = self.asset_of(place)?;
        ensure(vault_shares > 0, Rule::Zero, 0, 1)?;
        let held = add(self.placements[place].shares, vault_shares)?;
        let most = part_floor(add(values.tokens[asset], alone.low)?, self.placements[place].target_bps)?;
        ensure(both.low <= most, Rule::OverTarget, both.low, most)?;
        let done = self.enter(values, asset, [alone.low, alone.high], min_shares)?;
        self.placements[place].shares = held;
        Ok(done)
    }

    /// Mints the shares for what comes to so many tokens, by the lower and by the higher figure.
    fn enter(&mut self, values: &Values, place: usize, [tokens, most]: [u64; 2], min_shares: u64) -> Result<Deposited> {
        values.check(self)?;
        values.check_priced(self, place)?;
        ensure(tokens > 0, Rule::Zero, 0, 1)?;
        let asset = self.asset(place)?;
        ensure(asset.is_open == 1, Rule::AssetClosed, place as u64, 0)?;
        let held = add(values.tokens[place], tokens)?;

        let value = values.prices[place].low(tokens)?;
        let total_high = add(values.total_high, values.prices[place].high(most)?)?;
        ensure(total_high <= MAX_VALUE, Rule::OverValue, total_high, MAX_VALUE)?;
        let mut after: [u64; ASSETS] = values.low;
        after[place] = values.prices[place].low(held)?;
        let total = add(values.total_low - values.low[place], after[place])?;
        self.check_bounds(values, place, held, [after[place], total])?;

        ensure(values.total_high > 0 || self.supply == 0, Rule::Insolvent, self.supply, values.total_high)?;
        let imbalance_fee = self.imbalance_fee(&values.low, &after, values.now)?.min(value);
        let shares = floor(value - imbalance_fee, self.supply + VIRTUAL, values.total_high + VIRTUAL)?;
        ensure(shares > 0, Rule::Dust, tokens, 1)?;
        ensure(shares >= min_shares, Rule::BelowMinimum, shares, min_shares)?;
        let supply = add(self.supply, shares)?;
        ensure(supply <= u64::MAX - VIRTUAL, Rule::Overflow, supply, u64::MAX - VIRTUAL)?;
        add(asset.idle, tokens)?; // The reserve's books fit.

        if self.supply == 0 {
            // What an empty pool had left is no one's performance.
            self.highest = Rate { value: total.max(1), tokens: shares };
            self.performed_at = values.now;
        }
        self.supply = supply;
        Ok(Deposited { shares, value, imbalance_fee })
    }

    /// Refuses more tokens of the asset at `place` than its cap, or more of the pool's `total` value than its part, in basis points rounded
    /// up. A pool of less than [`MIN_PARTED`] has no parts, so that any asset can be its first.
    pub(crate) fn check_bounds(
        &self,
        values: &Values,
        place: usize,
        held: u64,
        [value, total]: [u64; 2],
    ) -> Result<()> {
        let asset = self.asset(place)?;
        ensure(held <= asset.deposit_cap, Rule::OverCap, held, asset.deposit_cap)?;
        let has_parts = self.supply > 0 && values.total_low >= MIN_PARTED && total > 0;
        let weight = if has_parts { ceil(value, BPS, total)? } else { 0 };
        ensure(weight <= asset.max_bps, Rule::OverWeight, weight, asset.max_bps)
    }
}
