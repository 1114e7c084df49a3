//! Rewards by cumulative roots: what came in, what was promised, what went out.
//!
//! A root stands for a list of what each earner has earned in all. It takes effect after a delay, in which it can be
//! struck, and is replaced only by one that promises at least as much in all. No list is known here: that an earner is in
//! it with a figure, the caller has proven.

use crate::math::{add, sub};
use crate::refusal::{Result, Rule, ensure};
use crate::state::reward_tree::{RewardBooks, Root};
use crate::state::time::later;

impl RewardBooks {
    /// Makes the next root the active one if it has taken effect at `now`.
    pub fn settle(&mut self, now: i64) {
        if self.next_root != [0; 32] && now >= self.activates_at {
            self.active_root = self.next_root;
            self.active_total = self.next_total;
            self.active_from = self.activates_at;
            self.drop_next();
        }
    }

    pub(crate) fn drop_next(&mut self) {
        self.next_root = [0; 32];
        self.next_total = 0;
        self.activates_at = 0;
    }

    /// Takes in `amount`, for roots to come.
    ///
    /// # Errors
    /// [`Rule::Zero`], [`Rule::Overflow`].
    pub fn fund(&mut self, amount: u64) -> Result<()> {
        ensure(amount > 0, Rule::Zero, 0, 1)?;
        self.funded = add(self.funded, amount)?;
        Ok(())
    }

    /// Publishes `root`, which promises `total` to all earners together, at `now`: it takes effect `delay` seconds later.
    /// One that is pending still is replaced, and the new one waits its own full time. Returns what has to come in for it.
    ///
    /// # Errors
    /// [`Rule::NoRoot`] for the zero root, [`Rule::TotalFell`].
    pub fn publish(&mut self, root: Root, total: u64, delay: u64, now: i64) -> Result<u64> {
        ensure(root != [0; 32], Rule::NoRoot, 0, 1)?;
        let mut books = *self;
        books.settle(now);
        ensure(total >= books.active_total, Rule::TotalFell, total, books.active_total)?;
        books.next_root = root;
        books.next_total = total;
        books.activates_at = later(now, delay);
        let missing = total.saturating_sub(books.funded);
        books.funded = add(books.funded, missing)?;
        *self = books;
        Ok(missing)
    }

    /// Strikes `root`, which must be pending at `now`. What came in for it stays, for the next.
    ///
    /// # Errors
    /// [`Rule::RootActive`], [`Rule::RootNotPending`].
    pub fn strike(&mut self, root: Root, now: i64) -> Result<()> {
        let mut books = *self;
        books.settle(now);
        if root != [0; 32] && root == books.active_root && root != books.next_root {
            ensure(false, Rule::RootActive, now.max(0).unsigned_abs(), books.active_from.max(0).unsigned_abs())?;
        }
        ensure(root != [0; 32] && root == books.next_root, Rule::RootNotPending, 0, 1)?;
        books.drop_next();
        *self = books;
        Ok(())
    }

    /// Pays an earner that has earned `cumulative` by the active root and claimed `claimed` so far. Returns what to pay.
    /// The caller has settled, and has proven the figure against the active root.
    ///
    /// # Errors
    /// [`Rule::NothingEarned`]; [`Rule::OverTotal`] where the root's list comes to more than its total, and others were first.
    pub fn claim(&mut self, cumulative: u64, claimed: u64) -> Result<u64> {
        ensure(cumulative > claimed, Rule::NothingEarned, cumulative, claimed)?;
        let amount = sub(cumulative, claimed)?;
        let left = sub(self.active_total, self.paid)?;
        ensure(amount <= left, Rule::OverTotal, amount, left)?;
        self.paid = add(self.paid, amount)?;
        Ok(amount)
    }
}
