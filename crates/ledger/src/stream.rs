//! An amount that comes out evenly over a time, so that who comes just before it is paid in earns nothing of it.

use bytemuck::{Pod, Zeroable};

use crate::math::{add, mul_div_floor};
use crate::refusal::{ensure, first_untrue};
use crate::{Result, Why};

/// The longest time over which a stream may run, in seconds: a year.
pub const MAX_STREAM_SECONDS: u64 = 365 * 86_400;

/// What is still to come out, evenly from `updated` to `end`.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Stream {
    /// What has not come out by `updated`.
    pub left: u64,
    /// Up to when it has come out.
    pub updated: i64,
    /// When all of it will have come out.
    pub end: i64,
}

impl Stream {
    /// Lets out what is due by `now`, rounded down, and returns it. What a rounding holds back comes out later, and all of
    /// it at the end. A clock that stands still or runs back lets out nothing.
    ///
    /// # Errors
    /// None that a transition can bring about.
    pub fn release(&mut self, now: i64) -> Result<u64> {
        let due = self.due(now)?;
        // A rounding to nothing must not use up the time either, or looking often would hold it all back to the end.
        if due > 0 || self.left == 0 || now >= self.end {
            self.left -= due;
            self.updated = self.updated.max(now);
        }
        Ok(due)
    }

    /// What is due by `now`.
    ///
    /// # Errors
    /// None that a transition can bring about.
    pub fn due(&self, now: i64) -> Result<u64> {
        if now <= self.updated {
            Ok(0)
        } else if now >= self.end {
            Ok(self.left)
        } else {
            mul_div_floor(self.left, now.abs_diff(self.updated), self.end.abs_diff(self.updated))
        }
    }

    /// Adds `amount` at `now`, to come out over `seconds`, and returns what is due by now of what ran before; zero seconds let
    /// it out at once.
    ///
    /// The two streams become one that ends at the mean of both ends, weighted by their amounts and rounded up. So a
    /// payment neither restarts what was earned, nor can many tiny ones put off a large one: each moves the end by its own
    /// weight alone.
    ///
    /// # Errors
    /// [`Why::Overflow`], [`Why::StreamTooLong`].
    pub fn pay(&mut self, amount: u64, seconds: u64, now: i64) -> Result<u64> {
        ensure(seconds <= MAX_STREAM_SECONDS, Why::StreamTooLong, seconds, MAX_STREAM_SECONDS)?;
        let mut stream = *self;
        let due = stream.release(now)?;
        // Where the clock has run back, both go on from the later time.
        let from = stream.updated.max(now);
        let running = u128::from(stream.left) * u128::from(stream.end.saturating_sub(from).max(0).unsigned_abs());
        let left = add(stream.left, amount)?;
        let weighted = running + u128::from(amount) * u128::from(seconds);
        // No longer than the longer of the two, which fits.
        let time = if left == 0 { 0 } else { weighted.div_ceil(u128::from(left)) as u64 };
        let end = from.saturating_add_unsigned(time);
        *self = Self { left, updated: from, end };
        let at_once = if time == 0 { self.release(now.max(from))? } else { 0 };
        add(due, at_once)
    }

    /// Puts off what is to come by the time from `updated` to `now`: nobody is there to earn it.
    pub fn wait(&mut self, now: i64) {
        let waited = now.saturating_sub(self.updated);
        if waited > 0 {
            self.updated = now;
            self.end = self.end.saturating_add(waited);
        }
    }

    /// What is true of a stream at any time, as the first thing that is not.
    pub fn invariant(&self) -> core::result::Result<(), &'static str> {
        first_untrue(&[(self.left == 0 || self.end >= self.updated, "a stream ends after it was last looked at")])
    }
}
