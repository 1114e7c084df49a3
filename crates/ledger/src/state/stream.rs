//! An amount that streams evenly over a time, so that a deposit just before its payment earns nothing of it.

use bytemuck::{Pod, Zeroable};

use crate::math::{add, mul_div_floor};
use crate::refusal::{Result, Rule, ensure, first_untrue};
use crate::state::time::{later, since};

/// The longest time over which a stream may run, in seconds: a year.
pub const MAX_STREAM_SECONDS: u64 = 365 * 86_400;

/// The amount still to stream, evenly from `updated` to `end`.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Stream {
    /// The amount not streamed at `updated`.
    pub left: u64,
    /// The time up to which it has streamed.
    pub updated: i64,
    /// The time at which all of it has streamed.
    pub end: i64,
}

impl Stream {
    /// Lets out what is due by `now`, rounded down, and returns it. What a rounding holds back streams later, and all of
    /// it has streamed at the end. A clock that stands still or runs back lets out nothing.
    ///
    /// # Errors
    /// None that a transition can bring about.
    pub fn release(&mut self, now: i64) -> Result<u64> {
        let due = self.due(now)?;
        // A rounding to nothing must not use up the time either, or looking often would hold it all back to the end.
        if due > 0 || self.left == 0 || now >= self.end {
            self.left -= due;
            self.updated = self.updated.max(now);
        }
        Ok(due)
    }

    /// What is due by `now`.
    ///
    /// # Errors
    /// None that a transition can bring about.
    pub fn due(&self, now: i64) -> Result<u64> {
        // The end comes first: a stream of no time has ended when it begins.
        if now >= self.end {
            Ok(self.left)
        } else if now <= self.updated {
            Ok(0)
        } else {
            mul_div_floor(self.left, now.abs_diff(self.updated), self.end.abs_diff(self.updated))
        }
    }

    /// Adds `amount` at `now`, to stream over `seconds`, and returns what is due at `now`: of the earlier stream, and
    /// of `amount` too if nothing was streaming and `seconds` is zero.
    ///
    /// The two streams become one that ends at the mean of both ends, weighted by their amounts and rounded to the end of
    /// what ran. So a payment does not restart what was earned, and many tiny ones neither put off nor bring forward a
    /// large one: each moves the end by its own weight alone, and by nothing where that is less than a second. What a
    /// payment's rounding of the due amount holds back, less than one unit, streams later.
    ///
    /// # Errors
    /// [`Rule::Overflow`], [`Rule::StreamTooLong`].
    pub fn pay(&mut self, amount: u64, seconds: u64, now: i64) -> Result<u64> {
        ensure(seconds <= MAX_STREAM_SECONDS, Rule::StreamTooLong, seconds, MAX_STREAM_SECONDS)?;
        let mut stream = *self;
        let due = stream.release(now)?;
        if amount > 0 {
            stream.fold(amount, seconds, now)?;
        }
        let at_once = stream.release(stream.updated)?;
        *self = stream;
        add(due, at_once)
    }

    fn fold(&mut self, amount: u64, seconds: u64, now: i64) -> Result<()> {
        // Where the clock has run back, both go on from the later time.
        let from = self.updated.max(now);
        // What ran has no weight if nothing of it is left.
        let rest = if self.left == 0 { seconds } else { since(from, self.end) };
        let left = add(self.left, amount)?;
        let moved = mul_div_floor(amount, seconds.abs_diff(rest), left)?;
        let time = if seconds >= rest { rest + moved } else { rest - moved };
        *self = Self { left, updated: from, end: later(from, time) };
        Ok(())
    }

    /// Puts off the rest by the time from `updated` to `now`: no holder is there to earn it.
    pub fn wait(&mut self, now: i64) {
        if now > self.updated {
            let rest = if self.left == 0 { 0 } else { self.end.abs_diff(self.updated) };
            self.updated = now;
            self.end = later(now, rest);
        }
    }

    /// What is true of a stream at any time, as the first thing that is not.
    pub fn invariant(&self) -> core::result::Result<(), &'static str> {
        first_untrue(&[(self.left == 0 || self.end >= self.updated, "a stream ends after it was last looked at")])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn paid(amount: u64, seconds: u64, now: i64) -> Stream {
        let mut stream = Stream { updated: now, end: now, ..Stream::default() };
        assert_eq!(stream.pay(amount, seconds, now), Ok(if seconds == 0 { amount } else { 0 }));
        stream.invariant().unwrap();
        stream
    }

