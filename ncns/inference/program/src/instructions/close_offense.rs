//! Closes an offense that no vault can be slashed for any more, and returns its rent. Permissionless.

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;
use inference_ledger::rules::MAX_CHALLENGE_SECONDS;
use restaking::state::Config;

use crate::error::{InferenceError, fail};
use crate::event::{OffenseClosed, emit};
use crate::state::MinorityOffense;

/// Accounts of `close_offense`.
#[derive(Accounts)]
pub struct CloseOffense {
    /// The core's config, which bounds the length of an epoch.
    pub config: UncheckedAccount,
    #[account(mut, close = reporter)]
    pub offense: Account<MinorityOffense>,
    /// Paid for the offense and receives its rent.
    #[account(mut, address = offense.reporter @ InferenceError::WrongReporter)]
    pub reporter: UncheckedAccount,
}

impl CloseOffense {
    /// Closes the offense two of the longest epochs and the longest challenge after it, or after its latest slash if that is later. The
    /// core takes an offense for one epoch of a vault, or for longer while another slash of the delegation is open, and the resolver
    /// reads the evidence until the end of a challenge.
    pub fn close_offense(&mut self) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let offense = &self.offense;
        let latest = offense.offense_at.max(offense.slashed_at);
        let fall = Account::<Config>::load(*self.config.account())?.notice(latest).fall;
        let from = fall.saturating_add_unsigned(MAX_CHALLENGE_SECONDS);
        if now < from {
            return Err(fail(InferenceError::OffenseLive, now.unsigned_abs(), from.unsigned_abs()));
        }
        emit(OffenseClosed {
            offense: *offense.address(),
            number: offense.slashes + 1,
            time: now,
            task: offense.task,
            operator: offense.operator,
            reporter: offense.reporter,
        });
        Ok(())
    }
}
