//! Finds that an operator did not answer in time. Permissionless.

use anchor_lang::prelude::*;

use super::settled::settle;
use crate::error::{AvailabilityError, refused};
use crate::state::{ChunkChallenge, OperatorCustody};

/// Accounts of `judge_challenge`. None of the core: a failure is found whatever the NCN's policy is by then.
#[derive(Accounts)]
pub struct JudgeChallenge {
    #[account(mut)]
    pub challenge: Account<ChunkChallenge>,
    #[account(mut, address = challenge.custody @ AvailabilityError::WrongCustody)]
    pub custody: Account<OperatorCustody>,
}

impl JudgeChallenge {
    /// Stores the failure, once. The bond waits for `return_bond`, so that no wallet of a challenger delays it.
    pub fn judge_challenge(&mut self) -> Result<()> {
        let clock = Clock::get()?;
        let (now, slot) = (clock.unix_timestamp, clock.slot);
        let (challenge, custody) = (&mut self.challenge, &mut self.custody);
        challenge.challenge.judge(&mut custody.custody, now, slot).map_err(refused)?;
        settle(challenge, custody, (0, custody.account()), now)
    }
}
