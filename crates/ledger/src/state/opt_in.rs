//! An opt-in: an agreement of two parties, active while both sides are.

use bytemuck::{Pod, Zeroable};

use crate::refusal::{Result, Rule, ensure};
use crate::state::delayed::Delayed;

/// Which party of an opt-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The first.
    Left,
    /// The second.
    Right,
}

/// An opt-in: each side is 1 while it has joined, and 0 else.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Sides {
    /// The first party's side.
    pub left: Delayed,
    /// The second party's side.
    pub right: Delayed,
}

impl Sides {
    /// Neither side has joined.
    pub const fn new() -> Self {
        Self { left: Delayed::settled(0), right: Delayed::settled(0) }
    }

    /// Both sides are active at `now`.
    pub const fn counts(&self, now: i64) -> bool {
        self.left.at(now) == 1 && self.right.at(now) == 1
    }

    /// Both sides are active at any time from `now` through `until`, but for what is announced later.
    pub const fn counts_until(&self, now: i64, until: i64) -> bool {
        self.left.lowest(now, until) == 1 && self.right.lowest(now, until) == 1
    }

    /// Both sides have joined, whether they are active yet or not, and neither is leaving.
    pub const fn is_announced(&self) -> bool {
        self.left.next == 1 && self.right.next == 1
    }

    /// Neither side is active, nor will be without another change.
    pub const fn is_over(&self, now: i64) -> bool {
        self.left.at(now) == 0 && self.right.at(now) == 0 && self.left.next == 0 && self.right.next == 0
    }

    /// Refuses a side that has not joined, or is leaving.
    ///
    /// # Errors
    /// [`Rule::NotJoined`].
    pub fn check_joined(&self, side: Side) -> Result<()> {
        let next = match side {
            Side::Left => self.left.next,
            Side::Right => self.right.next,
        };
        ensure(next == 1, Rule::NotJoined, next, 1)
    }
}

impl Default for Sides {
    fn default() -> Self {
        Self::new()
    }
}
