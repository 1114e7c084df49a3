//! A slash: what it took, and from where.

use bytemuck::{Pod, Zeroable};

use crate::refusal::{Result, Rule, ensure};
use crate::state::exit_bucket::{Bucket, POOLS};

/// What a slash took, and from where: all that a veto needs.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Slash {
    /// s: the assets in all.
    pub stake: u64,
    /// What came from A.
    pub active: u64,
    /// The vault's epoch when it was proposed.
    pub epoch: u64,
    /// What came from the pools of that epoch's bucket, and of the next one's.
    pub exiting: [[u64; POOLS]; 2],
    /// d: the magnitude that the delegation's whole lost.
    pub magnitude: u64,
    /// What the delegation's allocations reserved before.
    pub allocated: u64,
    /// The vault's units before.
    pub all_units: u64,
    /// What the operator's units lost: δ of those that counted.
    pub units: DelayedLoss,
    /// What the NCN's magnitude lost. It may be more than d of what counted, where that was over the whole.
    pub part: DelayedLoss,
}

/// What a [`Delayed`](crate::state::delayed::Delayed) value lost, and what was left of it.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct DelayedLoss {
    /// What the value that counted lost.
    pub current: u64,
    /// What the value to come lost.
    pub next: u64,
    /// The value's count of announced falls at the slash.
    pub lowered: u64,
    /// The same as of the change that was active.
    pub lowered_active: u64,
}

impl Slash {
    /// What came from the bucket of `epoch`, and its place in [`Slash::exiting`].
    pub(crate) fn part_of(&self, bucket: &Bucket) -> Result<&[u64; POOLS]> {
        let place = bucket.epoch.wrapping_sub(self.epoch);
        ensure(place < 2, Rule::WrongBucket, bucket.epoch, self.epoch)?;
        Ok(&self.exiting[place as usize])
    }

    /// Whether the slash took from the bucket of its epoch, or from the next one's.
    pub fn took_from(&self, place: usize) -> bool {
        self.exiting[place].iter().any(|part| *part > 0)
    }
}
