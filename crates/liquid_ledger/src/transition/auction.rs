//! Sales of rewards in other tokens.

use crate::error::{Result, Rule, ensure};
use crate::state::auction::Auction;
use crate::state::pool::PoolLedger;

impl Auction {
    /// Begins a lot of `tokens` at twice the price of the last sale.
    ///
    /// # Errors
    /// [`Rule::Zero`], [`Rule::LotForSale`].
    pub fn begin(&mut self, tokens: u64, now: i64) -> Result<()> {
        ensure(self.left == 0, Rule::LotForSale, self.left, 0)?;
        ensure(tokens > 0, Rule::Zero, 0, 1)?;
        (self.left, self.started, self.price) = (tokens, now, self.price.max(1));
        Ok(())
    }
}

impl PoolLedger {
    /// Sells `tokens` of the lot for at most `max_cost` tokens of the asset at `place`, which stream to the holders. Returns the cost.
    ///
    /// # Errors
    /// [`Rule::NoLot`], [`Rule::Zero`], [`Rule::AboveMaximum`].
    pub fn sell(&mut self, place: usize, lot: &mut Auction, tokens: u64, max_cost: u64, now: i64) -> Result<u64> {
        ensure(tokens > 0, Rule::Zero, 0, 1)?;
        ensure(tokens <= lot.left, Rule::NoLot, tokens, lot.left)?;
        let (price, cost) = (lot.price_at(now)?, lot.cost(tokens, now)?);
        ensure(cost <= max_cost, Rule::AboveMaximum, cost, max_cost)?;
        self.pay_reward(place, cost, now)?;
        lot.left -= tokens;
        if lot.left == 0 {
            lot.price = price.max(1);
        }
        Ok(cost)
    }

    /// Streams `tokens` of the asset at `place` to the holders.
    ///
    /// # Errors
    /// [`Rule::NoAsset`], [`Rule::Overflow`].
    pub fn pay_reward(&mut self, place: usize, tokens: u64, now: i64) -> Result<()> {
        let seconds = self.stream_seconds;
        let asset = self.asset_mut(place)?;
        let mut stream = asset.stream;
        let due = stream.pay(tokens, seconds, now)?;
        let idle = crate::math::add(asset.idle, due)?;
        (asset.stream, asset.idle) = (stream, idle);
        Ok(())
    }
}
