//! Multiplication and division in one step, with a stated rounding.

use crate::{Refusal, Result, Why};

/// `floor(a * b / c)`.
///
/// # Errors
/// [`Why::Overflow`] if `c` is zero or the result does not fit.
pub fn mul_div_floor(a: u64, b: u64, c: u64) -> Result<u64> {
    // Most amounts multiply within 64 bits, where a division is one instruction of the chain's machine.
    match a.checked_mul(b) {
        Some(product) => product.checked_div(c).ok_or(overflow(a, c)),
        None if c == 0 => Err(overflow(a, c)),
        None => narrow(u128::from(a) * u128::from(b) / u128::from(c), a),
    }
}

/// `ceil(a * b / c)`.
///
/// # Errors
/// As [`mul_div_floor`].
pub fn mul_div_ceil(a: u64, b: u64, c: u64) -> Result<u64> {
    match a.checked_mul(b) {
        Some(_) if c == 0 => Err(overflow(a, c)),
        Some(product) => Ok(product.div_ceil(c)),
        None if c == 0 => Err(overflow(a, c)),
        None => narrow((u128::from(a) * u128::from(b)).div_ceil(u128::from(c)), a),
    }
}

/// `a + b`, refused if it does not fit.
pub(crate) fn add(a: u64, b: u64) -> Result<u64> {
    a.checked_add(b).ok_or(overflow(a, b))
}

/// `a - b`, refused below zero.
pub(crate) fn sub(a: u64, b: u64) -> Result<u64> {
    a.checked_sub(b).ok_or(overflow(a, b))
}

fn narrow(wide: u128, value: u64) -> Result<u64> {
    u64::try_from(wide).map_err(|_| overflow(value, u64::MAX))
}

fn overflow(value: u64, limit: u64) -> Refusal {
    Refusal::new(Why::Overflow, value, limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_wide_arithmetic(a: u64, b: u64, c in 1u64..) {
            let product = u128::from(a) * u128::from(b);
            let (floor, ceil) = (product / u128::from(c), product.div_ceil(u128::from(c)));
            prop_assert_eq!(mul_div_floor(a, b, c).ok(), u64::try_from(floor).ok());
            prop_assert_eq!(mul_div_ceil(a, b, c).ok(), u64::try_from(ceil).ok());
        }
    }

    #[test]
    fn edges() {
        let max = u64::MAX;
        assert_eq!(mul_div_floor(max, max, max), Ok(max));
        assert_eq!(mul_div_ceil(max, max, max), Ok(max));
        assert_eq!(mul_div_floor(max, max - 1, max), Ok(max - 1));
        assert_eq!(mul_div_floor(max - 1, max - 1, max), Ok(max - 2));
        assert_eq!(mul_div_ceil(max - 1, max - 1, max), Ok(max - 1));
        assert_eq!((mul_div_floor(7, 1, 2), mul_div_ceil(7, 1, 2)), (Ok(3), Ok(4)));
        assert_eq!((mul_div_floor(0, max, 1), mul_div_ceil(0, max, 1)), (Ok(0), Ok(0)));
        for (a, b, c) in [(1, 1, 0), (max, max, 0), (max, 2, 1), (max, max, max - 1)] {
            assert_eq!(mul_div_floor(a, b, c).unwrap_err().why, Why::Overflow);
            assert_eq!(mul_div_ceil(a, b, c).unwrap_err().why, Why::Overflow);
        }
    }
}
