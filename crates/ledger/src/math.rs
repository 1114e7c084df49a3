//! Multiplication and division in one step, with a stated rounding; basis points of an amount.

use crate::refusal::{Refusal, Result, Rule};

/// Basis points in a whole.
pub const BPS: u64 = 10_000;

/// `floor(a * b / c)`.
///
/// # Errors
/// [`Rule::Overflow`] if `c` is zero or the result does not fit.
pub fn mul_div_floor(a: u64, b: u64, c: u64) -> Result<u64> {
    Ok(mul_div(a, b, c)?.0)
}

/// `ceil(a * b / c)`.
///
/// # Errors
/// As [`mul_div_floor`].
pub fn mul_div_ceil(a: u64, b: u64, c: u64) -> Result<u64> {
    let (quotient, left_over) = mul_div(a, b, c)?;
    quotient.checked_add(u64::from(left_over > 0)).ok_or(overflow(a, u64::MAX))
}

/// `a * b` divided by `c`: the quotient and what is left over.
#[inline(always)]
fn mul_div(a: u64, b: u64, c: u64) -> Result<(u64, u64)> {
    if c == 0 {
        return Err(overflow(a, c));
    }
    // A checked product of 64 bits is one of 128 on the chain's machine, so that this one serves both cases.
    let product = u128::from(a) * u128::from(b);
    let quotient = match u64::try_from(product) {
        Ok(product) => product / c,
        Err(_) => narrow(product / u128::from(c), a)?,
    };
    Ok((quotient, left_over(product as u64, quotient, c)))
}

/// What a division by `d` leaves over. It is below `d`, and so right modulo 2^64: a multiplication is cheaper than another
/// division.
pub(crate) fn left_over(low: u64, quotient: u64, d: u64) -> u64 {
    low.wrapping_sub(quotient.wrapping_mul(d))
}

/// `floor(a·(n0·n1)/(d0·d1))` in one division, for a ratio of at most one.
///
/// # Errors
/// [`Rule::Overflow`] if a divisor is zero or the ratio is over one.
pub fn mul_ratio_floor(a: u64, [n0, n1]: [u64; 2], [d0, d1]: [u64; 2]) -> Result<u64> {
    // A factor that stands above and below costs nothing to leave out, and is the usual case: a whole allocation.
    if n1 == d1 && d1 > 0 && n0 <= d0 {
        return mul_div_floor(a, n0, d0);
    }
    let (n, d) = (u128::from(n0) * u128::from(n1), u128::from(d0) * u128::from(d1));
    if d == 0 || n > d {
        return Err(overflow(n0, d0));
    }
    if n == d {
        return Ok(a);
    }
    Ok(mul_div_wide(a, n, d))
}

/// `ceil(a·(n0·n1)/(d0·d1))`, for a ratio of at most one.
///
/// # Errors
/// As [`mul_ratio_floor`].
pub fn mul_ratio_ceil(a: u64, [n0, n1]: [u64; 2], [d0, d1]: [u64; 2]) -> Result<u64> {
    if n1 == d1 && d1 > 0 && n0 <= d0 {
        return mul_div_ceil(a, n0, d0);
    }
    let floor = mul_ratio_floor(a, [n0, n1], [d0, d1])?;
    let exact = wide(floor, u128::from(d0) * u128::from(d1)) == wide(a, u128::from(n0) * u128::from(n1));
    Ok(floor + u64::from(!exact))
}

/// `a·b`, of up to 192 bits: what is over 64 bits, and the rest.
fn wide(a: u64, b: u128) -> (u128, u64) {
    let low = u128::from(a) * (b & u128::from(u64::MAX));
    (u128::from(a) * (b >> 64) + (low >> 64), low as u64)
}

