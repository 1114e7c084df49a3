//! Times and the seconds between them. The chain's machine has no carry: a sum or difference of signed numbers that saturates takes it 14
//! instructions, and these take four.

/// The time `seconds` after `time`; the last there is, if it would be later.
#[inline(always)]
pub const fn later(time: i64, seconds: u64) -> i64 {
    let sum = time.wrapping_add_unsigned(seconds);
    if sum < time { i64::MAX } else { sum }
}

/// The seconds from `from` to `now`; zero if `now` is no later.
#[inline(always)]
pub const fn since(from: i64, now: i64) -> u64 {
    if now > from { now.wrapping_sub(from) as u64 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const EDGES: [i64; 7] = [i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX];

    fn check(time: i64, other: i64, seconds: u64) {
        assert_eq!(later(time, seconds), time.saturating_add_unsigned(seconds), "{time} {seconds}");
        let passed = if other > time { other.abs_diff(time) } else { 0 };
        assert_eq!(since(time, other), passed, "{time} {other}");
    }

    #[test]
    fn at_the_edges() {
        for time in EDGES {
            for other in EDGES {
                for seconds in [0, 1, u64::MAX >> 1, (u64::MAX >> 1) + 1, u64::MAX - 1, u64::MAX] {
                    check(time, other, seconds);
                }
            }
        }
    }

    proptest! {
        #[test]
        fn as_the_standard_library_says(time: i64, other: i64, seconds: u64, shift in 0u32..64) {
            check(time, other, seconds >> shift);
        }
    }
}
