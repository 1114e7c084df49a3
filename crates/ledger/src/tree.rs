//! Rewards by cumulative roots: what came in, what was promised, what went out.
//!
//! A root stands for a list of what each earner has earned in all. It takes effect after a delay, in which it can be
//! struck, and is replaced only by one that promises at least as much in all. No list is known here: that an earner is in
//! it with a figure, the caller has proven.

use bytemuck::{Pod, Zeroable};

use crate::math::{add, sub};
use crate::refusal::{ensure, first_untrue};
use crate::{Result, Why};

/// The shortest delay of a root, in seconds: an hour. A shorter one leaves no time to recompute a list of earnings and
/// strike it.
pub const MIN_ROOT_DELAY: u64 = 3_600;

/// The longest delay of a root, in seconds: 30 days.
pub const MAX_ROOT_DELAY: u64 = 30 * 86_400;

/// A root; zero for none.
pub type Root = [u8; 32];

/// The figures of one tree of rewards.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct RewardBooks {
    /// The active root, until the next one takes effect; zero before the first.
    pub active_root: [u8; 32],
    /// What it promises to all earners together, from the beginning on.
    pub active_total: u64,
    /// The first second at which it counted.
    pub active_from: i64,
    /// The root that is active from `activates_at` on; zero if there is none.
    pub next_root: [u8; 32],
    /// What it promises to all earners together, from the beginning on.
    pub next_total: u64,
    /// The first second at which the next root is active; zero if there is none.
    pub activates_at: i64,
    /// All that came in.
    pub funded: u64,
    /// All that went out.
    pub paid: u64,
}

impl RewardBooks {
    /// Refuses a delay out of its bounds.
    ///
    /// # Errors
    /// [`Why::RootDelay`].
    pub fn check_delay(seconds: u64) -> Result<()> {
        ensure(seconds >= MIN_ROOT_DELAY, Why::RootDelay, seconds, MIN_ROOT_DELAY)?;
        ensure(seconds <= MAX_ROOT_DELAY, Why::RootDelay, seconds, MAX_ROOT_DELAY)
    }

    /// Makes the next root the active one if it has taken effect at `now`.
    pub fn settle(&mut self, now: i64) {
        if self.next_root != [0; 32] && now >= self.activates_at {
            self.active_root = self.next_root;
            self.active_total = self.next_total;
            self.active_from = self.activates_at;
            self.drop_next();
        }
    }

    fn drop_next(&mut self) {
        self.next_root = [0; 32];
        self.next_total = 0;
        self.activates_at = 0;
    }

    /// Takes in `amount`, for roots to come.
    ///
    /// # Errors
    /// [`Why::Zero`], [`Why::Overflow`].
    pub fn fund(&mut self, amount: u64) -> Result<()> {
        ensure(amount > 0, Why::Zero, 0, 1)?;
        self.funded = add(self.funded, amount)?;
        Ok(())
    }

    /// Publishes `root`, which promises `total` to all earners together, at `now`: it takes effect `delay` seconds later.
    /// One that is pending still is replaced, and the new one waits its own full time. Returns what has to come in for it.
    ///
    /// # Errors
    /// [`Why::NoRoot`] for the zero root, [`Why::TotalFell`].
    pub fn publish(&mut self, root: Root, total: u64, delay: u64, now: i64) -> Result<u64> {
        ensure(root != [0; 32], Why::NoRoot, 0, 1)?;
        let mut books = *self;
        books.settle(now);
        ensure(total >= books.active_total, Why::TotalFell, total, books.active_total)?;
        books.next_root = root;
        books.next_total = total;
        books.activates_at = now.saturating_add_unsigned(delay);
        let missing = total.saturating_sub(books.funded);
        books.funded = add(books.funded, missing)?;
        *self = books;
        Ok(missing)
    }

    /// Strikes `root`, which must be pending at `now`. What came in for it stays, for the next.
    ///
    /// # Errors
    /// [`Why::RootActive`], [`Why::RootNotPending`].
    pub fn strike(&mut self, root: Root, now: i64) -> Result<()> {
        let mut books = *self;
        books.settle(now);
        if root != [0; 32] && root == books.active_root && root != books.next_root {
            ensure(false, Why::RootActive, now.max(0).unsigned_abs(), books.active_from.max(0).unsigned_abs())?;
        }
        ensure(root != [0; 32] && root == books.next_root, Why::RootNotPending, 0, 1)?;
        books.drop_next();
        *self = books;
        Ok(())
    }

