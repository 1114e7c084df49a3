//! Age: the time since the oldest dated record of the program.

use crate::{DAY, share};

/// No points for an age up to this.
pub const NEW_SECONDS: u64 = 30 * DAY;

/// All points from this age on.
pub const OLD_SECONDS: u64 = 365 * DAY;

/// The highest score up to [`NEW_SECONDS`].
pub const NEW_LIMIT: u64 = 60;

/// The span in which points grow.
const SPAN: u64 = OLD_SECONDS - NEW_SECONDS;

/// `most` in proportion to the age between [`NEW_SECONDS`] and [`OLD_SECONDS`], as a dividend and its divisor.
pub(crate) fn scaled(most: u64, age_seconds: u64) -> (u128, u128) {
    let aged = age_seconds.saturating_sub(NEW_SECONDS).min(SPAN);
    (u128::from(most) * u128::from(aged), u128::from(SPAN))
}

/// `most` in proportion to the age, rounded down.
pub(crate) fn points(most: u64, age_seconds: u64) -> u64 {
    share(most, age_seconds.saturating_sub(NEW_SECONDS), SPAN)
}

/// The highest score at an age: 60 up to 30 days, then evenly up to 100 at a year.
pub fn limit(age_seconds: u64) -> u64 {
    NEW_LIMIT + points(100 - NEW_LIMIT, age_seconds)
}
