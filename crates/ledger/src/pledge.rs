//! A pledge: assets that anyone puts in while a slash is open, to make its stakers whole.
//!
//! An execution restores by it the pledged part of each part that the slash took, that of leavers included; a veto gives the
//! pledge back to its payer. A pledge comes before the slash ends: a payment after the execution is shared with each deposit
//! right in front of it. A deposit during the slash is priced as if all came back, and so gains nothing by what does.

use crate::math::{add, mul_div_floor, sub};
use crate::refusal::ensure;
use crate::{Bucket, Flow, POOLS, Pool, Result, Slash, VaultLedger, Why};

/// What comes back of each part of a slash.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// To A.
    pub active: u64,
    /// To the pools of the bucket of the slash's epoch, and of the next one's.
    pub exiting: [[u64; POOLS]; 2],
}

impl Slash {
    /// What an execution restores where `pledged` is pledged for the slash: `ρ = pledged/s` of each part that it took.
    ///
    /// ```text
    /// each pool in turn:  floor(p·w/r)      p -= that   r -= w      p, r: what is left of the pledge, and of s
    /// A:                  p
    /// ```
    ///
    /// No pool gets less than `floor(ρ·w)`, and A no less than `ρ·a`, which has the rest. No part gets more than the slash took
    /// from it, so that a restoration is at most a veto: with a rounding of each pool by itself, A could get a few units more
    /// than it lost, and a deposit that was priced as if all came back would have a part of them. With ρ = 1 it is a veto, to the unit.
    ///
    /// # Errors
    /// [`Why::FullyPledged`] for more than the slash took.
    pub fn restored(&self, pledged: u64) -> Result<Restored> {
        let mut rest = Rest::of(self, pledged)?;
        let mut restored = Restored::default();
        for (back, lost) in restored.exiting.iter_mut().flatten().zip(self.exiting.iter().flatten()) {
            *back = rest.part(*lost)?;
        }
        restored.active = rest.pledged;
        Ok(restored)
    }
}

/// What is left to divide of a pledge, and of what its slash took.
struct Rest {
    pledged: u64,
    taken: u64,
}

impl Rest {
    fn of(slash: &Slash, pledged: u64) -> Result<Self> {
        ensure(pledged <= slash.stake, Why::FullyPledged, pledged, slash.stake)?;
        Ok(Self { pledged, taken: slash.stake })
    }

    /// What of `lost` comes back, rounded down; it is not left any more.
    fn part(&mut self, lost: u64) -> Result<u64> {
        if lost == 0 {
            return Ok(0);
        }
        let back = mul_div_floor(self.pledged, lost, self.taken)?;
        self.pledged -= back;
        self.taken -= lost;
        Ok(back)
    }
}

impl VaultLedger {
    /// Takes a pledge of `assets` in for an open slash, for which `pledged` is pledged in all, and `own` of it by this payer. It
    /// takes at most what is not pledged for yet, so that two simultaneous payers do not fail each other.
    ///
    /// # Errors
    /// [`Why::Zero`]; [`Why::FullyPledged`] where nothing is left to pledge for.
    pub fn pledge(&mut self, slash: &Slash, pledged: &mut u64, own: &mut u64, assets: u64) -> Result<Flow> {
        ensure(assets > 0, Why::Zero, 0, 1)?;
        ensure(*pledged < slash.stake, Why::FullyPledged, *pledged, slash.stake)?;
        let assets = assets.min(slash.stake - *pledged);
        let mine = add(*own, assets)?;
        self.pledged = add(self.pledged, assets)?;
        *pledged += assets;
        *own = mine;
        Ok(Flow { assets_in: assets, ..Flow::default() })
    }

    /// Puts back what `pledged` restores of a slash that is closed: into the pools that are left of its buckets, and into A. The
    /// parts are those of [`Slash::restored`].
    pub(crate) fn restore(
        &mut self,
        slash: &Slash,
        pledged: u64,
        buckets: &[Option<&mut Bucket>; 2],
        left: &mut [Option<[Pool; POOLS]>; 2],
    ) -> Result<()> {
        let mut rest = Rest::of(slash, pledged)?;
        self.pledged = sub(self.pledged, pledged)?;
        for ((bucket, pools), taken) in buckets.iter().zip(left).zip(&slash.exiting) {
            let (Some(bucket), Some(pools)) = (bucket, pools) else { continue };
            self.check_mirror(bucket)?;
            let mut part = 0;
            for (pool, lost) in pools.iter_mut().zip(taken) {
                let back = rest.part(*lost)?;
                pool.assets = add(pool.assets, back)?;
                part += back;
            }
            if self.is_live(bucket) {
                self.books.exiting[self.live_index(bucket)] += part;
            } else {
                self.books.matured += part;
            }
        }
        self.books.active = add(self.books.active, rest.pledged)?;
        Ok(())
    }

    /// Gives a payer back what it pledged for a slash that was vetoed since.
    ///
    /// # Errors
    /// [`Why::Overflow`] for more than there is of pledges.
    pub fn withdraw_pledge(&mut self, own: &mut u64) -> Result<Flow> {
        self.pledged = sub(self.pledged, *own)?;
        Ok(Flow { assets_out: core::mem::take(own), ..Flow::default() })
    }
}