    /// Pays an earner that has earned `cumulative` by the active root and claimed `claimed` so far. Returns what to pay.
    /// The caller has settled, and has proven the figure against the active root.
    ///
    /// # Errors
    /// [`Why::NothingEarned`]; [`Why::OverTotal`] where the root's list comes to more than its total, and others were first.
    pub fn claim(&mut self, cumulative: u64, claimed: u64) -> Result<u64> {
        ensure(cumulative > claimed, Why::NothingEarned, cumulative, claimed)?;
        let amount = sub(cumulative, claimed)?;
        let left = sub(self.active_total, self.paid)?;
        ensure(amount <= left, Why::OverTotal, amount, left)?;
        self.paid = add(self.paid, amount)?;
        Ok(amount)
    }

    /// What the tree holds for earners: what came in, less what went out.
    ///
    /// # Errors
    /// None that a transition can bring about.
    pub fn held(&self) -> Result<u64> {
        sub(self.funded, self.paid)
    }

    /// What is true of a tree at any time, as the first thing that is not.
    pub fn invariant(&self) -> core::result::Result<(), &'static str> {
        let pending = self.next_root != [0; 32];
        first_untrue(&[
            (self.paid <= self.active_total, "no more is paid than the active root promises"),
            (self.active_total <= self.funded, "what the active root promises has come in"),
            (self.next_total <= self.funded, "what the next root promises has come in"),
            (!pending || self.next_total >= self.active_total, "what is promised never falls"),
            (pending || (self.next_total == 0 && self.activates_at == 0), "no root, no figures"),
            (self.active_root != [0; 32] || self.active_total == 0, "nothing is promised by no root"),
        ])
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::Refusal;

    const A: Root = [1; 32];
    const B: Root = [2; 32];
    const DELAY: u64 = 3_600;

    fn refused<T: core::fmt::Debug>(result: Result<T>, why: Why, value: u64, limit: u64) {
        assert_eq!(result.unwrap_err(), Refusal { why, value, limit });
    }

    /// Books with an active root of `total`.
    fn active(total: u64) -> RewardBooks {
        let mut books = RewardBooks::default();
        assert_eq!(books.publish(A, total, DELAY, 0), Ok(total));
        books.settle(3_600);
        books
    }

    #[test]
    fn delays_have_bounds() {
        for (seconds, bound) in [(0, MIN_ROOT_DELAY), (3_599, MIN_ROOT_DELAY), (2_592_001, MAX_ROOT_DELAY)] {
            refused(RewardBooks::check_delay(seconds), Why::RootDelay, seconds, bound);
        }
        assert_eq!([3_600, 2_592_000].map(RewardBooks::check_delay), [Ok(()); 2]);
    }

    #[test]
    fn a_root_counts_from_its_second_on() {
        let mut books = RewardBooks::default();
        assert_eq!(books.publish(A, 10, DELAY, 100), Ok(10));
        books.settle(3_699);
        assert_eq!((books.active_root, books.next_root), ([0; 32], A));
        books.settle(3_700);
        assert_eq!((books.active_root, books.active_total, books.active_from), (A, 10, 3_700));
        assert_eq!((books.next_root, books.next_total, books.activates_at), ([0; 32], 0, 0));
        // A clock that runs back takes nothing away.
        books.settle(0);
        assert_eq!(books.active_root, A);
    }

    #[test]
    fn only_what_is_missing_has_to_come_in() {
        let mut books = active(10);
        books.fund(7).unwrap();
        assert_eq!(books.publish(B, 12, DELAY, 3_600), Ok(0), "the 7 cover it");
        assert_eq!(books.publish(B, 20, DELAY, 3_600), Ok(3));
        assert_eq!(books.publish(B, 10, DELAY, 3_600), Ok(0), "a pending root may be replaced by a lower one");
        assert_eq!(books.funded, 20);
        refused(books.fund(0), Why::Zero, 0, 1);
        let before = books;
        assert_eq!(books.fund(u64::MAX - 19).unwrap_err().why, Why::Overflow);
        assert_eq!(books, before);
    }

    #[test]
    fn what_is_promised_never_falls() {
        let mut books = active(10);
        refused(books.publish(B, 9, DELAY, 3_600), Why::TotalFell, 9, 10);
        refused(books.publish([0; 32], 11, DELAY, 3_600), Why::NoRoot, 0, 1);
        assert_eq!(books.publish(B, 10, DELAY, 3_600), Ok(0));
        assert_eq!(books.publish(B, 30, DELAY, 3_600), Ok(20));
        // The pending root is active then, settled or not.
        let before = books;
        refused(books.publish(A, 29, DELAY, 7_200), Why::TotalFell, 29, 30);
        assert_eq!(books, before, "a refusal changes nothing");
        assert_eq!(books.publish(A, 29, DELAY, 7_199), Ok(0));
        assert_eq!((books.active_total, books.activates_at), (10, 7_199 + 3_600), "the time starts anew");
    }

