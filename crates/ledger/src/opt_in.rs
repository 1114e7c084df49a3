//! An agreement of two parties, each of which joins and leaves on its own.
//!
//! It counts while both sides count. A side that joins counts only after its delay, so that nobody is exposed sooner than an
//! exit takes; a side that leaves counts until its delay has passed, so that the stake stays slashable meanwhile. Who joins
//! again while leaving takes the leave back at once: the exposure never ended. Who leaves while joining never joined.

use bytemuck::{Pod, Zeroable};

use crate::refusal::ensure;
use crate::{Delayed, Result, Why};

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
    /// Nobody has joined.
    pub const fn new() -> Self {
        Self { left: Delayed::settled(0), right: Delayed::settled(0) }
    }

    /// Both sides count at `now`.
    pub const fn counts(&self, now: i64) -> bool {
        self.left.at(now) == 1 && self.right.at(now) == 1
    }

    /// Both sides have joined, whether they count yet or not, and neither is leaving.
    pub const fn is_announced(&self) -> bool {
        self.left.next == 1 && self.right.next == 1
    }

    /// Neither side counts, nor ever will without another word.
    pub const fn is_over(&self, now: i64) -> bool {
        self.left.at(now) == 0 && self.right.at(now) == 0 && self.left.next == 0 && self.right.next == 0
    }

    /// `side` joins, and counts from `from` on, or at once where it takes a leave back.
    ///
    /// # Errors
    /// [`Why::AlreadyJoined`].
    pub fn join(&mut self, side: Side, now: i64, from: i64) -> Result<()> {
        let side = self.side(side);
        ensure(side.next == 0, Why::AlreadyJoined, side.next, 0)?;
        if side.at(now) == 1 {
            *side = Delayed::settled(1)
        } else {
            side.set(1, now, from)
        }
        Ok(())
    }

    /// `side` leaves, and counts until `from`, or not any more where it did not count yet.
    ///
    /// # Errors
    /// [`Why::NotJoined`].
    pub fn leave(&mut self, side: Side, now: i64, from: i64) -> Result<()> {
        let side = self.side(side);
        ensure(side.next == 1, Why::NotJoined, side.next, 1)?;
        if side.at(now) == 0 {
            *side = Delayed::settled(0)
        } else {
            side.set(0, now, from)
        }
        Ok(())
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

    fn joined() -> Agreement {
        let mut agreement = Agreement::new();
        agreement.join(Side::Left, 0, 10).unwrap();
        agreement.join(Side::Right, 5, 20).unwrap();
        agreement
    }

    #[test]
    fn counts_once_both_sides_do_to_the_second() {
        let agreement = joined();
        assert!(agreement.is_announced());
        assert_eq!([9, 10, 19, 20].map(|now| agreement.counts(now)), [false, false, false, true]);
    }

    #[test]
    fn leaving_counts_until_it_is_effective() {
        let mut agreement = joined();
        agreement.leave(Side::Left, 30, 50).unwrap();
        assert!(!agreement.is_announced());
        assert_eq!([30, 49, 50].map(|now| agreement.counts(now)), [true, true, false]);
        assert_eq!(agreement.leave(Side::Left, 31, 60).unwrap_err().why, Why::NotJoined);
    }

    #[test]
    fn joining_while_leaving_resumes_at_once() {
        let mut agreement = joined();
        agreement.leave(Side::Left, 30, 50).unwrap();
        agreement.join(Side::Left, 49, 1_000).unwrap();
        assert!(agreement.counts(49) && agreement.counts(50) && agreement.is_announced());
        assert_eq!(agreement.join(Side::Left, 49, 1_000).unwrap_err().why, Why::AlreadyJoined);
    }

    #[test]
    fn joining_after_the_leave_waits_again() {
        let mut agreement = joined();
        agreement.leave(Side::Left, 30, 50).unwrap();
        agreement.join(Side::Left, 50, 80).unwrap();
        assert_eq!([50, 79, 80].map(|now| agreement.counts(now)), [false, false, true]);
    }

    #[test]
    fn leaving_while_joining_never_counted() {
        let mut agreement = joined();
        agreement.leave(Side::Right, 19, 500).unwrap();
        assert_eq!([19, 20, 600].map(|now| agreement.counts(now)), [false; 3]);
        assert!(!agreement.is_over(600), "the left side still stands");
        agreement.leave(Side::Left, 20, 40).unwrap();
        assert_eq!([39, 40].map(|now| agreement.is_over(now)), [false, true]);
    }
}
