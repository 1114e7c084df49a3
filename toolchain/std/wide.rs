//! 128-bit multiplication and division in 64-bit arithmetic, for a machine that has no wider.
//!
//! Nothing here may use 128-bit multiplication or division itself: the compiler would call these functions for it.
//! Divisors are never zero: rustc checks before it divides.

/// A 128-bit number as its low and high half. A signed one is in two's complement.
pub type Wide = (u64, u64);

const LOW: u64 = 0xffff_ffff;

/// The low 128 bits of the product, which are the same for signed and unsigned operands.
pub fn mul((alo, ahi): Wide, (blo, bhi): Wide) -> Wide {
    let (lo, hi) = widening_mul(alo, blo);
    (lo, hi.wrapping_add(alo.wrapping_mul(bhi)).wrapping_add(ahi.wrapping_mul(blo)))
}

/// Quotient of unsigned numbers.
pub fn unsigned_div(a: Wide, b: Wide) -> Wide {
    div_rem(a, b).0
}

/// Remainder of unsigned numbers.
pub fn unsigned_rem(a: Wide, b: Wide) -> Wide {
    div_rem(a, b).1
}

/// Quotient of signed numbers, rounded towards zero.
pub fn signed_div(a: Wide, b: Wide) -> Wide {
    let ((a, a_negative), (b, b_negative)) = (magnitude(a), magnitude(b));
    let quotient = div_rem(a, b).0;
    if a_negative != b_negative { negate(quotient) } else { quotient }
}

/// Remainder of signed numbers, with the sign of the dividend.
pub fn signed_rem(a: Wide, b: Wide) -> Wide {
    let ((a, a_negative), (b, _)) = (magnitude(a), magnitude(b));
    let remainder = div_rem(a, b).1;
    if a_negative { negate(remainder) } else { remainder }
}

/// The whole product of two halves (Warren, Hacker's Delight, 8-2).
#[inline(always)]
fn widening_mul(a: u64, b: u64) -> Wide {
    // SAFETY: a static is read. LLVM must not see its value: it would know the whole for a product of 128 bits, and call for
    // that the function that this is.
    let low = unsafe { core::ptr::read_volatile(&LOW_MASK) };
    let (a0, a1, b0, b1) = (a & low, a >> 32, b & low, b >> 32);
    // Each sum is of a product of two digits and of one or two digits, which fit together.
    let middle = a1 * b0 + ((a0 * b0) >> 32);
    let carry = a0 * b1 + (middle & low);
    (a.wrapping_mul(b), a1 * b1 + (middle >> 32) + (carry >> 32))
}

static LOW_MASK: u64 = LOW;

/// Quotient and remainder of unsigned numbers.
#[inline(always)]
fn div_rem((alo, ahi): Wide, (blo, bhi): Wide) -> (Wide, Wide) {
    if bhi == 0 {
        if ahi == 0 {
            return ((alo / blo, 0), (alo % blo, 0));
        }
        // Most quotients fit a half.
        let (high, rest) = if ahi < blo { (0, ahi) } else { (ahi / blo, ahi % blo) };
        let (low, rest) = div_2by1(rest, alo, blo);
        return ((low, high), (rest, 0));
    }
    // The quotient fits in 64 bits: shift and subtract from the divisor's own width.
    let (mut rlo, mut rhi) = (alo, ahi);
    let mut quotient = 0u64;
    let mut shift = bhi.leading_zeros() as i32 - ahi.leading_zeros() as i32;
    while shift >= 0 {
        let (dlo, dhi) = if shift == 0 { (blo, bhi) } else { (blo << shift, (bhi << shift) | (blo >> (64 - shift))) };
        if rhi > dhi || (rhi == dhi && rlo >= dlo) {
            let (lo, borrow) = rlo.overflowing_sub(dlo);
            rhi = rhi - dhi - borrow as u64;
            rlo = lo;
            quotient |= 1 << shift;
        }
        shift -= 1;
    }
    ((quotient, 0), (rlo, rhi))
}

/// `(hi, lo) / d` for `hi < d`, in two digits of 32 bits (Knuth, algorithm D).
#[inline(always)]
fn div_2by1(hi: u64, lo: u64, d: u64) -> (u64, u64) {
    if d <= LOW {
        let n = (hi << 32) | (lo >> 32);
        let (high, rest) = (n / d, n % d);
        let n = (rest << 32) | (lo & LOW);
        return ((high << 32) | (n / d), n % d);
    }
    // The divisor's highest bit is set, so that a digit is guessed too high by two at most.
    let shift = leading_zeros(d);
    let d = d << shift;
    let (dh, dl) = (d >> 32, d & LOW);
    // In two steps, as a shift by 64 is none.
    let hi = (hi << shift) | ((lo >> 1) >> (63 - shift));
    let lo = lo << shift;
    let digit = |n: u64, next: u64| {
        // As n < d, the guess is at most 2^32 + 1, and its product with dl fits. A guess is too high just if the product is
        // more than what is left.
        let mut q = n / dh;
        let mut r = n - q * dh;
        let (mut left, mut product) = ((r << 32) | next, q * dl);
        while product > left {
            q -= 1;
            r += dh;
            (left, product) = ((r << 32) | next, product - dl);
            if r >> 32 != 0 {
                break;
            }
        }
        (q, left.wrapping_sub(product))
    };
    let (q1, rest) = digit(hi, lo >> 32);
    let (q0, rest) = digit(rest, lo & LOW);
    ((q1 << 32) | q0, rest >> shift)
}

/// The leading zeros of a number above 32 bits, by a table: the machine counts none, and LLVM's count takes 40 instructions.
#[inline(always)]
fn leading_zeros(n: u64) -> u32 {
    let (byte, zeros) = match n >> 48 {
        0 if n >> 40 == 0 => (n >> 32, 24),
        0 => (n >> 40, 16),
        top if top >> 8 == 0 => (top, 8),
        top => (top >> 8, 0),
    };
    zeros + u32::from(ZEROS[byte as usize & 0xff])
}

/// The leading zeros of each byte.
static ZEROS: [u8; 256] = {
    let mut zeros = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        zeros[byte] = (byte as u8).leading_zeros() as u8;
        byte += 1;
    }
    zeros
};

fn magnitude((lo, hi): Wide) -> (Wide, bool) {
    if hi >> 63 == 0 { ((lo, hi), false) } else { (negate((lo, hi)), true) }
}

fn negate((lo, hi): Wide) -> Wide {
    let (lo, carry) = (!lo).overflowing_add(1);
    (lo, (!hi).wrapping_add(carry as u64))
}
