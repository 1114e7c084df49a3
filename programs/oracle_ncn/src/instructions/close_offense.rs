//! Closes an offense that no vault can be slashed for any more, and returns its rent. Permissionless.

use anchor_lang::prelude::*;
use ncn_kit::program::evidence;

use crate::error::{OracleError, fail};
use crate::event::{OffenseClosed, emit};
use crate::state::PriceOffense;

/// Accounts of `close_offense`.
#[derive(Accounts)]
pub struct CloseOffense {
    /// The core's config, which bounds the length of an epoch.
    pub config: UncheckedAccount,
    #[account(mut, close = reporter)]
    pub offense: Account<PriceOffense>,
    /// Paid for the offense and receives its rent.
    #[account(mut, address = offense.reporter @ OracleError::WrongReporter)]
    pub reporter: UncheckedAccount,
}

impl CloseOffense {
    /// Closes the offense one of the longest epochs and two of the longest challenge windows after its judgment: the slash of another incident
    /// may delay its slash by one window, and its own slash can be vetoed for another.
    pub fn close_offense(&mut self) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let offense = &self.offense;
        let from = evidence::needed_until(*self.config.account(), offense.judged_at)?;
        if now < from {
            return Err(fail(OracleError::OffenseLive, now.unsigned_abs(), from.unsigned_abs()));
        }
        emit(OffenseClosed {
            offense: *offense.address(),
            number: offense.slashes + 1,
            time: now,
            feed: offense.feed,
            operator: offense.operator,
            height: offense.height,
            reporter: offense.reporter,
        });
        Ok(())
    }
}
