//! Sales of rewards in other tokens.

use crate::error::{Result, Rule, ensure};
use crate::math::{add, sub};
use crate::state::auction::Auction;
use crate::state::pool::PoolLedger;

impl PoolLedger {
    /// Begins a lot of `tokens` for the asset at `place`.
    ///
    /// A lot that runs stays, unless its asset takes no deposits any more, or as much again came in as is left of it: a few tokens at a
    /// late price block no larger lot.
    ///
    /// # Errors
    /// [`Rule::Zero`], [`Rule::NoAsset`], [`Rule::AssetClosed`], [`Rule::LotForSale`]; [`Rule::NoHolders`] for a pool without shares.
    pub fn begin_lot(&self, lot: &mut Auction, place: usize, tokens: u64, now: i64) -> Result<()> {
        ensure(tokens > 0, Rule::Zero, 0, 1)?;
        ensure(self.asset(place)?.is_open == 1, Rule::AssetClosed, place as u64, 0)?;
        ensure(self.supply > 0, Rule::NoHolders, 0, 1)?;
        let runs = lot.left > 0 && self.assets().get(lot.place as usize).is_some_and(|asset| asset.is_open == 1);
        ensure(!runs || tokens / 2 >= lot.left, Rule::LotForSale, lot.left, tokens / 2)?;
        *lot = Auction { left: tokens, size: tokens, paid: 0, started: now, place: place as u64 };
        Ok(())
    }

    /// Sells `tokens` of the lot for at most `max_cost` tokens of its asset, which stream to the holders. Returns the cost.
    ///
    /// # Errors
    /// [`Rule::NoLot`], [`Rule::Zero`], [`Rule::AboveMaximum`], [`Rule::AssetClosed`], [`Rule::NoHolders`].
    pub fn sell(&mut self, lot: &mut Auction, tokens: u64, max_cost: u64, now: i64) -> Result<u64> {
        ensure(tokens > 0, Rule::Zero, 0, 1)?;
        let cost = lot.cost(tokens, now)?;
        ensure(cost <= max_cost, Rule::AboveMaximum, cost, max_cost)?;
        let place = lot.place as usize;
        ensure(self.asset(place)?.is_open == 1, Rule::AssetClosed, lot.place, 0)?;
        let (left, paid) = (sub(lot.left, tokens)?, add(lot.paid, cost)?);
        self.pay_reward(place, cost, now)?;
        (lot.left, lot.paid) = (left, paid);
        Ok(cost)
    }

    /// Streams `tokens` of the asset at `place` that were sent to the pool. The asset takes no more than a deposit may lift it to.
    ///
    /// # Errors
    /// Those of [`PoolLedger::pay_reward`]; [`Rule::AssetClosed`], [`Rule::OverCap`].
    pub fn collect_found(&mut self, place: usize, tokens: u64, now: i64) -> Result<()> {
        let asset = self.asset(place)?;
        // A closed asset without tokens needs no source, and must not need one again.
        ensure(asset.is_open == 1, Rule::AssetClosed, place as u64, 0)?;
        let held = add(add(asset.idle, asset.stream.left)?, tokens)?;
        ensure(held <= asset.deposit_cap, Rule::OverCap, held, asset.deposit_cap)?;
        self.pay_reward(place, tokens, now)
    }

    /// Streams `tokens` of the asset at `place` to the holders.
    ///
    /// # Errors
    /// [`Rule::NoAsset`], [`Rule::Overflow`]; [`Rule::NoHolders`] for a pool without shares.
    pub fn pay_reward(&mut self, place: usize, tokens: u64, now: i64) -> Result<()> {
        ensure(self.supply > 0, Rule::NoHolders, 0, 1)?;
        let seconds = self.stream_seconds;
        let asset = self.asset_mut(place)?;
        let mut stream = asset.stream;
        let due = stream.pay(tokens, seconds, now)?;
        let idle = add(asset.idle, due)?;
        add(add(idle, asset.owed)?, stream.left)?; // What the reserve must hold fits.
        (asset.stream, asset.idle) = (stream, idle);
        Ok(())
    }
}
