//! Rebalancing: tokens of one asset for those of another, without a loss of value.

use crate::ASSETS;
use crate::error::{Result, Rule, ensure};
use crate::math::{add, sub};
use crate::state::pool::PoolLedger;
use crate::transition::touch::Values;

/// Tokens of an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    /// The asset's place.
    pub place: usize,
    /// The tokens.
    pub tokens: u64,
}

impl PoolLedger {
    /// Gives `out` of the free reserve for `back`. The pool's lower value may not fall, what leaves draws on the outflow, and what
    /// comes is bounded as a deposit is.
    ///
    /// # Errors
    /// Those of [`Values::check_settled`]; [`Rule::OverCap`], [`Rule::OverWeight`], [`Rule::OverReserve`], [`Rule::OverOutflow`], [`Rule::ValueLost`], [`Rule::NoAsset`].
    pub fn swap(&mut self, values: &Values, out: Leg, back: Leg) -> Result<()> {
        values.check_settled(self, &[out.place, back.place])?;
        ensure(out.tokens > 0, Rule::Zero, 0, 1)?;
        let free = self.free(values, out.place)?;
        ensure(out.tokens <= free, Rule::OverReserve, out.tokens, free)?;
        self.asset(back.place)?;
        ensure(out.place != back.place, Rule::NoAsset, back.place as u64, out.place as u64)?;
        let mut tokens: [u64; ASSETS] = values.tokens;
        tokens[out.place] = sub(tokens[out.place], out.tokens)?;
        tokens[back.place] = add(tokens[back.place], back.tokens)?;
        let mut after = values.low;
        for place in [out.place, back.place] {
            after[place] = values.prices[place].low(tokens[place])?;
        }
        let mut total = 0;
        for value in &after {
            total = add(total, *value)?;
        }
        ensure(total >= values.total_low, Rule::ValueLost, values.total_low, total)?;
        self.check_bounds(values, back.place, tokens[back.place], [after[back.place], total])?;
        let mut outflow = self.outflow;
        outflow.refill(values.now);
        outflow.spend(values.prices[out.place].high(out.tokens)?)?;
        let idle = add(self.assets[back.place].idle, back.tokens)?;

        self.outflow = outflow;
        self.assets[out.place].idle -= out.tokens;
        self.assets[back.place].idle = idle;
        Ok(())
    }
}
