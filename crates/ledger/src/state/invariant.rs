//! What is true of a vault at any time.

use crate::refusal::first_untrue;
use crate::state::books::virtual_of;
use crate::state::delayed::Delayed;
use crate::state::fee::{MAX_DEPOSIT_FEE_BPS, MAX_EXIT_FEE_BPS, MAX_INSTANT_FEE_BPS, MAX_REWARD_FEE_BPS, VaultFees};
use crate::state::stream::MAX_STREAM_SECONDS;
use crate::state::term::Term;
use crate::state::vault::{MAX_EPOCH_SECONDS, VaultLedger};

impl VaultLedger {
    /// What is true of a vault at any time, as the first thing that is not.
    pub fn invariant(&self) -> core::result::Result<(), &'static str> {
        self.books.invariant()?;
        self.instant_allowance.invariant()?;
        let fee = self.instant_fee_bps;
        self.fees_invariant()?;
        self.term_invariant()?;
        let fits = self.bound().and_then(virtual_of).is_ok();
        first_untrue(&[
            (fits, "all that is owed fits, and what is in escrow could come back"),
            (self.contested <= self.escrowed, "what was taken from the active assets is in escrow"),
            (self.epoch_seconds > 0 && self.epoch_seconds <= MAX_EPOCH_SECONDS, "the epoch length is in bounds"),
            (fee.current.max(fee.next) <= MAX_INSTANT_FEE_BPS, "the instant-exit fee is within its cap"),
        ])
    }

    /// What is true of the fees at any time, as the first thing that is not.
    fn fees_invariant(&self) -> core::result::Result<(), &'static str> {
        let VaultFees { deposit_bps, exit_bps, reward_bps } = &self.fees;
        let Delayed { current, next, .. } = self.stream_seconds;
        let (shortest, longest) = (current.min(next), current.max(next));
        self.stream.invariant()?;
        first_untrue(&[
            (deposit_bps.reserved() <= MAX_DEPOSIT_FEE_BPS, "the deposit fee is within its cap"),
            (exit_bps.reserved() <= MAX_EXIT_FEE_BPS, "the exit fee is within its cap"),
            (reward_bps.reserved() <= MAX_REWARD_FEE_BPS, "the reward fee is within its cap"),
            (shortest >= self.min_stream_seconds() && longest <= MAX_STREAM_SECONDS, "the stream time is in bounds"),
        ])
    }

    /// What is true of a term at any time, as the first thing that is not.
    fn term_invariant(&self) -> core::result::Result<(), &'static str> {
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
