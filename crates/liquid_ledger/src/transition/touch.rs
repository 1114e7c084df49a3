//! Brings a pool to the present: every transition that uses a value begins with it.

use crate::error::{LedgerError, Result, Rule, ensure};
use crate::math::{add, floor, part_floor};
use crate::state::guard::Standing;
use crate::state::placement::Holding;
use crate::state::pool::PoolLedger;
use crate::state::price::{Price, Quote, Rate};
use crate::{ASSETS, BPS, MAX_VALUE, PLACEMENTS};

/// What a pool is worth at one moment, by its sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Values {
    /// When.
    pub now: i64,
    /// The prices of the assets.
    pub prices: [Price; ASSETS],
    /// What the pool's placements come to.
    pub holdings: [Holding; PLACEMENTS],
    /// Each asset's tokens, by the lower figure of placements.
    pub tokens: [u64; ASSETS],
    /// Each asset's lower value.
    pub low: [u64; ASSETS],
    /// T of leaving: the sum of the lower values.
    pub total_low: u64,
    /// T of entering: the sum of the higher values.
    pub total_high: u64,
    /// The first asset that has no rate of now.
    pub stale: Option<usize>,
    /// The first asset of which the rate moved too far.
    pub rejected: Option<usize>,
    /// The first asset of which a rate waits to be accepted.
    pub quarantined: Option<usize>,
    /// The value that open slashes took of the placements, and vetoes give back.
    pub contested: u64,
    /// What the lower and the higher rates of assets differ by of which a rate waits to be accepted: value.
    pub doubt: u64,
    /// The assets of which the rate moved too far, a bit each.
    pub rejects: u64,
    /// The assets of which a rate waits to be accepted, a bit each.
    pub quarantines: u64,
}

impl Values {
    /// Refuses what needs the pool's value where it has none. A rejected rate of next to nothing of the pool blocks no one: anyone can
    /// give lamports to a small source.
    ///
    /// # Errors
    /// [`Rule::StaleSource`], [`Rule::RateRejected`].
    pub fn check(&self, ledger: &PoolLedger) -> Result<()> {
        if let Some(place) = self.stale {
            return Err(LedgerError::new(Rule::StaleSource, place as u64, 0));
        }
        match self.rejected {
            Some(place) if self.is_doubtful()? => Err(ledger.waits(Rule::RateRejected, place)),
            _ => Ok(()),
        }
    }

    /// Refuses an operation in an asset with a rejected rate.
    ///
    /// # Errors
    /// [`Rule::RateRejected`].
    pub fn check_priced(&self, ledger: &PoolLedger, place: usize) -> Result<()> {
        if has(self.rejects, place) { Err(ledger.waits(Rule::RateRejected, place)) } else { Ok(()) }
    }

    /// Refuses what needs one price of each of the assets at `places`, and one of all others but next to nothing.
    ///
    /// # Errors
    /// Those of [`Values::check`]; [`Rule::RateQuarantined`].
    pub fn check_settled(&self, ledger: &PoolLedger, places: &[usize]) -> Result<()> {
        self.check(ledger)?;
        let Some(first) = self.quarantined else { return Ok(()) };
        let own = places.iter().copied().find(|place| has(self.quarantines, *place));
        match own {
            Some(place) => Err(ledger.waits(Rule::RateQuarantined, place)),
            None if self.is_doubtful()? => Err(ledger.waits(Rule::RateQuarantined, first)),
            None => Ok(()),
        }
    }

    /// Refuses to price those that wait for the asset at `place`: others choose the time, so no passing doubt may count against them.
    ///
    /// # Errors
    /// Those of [`Values::check_settled`]; [`Rule::ExitContested`] while open slashes contest more than
    /// [`MAX_CONTESTED_BPS`] of the pool. Less than that blocks no one: slashes of dust are cheap.
    pub fn check_waiting(&self, ledger: &PoolLedger, place: usize) -> Result<()> {
        self.check_settled(ledger, &[place])?;
        let most = part_floor(self.total_low, MAX_CONTESTED_BPS)?;
        ensure(self.contested <= most, Rule::ExitContested, self.contested, most)
    }

    /// Whether rates that wait to be accepted make a difference of more than [`MAX_CONTESTED_BPS`] of the pool.
    fn is_doubtful(&self) -> Result<bool> {
        Ok(self.doubt > part_floor(self.total_low, MAX_CONTESTED_BPS)?)
    }
}

/// Whether the bit of `place` is set.
const fn has(bits: u64, place: usize) -> bool {
    place < ASSETS && bits >> place & 1 == 1
}

/// The part of a pool that open slashes may contest, or that rates in doubt may make a difference of, while its queue is filled, in basis
/// points.
pub const MAX_CONTESTED_BPS: u64 = 10;

impl PoolLedger {
    /// When the suspect rate of an asset is accepted by itself.
    pub(crate) fn accepted_from(&self, place: usize) -> u64 {
        let since = self.assets[place].guard.since;
        since.saturating_add_unsigned(self.band.quarantine_seconds).max(0).unsigned_abs()
    }

    fn waits(&self, rule: Rule, place: usize) -> LedgerError {
        LedgerError::new(rule, place as u64, self.accepted_from(place))
    }

