//! The weighted median of values, each with a weight.
//!
//! A sort on chain costs far more than a check of an order. The caller therefore passes the order, a byte each, and the
//! program verifies it in one pass: values do not fall, each entry occurs once, and none is left out. Another order of equal
//! values gives the same result.

/// The most entries: an order has a byte each.
pub const MAX_ENTRIES: usize = 256;

/// Why an order was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderError {
    /// The order has another number of entries than there are values [entries, values].
    Count(u64, u64),
    /// An entry occurs twice [entry].
    Twice(u8),
    /// An entry has no value [entry].
    NoValue(u8),
    /// A value is lower than the one before it [entry].
    Falls(u8),
}

/// Quantiles of weighted values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quantiles {
    /// The smallest value up to which a quarter of the weight lies.
    pub low: i64,
    /// The smallest value up to which half of the weight lies.
    pub median: i64,
    /// The smallest value up to which three quarters of the weight lie.
    pub high: i64,
    /// The total weight, saturating.
    pub weight: u64,
}

/// Verifies `order` and returns the quantiles of its `values` values. `entry` gives the value and the weight of an entry; none
/// for an entry without a value.
///
/// # Errors
/// [`OrderError`], for anything but each entry with a value, once, in ascending order of values.
#[inline]
pub fn quantiles(
    order: &[u8],
    values: u64,
    entry: impl Fn(usize) -> Option<(i64, u64)>,
) -> Result<Quantiles, OrderError> {
    if order.len() as u64 != values {
        return Err(OrderError::Count(order.len() as u64, values));
    }
    let mut seen = [0u64; MAX_ENTRIES / 64];
    let (mut weight, mut last) = (0u64, i64::MIN);
    for &place in order {
        let (word, bit) = (usize::from(place >> 6), 1u64 << (place & 63));
        if seen[word] & bit != 0 {
            return Err(OrderError::Twice(place));
        }
        seen[word] |= bit;
        let (value, own) = entry(usize::from(place)).ok_or(OrderError::NoValue(place))?;
        if value < last {
            return Err(OrderError::Falls(place));
        }
        last = value;
        weight = weight.saturating_add(own);
    }
    let mut result = Quantiles { low: last, median: last, high: last, weight };
    let quarter = |parts: u64| (u128::from(weight) * u128::from(parts)).div_ceil(4) as u64;
    let (first, second, third) = (quarter(1), quarter(2), quarter(3));
    let (mut sum, mut found) = (0u64, 0);
    for &place in order {
        let (value, own) = entry(usize::from(place)).ok_or(OrderError::NoValue(place))?;
        sum = sum.saturating_add(own);
        if found < 1 && sum >= first {
            (result.low, found) = (value, 1);
        }
        if found == 1 && sum >= second {
            (result.median, found) = (value, 2);
        }
        if found == 2 && sum >= third {
            result.high = value;
            break;
        }
    }
    Ok(result)
}

/// The weight of the values from `low` through `high`, saturating. `order` is verified.
#[inline]
pub fn weight_within(order: &[u8], (low, high): (i64, i64), entry: impl Fn(usize) -> Option<(i64, u64)>) -> u64 {
    let mut weight = 0u64;
    for (value, own) in order.iter().filter_map(|&place| entry(usize::from(place))) {
        if value > high {
            break;
        }
        if value >= low {
            weight = weight.saturating_add(own);
        }
    }
    weight
}
