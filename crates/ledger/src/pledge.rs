//! A pledge: assets that anyone puts in while a slash is open, to make its stakers whole.
//!
//! An execution restores by it the pledged part of each part that the slash took, that of leavers included; a veto gives the
//! pledge back to its payer. A pledge comes before the slash ends: a payment after the execution is shared with each deposit
//! right in front of it. A deposit during the slash is priced as if all came back, and so gains nothing by what does.

use crate::math::{add, mul_div_floor, sub};
use crate::refusal::ensure;
use crate::{Flow, POOLS, Result, Slash, VaultLedger, Why};

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
        ensure(pledged <= self.stake, Why::FullyPledged, pledged, self.stake)?;
        let mut restored = Restored { active: self.active, exiting: self.exiting };
        if pledged < self.stake {
            let (mut left, mut of) = (pledged, self.stake);
            for part in restored.exiting.iter_mut().flatten() {
                if *part > 0 {
                    let back = mul_div_floor(left, *part, of)?;
                    (left, of) = (left - back, of - *part);
                    *part = back;
                }
            }
            restored.active = left;
        }
        Ok(restored)
    }
}

impl VaultLedger {
    /// Takes a pledge of `assets` in for an open slash, for which `pledged` is pledged in all, and `own` of it by this payer. It
    /// takes at most what is not pledged for yet, so that two payers who meet do not fail each other.
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

    /// Gives a payer back what it pledged for a slash that was vetoed since.
    ///
    /// # Errors
    /// [`Why::Overflow`] for more than there is of pledges.
    pub fn withdraw_pledge(&mut self, own: &mut u64) -> Result<Flow> {
        self.pledged = sub(self.pledged, *own)?;
        Ok(Flow { assets_out: core::mem::take(own), ..Flow::default() })
    }
}
