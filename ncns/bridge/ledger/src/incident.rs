//! The numbers of incidents in the core, which takes each number once for an allocation.
//!
//! The false roots of one kind in a period are one incident, so that a broken node loses a bounded part. A slash ends the incident: what
//! follows it is another one. Otherwise an operator could use up the incident while it has nothing at stake.
//!
//! ```text
//! number = attempt << 48 | begin << 1 | is_adjudicated
//! ```

use ncn_kit::rules::period_start;

/// The place of the attempt in a number. No time in seconds comes near it.
const ATTEMPT_BIT: u32 = 48;

/// The latest incident of an operator in the core, of any kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Latest {
    pub number: u64,
    /// When its first slash was proposed, in unix seconds; zero before the first.
    pub at: i64,
}

/// When the incident of a false root begins, whose height is of the time `height_at`.
///
/// It is the first second of the period, or a later slash before the height. Of the slashes the core's record has the latest alone and, in
/// the number, where its incident began. So a false root from before the latest two incidents is of the period's first one.
const fn begin(height_at: i64, period_seconds: u64, latest: &Latest) -> u64 {
    let at = if height_at > 0 { height_at.unsigned_abs() } else { 0 };
    let first = period_start(height_at, period_seconds);
    let slashed_at = if latest.at > 0 { latest.at.unsigned_abs() } else { 0 };
    let began = (latest.number & ((1 << ATTEMPT_BIT) - 1)) >> 1;
    let since = if slashed_at < at {
        slashed_at
    } else if slashed_at > 0 && began < at {
        began
    } else {
        0
    };
    if since > first { since } else { first }
}

/// The number of the incident of a false root, whose height is of the time `height_at`, in unix seconds, after the `latest` incident.
pub const fn number(height_at: i64, period_seconds: u64, is_adjudicated: bool, latest: &Latest) -> u64 {
    begin(height_at, period_seconds, latest) << 1 | is_adjudicated as u64
}

/// The number of the attempt to slash incident `number` after as many `vetoes`: a veto forgives one false root, and not the others of
/// its incident.
pub const fn attempt(number: u64, vetoes: u64) -> u64 {
    number | vetoes << ATTEMPT_BIT
}
