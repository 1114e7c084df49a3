//! The breaker: how much of a vault slashes may take, each and in an epoch; what they took; and what is approved for all NCNs.

use bytemuck::{Pod, Zeroable};

use crate::math::BPS;
use crate::state::delayed::{Delayed, Notice};

/// The most that a vault lets one NCN take from it, or all together, in basis points of the vault's stake.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct LossLimits {
    /// By one slash.
    pub incident_bps: Delayed,
    /// By all slashes of one epoch.
    pub epoch_bps: Delayed,
}

/// What slashes took in one epoch. Its base is the least stake that the vault had before one of them, with what the earlier
/// ones took: neither deposits that follow the first slash nor deposits that leave again after it raise a limit.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Losses {
    /// The epoch.
    pub epoch: u64,
    /// The vault's stake before a slash of the epoch, with what earlier ones took of it, where that was least.
    pub base: u64,
    /// What the epoch's slashes took.
    pub lost: u64,
}

/// The epochs in which a change can take effect that is announced in one: that one, and as many as a rise waits.
pub(crate) const AHEAD: usize = 1 + Notice::RISE_EPOCHS as usize;

/// What a vault approved for all its NCNs in an epoch, in basis points, epoch by epoch as far as anything is announced.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Approved {
    /// The epoch of the first sum.
    pub epoch: u64,
    /// The sums of that epoch and of those after it; the last one is that of all later epochs until the vault's term ends.
    pub sums: [u64; AHEAD],
    /// The sum from the end of the vault's term on, which rises wait for; the last of `sums` in a vault without a term.
    pub later: u64,
}

impl LossLimits {
    /// No loss at all.
    pub const fn none() -> Self {
        Self { incident_bps: Delayed::settled(0), epoch_bps: Delayed::settled(0) }
    }

    /// No limit.
    pub const fn any() -> Self {
        Self { incident_bps: Delayed::settled(BPS), epoch_bps: Delayed::settled(BPS) }
    }

    /// Each limit at its lowest from `now` through `until`.
    pub(crate) const fn lowest(&self, now: i64, until: i64) -> Self {
        Self {
            incident_bps: Delayed::settled(self.incident_bps.lowest(now, until)),
            epoch_bps: Delayed::settled(self.epoch_bps.lowest(now, until)),
        }
    }

    /// Whether a loss is allowed at `now`, or will be by a change that is pending.
    pub const fn are_set(&self, now: i64) -> bool {
        // One incident is never allowed more than an epoch.
        self.epoch_bps.at(now) | self.epoch_bps.next != 0
    }
}

impl Losses {
    /// The losses of `epoch`, with a stake of `stake` now.
    ///
    /// The base follows a stake that left, so that the remaining holders lose no more than the limit. Where B is the last
    /// base and `l` what was lost before a slash of `s`, its stake was `B − l` at the least, and the slashes leave
    /// `Π (1 − s/(B − l)) = 1 − lost/B` of each share at the least.
    pub fn at(&self, epoch: u64, stake: u64) -> Self {
        if self.epoch == epoch && self.base > 0 {
            Self { base: self.base.min(stake.saturating_add(self.lost)), ..*self }
        } else {
            Self { epoch, base: stake, lost: 0 }
        }
    }
}

impl Approved {
    /// The same sum in `epoch` and all after it.
    pub const fn flat(epoch: u64, sum: u64) -> Self {
        Self { epoch, sums: [sum; AHEAD], later: sum }
    }
}