    /// Lets streams out, takes notice of the sources' rates, values everything and takes the fees that are due.
    ///
    /// `quotes` are the assets' and `holdings` the placements' by place.
    ///
    /// # Errors
    /// [`Rule::NoAsset`], [`Rule::Overflow`], [`Rule::OverValue`].
    pub fn touch(&mut self, quotes: &[Quote], holdings: &[Holding; PLACEMENTS], now: i64) -> Result<Values> {
        ensure(quotes.len() as u64 == self.asset_count, Rule::NoAsset, quotes.len() as u64, self.asset_count)?;
        self.settle_band(now);
        let blank = Price { low: Rate::PAR, high: Rate::PAR, exit_fee: crate::state::price::Fraction::NONE };
        let mut values = Values {
            now,
            prices: [blank; ASSETS],
            holdings: *holdings,
            tokens: [0; ASSETS],
            low: [0; ASSETS],
            total_low: 0,
            total_high: 0,
            stale: None,
            rejected: None,
            quarantined: None,
            contested: 0,
            doubt: 0,
            rejects: 0,
            quarantines: 0,
        };
        let has_holders = self.supply > 0;
        let (mut high, mut contested) = ([0u64; ASSETS], [0u64; ASSETS]);
        for (placement, holding) in self.placements.iter().zip(holdings) {
            if let Some(place) = placement.asset() {
                values.tokens[place] = add(values.tokens[place], holding.low)?;
                high[place] = add(high[place], holding.high)?;
                contested[place] = add(contested[place], holding.contested)?;
            }
        }
        for (place, quote) in quotes.iter().enumerate() {
            let asset = &mut self.assets[place];
            if has_holders {
                asset.idle = add(asset.idle, asset.stream.release(now)?)?;
            } else {
                // Or the next depositor would have it all.
                asset.stream.wait(now);
            }
            let held = add(high[place], asset.idle)?;
            values.tokens[place] = add(values.tokens[place], asset.idle)?;
            // An asset that takes no deposits, and of which nothing is left, blocks no one.
            let matters = held > 0 || (asset.is_open == 1 && quote.is_needed);
            let (standing, mut price) = if !quote.rate.is_valid() {
                (Standing::Rejected, asset.guard.last_price(quote))
            } else if quote.is_fresh {
                asset.guard.observe(quote, &self.band, now)?
            } else {
                // A rate of another time is none to remember.
                (Standing::Accepted, asset.guard.last_price(quote))
            };
            if quote.before.is_valid() {
                price = price.with(quote.before);
            }
            values.prices[place] = price;
            if matters && !quote.is_fresh && values.stale.is_none() {
                values.stale = Some(place);
            }
            if matters && standing != Standing::Accepted {
                values.quarantined = values.quarantined.or(Some(place));
                values.quarantines |= 1 << place;
                if standing == Standing::Rejected {
                    values.rejected = values.rejected.or(Some(place));
                    values.rejects |= 1 << place;
                }
                let doubt = if quote.rate.is_valid() { price.doubt(held)? } else { u64::MAX };
                values.doubt = values.doubt.saturating_add(doubt);
            }
            if contested[place] > 0 {
                values.contested = add(values.contested, price.high(contested[place])?)?;
            }
            values.low[place] = price.low(values.tokens[place])?;
            values.total_low = add(values.total_low, values.low[place])?;
            values.total_high = add(values.total_high, price.high(held)?)?;
        }
        ensure(values.total_high <= MAX_VALUE, Rule::OverValue, values.total_high, MAX_VALUE)?;
        self.charge(&values)?;
        Ok(values)
    }

    /// The factor's part of the potential `Σ(x - w·T)²/T`, by lower values: how far the assets are from their targets. Zero in an
    /// empty pool.
    ///
    /// A fee of what an operation adds to a potential makes splitting an operation useless: the parts add up to the whole at the
    /// least.
    pub(crate) fn potential(&self, low: &[u64; ASSETS], factor_bps: u64) -> Result<u64> {
        if factor_bps == 0 {
            return Ok(0);
        }
        let mut total = 0u64;
        for value in &low[..self.assets().len()] {
            total = add(total, *value)?;
        }
        ensure(total <= MAX_VALUE, Rule::OverValue, total, MAX_VALUE)?;
        if total == 0 {
            return Ok(0);
        }
        let mut squares = 0u128;
        for (asset, value) in self.assets().iter().zip(low) {
            let away = u128::from(value.abs_diff(floor(asset.target_bps, total, BPS)?));
            squares += away * away;
        }
        // At most 2·T in all, so 4·T² of squares, and T is at most 2^61.
        let potential = squares / u128::from(total) * u128::from(factor_bps) / u128::from(BPS);
        u64::try_from(potential).map_err(|_| LedgerError::new(Rule::Overflow, total, u64::MAX))
    }

    /// What an operation pays for taking the assets away from their targets, at `now`.
    pub(crate) fn imbalance_fee(&self, before: &[u64; ASSETS], after: &[u64; ASSETS], now: i64) -> Result<u64> {
        let factor = self.fees.imbalance_bps.at(now);
        Ok(self.potential(after, factor)?.saturating_sub(self.potential(before, factor)?))
    }
}
