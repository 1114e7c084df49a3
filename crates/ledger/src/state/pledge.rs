//! What a pledge restores of a slash.

use crate::math::mul_div_floor;
use crate::refusal::{Result, Rule, ensure};
use crate::state::exit_bucket::POOLS;
use crate::state::slash::Slash;

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
    /// [`Rule::FullyPledged`] for more than the slash took.
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
pub(crate) struct Rest {
    pub(crate) pledged: u64,
    taken: u64,
}

impl Rest {
    pub(crate) fn of(slash: &Slash, pledged: u64) -> Result<Self> {
        ensure(pledged <= slash.stake, Rule::FullyPledged, pledged, slash.stake)?;
        Ok(Self { pledged, taken: slash.stake })
    }

    /// What of `lost` comes back, rounded down; it is not left any more.
    pub(crate) fn part(&mut self, lost: u64) -> Result<u64> {
        if lost == 0 {
            return Ok(0);
        }
        let back = mul_div_floor(self.pledged, lost, self.taken)?;
        self.pledged -= back;
        self.taken -= lost;
        Ok(back)
    }
}
