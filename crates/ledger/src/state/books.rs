//! The figures that every transition balances, and the rate between assets and shares.

use bytemuck::{Pod, Zeroable};

use crate::math::{add, mul_div_floor};
use crate::refusal::{Refusal, Result, Rule, ensure, first_untrue};

/// Virtual assets and as many virtual shares in every rate, in their smallest units. They hold the first depositor's
/// power over the rate to dust (the defense that OpenZeppelin's ERC-4626 describes).
pub const VIRTUAL: u64 = 1_000;

/// The units that a vault starts with, and starts again from whenever all of them are idle.
pub const UNITS: u64 = 1_000_000_000_000_000_000;

/// A vault's figures at one moment.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Books {
    /// The epoch that `exiting` is counted from.
    pub epoch: u64,
    /// A: the assets that the VRT supply owns.
    pub active: u64,
    /// N: the VRT supply as the ledger knows it. Holders may burn theirs; this figure stands.
    pub supply: u64,
    /// W: the assets that leave in this epoch's bucket and in the next one's. Both can still be slashed.
    pub exiting: [u64; 2],
    /// The assets in matured buckets that are not claimed yet.
    pub matured: u64,
    /// U: the units into which the whole stake is divided.
    pub units: u64,
    /// The units that stand behind no operator.
    pub idle: u64,
}

/// An exact rate: this many assets for this many shares, both in smallest units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The assets.
    pub assets: u64,
    /// The shares.
    pub shares: u64,
}

impl Books {
    /// An empty vault's.
    pub const fn new() -> Self {
        Self { epoch: 0, active: 0, supply: 0, exiting: [0; 2], matured: 0, units: UNITS, idle: UNITS }
    }

    /// S: the stake that can be slashed, `A + W[e] + W[e+1]`.
    pub fn stake(&self) -> Result<u64> {
        use add;
        add(add(self.active, self.exiting[0])?, self.exiting[1])
    }

    /// What the vault's token account must hold at the least.
    pub fn owed(&self) -> Result<u64> {
        add(self.stake()?, self.matured)
    }

    /// The stake behind no operator, rounded down: what instant exits are paid from.
    pub fn idle_stake(&self) -> Result<u64> {
        // All units are idle in a vault that delegates nothing, and the product is the chain's dearest arithmetic.
        if self.idle == self.units { self.stake() } else { mul_div_floor(self.stake()?, self.idle, self.units) }
    }

    /// The shares that `assets` buy: `floor(assets·(N+V)/(A+C+V))`, with C the assets that open slashes took from A: a
    /// deposit made while they are open must not share in what their vetoes give back.
    ///
    /// # Errors
    /// [`Rule::Zero`], [`Rule::Insolvent`] where shares stand and nothing is behind them, or so little that the new shares do
    /// not fit, [`Rule::Dust`], [`Rule::Overflow`]; [`Rule::MostlyContested`] where open slashes took more than they left: if
    /// they are executed, most of the deposit would go to the earlier holders.
    pub fn shares_for(&self, assets: u64, contested: u64) -> Result<u64> {
        ensure(assets > 0, Rule::Zero, 0, 1)?;
        let rate = self.entering(contested)?;
        let shares = mul_div_floor(assets, rate.shares, rate.assets);
        let shares = shares.map_err(|refusal| self.overflow(refusal))?;
        ensure(shares > 0, Rule::Dust, assets, 1)?;
        Ok(shares)
    }

    /// What entering pays: `(A+C+V)/(N+V)`.
    ///
    /// # Errors
    /// Where no deposit is possible: [`Rule::Insolvent`], [`Rule::MostlyContested`]; [`Rule::Overflow`].
    pub(crate) fn entering(&self, contested: u64) -> Result<Rate> {
        ensure(self.active > 0 || self.supply == 0, Rule::Insolvent, self.supply, self.active)?;
        ensure(contested <= self.active, Rule::MostlyContested, contested, self.active)?;
        let active = add(self.active, contested)?;
        Ok(Rate { assets: virtual_of(active)?, shares: virtual_of(self.supply)? })
    }

    /// Why shares, or a supply with them, do not fit: the vault is at an end where it lost almost everything, until its shares
    /// are gone.
    #[cold]
    pub(crate) fn overflow(&self, refusal: Refusal) -> Refusal {
        let is_lost = self.active < self.supply / ALMOST_EVERYTHING;
        if is_lost { Refusal::new(Rule::Insolvent, self.supply, self.active) } else { refusal }
    }

    /// The assets that `shares` leave with: `floor(shares·(A+V)/(N+V))`, and no more than `floor(shares·A/N)`.
    ///
    /// The second bound matters only after losses (A < N), where the virtual assets would pay the first leavers with
    /// what belongs to the last.
    ///
    /// # Errors
    /// [`Rule::Zero`], [`Rule::OverSupply`], [`Rule::Dust`], [`Rule::Overflow`].
    pub fn assets_for(&self, shares: u64) -> Result<u64> {
        ensure(shares > 0, Rule::Zero, 0, 1)?;
        ensure(shares <= self.supply, Rule::OverSupply, shares, self.supply)?;
        let rate = self.leaving()?;
        let assets = mul_div_floor(shares, rate.assets, rate.shares)?;
        ensure(assets > 0, Rule::Dust, shares, 1)?;
        Ok(assets)
    }

    /// What leaving brings: the lower of `(A+V)/(N+V)` and `A/N`.
    ///
    /// # Errors
    /// [`Rule::Overflow`].
    pub(crate) fn leaving(&self) -> Result<Rate> {
        if self.active < self.supply {
            return Ok(Rate { assets: self.active, shares: self.supply });
        }
        Ok(Rate { assets: virtual_of(self.active)?, shares: virtual_of(self.supply)? })
    }

    /// Rolls the books from their epoch to `epoch`, which is the same or a later one: buckets mature as their time comes.
    pub(crate) fn roll_to(&mut self, epoch: u64) {
        match epoch - self.epoch {
            0 => return,
            1 => {
                self.matured += self.exiting[0];
                self.exiting = [self.exiting[1], 0];
            }
            _ => {
                self.matured += self.exiting[0] + self.exiting[1];
                self.exiting = [0, 0];
            }
        }
        self.epoch = epoch;
    }

    /// What is true of the books at any time, as the first thing that is not.
    pub fn invariant(&self) -> core::result::Result<(), &'static str> {
        let Ok(owed) = self.owed() else { return Err("what the vault owes fits in 64 bits") };
        first_untrue(&[
            (owed <= u64::MAX - VIRTUAL, "the virtual assets fit on top of what is owed"),
            (self.supply <= u64::MAX - VIRTUAL, "the virtual shares fit on top of the supply"),
            (self.idle <= self.units, "idle units are among the units"),
            (self.units > 0, "there are units to divide the stake into"),
        ])
    }
}

impl Default for Books {
    fn default() -> Self {
        Self::new()
    }
}

/// A vault has lost almost everything if its shares are worth less than one part in this many of an asset.
const ALMOST_EVERYTHING: u64 = 1_000_000;

/// An amount with the virtual ones on top, as rates are made of.
pub(crate) fn virtual_of(amount: u64) -> Result<u64> {
    add(amount, VIRTUAL)
}
