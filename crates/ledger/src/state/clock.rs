//! A vault's clock: its epochs, the notice of a change, its term, and the books as of a time.

use crate::refusal::{Result, Rule, ensure};
use crate::state::books::Books;
use crate::state::delayed::{Notice, after};
use crate::state::term::OPEN_EPOCHS;
use crate::state::time::{later, since};
use crate::state::vault::VaultLedger;

impl VaultLedger {
    /// The epoch at `now`, never an earlier one than the books have seen: a clock that runs back changes nothing.
    pub fn epoch_at(&self, now: i64) -> u64 {
        self.epoch_by(now).max(self.books.epoch)
    }

    /// The clock's epoch, regardless of the epoch that the books have seen.
    pub(crate) fn epoch_by(&self, now: i64) -> u64 {
        since(self.genesis, now) / self.epoch_seconds
    }

    /// The first second of `epoch`.
    pub fn start_of(&self, epoch: u64) -> i64 {
        // What is this small multiplies in one instruction of the chain's machine: every epoch that there will be.
        let offset = if epoch < 1 << 31 && self.epoch_seconds < 1 << 32 {
            epoch * self.epoch_seconds
        } else {
            epoch.saturating_mul(self.epoch_seconds).min(i64::MAX.unsigned_abs())
        };
        later(self.genesis, offset)
    }

    /// The time to use for a read at `now`: no earlier than the start of the latest epoch that the books have seen.
    pub fn time_at(&self, now: i64) -> i64 {
        // What the clock says it has come to has begun: the start is multiplied out only where the clock ran back.
        if now >= self.genesis && self.epoch_by(now) >= self.books.epoch { now } else { self.start_seen(now) }
    }

    #[cold]
    pub(crate) fn start_seen(&self, now: i64) -> i64 {
        now.max(self.start_of(self.books.epoch))
    }

    /// The books as they are at `now`, for reading.
    pub fn books_at(&self, now: i64) -> Books {
        let mut books = self.books;
        books.roll_to(self.epoch_at(now));
        if self.stream.left > 0 && books.supply > 0 {
            books.active += self.stream.due(self.time_at(now)).unwrap_or(0);
        }
        books
    }

    /// When a change that is announced at `now` takes effect. A rise takes effect outside of the vault's term.
    pub fn notice_at(&self, now: i64) -> Notice {
        self.notice_from(self.epoch_at(now))
    }

    /// [`VaultLedger::notice_at`] for the time that the books are at.
    pub(crate) fn notice(&self) -> Notice {
        self.notice_from(self.books.epoch)
    }

    #[inline(never)]
    fn notice_from(&self, epoch: u64) -> Notice {
        let fall = self.start_of(epoch.saturating_add(Notice::FALL_EPOCHS));
        let rise = after(fall, self.epoch_seconds, Notice::RISE_EPOCHS - Notice::FALL_EPOCHS);
        Notice { fall, rise: self.term.defer(rise) }
    }

    /// When a rise that is announced at the time of the books takes effect.
    pub(crate) fn rise(&self) -> i64 {
        self.term.defer(self.start_of(self.books.epoch.saturating_add(Notice::RISE_EPOCHS)))
    }

    /// The first second at which the term holds no staker, though it has not ended: two epochs before its end.
    pub fn term_opens(&self) -> i64 {
        self.term.end.saturating_sub_unsigned(self.epoch_seconds.saturating_mul(OPEN_EPOCHS))
    }

    /// Whether the term keeps everyone from asking to leave at `now`.
    pub fn is_held(&self, now: i64) -> bool {
        now >= self.term.start && now < self.term_opens()
    }

    /// The first second from `now` on at which an exit can be requested.
    pub fn exit_from(&self, now: i64) -> i64 {
        if self.is_held(now) { self.term_opens() } else { now }
    }

    /// Refuses to let anyone leave at `now`, the time of the books, where the term holds them.
    pub(crate) fn check_held(&self, now: i64) -> Result<()> {
        // Most vaults have no term.
        if !self.term.is_running(now) {
            return Ok(());
        }
        let opens = self.term_opens();
        ensure(now >= opens, Rule::TermHolds, now.max(0).unsigned_abs(), opens.max(0).unsigned_abs())
    }

    /// Refuses a deposit inside the term.
    pub(crate) fn check_entry(&self, now: i64) -> Result<()> {
        let end = self.term.end;
        ensure(!self.term.is_running(now), Rule::TermRuns, now.max(0).unsigned_abs(), end.max(0).unsigned_abs())
    }
}