/// `floor(a·n/d)` for `n < d`. Where the product has more than 128 bits: one digit of 64 bits of a long division (Knuth, The
/// Art of Computer Programming, volume 2, algorithm D).
fn mul_div_wide(a: u64, n: u128, d: u128) -> u64 {
    const LOW: u128 = u64::MAX as u128;
    let (high, low) = wide(a, n);
    if high <= LOW {
        return (((high << 64) | u128::from(low)) / d) as u64;
    }
    // As high < d, the quotient is a single digit.
    // As n has more than 64 bits, d has, and shifts by less than 64.
    let shift = d.leading_zeros();
    let (low, d) = (u128::from(low) << shift, d << shift);
    let high = (high << shift) | (low >> 64);
    let (d1, d0) = (d >> 64, d & LOW);
    let mut digit = (high / d1).min(LOW);
    let mut rest = high - digit * d1;
    while rest <= LOW && digit * d0 > ((rest << 64) | (low & LOW)) {
        digit -= 1;
        rest += d1;
    }
    digit as u64
}

/// `high·2^64 + low` divided by `d`, for `high < d`: the quotient and what is left over.
pub(crate) fn div_wide(high: u64, low: u64, d: u64) -> (u64, u64) {
    let quotient = (((u128::from(high) << 64) | u128::from(low)) / u128::from(d)) as u64;
    (quotient, left_over(low, quotient, d))
}

/// `a + b`, refused if it does not fit.
pub(crate) fn add(a: u64, b: u64) -> Result<u64> {
    a.checked_add(b).ok_or(overflow(a, b))
}

/// The sum of all `parts`, refused if it does not fit.
#[inline(always)]
pub(crate) fn sum<const N: usize>(parts: [u64; N]) -> Result<u64> {
    let sum = parts.iter().try_fold(0u64, |sum, part| sum.checked_add(*part));
    // One refusal for all of them: each of its own would be a branch of its own.
    sum.ok_or(overflow(u64::MAX, u64::MAX))
}

/// `a - b`, refused below zero.
pub(crate) fn sub(a: u64, b: u64) -> Result<u64> {
    a.checked_sub(b).ok_or(overflow(a, b))
}

fn narrow(wide: u128, value: u64) -> Result<u64> {
    u64::try_from(wide).map_err(|_| overflow(value, u64::MAX))
}

fn overflow(value: u64, limit: u64) -> Refusal {
    Refusal::new(Rule::Overflow, value, limit)
}

/// A fee of `bps` on `amount`, rounded up. It leaves at least one unit: no exit is so small that a fee takes all of it.
pub(crate) fn charge(amount: u64, bps: u64) -> Result<u64> {
    // Most vaults charge nothing.
    if bps == 0 {
        return Ok(0);
    }
    let fee = match small(amount, bps) {
        Some(product) => product.div_ceil(BPS),
        None => mul_div_ceil(amount, bps, BPS)?,
    };
    Ok(fee.min(amount.saturating_sub(1)))
}

/// A part of `bps` of a reward for another party than the vault's holders, rounded down.
pub(crate) fn part(amount: u64, bps: u64) -> Result<u64> {
    if bps == 0 {
        return Ok(0);
    }
    match small(amount, bps) {
        Some(product) => Ok(product / BPS),
        None => mul_div_floor(amount, bps, BPS),
    }
}