    #[test]
    fn comes_out_evenly_and_wholly() {
        let mut stream = paid(1_000, 100, 50);
        for (now, due, left) in
            [(50, 0, 1_000), (51, 10, 990), (75, 240, 750), (75, 0, 750), (149, 740, 10), (150, 10, 0), (9_999, 0, 0)]
        {
            assert_eq!((stream.due(now), stream.release(now), stream.left), (Ok(due), Ok(due), left), "at {now}");
        }
        // All at once, after no read in between.
        assert_eq!(paid(1_000, 100, 50).release(i64::MAX), Ok(1_000));
    }

    #[test]
    fn an_empty_stream_lets_out_nothing() {
        let mut stream = Stream::default();
        for now in [i64::MIN, -1, 0, 1, i64::MAX] {
            assert_eq!((stream.due(now), stream.release(now)), (Ok(0), Ok(0)));
        }
        // Not even after it has been looked at in the last second there is, or at a payment of nothing.
        assert_eq!(stream.pay(0, 100, 7), Ok(0));
        assert_eq!(stream.left, 0);
    }

    #[test]
    fn zero_seconds_let_out_at_once_what_joins_nothing() {
        assert_eq!(paid(1_000, 0, 50).left, 0);
        assert_eq!(paid(u64::MAX, 0, i64::MIN).left, 0);
        // A payment that joins a stream streams with it, sooner: 500 in 50 s, and 500 in none, make 1,000 in 25 s.
        let mut stream = paid(1_000, 100, 0);
        assert_eq!(stream.pay(500, 0, 50), Ok(500));
        assert_eq!(stream, Stream { left: 1_000, updated: 50, end: 75 });
        // However large it is, what ran is not let out before its time is: the last second is whole.
        assert_eq!(stream.pay(u64::MAX - 1_000, 0, 50), Ok(0));
        assert_eq!(stream, Stream { left: u64::MAX, updated: 50, end: 51 });
    }

    #[test]
    fn a_payment_folds_into_what_runs() {
        // Half of 1,000 is left for 50 s; with 1,500 over 100 s that is (500·50 + 1,500·100)/2,000 = 87.5 s, and 87 s.
        let mut stream = paid(1_000, 100, 0);
        assert_eq!(stream.pay(1_500, 100, 50), Ok(500));
        assert_eq!(stream, Stream { left: 2_000, updated: 50, end: 137 });
        // A shorter one brings the end forward, rounded to the end that was: (2,000·87 + 1,000·10)/3,000 = 61.3 s, and 62 s.
        assert_eq!(stream.pay(1_000, 10, 50), Ok(0));
        assert_eq!(stream, Stream { left: 3_000, updated: 50, end: 112 });
        // After the end, it starts afresh.
        assert_eq!(stream.pay(7, 10, 1_000), Ok(3_000));
        assert_eq!(stream, Stream { left: 7, updated: 1_000, end: 1_010 });
    }

    /// One unit in each second, and many in one: the end stands still, and the large payment is out in time.
    #[test]
    fn dust_neither_puts_off_nor_brings_forward_a_large_payment() {
        for seconds in [0, 1, 1_000, MAX_STREAM_SECONDS] {
            let mut stream = paid(1 << 50, 1_000, 0);
            let mut out = 0;
            for now in 0..1_000 {
                for _ in 0..20 {
                    out += stream.pay(1, seconds, now).unwrap();
                }
                assert_eq!(stream.end, 1_000, "{seconds} s, at {now}");
                // Each payment holds back less than one unit, and adds one.
                let line = ((1u128 << 50) * now as u128 / 1_000) as u64;
                assert!(out.abs_diff(line) <= 20 * (now as u64 + 1), "{seconds} s, at {now}");
            }
            out += stream.release(1_000).unwrap();
            assert_eq!((out, stream.left), ((1 << 50) + 20_000, 0));
        }
    }

    #[test]
    fn a_clock_that_runs_back_lets_out_nothing() {
        let mut stream = paid(1_000, 100, 0);
        assert_eq!(stream.release(50), Ok(500));
        for now in [49, 0, -1, i64::MIN] {
            assert_eq!((stream.due(now), stream.release(now)), (Ok(0), Ok(0)));
            assert_eq!(stream, Stream { left: 500, updated: 50, end: 100 });
        }
        // What is paid meanwhile goes on from the later time: (500·50 + 500·100)/1,000 = 75 s from second 50.
        assert_eq!(stream.pay(500, 100, 10), Ok(0));
        assert_eq!(stream, Stream { left: 1_000, updated: 50, end: 125 });
        stream.wait(10);
        assert_eq!(stream, Stream { left: 1_000, updated: 50, end: 125 });
    }

