//! What a pool's admin and curator set.

use bytemuck::Zeroable;

use crate::error::{LedgerError, Result, Rule, ensure};
use crate::state::asset::Asset;
use crate::state::guard::Band;
use crate::state::placement::Placement;
use crate::state::pool::{MAX_PLACE_LOSS_BPS, PoolLedger};
use crate::state::price::Rate;
use crate::{ASSETS, BPS, PLACEMENTS};

/// The bounds of one asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssetTerms {
    /// The largest part of the pool's value to which deposits may lift it, in basis points.
    pub max_bps: u64,
    /// The most tokens that deposits may lift the pool to.
    pub deposit_cap: u64,
    /// Whether it takes deposits.
    pub is_open: bool,
}

/// A pool's bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GuardTerms {
    /// The bounds of sources' rates.
    pub band: Band,
    /// The value that may leave at once.
    pub outflow_capacity: u64,
    /// The seconds in which that is whole again.
    pub outflow_refill_seconds: u64,
    /// The part of the pool's value that instant exits leave in an asset's free reserve, in basis points.
    pub watermark_bps: u64,
    /// The part of an amount that it may lose by entering a vault, in basis points.
    pub place_loss_bps: u64,
}

impl PoolLedger {
    /// Adds an asset with its first rate. Its target is zero until targets are set.
    ///
    /// # Errors
    /// [`Rule::NoAsset`] where all places are taken, [`Rule::NoRate`].
    pub fn add_asset(&mut self, rate: Rate, terms: AssetTerms) -> Result<usize> {
        let place = self.asset_count as usize;
        ensure(place < ASSETS, Rule::NoAsset, place as u64, ASSETS as u64)?;
        let guard = Self::first_guard(rate)?;
        ensure(terms.max_bps <= BPS, Rule::GuardOutOfBounds, terms.max_bps, BPS)?;
        self.assets[place] = Asset { guard, ..Asset::zeroed() };
        self.asset_count += 1;
        self.set_asset(place, terms)?;
        Ok(place)
    }

    /// Sets an asset's bounds.
    ///
    /// # Errors
    /// [`Rule::NoAsset`], [`Rule::GuardOutOfBounds`].
    pub fn set_asset(&mut self, place: usize, terms: AssetTerms) -> Result<()> {
        ensure(terms.max_bps <= BPS, Rule::GuardOutOfBounds, terms.max_bps, BPS)?;
        let asset = self.asset_mut(place)?;
        (asset.max_bps, asset.deposit_cap, asset.is_open) =
            (terms.max_bps, terms.deposit_cap, u64::from(terms.is_open));
        Ok(())
    }

    /// Sets what part of the pool each asset should be.
    ///
    /// # Errors
    /// [`Rule::NoAsset`], [`Rule::WeightsNotWhole`].
    pub fn set_targets(&mut self, targets_bps: &[u64]) -> Result<()> {
        ensure(
            targets_bps.len() as u64 == self.asset_count,
            Rule::NoAsset,
            targets_bps.len() as u64,
            self.asset_count,
        )?;
        let whole = targets_bps.iter().fold(0u64, |sum, bps| sum.saturating_add(*bps));
        ensure(whole == BPS, Rule::WeightsNotWhole, whole, BPS)?;
        for (asset, bps) in self.assets.iter_mut().zip(targets_bps) {
            asset.target_bps = *bps;
        }
        Ok(())
    }

    /// Adds a vault in which the asset at `asset` may be placed.
    ///
    /// # Errors
    /// [`Rule::NoAsset`]; [`Rule::NoPlacement`] where all places are taken; [`Rule::WeightsNotWhole`] over the whole.
    pub fn add_placement(&mut self, asset: usize, target_bps: u64) -> Result<usize> {
        self.asset(asset)?;
        let place = self.placements.iter().position(|placement| placement.asset().is_none());
        let place = place.ok_or(LedgerError::new(Rule::NoPlacement, PLACEMENTS as u64, PLACEMENTS as u64))?;
        self.check_split(asset, place, target_bps)?;
        self.placements[place] = Placement::new(asset as u64, target_bps);
        Ok(place)
    }