/// `amount·bps` where it fits for any part of a whole. The chain's machine looks for an overflow of a product in 128 bits.
fn small(amount: u64, bps: u64) -> Option<u64> {
    (amount <= u64::MAX / BPS && bps <= BPS).then(|| amount.wrapping_mul(bps))
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

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn a_ratio_agrees_with_long_division(
            a: u64, n0: u64, n1: u64, d0 in 1u64.., d1 in 1u64.., shifts in [0u32..64, 0u32..64, 0u32..64, 0u32..64, 0u32..64],
        ) {
            let a = a >> shifts[0];
            let (n, d) = ([n0 >> shifts[1], n1 >> shifts[2]], [(d0 >> shifts[3]).max(1), (d1 >> shifts[4]).max(1)]);
            let wide = |[x, y]: [u64; 2]| u128::from(x) * u128::from(y);
            let expected = (wide(n) <= wide(d)).then(|| bit_by_bit(a, wide(n), wide(d)));
            prop_assert_eq!(mul_ratio_floor(a, n, d).ok(), expected);
            let exact = |floor: u64| super::wide(floor, wide(d)) == super::wide(a, wide(n));
            prop_assert_eq!(mul_ratio_ceil(a, n, d).ok(), expected.map(|floor| floor + u64::from(!exact(floor))));
        }
    }

    /// `floor(a·n/d)` for `n <= d`, by the schoolbook, with a carry where the doubled rest leaves 128 bits.
    fn bit_by_bit(a: u64, n: u128, d: u128) -> u64 {
        let (mut quotient, mut rest) = (0u64, 0u128);
        let mut step = |quotient: &mut u64, plus: u128| {
            let (sum, carry) = rest.overflowing_add(plus);
            let over = carry || sum >= d;
            rest = if over { sum.wrapping_sub(d) } else { sum };
            *quotient = quotient.wrapping_add(u64::from(over));
            rest
        };
        for bit in (0..64).rev() {
            quotient = quotient.wrapping_mul(2);
            let doubled = step(&mut quotient, 0);
            step(&mut quotient, doubled);
            if a >> bit & 1 == 1 {
                step(&mut quotient, n);
            }
        }
        quotient
    }

    #[test]
    fn ratios_at_their_edges() {
        let max = u64::MAX;
        assert_eq!(mul_ratio_floor(max, [max, max], [max, max]), Ok(max));
        assert_eq!(mul_ratio_floor(max, [max, max - 1], [max, max]), Ok(max - 1));
        assert_eq!(mul_ratio_floor(max, [1, 1], [max, max]), Ok(0));
        assert_eq!(mul_ratio_floor(max, [1, max], [max, max]), Ok(1));
        assert_eq!(mul_ratio_floor(7, [1, 1], [1, 2]), Ok(3));
        assert_eq!((mul_ratio_ceil(7, [1, 1], [1, 2]), mul_ratio_ceil(8, [1, 1], [1, 2])), (Ok(4), Ok(4)));
        assert_eq!(mul_ratio_ceil(max, [max, max - 1], [max, max]), Ok(max - 1));
        assert_eq!(mul_ratio_ceil(max - 1, [1, max], [max, max]), Ok(1));
        assert_eq!(mul_ratio_ceil(1, [max - 1, max], [max, max]), Ok(1));
        assert_eq!(mul_ratio_floor(0, [1, 1], [1, 1]), Ok(0));
        for (n, d) in [([1, 1], [0, 1]), ([2, 1], [1, 1]), ([0, 0], [1, 0])] {
            assert_eq!(mul_ratio_floor(1, n, d).unwrap_err().rule, Rule::Overflow);
        }
    }

    #[test]
    fn long_division() {
        let edges = [0, 1, 2, 3, u64::MAX >> 32, 1 << 32, 1 << 63, (1 << 63) + 1, u64::MAX - 1, u64::MAX];
        for d in edges {
            for high in edges.into_iter().filter(|high| *high < d) {
                for low in edges {
                    let wide = (u128::from(high) << 64) | u128::from(low);
                    let (quotient, left_over) = div_wide(high, low, d);
                    assert_eq!(u128::from(quotient) * u128::from(d) + u128::from(left_over), wide, "{high} {low} {d}");
                    assert!(left_over < d, "{high} {low} {d}");
                }
            }
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
            assert_eq!(mul_div_floor(a, b, c).unwrap_err().rule, Rule::Overflow);
            assert_eq!(mul_div_ceil(a, b, c).unwrap_err().rule, Rule::Overflow);
        }
    }

    proptest! {
        #[test]
        fn parts_are_what_wide_arithmetic_says(amount: u64, shift in 0u32..64, bps in 0u64..=BPS) {
            let amount = amount >> shift;
            let product = u128::from(amount) * u128::from(bps);
            let (floor, ceil) = ((product / u128::from(BPS)) as u64, product.div_ceil(u128::from(BPS)) as u64);
            prop_assert_eq!(part(amount, bps), Ok(floor));
            prop_assert_eq!(charge(amount, bps), Ok(ceil.min(amount.saturating_sub(1))));
        }

        #[test]
        fn at_the_edge_of_what_is_small(off in 0u64..3, bps in 0u64..=BPS) {
            for amount in [u64::MAX / BPS - off, u64::MAX / BPS + off, u64::MAX - off] {
                prop_assert_eq!(u128::from(part(amount, bps).unwrap()), u128::from(amount) * u128::from(bps) / u128::from(BPS));
            }
        }
    }
}