    #[test]
    fn a_root_is_struck_to_its_last_second_and_leaves_its_funds() {
        let mut books = active(10);
        books.publish(B, 30, DELAY, 3_600).unwrap();
        let mut late = books;
        refused(late.strike(B, 7_200), Why::RootActive, 7_200, 7_200);
        refused(late.strike(A, 7_199), Why::RootActive, 7_199, 3_600);
        refused(late.strike([0; 32], 7_199), Why::RootNotPending, 0, 1);
        refused(late.strike([9; 32], 7_199), Why::RootNotPending, 0, 1);
        assert_eq!(late, books, "a refusal changes nothing");
        books.strike(B, 7_199).unwrap();
        assert_eq!((books.active_root, books.next_root, books.funded), (A, [0; 32], 30));
        refused(books.strike(B, 7_199), Why::RootNotPending, 0, 1);
        assert_eq!(books.publish(B, 30, DELAY, 7_199), Ok(0), "what came in is there");
        // The same root as the active one, published again, is pending and can be struck.
        books.publish(A, 30, DELAY, 7_199).unwrap();
        books.strike(A, 7_199).unwrap();
        assert_eq!((books.active_root, books.active_total), (A, 10));
    }

    #[test]
    fn nobody_is_paid_twice_nor_more_than_promised() {
        let mut books = active(10);
        assert_eq!(books.claim(6, 0), Ok(6));
        refused(books.claim(6, 6), Why::NothingEarned, 6, 6);
        refused(books.claim(5, 6), Why::NothingEarned, 5, 6);
        refused(books.claim(0, 0), Why::NothingEarned, 0, 0);
        // A list that comes to more than its total: a late claimer has to wait for a higher one, and the books stay
        // whole.
        books.fund(100).unwrap();
        refused(books.claim(5, 0), Why::OverTotal, 5, 4);
        refused(books.claim(u64::MAX, 6), Why::OverTotal, u64::MAX - 6, 4);
        assert_eq!(books.claim(4, 0), Ok(4));
        assert_eq!((books.held(), books.invariant()), (Ok(100), Ok(())));
    }

    #[derive(Clone, Debug)]
    enum Step {
        Publish(u8, u64),
        Strike(u8),
        Fund(u64),
        Claim(u8, u64),
        Wait(u64),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            3 => (0..4u8, 0..2_000u64).prop_map(|(root, total)| Step::Publish(root, total)),
            1 => (0..4u8).prop_map(Step::Strike),
            1 => (0..500u64).prop_map(Step::Fund),
            6 => (0..4u8, 0..1_000u64).prop_map(|(who, cumulative)| Step::Claim(who, cumulative)),
            3 => (0..5_000u64).prop_map(Step::Wait),
        ]
    }

    proptest! {
        #[test]
        fn the_books_balance_in_any_order(steps in prop::collection::vec(step(), 1..80)) {
            let (mut books, mut now) = (RewardBooks::default(), 0);
            let (mut came_in, mut went_out) = (0u64, 0u64);
            let mut claimed = BTreeMap::<u8, u64>::new();
            for step in steps {
                let before = books;
                let done = match step {
                    Step::Publish(root, total) => {
                        books.publish([root; 32], total, DELAY, now).map(|missing| came_in += missing)
                    }
                    Step::Strike(root) => books.strike([root; 32], now),
                    Step::Fund(amount) => books.fund(amount).map(|()| came_in += amount),
                    Step::Claim(who, cumulative) => {
                        books.settle(now);
                        let so_far = claimed.entry(who).or_default();
                        let before = books;
                        let result = books.claim(cumulative, *so_far).map(|amount| {
                            went_out += amount;
                            *so_far += amount;
                            assert_eq!(*so_far, cumulative);
                        });
                        if result.is_err() {
                            prop_assert_eq!(books, before);
                        }
                        continue;
                    }
                    Step::Wait(seconds) => {
                        now += seconds as i64;
                        Ok(())
                    }
                };
                if done.is_err() {
                    prop_assert_eq!(books, before);
                }
                prop_assert_eq!(books.invariant(), Ok(()));
                prop_assert_eq!((books.funded, books.paid), (came_in, went_out));
                prop_assert_eq!(claimed.values().sum::<u64>(), went_out);
                prop_assert!(books.active_total >= before.active_total);
            }
        }
    }
}
