//! Closes a round for which no slash can follow any more, and returns its rent. Permissionless.

use anchor_lang::accounts::Slab;
use anchor_lang::prelude::*;
use ncn_kit::program::evidence;
use template_ledger::round::VoteEntry;

use crate::error::{ServiceError, fail};
use crate::event::{RoundClosed, emit};
use crate::state::ServiceRound;

/// Accounts of `close_round`.
#[derive(Accounts)]
pub struct CloseRound {
    /// The core's config, which bounds the length of an epoch.
    pub config: UncheckedAccount,
    #[account(mut, close = payer)]
    pub round: Slab<ServiceRound, VoteEntry>,
    /// Paid for the round and receives its rent.
    #[account(mut, address = round.payer @ ServiceError::WrongPayer)]
    pub payer: UncheckedAccount,
}

impl CloseRound {
    /// Closes the round after the time for a slash, as the kit has it: one of the longest epochs and two of the longest challenge windows
    /// after its own window. The certificate goes with it.
    pub fn close_round(&mut self) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let round = &mut self.round;
        let from = evidence::needed_until(*self.config.account(), round.round.closes_at)?;
        if now < from {
            return Err(fail(ServiceError::RoundLive, now.unsigned_abs(), from.unsigned_abs()));
        }
        emit(RoundClosed {
            round: *round.address(),
            number: round.next_event(),
            time: now,
            service: round.service,
            height: round.round.height,
            payer: round.payer,
        });
        Ok(())
    }
}
