//! Closes a settled challenge and returns its rent to the challenger. Permissionless.

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;
use restaking::state::Config;

use crate::error::{AvailabilityError, fail, refused};
use crate::event::{ChallengeClosed, emit};
use crate::state::ChunkChallenge;

/// Accounts of `close_challenge`.
#[derive(Accounts)]
pub struct CloseChallenge {
    /// The core's config, which bounds the length of an epoch.
    pub config: UncheckedAccount,
    #[account(mut, close = challenger)]
    pub challenge: Account<ChunkChallenge>,
    /// Paid for the challenge and receives its rent.
    #[account(mut, address = challenge.challenger @ AvailabilityError::WrongRecipient)]
    pub challenger: UncheckedAccount,
}

impl CloseChallenge {
    /// Closes an answered or a lapsed challenge at once, and one that found a failure two of the longest epochs after it, 60 days
    /// at most. The core takes an offense for one epoch of a vault, and a challenge of a slash lasts 30 days at most, so the evidence
    /// outlives it.
    pub fn close_challenge(&mut self) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let config = Account::<Config>::load(*self.config.account())?;
        let challenge = &mut self.challenge;
        challenge.challenge.check_settled().map_err(refused)?;
        if challenge.challenge.check_failed().is_ok() {
            let from = config.notice(challenge.challenge.failed_at).fall;
            if now < from {
                return Err(fail(AvailabilityError::FailureLive, now.unsigned_abs(), from.unsigned_abs()));
            }
        }
        emit(ChallengeClosed {
            challenge: *challenge.address(),
            number: challenge.next_event(),
            time: now,
            certificate: challenge.certificate,
            operator: challenge.operator,
            challenger: challenge.challenger,
        });
        Ok(())
    }
}
