//! The end of a feed: its number is never used again, and its accounts are closed when nothing of it can be slashed any more.

use bytemuck::{Pod, Zeroable};

use crate::error::{Result, Rule, ensure};
use crate::rules::MAX_WINDOW_SECONDS;

/// The numbers of an oracle's retired feeds, a bit each. A number is the kind of a feed's votes and a part of its address: a signed vote or a
/// consumer of a retired feed would fit a later one of the same number.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct RetiredNumbers {
    pub bits: [u8; 32],
}

impl RetiredNumbers {
    pub const fn has(&self, number: u8) -> bool {
        self.bits[number as usize / 8] & (1 << (number % 8)) != 0
    }

    /// Refuses the number of a retired feed.
    ///
    /// # Errors
    /// [`Rule::NumberRetired`].
    pub fn check(&self, number: u8) -> Result<()> {
        ensure(!self.has(number), Rule::NumberRetired, number.into(), 0)
    }

    /// Retires `number` permanently.
    ///
    /// # Errors
    /// [`Rule::NumberRetired`].
    pub fn retire(&mut self, number: u8) -> Result<()> {
        self.check(number)?;
        self.bits[usize::from(number) / 8] |= 1 << (number % 8);
        Ok(())
    }
}

/// When a feed ends, and the accounts that must be closed before it.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Retirement {
    /// The first second without a height, in unix seconds; zero for a feed that is not retired.
    pub from: i64,
    /// The first second in which the feed's evidence is no longer needed.
    pub closable_from: i64,
    pub open_rounds: u32,
    pub open_scores: u32,
}

impl Retirement {
    /// Announces that the feed ends at `from`, which cannot be taken back. Evidence that is proven by the end of its last window is needed
    /// until `needed_until` of that time. Every height is earlier than the end, and no window is longer than the bound of the rules.
    ///
    /// # Errors
    /// [`Rule::AlreadyRetired`].
    pub fn announce(&mut self, from: i64, needed_until: impl FnOnce(i64) -> i64) -> Result<()> {
        ensure(self.from == 0, Rule::AlreadyRetired, 0, 0)?;
        self.from = from.max(1);
        let last_window = self.from.saturating_add_unsigned(MAX_WINDOW_SECONDS);
        self.closable_from = needed_until(last_window).max(last_window);
        Ok(())
    }

    /// Refuses what happens at `time` or later in a feed that has ended: a height, or an account of rounds.
    ///
    /// # Errors
    /// [`Rule::FeedRetired`].
    pub fn check_live(&self, time: i64) -> Result<()> {
        let is_live = self.from == 0 || time < self.from;
        ensure(is_live, Rule::FeedRetired, time.unsigned_abs(), self.from.unsigned_abs())
    }

    /// Counts an account of rounds that opens at `now`.
    ///
    /// # Errors
    /// [`Rule::FeedRetired`].
    pub fn open_round(&mut self, now: i64) -> Result<()> {
        self.check_live(now)?;
        self.open_rounds += 1;
        Ok(())
    }

    /// Counts a score that opens at `now`. The last heights are judged after the feed's end, so a score opens until the feed can be closed.
    ///
    /// # Errors
    /// [`Rule::FeedRetired`].
    pub fn open_score(&mut self, now: i64) -> Result<()> {
        let is_needed = self.from == 0 || now < self.closable_from;
        ensure(is_needed, Rule::FeedRetired, now.unsigned_abs(), self.closable_from.unsigned_abs())?;
        self.open_scores += 1;
        Ok(())
    }

    /// Closes an account of rounds, of which the reports are evidence.
    ///
    /// # Errors
    /// [`Rule::NotRetired`], [`Rule::EvidenceNeeded`].
    pub fn close_round(&mut self, now: i64) -> Result<()> {
        self.check_closable(now)?;
        self.open_rounds = self.open_rounds.saturating_sub(1);
        Ok(())
    }

    /// Closes a score, without which its operator could not be judged.
    ///
    /// # Errors
    /// [`Rule::NotRetired`], [`Rule::EvidenceNeeded`].
    pub fn close_score(&mut self, now: i64) -> Result<()> {
        self.check_closable(now)?;
        self.open_scores = self.open_scores.saturating_sub(1);
        Ok(())
    }

