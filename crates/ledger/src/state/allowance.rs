//! A token bucket: an amount that may leave in a burst, and refills with time.

use bytemuck::{Pod, Zeroable};

use crate::math::left_over;
use crate::refusal::{Refusal, Result, Rule, ensure, first_untrue};
use crate::state::time::since;

/// The largest allowance, in assets: with it, twice an allowance still fits in 64 bits.
pub const MAX_ALLOWANCE: u64 = 1 << 62;

/// How much of an allowance is used, and how fast that wears off. Exact: what is left over of a division waits for the
/// next one, so that no sequence of small uses gains or loses.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Allowance {
    /// The most that can be used at once, in assets; zero allows nothing.
    pub capacity: u64,
    /// Seconds in which a wholly used allowance is whole again.
    pub refill_seconds: u64,
    /// What is used, as of `updated`.
    pub used: u64,
    /// What a refill up to `updated` left over, in `1/refill_seconds` of an asset.
    pub remainder: u64,
    /// When `used` was last brought up to date.
    pub updated: i64,
    /// The capacity from `effective` on.
    pub next_capacity: u64,
    /// The refill time from `effective` on.
    pub next_refill_seconds: u64,
    /// The first second at which the next capacity and refill time are active.
    pub effective: i64,
}

impl Allowance {
    /// An allowance of which nothing is used.
    ///
    /// # Errors
    /// As [`Allowance::resize`].
    pub fn new(capacity: u64, refill_seconds: u64, now: i64) -> Result<Self> {
        let mut allowance = Self {
            capacity: 0,
            refill_seconds: 1,
            used: 0,
            remainder: 0,
            updated: now,
            next_capacity: 0,
            next_refill_seconds: 1,
            effective: now,
        };
        allowance.resize(capacity, refill_seconds, now, now)?;
        allowance.refill(now);
        Ok(allowance)
    }

    /// Lets what was used wear off until `now`, at the old rate up to a change and at the new one from then on. A clock that
    /// stands still or runs back changes nothing.
    pub fn refill(&mut self, now: i64) {
        if now >= self.effective && self.is_pending() {
            self.wear_off(self.effective);
            (self.capacity, self.refill_seconds, self.remainder) = (self.next_capacity, self.next_refill_seconds, 0);
        }
        self.wear_off(now);
    }

    fn is_pending(&self) -> bool {
        (self.capacity, self.refill_seconds) != (self.next_capacity, self.next_refill_seconds)
    }

    fn wear_off(&mut self, now: i64) {
        let elapsed = since(self.updated, now);
        if elapsed == 0 {
            return;
        }
        self.updated = now;
        if self.used == 0 {
            return;
        }
        let earned = u128::from(self.capacity) * u128::from(elapsed) + u128::from(self.remainder);
        let back = earned / u128::from(self.refill_seconds);
        if back >= u128::from(self.used) {
            (self.used, self.remainder) = (0, 0);
        } else {
            // It is below `used`.
            let back = back as u64;
            self.remainder = left_over(earned as u64, back, self.refill_seconds);
            self.used -= back;
        }
    }

    /// The most that can be used from `now` through `until`, in any number of steps.
    pub(crate) fn most_until(&self, until: i64, now: i64) -> u64 {
        let mut allowance = *self;
        allowance.refill(now);
        if allowance.effective <= until {
            (allowance.capacity, allowance.refill_seconds) = (allowance.next_capacity, allowance.next_refill_seconds);
        }
        let seconds = since(now, until);
        // A left-over of before may make a whole one.
        let earned =
            (u128::from(allowance.capacity) * u128::from(seconds)).div_ceil(u128::from(allowance.refill_seconds));
        allowance.left().saturating_add(u64::try_from(earned).unwrap_or(u64::MAX))
    }

    /// What can be used now; call [`Allowance::refill`] first.
    pub fn left(&self) -> u64 {
        self.capacity.saturating_sub(self.used)
    }

    /// Uses `amount`; call [`Allowance::refill`] first.
    ///
    /// # Errors
    /// [`Rule::OverAllowance`].
    pub fn spend(&mut self, amount: u64) -> Result<()> {
        ensure(amount <= self.left(), Rule::OverAllowance, amount, self.left())?;
        self.used += amount;
        Ok(())
    }

    /// Sets another capacity and refill time, in place of what is pending. A change that lets more leave at once waits
    /// until `from`, since it may raise the exposure of the remaining holders; a change that lets less leave is active at
    /// once. What is used stays used; the left-over of a division is dropped.
    ///
    /// # Errors
    /// [`Rule::AllowanceTooHigh`], [`Rule::RefillTooShort`].
    pub fn resize(&mut self, capacity: u64, refill_seconds: u64, now: i64, from: i64) -> Result<()> {
        ensure(capacity <= MAX_ALLOWANCE, Rule::AllowanceTooHigh, capacity, MAX_ALLOWANCE)?;
        if refill_seconds == 0 {
            return Err(Refusal::new(Rule::RefillTooShort, 0, 1));
        }
        self.refill(now);
        let (at_once, slower) = (self.capacity.min(capacity), self.refill_seconds.max(refill_seconds));
        (self.capacity, self.refill_seconds, self.remainder) = (at_once, slower, 0);
        (self.next_capacity, self.next_refill_seconds, self.effective) = (capacity, refill_seconds, from);
        Ok(())
    }

