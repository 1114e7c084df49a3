//! The times of heights, fixed when a source opens.

use bytemuck::{Pod, Zeroable};

/// The times of a source's heights.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Heights {
    /// The time of height 0, in unix seconds.
    pub zero: i64,
    /// The milliseconds between consecutive heights.
    pub millis: u64,
}

impl Heights {
    /// The time of `height`, rounded down and saturating, as the core's policy has it.
    pub fn time_of(&self, height: u64) -> i64 {
        let seconds = u128::from(height) * u128::from(self.millis) / 1_000;
        self.zero.saturating_add_unsigned(u64::try_from(seconds).unwrap_or(u64::MAX))
    }

    /// The first height with a time after `now`: the first that includes a message of that second. Saturates.
    pub fn after(&self, now: i64) -> u64 {
        let passed = i128::from(now) - i128::from(self.zero);
        let Ok(seconds) = u128::try_from(passed + 1) else { return 0 };
        let height = (seconds * 1_000).div_ceil(u128::from(self.millis.max(1)));
        u64::try_from(height).unwrap_or(u64::MAX)
    }
}