    /// Refuses the end of a feed with accounts that are closed by it alone.
    ///
    /// # Errors
    /// [`Rule::NotRetired`], [`Rule::EvidenceNeeded`], [`Rule::AccountsOpen`].
    pub fn close_feed(&self, now: i64) -> Result<()> {
        self.check_closable(now)?;
        let open = u64::from(self.open_rounds) + u64::from(self.open_scores);
        ensure(open == 0, Rule::AccountsOpen, open, 0)
    }

    fn check_closable(&self, now: i64) -> Result<()> {
        ensure(self.from > 0, Rule::NotRetired, 0, 0)?;
        let is_closable = now >= self.closable_from;
        ensure(is_closable, Rule::EvidenceNeeded, now.unsigned_abs(), self.closable_from.unsigned_abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule<T: core::fmt::Debug>(result: Result<T>) -> (Rule, u64, u64) {
        let refusal = result.expect_err("a refusal");
        (refusal.rule, refusal.value, refusal.limit)
    }

    #[test]
    fn each_number_is_retired_once_and_alone() {
        let mut numbers = RetiredNumbers::default();
        for number in 0..=u8::MAX {
            assert!(!numbers.has(number));
            numbers.retire(number).expect("a new number");
            assert_eq!((0..=u8::MAX).filter(|number| numbers.has(*number)).count(), usize::from(number) + 1);
            assert_eq!(rule(numbers.retire(number)), (Rule::NumberRetired, number.into(), 0));
            assert_eq!(rule(numbers.check(number)), (Rule::NumberRetired, number.into(), 0));
        }
    }

    #[test]
    fn a_feed_that_is_not_retired_closes_nothing() {
        let mut feed = Retirement::default();
        feed.open_round(i64::MAX).expect("a live feed");
        feed.open_score(i64::MAX).expect("a live feed");
        feed.check_live(i64::MAX).expect("a live feed");
        let before = feed;
        assert_eq!(rule(feed.close_round(i64::MAX)).0, Rule::NotRetired);
        assert_eq!(rule(feed.close_score(i64::MAX)).0, Rule::NotRetired);
        assert_eq!(rule(feed.close_feed(i64::MAX)).0, Rule::NotRetired);
        assert_eq!(feed, before);
    }

    #[test]
    fn a_retired_feed_ends_before_its_accounts_close() {
        let mut feed = Retirement::default();
        feed.open_round(1).expect("a live feed");
        feed.open_score(1).expect("a live feed");
        feed.announce(100, |proven_at| proven_at + 50).expect("an end");
        let closable = 100 + MAX_WINDOW_SECONDS + 50;
        let (last, first) = (closable.cast_signed() - 1, closable.cast_signed());
        assert_eq!((feed.from, feed.closable_from), (100, first));
        assert_eq!(rule(feed.announce(200, |at| at)).0, Rule::AlreadyRetired);
        feed.check_live(99).expect("the last height");
        assert_eq!(rule(feed.check_live(100)), (Rule::FeedRetired, 100, 100));
        feed.open_round(99).expect("before the end");
        assert_eq!(rule(feed.open_round(100)), (Rule::FeedRetired, 100, 100));
        feed.open_score(last).expect("a judge may need it");
        assert_eq!(rule(feed.open_score(first)), (Rule::FeedRetired, closable, closable));
        for refused in [feed.close_round(last), feed.close_score(last), feed.close_feed(last)] {
            assert_eq!(rule(refused), (Rule::EvidenceNeeded, closable - 1, closable));
        }
        for open in [4, 3, 2, 1] {
            assert_eq!(rule(feed.close_feed(first)), (Rule::AccountsOpen, open, 0));
            let close = if open > 2 { Retirement::close_round } else { Retirement::close_score };
            close(&mut feed, first).expect("no evidence is needed");
        }
        feed.close_feed(first).expect("nothing is open");
    }

    #[test]
    fn an_end_at_the_limits_of_time_overflows_nowhere() {
        let mut feed = Retirement::default();
        feed.announce(i64::MAX, |at| at).expect("an end");
        assert_eq!(feed.closable_from, i64::MAX);
        let mut feed = Retirement::default();
        feed.announce(i64::MIN, |_| i64::MIN).expect("an end");
        assert_eq!((feed.from, feed.closable_from), (1, 1 + MAX_WINDOW_SECONDS.cast_signed()));
    }
}
