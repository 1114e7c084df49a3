//! The 128-bit arithmetic that the target's standard library gets, against the host's own.

#[path = "../std/wide.rs"]
mod wide;

use wide::Wide;

fn halves(n: u128) -> Wide {
    (n as u64, (n >> 64) as u64)
}

fn whole((lo, hi): Wide) -> u128 {
    u128::from(lo) | u128::from(hi) << 64
}

fn check(a: u128, b: u128) {
    let (wa, wb) = (halves(a), halves(b));
    assert_eq!(whole(wide::mul(wa, wb)), a.wrapping_mul(b), "{a:#x} * {b:#x}");
    if b == 0 {
        return;
    }
    assert_eq!(whole(wide::unsigned_div(wa, wb)), a / b, "{a:#x} / {b:#x}");
    assert_eq!(whole(wide::unsigned_rem(wa, wb)), a % b, "{a:#x} % {b:#x}");
    let (sa, sb) = (a as i128, b as i128);
    assert_eq!(whole(wide::signed_div(wa, wb)) as i128, sa.wrapping_div(sb), "{sa:#x} / {sb:#x}, signed");
    assert_eq!(whole(wide::signed_rem(wa, wb)) as i128, sa.wrapping_rem(sb), "{sa:#x} % {sb:#x}, signed");
}

/// Numbers at and beside every power of two and its complement: where carries, shifts and digits change.
fn edges() -> Vec<u128> {
    let mut edges = vec![0, 1, u128::MAX, u128::MAX / 3, u128::MAX / 5, u128::from(u64::MAX) << 32];
    for shift in 0..128 {
        let power = 1u128 << shift;
        edges.extend([power, power - 1, power + 1, !power, power.wrapping_neg()]);
    }
    edges
}

/// xorshift64*: the same operands in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number of a random width, so that each shape of division is met.
    fn wide(&mut self) -> u128 {
        let number = whole((self.next(), self.next()));
        number >> (self.next() % 128)
    }
}

#[test]
fn agrees_on_edges() {
    let edges = edges();
    for &a in &edges {
        for &b in &edges {
            check(a, b);
        }
    }
}

#[test]
fn agrees_on_random_operands() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for _ in 0..1_000_000 {
        let (a, b) = (random.wide(), random.wide());
        check(a, b);
    }
}
