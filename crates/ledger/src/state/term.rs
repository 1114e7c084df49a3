//! The term of a vault: a time in which its stakers stay, on what they saw before it began.

use bytemuck::{Pod, Zeroable};

use crate::state::delayed::Notice;

/// The longest term, in seconds: two years.
pub const MAX_TERM_SECONDS: u64 = 2 * 365 * 86_400;

/// The longest time from the making of a vault to the start of its term, in seconds: a year.
pub const MAX_TERM_LEAD_SECONDS: u64 = 365 * 86_400;

/// The epochs before the end of a term in which its stakers can request exits.
pub(crate) const OPEN_EPOCHS: u64 = Notice::FALL_EPOCHS;

/// A vault's term, from the first second of an epoch to that of a later one; both zero where it has none.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Term {
    /// Its first second.
    pub start: i64,
    /// The first second after it.
    pub end: i64,
}

impl Term {
    /// Whether `now` is inside the term. A vault without a term is never inside one.
    pub const fn is_running(&self, now: i64) -> bool {
        now >= self.start && now < self.end
    }

    /// When a rise takes effect that would do so at `time`.
    pub(crate) const fn defer(&self, time: i64) -> i64 {
        // A change due when the term starts was announced to stakers that could leave before.
        if time > self.start && time < self.end { self.end } else { time }
    }
}
