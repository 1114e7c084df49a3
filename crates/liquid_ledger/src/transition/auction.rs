//! Sales of rewards in other tokens.

use crate::MAX_VALUE;
use crate::error::{Result, Rule, ensure};
use crate::math::{add, ceil, sub};
use crate::state::auction::{Auction, MIN_KNOWN};
use crate::state::pool::PoolLedger;
use crate::state::price::Rate;

impl PoolLedger {
    /// Begins a lot of `tokens` for the asset at `place`, at twice the last price, or at [`MAX_VALUE`] for the whole if none is known.
    ///
    /// A lot that runs stays, unless its asset takes no deposits any more.
    ///
    /// # Errors
    /// [`Rule::Zero`], [`Rule::NoAsset`], [`Rule::AssetClosed`], [`Rule::LotForSale`]; [`Rule::NoHolders`] for a pool without shares.
    pub fn begin_lot(&self, lot: &mut Auction, place: usize, tokens: u64, now: i64) -> Result<()> {
        ensure(tokens > 0, Rule::Zero, 0, 1)?;
        ensure(self.asset(place)?.is_open == 1, Rule::AssetClosed, place as u64, 0)?;
        ensure(self.supply > 0, Rule::NoHolders, 0, 1)?;
        let runs = lot.left > 0 && self.assets().get(lot.place as usize).is_some_and(|asset| asset.is_open == 1);
        ensure(!runs, Rule::LotForSale, lot.left, 0)?;
        let known = lot.known(place as u64, now);
        // A price of more than a pool can be worth is none.
        let twice = known.and_then(|last| ceil(tokens, last.value.saturating_mul(2), last.tokens).ok());
        let start = twice.unwrap_or(MAX_VALUE).min(MAX_VALUE);
        (lot.left, lot.size, lot.start, lot.paid) = (tokens, tokens, start, 0);
        (lot.started, lot.place, lot.is_first) = (now, place as u64, u64::from(start == MAX_VALUE));
        Ok(())
    }

    /// Sells `tokens` of the lot for at most `max_cost` tokens of its asset, which stream to the holders. Returns the cost.
    ///
    /// The mean price of a lot is known once all of it is sold, so its last few tokens set none.
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
        if left == 0 && paid >= MIN_KNOWN {
            lot.last = Rate { value: paid, tokens: lot.size };
            (lot.last_place, lot.last_sold) = (lot.place, now);
        }
        Ok(cost)
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
