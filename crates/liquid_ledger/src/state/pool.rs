//! A pool: its shares, its assets and placements, its fees and guards.

use bytemuck::{Pod, Zeroable};
use ledger::state::allowance::Allowance;
use ledger::state::delayed::Delayed;
use ledger::state::stream::MAX_STREAM_SECONDS;

use crate::error::{LedgerError, Result, Rule, ensure, first_untrue};
use crate::math::floor;
use crate::state::asset::Asset;
use crate::state::guard::{Band, RateGuard};
use crate::state::placement::Placement;
use crate::state::price::Rate;
use crate::{ASSETS, BPS, PLACEMENTS, VIRTUAL};

/// The highest management fee, in basis points of the pool's value in a year: 2%.
pub const MAX_MANAGEMENT_BPS: u64 = 200;

/// The highest performance fee, in basis points of what the rate rises over its highest: 20%.
pub const MAX_PERFORMANCE_BPS: u64 = 2_000;

/// The highest fee for taking the whole free reserve at once, in basis points: 10%.
pub const MAX_INSTANT_BPS: u64 = 1_000;

/// The highest factor of the imbalance fee, in basis points: 1.
pub const MAX_IMBALANCE_BPS: u64 = 10_000;

/// What part of an amount a placement may lose by entering a vault, at the most, in basis points: 5%, the core's highest fees.
pub const MAX_PLACE_LOSS_BPS: u64 = 500;

/// What a pool charges. Each falls at once and rises late.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct PoolFees {
    /// Of the pool's value in a year, in basis points.
    pub management_bps: Delayed,
    /// Of what the rate rises over its highest, in basis points.
    pub performance_bps: Delayed,
    /// Of taking the whole free reserve at once, in basis points. It stays with the holders.
    pub instant_bps: Delayed,
    /// The factor of the imbalance fee, in basis points. It stays with the holders.
    pub imbalance_bps: Delayed,
}

/// One pool's ledger.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct PoolLedger {
    /// N: the shares as the ledger knows them: those of holders, of waiting requests and of fees. Holders may burn theirs.
    pub supply: u64,
    /// The shares that fees made and no one has collected.
    pub fee_shares: u64,
    /// When the management fee was last taken.
    pub charged_at: i64,
    /// The highest rate: value for shares. Performance is what goes over it.
    pub highest: Rate,
    /// The fees.
    pub fees: PoolFees,
    /// The bounds of sources' rates. They narrow at once and widen late.
    pub band: Band,
    /// The value that may leave at once: by instant exits and by swaps.
    pub outflow: Allowance,
    /// The part of the pool's value that instant exits leave in an asset's free reserve, in basis points.
    pub watermark_bps: u64,
    /// The part of an amount that it may lose by entering a vault, in basis points. It falls at once and rises late.
    pub place_loss_bps: Delayed,
    /// The length of a batch's period, in seconds.
    pub batch_seconds: u64,
    /// The seconds over which rewards stream.
    pub stream_seconds: u64,
    /// How many assets there are.
    pub asset_count: u64,
    /// The assets; those after the count are empty.
    pub assets: [Asset; ASSETS],
    /// The placements.
    pub placements: [Placement; PLACEMENTS],
    /// When a performance fee was last taken.
    pub performed_at: i64,
    /// The bounds of sources' rates from `band_from` on.
    pub next_band: Band,
    /// When those are active; zero where no change is pending.
    pub band_from: i64,
}

impl PoolFees {
    /// No fees.
    pub const NONE: Self = Self {
        management_bps: Delayed::settled(0),
        performance_bps: Delayed::settled(0),
        instant_bps: Delayed::settled(0),
        imbalance_bps: Delayed::settled(0),
    };
}

impl PoolLedger {
    /// An empty pool.
    ///
    /// # Errors
    /// [`Rule::GuardOutOfBounds`].
    pub fn new(band: Band, batch_seconds: u64, stream_seconds: u64, now: i64) -> Result<Self> {
        let mut pool = Self::zeroed();
        pool.open(band, batch_seconds, stream_seconds, now)?;
        Ok(pool)
    }

    /// Makes an empty pool of one that is all zeros. In place, because a pool is larger than a frame of the chain's machine.
    ///
    /// # Errors
    /// [`Rule::GuardOutOfBounds`].
    pub fn open(&mut self, band: Band, batch_seconds: u64, stream_seconds: u64, now: i64) -> Result<()> {
        band.check()?;
        ensure(batch_seconds > 0, Rule::GuardOutOfBounds, batch_seconds, 1)?;
        for seconds in [batch_seconds, stream_seconds] {
            ensure(seconds <= MAX_STREAM_SECONDS, Rule::GuardOutOfBounds, seconds, MAX_STREAM_SECONDS)?;
        }
        // Rewards that stream faster than the queue pays would go to those that enter just before.
        ensure(stream_seconds >= batch_seconds, Rule::GuardOutOfBounds, stream_seconds, batch_seconds)?;
        (self.charged_at, self.performed_at) = (now, now);
        (self.highest, self.fees) = (Rate::PAR, PoolFees::NONE);
        self.place_loss_bps = Delayed::settled(0);
        (self.band, self.next_band, self.outflow) = (band, band, Allowance::new(0, 1, now)?);
        (self.batch_seconds, self.stream_seconds) = (batch_seconds, stream_seconds);
        Ok(())
    }