    /// What is true of an allowance at any time.
    pub fn invariant(&self) -> core::result::Result<(), &'static str> {
        first_untrue(&[
            (self.capacity.max(self.next_capacity) <= MAX_ALLOWANCE, "the allowance is within its cap"),
            (self.capacity <= self.next_capacity, "a lower capacity is active at once"),
            (self.refill_seconds >= self.next_refill_seconds, "a slower refill is active at once"),
            (self.used <= MAX_ALLOWANCE, "no more is used than could ever be allowed"),
            (self.next_refill_seconds > 0, "the allowance refills in some time"),
            (self.remainder < self.refill_seconds.max(1), "the left-over of a refill is less than one asset"),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wears_off_to_the_second() {
        let mut allowance = Allowance::new(1_000, 100, 0).unwrap();
        allowance.spend(1_000).unwrap();
        assert_eq!(allowance.spend(1).unwrap_err(), Refusal::new(Rule::OverAllowance, 1, 0));
        for (now, left) in [(1, 10), (1, 10), (0, 10), (99, 990), (100, 1_000), (5_000, 1_000)] {
            allowance.refill(now);
            assert_eq!(allowance.left(), left, "at {now}");
        }
    }

    #[test]
    fn a_smaller_capacity_waits_for_what_was_used() {
        let mut allowance = Allowance::new(1_000, 100, 0).unwrap();
        allowance.spend(900).unwrap();
        allowance.resize(500, 100, 0, 1_000).unwrap();
        assert_eq!(allowance.left(), 0);
        allowance.refill(80);
        assert_eq!((allowance.used, allowance.left()), (500, 0));
        allowance.refill(81);
        assert_eq!(allowance.left(), 5);
    }

    #[test]
    fn what_lets_more_leave_waits_and_what_lets_less_does_not() {
        let mut allowance = Allowance::new(1_000, 100, 0).unwrap();
        // More in all, but slower: the slower is active now.
        allowance.resize(2_000, 400, 0, 50).unwrap();
        assert_eq!((allowance.capacity, allowance.refill_seconds), (1_000, 400));
        allowance.spend(1_000).unwrap();
        assert_eq!(allowance.spend(1).unwrap_err().rule, Rule::OverAllowance);
        allowance.refill(49);
        assert_eq!(allowance.left(), 122);
        // 50 s at 1,000 in 400 s, and then 10 s at 2,000 in 400 s: looked at once, or at the change as well.
        let mut often = allowance;
        often.refill(50);
        assert_eq!((often.used, often.capacity), (875, 2_000));
        for each in [&mut allowance, &mut often] {
            each.refill(60);
            assert_eq!((each.used, each.left()), (825, 1_175));
            each.invariant().unwrap();
        }
        // A rise that is withdrawn never was; a cut is active at once.
        allowance.resize(4_000, 1, 60, 100).unwrap();
        allowance.resize(900, 400, 99, 150).unwrap();
        allowance.refill(200);
        assert_eq!((allowance.capacity, allowance.refill_seconds), (900, 400));
    }

    #[test]
    fn bounds() {
        assert_eq!(Allowance::new(MAX_ALLOWANCE + 1, 1, 0).unwrap_err().rule, Rule::AllowanceTooHigh);
        assert_eq!(Allowance::new(1, 0, 0).unwrap_err().rule, Rule::RefillTooShort);
        let mut most = Allowance::new(MAX_ALLOWANCE, u64::MAX, i64::MIN).unwrap();
        most.spend(MAX_ALLOWANCE).unwrap();
        most.refill(i64::MAX);
        most.invariant().unwrap();
        let never = Allowance { next_refill_seconds: 0, refill_seconds: 0, ..most };
        assert_eq!(never.invariant(), Err("the allowance refills in some time"));
    }

    proptest! {
        /// Looking often refills exactly as much as looking once.
        #[test]
        fn refilling_in_steps_loses_nothing(
            capacity in 1u64..=MAX_ALLOWANCE, refill in 1u64..1 << 40, part in 0.0f64..=1.0,
            steps in prop::collection::vec(0i64..100_000, 1..50),
        ) {
            let mut once = Allowance::new(capacity, refill, 0).unwrap();
            once.spend((capacity as f64 * part) as u64 % (capacity + 1)).unwrap();
            let mut often = once;
            let mut now = 0;
            for step in steps {
                now += step;
                often.refill(now);
                often.invariant().unwrap();
            }
            once.refill(now);
            prop_assert_eq!((once.used, once.remainder), (often.used, often.remainder));
        }
    }
}
