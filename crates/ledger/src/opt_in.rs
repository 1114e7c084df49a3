//! An agreement of two parties, each of which joins and leaves on its own.
//!
//! It is active while both sides are. Joining is a rise of exposure and leaving a fall, each with its [`Notice`]. A side that is
//! leaving cannot join before it has left: its leave was announced, and to withdraw it would raise what was announced. A side
//! that leaves while joining never joined.

use bytemuck::{Pod, Zeroable};

use crate::refusal::ensure;
use crate::{Delayed, Notice, Result, Why};

/// Which party of an agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The first.
    Left,
    /// The second.
    Right,
}

/// An agreement: each side is 1 while it has joined, and 0 else.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Agreement {
    /// The first party's side.
    pub left: Delayed,
    /// The second party's side.
    pub right: Delayed,
}

impl Agreement {
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

    /// `side` joins, with `notice`.
    ///
    /// # Errors
    /// [`Why::AlreadyJoined`]; [`Why::FallPending`] while the side is leaving.
    pub fn join(&mut self, side: Side, now: i64, notice: Notice) -> Result<()> {
        let side = self.side(side);
        ensure(side.next == 0, Why::AlreadyJoined, side.next, 0)?;
        side.announce(1, now, notice)
    }

    /// `side` leaves, with `notice`, or at once where it is not active yet.
    ///
    /// # Errors
    /// [`Why::NotJoined`].
    pub fn leave(&mut self, side: Side, now: i64, notice: Notice) -> Result<()> {
        self.check_joined(side)?;
        let side = self.side(side);
        if side.at(now) == 0 {
            *side = Delayed::settled(0);
            return Ok(());
        }
        side.announce(0, now, notice)
    }

    /// Refuses a side that has not joined, or is leaving.
    ///
    /// # Errors
    /// [`Why::NotJoined`].
    pub fn check_joined(&self, side: Side) -> Result<()> {
        let next = match side {
            Side::Left => self.left.next,
            Side::Right => self.right.next,
        };
        ensure(next == 1, Why::NotJoined, next, 1)
    }

    fn side(&mut self, side: Side) -> &mut Delayed {
        match side {
            Side::Left => &mut self.left,
            Side::Right => &mut self.right,
        }
    }
}

impl Default for Agreement {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A notice with its fall an epoch of 10 before its rise.
    fn notice(rise: i64) -> Notice {
        Notice { fall: rise - 10, rise }
    }

    fn joined() -> Agreement {
        let mut agreement = Agreement::new();
        agreement.join(Side::Left, 0, notice(10)).unwrap();
        agreement.join(Side::Right, 5, notice(20)).unwrap();
        agreement
    }

    #[test]
    fn is_active_once_both_sides_are_to_the_second() {
        let agreement = joined();
        assert!(agreement.is_announced());
        assert_eq!([9, 10, 19, 20].map(|now| agreement.counts(now)), [false, false, false, true]);
    }

    #[test]
    fn is_active_until_a_leave_takes_effect() {
        let mut agreement = joined();
        agreement.leave(Side::Left, 30, notice(60)).unwrap();
        assert!(!agreement.is_announced());
        assert_eq!([30, 49, 50].map(|now| agreement.counts(now)), [true, true, false]);
        assert_eq!([30, 49, 50].map(|until| agreement.counts_until(30, until)), [true, true, false]);
        assert!(!joined().counts_until(19, 30) && joined().counts_until(20, 30), "from its first second");
        assert_eq!(agreement.leave(Side::Left, 31, notice(60)).unwrap_err().why, Why::NotJoined);
    }

    #[test]
    fn a_leave_is_not_taken_back() {
        let mut agreement = joined();
        agreement.leave(Side::Left, 30, notice(60)).unwrap();
        let leaving = agreement;
        let refused = agreement.join(Side::Left, 49, notice(1_000)).unwrap_err();
        assert_eq!((refused.why, refused.value, refused.limit), (Why::FallPending, 49, 50));
        assert_eq!(agreement, leaving);
        agreement.join(Side::Left, 50, notice(80)).unwrap();
        assert_eq!(agreement.join(Side::Left, 50, notice(80)).unwrap_err().why, Why::AlreadyJoined);
        assert_eq!([50, 79, 80].map(|now| agreement.counts(now)), [false, false, true]);
    }

    #[test]
    fn leaving_while_joining_never_counted() {
        let mut agreement = joined();
        agreement.leave(Side::Right, 19, notice(500)).unwrap();
        assert_eq!([19, 20, 600].map(|now| agreement.counts(now)), [false; 3]);
        assert!(!agreement.is_over(600), "the left side still stands");
        agreement.leave(Side::Left, 20, notice(50)).unwrap();
        assert_eq!([39, 40].map(|now| agreement.is_over(now)), [false, true]);
    }
}