    /// The assets.
    pub fn assets(&self) -> &[Asset] {
        &self.assets[..(self.asset_count as usize).min(ASSETS)]
    }

    /// The asset at `place`.
    ///
    /// # Errors
    /// [`Rule::NoAsset`].
    pub fn asset(&self, place: usize) -> Result<&Asset> {
        self.assets().get(place).ok_or(LedgerError::new(Rule::NoAsset, place as u64, self.asset_count))
    }

    /// The asset at `place`, to change.
    ///
    /// # Errors
    /// [`Rule::NoAsset`].
    pub(crate) fn asset_mut(&mut self, place: usize) -> Result<&mut Asset> {
        self.asset(place)?;
        Ok(&mut self.assets[place])
    }

    /// The placement at `place`.
    ///
    /// # Errors
    /// [`Rule::NoPlacement`].
    pub fn placement(&self, place: usize) -> Result<&Placement> {
        self.placements.get(place).filter(|placement| placement.asset().is_some()).ok_or(LedgerError::new(
            Rule::NoPlacement,
            place as u64,
            PLACEMENTS as u64,
        ))
    }

    /// The period of batches at `now`.
    pub fn period_at(&self, now: i64) -> u64 {
        now.max(0).unsigned_abs() / self.batch_seconds
    }

    /// What `shares` are worth to one that leaves, where the pool is worth `low`: `floor(shares·(T + V)/(N + V))`, and no more than
    /// `floor(shares·T/N)`.
    ///
    /// # Errors
    /// [`Rule::OverSupply`], [`Rule::Overflow`].
    pub fn worth(&self, shares: u64, low: u64) -> Result<u64> {
        ensure(shares <= self.supply, Rule::OverSupply, shares, self.supply)?;
        if low < self.supply {
            return floor(shares, low, self.supply);
        }
        floor(shares, low + VIRTUAL, self.supply + VIRTUAL)
    }

    /// What is always true of it.
    pub fn invariant(&self) -> core::result::Result<(), &'static str> {
        let mut is_true = Ok(());
        for asset in self.assets() {
            is_true = is_true.and(asset.invariant());
        }
        is_true?;
        self.outflow.invariant()?;
        let PoolFees { management_bps, performance_bps, instant_bps, imbalance_bps } = &self.fees;
        let queued = self.assets().iter().try_fold(0u64, |sum, asset| sum.checked_add(asset.queued()));
        let places = self.placements.iter().filter_map(Placement::asset);
        let (mut places_fit, mut given_fits) = (true, true);
        for place in places {
            places_fit &= place < self.asset_count as usize;
        }
        for placement in &self.placements {
            for exit in &placement.exits {
                given_fits &= exit.given <= exit.shares;
            }
        }
        first_untrue(&[
            (self.asset_count as usize <= ASSETS, "there are no more assets than places"),
            (self.supply <= u64::MAX - VIRTUAL, "the virtual shares fit on top of the supply"),
            (
                queued.and_then(|sum| sum.checked_add(self.fee_shares)).is_some_and(|sum| sum <= self.supply),
                "waiting and fee shares are part of the supply",
            ),
            (places_fit, "a placement is of an asset"),
            (given_fits, "no more of an exit is given away than there is"),
            (self.highest.is_valid(), "the highest rate values a share"),
            (self.watermark_bps <= BPS, "the watermark is part of the value"),
            (self.place_loss_bps.reserved() <= MAX_PLACE_LOSS_BPS, "the loss by placing is within its cap"),
            (management_bps.reserved() <= MAX_MANAGEMENT_BPS, "the management fee is within its cap"),
            (performance_bps.reserved() <= MAX_PERFORMANCE_BPS, "the performance fee is within its cap"),
            (instant_bps.reserved() <= MAX_INSTANT_BPS, "the fee of instant exits is within its cap"),
            (imbalance_bps.reserved() <= MAX_IMBALANCE_BPS, "the imbalance fee is within its cap"),
        ])
    }

    /// A guard for a new asset with its first rate.
    pub(crate) fn first_guard(rate: Rate) -> Result<RateGuard> {
        ensure(rate.is_valid(), Rule::NoRate, rate.value, rate.tokens)?;
        Ok(RateGuard::new(rate))
    }
}