    #[test]
    fn what_waits_comes_out_later_and_as_slowly() {
        let mut stream = paid(1_000, 100, 0);
        assert_eq!(stream.release(50), Ok(500));
        stream.wait(1_050);
        assert_eq!(stream, Stream { left: 500, updated: 1_050, end: 1_100 });
        assert_eq!((stream.release(1_075), stream.release(1_100)), (Ok(250), Ok(250)));
        // Up to the end of time.
        let mut stream = paid(1_000, 100, i64::MIN);
        stream.wait(i64::MAX);
        stream.invariant().unwrap();
        assert_eq!(stream.release(i64::MAX), Ok(1_000));
    }

    #[test]
    fn limits() {
        let mut stream = paid(u64::MAX, MAX_STREAM_SECONDS, i64::MIN);
        let full = stream;
        assert_eq!(stream.pay(1, 1, i64::MIN), Err(crate::refusal::Refusal::new(Rule::Overflow, u64::MAX, 1)));
        assert_eq!(stream.pay(1, MAX_STREAM_SECONDS + 1, 0).unwrap_err().rule, Rule::StreamTooLong);
        assert_eq!(stream, full, "a refusal changes nothing");
        let half = i64::MIN + (MAX_STREAM_SECONDS / 2) as i64;
        assert_eq!(stream.release(half), Ok(u64::MAX / 2));
        assert_eq!(stream.release(i64::MAX), Ok(u64::MAX / 2 + 1));
        // In the last second of all, everything has ended.
        assert_eq!(Stream::default().pay(5, 100, i64::MAX), Ok(5));
    }

    /// A slow stream read in every second: nothing is lost. The released sum stays behind the line by less than a unit a
    /// read, and never by so much that the end brings more than the next whole rate.
    #[test]
    fn a_slow_stream_looked_at_often() {
        let mut stream = paid(100, 66, 0);
        let mut out = 0;
        for now in 1..=66 {
            let due = stream.release(now).unwrap();
            assert!(due <= 2, "{due} at {now}");
            out += due;
            assert!(out <= 100 * now as u64 / 66, "at {now}");
        }
        assert_eq!(out, 100);
        // Slower than a unit a look, it is not held back at all.
        let mut stream = paid(10, 66, 0);
        assert_eq!((1..=60).map(|now| stream.release(now).unwrap()).sum::<u64>(), 9);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        /// However often and with any clock it is read, the released sum is never over the line, and under it by less than
        /// a unit a read; all of it is released at the end.
        #[test]
        fn stays_on_the_line(
            amount in 1u64.., seconds in 1u64..=MAX_STREAM_SECONDS, shift in 0u32..64,
            looks in prop::collection::vec(0.0f64..1.0, 0..40),
        ) {
            let amount = (amount >> shift).max(1);
            let mut stream = paid(amount, seconds, 1_000);
            let (mut out, mut latest, mut count) = (0u64, 0u64, 0u64);
            for look in looks {
                let elapsed = (seconds as f64 * look) as u64;
                out += stream.release(1_000 + elapsed as i64).unwrap();
                stream.invariant().unwrap();
                (latest, count) = (latest.max(elapsed), count + 1);
                let line = (u128::from(amount) * u128::from(latest) / u128::from(seconds)) as u64;
                prop_assert!(out <= line && line - out <= count, "{out} against {line} after {count}");
                prop_assert_eq!(out + stream.left, amount);
            }
            prop_assert_eq!(out + stream.release(1_000 + seconds as i64).unwrap(), amount);
        }

        /// Payments, reads, waits and clocks at random: what came in is released or left; nothing is put off beyond a
        /// longest stream; and at the moment of a payment nothing of it is released.
        #[test]
        fn random_lives(acts in prop::collection::vec((0u8..4, 1u64..1 << 56, -50i64..5_000, 1u64..10_000), 1..100)) {
            let (mut stream, mut paid_in, mut out, mut now) = (Stream::default(), 0u64, 0u64, 0i64);
            for (act, amount, step, seconds) in acts {
                now += step;
                match act {
                    0 => {
                        let before = stream.due(now).unwrap();
                        let due = stream.pay(amount, seconds, now).unwrap();
                        prop_assert_eq!(due, before);
                        (paid_in, out) = (paid_in + amount, out + due);
                        prop_assert_eq!(stream.due(now), Ok(0));
                    }
                    1 | 2 => out += stream.release(now).unwrap(),
                    _ => {
                        stream.wait(now);
                        prop_assert_eq!(stream.due(now), Ok(0));
                    }
                }
                stream.invariant().unwrap();
                prop_assert_eq!(out + stream.left, paid_in);
                prop_assert!(stream.left == 0 || stream.end - stream.updated <= 10_000);
            }
            prop_assert_eq!(out + stream.release(now + 20_000).unwrap(), paid_in);
        }
    }
}
