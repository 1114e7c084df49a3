//! Shares of a whole, in basis points.

use crate::BPS;

/// Whether `part` is at least `bps` of `whole`. Exact: no rounding.
pub const fn reaches(part: u64, whole: u64, bps: u64) -> bool {
    part as u128 * BPS as u128 >= whole as u128 * bps as u128
}

/// The share of `part` in `whole`, in basis points, rounded down. Zero of nothing.
pub const fn share_bps(part: u64, whole: u64) -> u64 {
    if whole == 0 {
        return 0;
    }
    let share = part as u128 * BPS as u128 / whole as u128;
    if share > u64::MAX as u128 { u64::MAX } else { share as u64 }
}

/// Whether `value` is more than `bps` of `base` away from `base`.
pub const fn exceeds(value: i64, base: i64, bps: u64) -> bool {
    value.abs_diff(base) as u128 * BPS as u128 > base.unsigned_abs() as u128 * bps as u128
}

/// The distance of `value` from `base` in basis points of `base`, rounded down, saturating. The maximum for a `base` of zero.
pub const fn distance_bps(value: i64, base: i64) -> u64 {
    if base == 0 {
        return u64::MAX;
    }
    let distance = value.abs_diff(base) as u128 * BPS as u128 / base.unsigned_abs() as u128;
    if distance > u64::MAX as u128 { u64::MAX } else { distance as u64 }
}

/// The lowest and the highest value within `bps` of the positive `base`.
pub const fn bounds(base: i64, bps: u64) -> (i64, i64) {
    let room = base.unsigned_abs() as u128 * bps as u128 / BPS as u128;
    let (base, room) = (base as i128, room as i128);
    let (low, high) = (base - room, base + room);
    (
        if low < i64::MIN as i128 { i64::MIN } else { low as i64 },
        if high > i64::MAX as i128 { i64::MAX } else { high as i64 },
    )
}
