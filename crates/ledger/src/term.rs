//! The term of a vault: a time in which its stakers stay, on what they saw before it began.
//!
//! It is fixed when the vault is made, and covers whole epochs. Deposits go until it starts, and again once it has ended. From its
//! start on no exit can be requested, until two epochs before its end: an exit requested in the first of these is out when it
//! ends. Meanwhile shares go from hand to hand, and a ticket from before is claimed or canceled as any other.
//!
//! A staker that cannot leave is exposed to nothing more and charged nothing more. A rise that would take effect inside the term
//! takes effect when it ends ([`VaultLedger::notice_at`]); one that was announced in time takes effect before it starts, with the
//! notice that lets everyone leave first. So the split that stakers are held to is settled two epochs before the start. A fall
//! waits no longer than in any vault: a bad operator loses its stake inside a term as well.

use bytemuck::{Pod, Zeroable};

use crate::refusal::{ensure, first_untrue};
use crate::{Notice, Result, VaultLedger, Why};

/// The longest term, in seconds: two years.
pub const MAX_TERM_SECONDS: u64 = 2 * 365 * 86_400;

/// The longest time from the making of a vault to the start of its term, in seconds: a year.
pub const MAX_TERM_LEAD_SECONDS: u64 = 365 * 86_400;

/// The epochs before the end of a term in which its stakers can request exits.
const OPEN_EPOCHS: u64 = Notice::FALL_EPOCHS;

/// The shortest term, in epochs: one without requests, and those in which all can leave.
const LEAST_EPOCHS: u64 = OPEN_EPOCHS + 1;

/// A vault's term, from the first second of an epoch to that of a later one; both zero where it has none.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Term {
    /// Its first second.
    pub start: i64,
    /// The first second after it.
    pub end: i64,
}

impl Term {
    /// Whether `now` is inside the term. A vault without a term is never inside one.
    pub const fn is_running(&self, now: i64) -> bool {
        now >= self.start && now < self.end
    }

    /// When a rise takes effect that would do so at `time`.
    pub(crate) const fn defer(&self, time: i64) -> i64 {
        // A change due when the term starts was announced to stakers that could leave before.
        if time > self.start && time < self.end { self.end } else { time }
    }
}

impl VaultLedger {
    /// The vault, just made, with a term that covers the whole epochs from `start` to `end`; with none if both are zero.
    ///
    /// What is announced in its first epoch can take effect before the term starts.
    ///
    /// # Errors
    /// [`Why::TermStart`] for a start within the notice of a rise, or over a year ahead; [`Why::TermLength`] for less than three
    /// whole epochs, or over two years.
    pub fn with_term(mut self, start: i64, end: i64) -> Result<Self> {
        if (start, end) == (0, 0) {
            return Ok(self);
        }
        let seconds = |time: i64| time.max(0).unsigned_abs();
        let (earliest, latest) =
            (self.start_of(Notice::RISE_EPOCHS), self.genesis.saturating_add_unsigned(MAX_TERM_LEAD_SECONDS));
        ensure(start >= earliest, Why::TermStart, seconds(start), seconds(earliest))?;
        ensure(start <= latest, Why::TermStart, seconds(start), seconds(latest))?;
        let length = seconds(end.saturating_sub(start));
        ensure(length <= MAX_TERM_SECONDS, Why::TermLength, length, MAX_TERM_SECONDS)?;
        // Inwards: no term is longer than requested.
        let since = |time: i64| seconds(time.saturating_sub(self.genesis));
        let (first, last) = (since(start).div_ceil(self.epoch_seconds), since(end) / self.epoch_seconds);
        let epochs = last.saturating_sub(first);
        let least = self.epoch_seconds.saturating_mul(LEAST_EPOCHS);
        ensure(epochs >= LEAST_EPOCHS, Why::TermLength, epochs.saturating_mul(self.epoch_seconds), least)?;
        self.term = Term { start: self.start_of(first), end: self.start_of(last) };
        Ok(self)
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

    /// Refuses to let anybody leave at `now`, the time of the books, where the term holds them.
    pub(crate) fn check_held(&self, now: i64) -> Result<()> {
        // Most vaults have no term.
        if !self.term.is_running(now) {
            return Ok(());
        }
        let opens = self.term_opens();
        ensure(now >= opens, Why::TermHolds, now.max(0).unsigned_abs(), opens.max(0).unsigned_abs())
    }

    /// Refuses a deposit inside the term.
    pub(crate) fn check_entry(&self, now: i64) -> Result<()> {
        let end = self.term.end;
        ensure(!self.term.is_running(now), Why::TermRuns, now.max(0).unsigned_abs(), end.max(0).unsigned_abs())
    }

    /// What is true of a term at any time, as the first thing that is not.
    pub(crate) fn term_invariant(&self) -> core::result::Result<(), &'static str> {
        let Term { start, end } = self.term;
        let is_none = (start, end) == (0, 0);
        let is_whole = |time: i64| {
            time.checked_sub(self.genesis).is_some_and(|since| since.unsigned_abs().is_multiple_of(self.epoch_seconds))
        };
        first_untrue(&[
            (is_none || is_whole(start) && is_whole(end), "a term covers whole epochs"),
            (is_none || start < self.term_opens(), "a term holds its stakers for an epoch at least"),
        ])
    }
}
