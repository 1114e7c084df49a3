//! A bucket that bounds what flows out, and a delay for large messages.
//!
//! One forged message of 18% of a token's supply is the loss that this prevents: a verifier was compromised, and the consumer paid what it
//! was told. In any time, no more flows out than the capacity and what that time refills, however many messages share it. The delay
//! gives people time to stop the consumer before a large message is paid.

use crate::Refused;
use crate::checkpoint::Kept;

/// The limits of a consumer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutflowLimits {
    /// The most that flows out at once. A larger message is never paid, so the sending side must refuse it.
    pub capacity: u64,
    /// The time in which an empty bucket refills.
    pub period_seconds: u64,
    /// A larger amount waits.
    pub large: u64,
    /// The time for which it waits, from the checkpoint's finality on. Choose it well below the bridge's `kept_seconds`: a later checkpoint
    /// begins the time anew, so the payment must be made while this one exists.
    pub delay_seconds: u64,
}

/// What has flowed out, less what has been refilled. The consumer keeps it: one for each token. Three figures of eight bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Outflow {
    /// What is missing in the bucket, rounded up.
    pub used: u64,
    /// What is refilled already of the last missing unit, in `1/period_seconds`.
    pub refilled: u64,
    /// When these figures held, in unix seconds.
    pub at: i64,
}

impl OutflowLimits {
    /// Refuses limits that contradict each other: without a capacity or a period, or under which no amount is large.
    ///
    /// # Errors
    /// [`Refused::BadLimits`].
    pub const fn check(&self) -> Result<(), Refused> {
        let holds = self.capacity > 0 && self.period_seconds > 0 && self.large < self.capacity;
        if holds { Ok(()) } else { Err(Refused::BadLimits) }
    }

    /// The first second in which `amount` may be paid of a checkpoint that was final at `final_at`.
    pub const fn payable_from(&self, amount: u64, final_at: i64) -> i64 {
        if amount > self.large { final_at.saturating_add_unsigned(self.delay_seconds) } else { final_at }
    }
}

impl Outflow {
    /// The state at `now`. The refill is exact: no frequency of calls loses or gains a part of it. A clock that runs back refills nothing.
    pub fn at(&self, limits: &OutflowLimits, now: i64) -> Self {
        let seconds = u64::try_from(now.saturating_sub(self.at)).unwrap_or(0);
        let period = limits.period_seconds.max(1);
        // Of another period's parts at most one unit is lost, in favor of the bucket.
        let carried = self.refilled.min(period - 1);
        let refill = u128::from(limits.capacity) * u128::from(seconds) + u128::from(carried);
        let (units, rest) = (refill / u128::from(period), (refill % u128::from(period)) as u64);
        let at = self.at.max(now);
        if units >= u128::from(self.used) {
            return Self { used: 0, refilled: 0, at };
        }
        Self { used: self.used - units as u64, refilled: rest, at }
    }

    /// What may flow out at `now`, rounded down.
    pub fn left(&self, limits: &OutflowLimits, now: i64) -> u64 {
        limits.capacity.saturating_sub(self.at(limits, now).used)
    }

    /// Takes `amount` at `now` for a message of a checkpoint that is `kept` for a time. Where the delay does not end within that time, anyone
    /// could close each checkpoint before its large messages are paid: the limits need a shorter delay.
    ///
    /// # Errors
    /// [`Refused::BadLimits`], [`Refused::TooLarge`], [`Refused::DelayTooLong`], [`Refused::TooEarly`], [`Refused::Exhausted`]. The state is
    /// unchanged then.
    pub fn pay(&mut self, limits: &OutflowLimits, amount: u64, kept: Kept, now: i64) -> Result<(), Refused> {
        limits.check()?;
        if amount > limits.capacity {
            return Err(Refused::TooLarge(amount, limits.capacity));
        }
        let from = limits.payable_from(amount, kept.final_at);
        if amount > limits.large && from >= kept.kept_until {
            return Err(Refused::DelayTooLong(from, kept.kept_until));
        }
        if now < from {
            return Err(Refused::TooEarly(now, from));
        }
        let state = self.at(limits, now);
        let left = limits.capacity.saturating_sub(state.used);
        if amount > left {
            return Err(Refused::Exhausted(amount, left));
        }
        *self = Self { used: state.used + amount, ..state };
        Ok(())
    }
}