    /// Sets what part of its asset a placement should have.
    ///
    /// # Errors
    /// [`Rule::NoPlacement`], [`Rule::WeightsNotWhole`].
    pub fn set_placement(&mut self, place: usize, target_bps: u64) -> Result<()> {
        self.check_split(self.asset_of(place)?, place, target_bps)?;
        self.placements[place].target_bps = target_bps;
        Ok(())
    }

    fn check_split(&self, asset: usize, place: usize, target_bps: u64) -> Result<()> {
        let others = self
            .placements
            .iter()
            .enumerate()
            .filter(|(other, placement)| *other != place && placement.asset() == Some(asset));
        let whole = others.fold(target_bps, |sum, (_, placement)| sum.saturating_add(placement.target_bps));
        ensure(whole <= BPS, Rule::WeightsNotWhole, whole, BPS)
    }

    /// Whether the asset at `place` takes deposits, if it is active, or something of it is left. No other needs a rate.
    pub fn is_used(&self, place: usize, is_active: bool) -> bool {
        let asset = &self.assets[place];
        let is_held = asset.idle > 0 || asset.stream.left > 0;
        let holds = |placement: &Placement| placement.shares > 0 || placement.open_exits().next().is_some();
        (asset.is_open == 1 && is_active)
            || is_held
            || self.placements.iter().any(|placement| placement.asset() == Some(place) && holds(placement))
    }

    /// Removes a placement that has nothing.
    ///
    /// # Errors
    /// [`Rule::NoPlacement`], [`Rule::PlacementInUse`].
    pub fn remove_placement(&mut self, place: usize) -> Result<()> {
        let placement = self.placement(place)?;
        ensure(placement.shares == 0, Rule::PlacementInUse, placement.shares, 0)?;
        let exits = placement.open_exits().count() as u64;
        ensure(exits == 0, Rule::PlacementInUse, exits, 0)?;
        self.placements[place] = Placement::zeroed();
        Ok(())
    }

    /// Sets the guards. A wider outflow, a wider band and a larger loss by placing are active from `from` on, all else at once.
    ///
    /// # Errors
    /// [`Rule::GuardOutOfBounds`].
    pub fn set_guards(&mut self, terms: GuardTerms, now: i64, from: i64) -> Result<()> {
        terms.band.check()?;
        ensure(terms.watermark_bps <= BPS, Rule::GuardOutOfBounds, terms.watermark_bps, BPS)?;
        let loss = terms.place_loss_bps;
        ensure(loss <= MAX_PLACE_LOSS_BPS, Rule::GuardOutOfBounds, loss, MAX_PLACE_LOSS_BPS)?;
        self.outflow.resize(terms.outflow_capacity, terms.outflow_refill_seconds, now, from)?;
        self.place_loss_bps.set_burden(loss, now, from);
        self.watermark_bps = terms.watermark_bps;
        self.settle_band(now);
        self.use_band(self.band.narrower(&terms.band), now);
        (self.next_band, self.band_from) = (terms.band, if terms.band == self.band { 0 } else { from });
        self.settle_band(now);
        Ok(())
    }

    /// Makes the next band active once its time has come.
    pub(crate) fn settle_band(&mut self, now: i64) {
        if self.band_from != 0 && now >= self.band_from {
            self.use_band(self.next_band, now);
            self.band_from = 0;
        }
    }

    fn use_band(&mut self, band: Band, now: i64) {
        if band.period_seconds != self.band.period_seconds {
            self.assets.iter_mut().for_each(|asset| asset.guard.restart(&band, now));
        }
        self.band = band;
    }

    /// Accepts the rate of an asset that its guard suspects, as the guardian saw it.
    ///
    /// # Errors
    /// [`Rule::NoAsset`], [`Rule::OtherRate`].
    pub fn accept_rate(&mut self, place: usize, seen: Rate) -> Result<()> {
        self.asset_mut(place)?.guard.accept(seen)
    }
}
