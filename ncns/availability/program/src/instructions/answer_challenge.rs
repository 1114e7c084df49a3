//! Publishes the chunk of a challenge. Permissionless.

use anchor_lang::prelude::*;

use super::settled::settle;
use crate::error::{AvailabilityError, refused};
use crate::hashv;
use crate::state::{ChunkChallenge, OperatorCustody};

/// Accounts of `answer_challenge`. No signer and no wallet: nobody but the operator's own silence can stop an answer.
#[derive(Accounts)]
pub struct AnswerChallenge {
    #[account(mut)]
    pub challenge: Account<ChunkChallenge>,
    #[account(mut, address = challenge.custody @ AvailabilityError::WrongCustody)]
    pub custody: Account<OperatorCustody>,
}

impl AnswerChallenge {
    /// Verifies the chunk. The operator wins the bond, not the sender: a challenger that copies an answer does not get its bond
    /// back, and nobody gains by being first.
    pub fn answer_challenge(&mut self, chunk: &[u8], proof: &[[u8; 32]]) -> Result<()> {
        let clock = Clock::get()?;
        let (now, slot) = (clock.unix_timestamp, clock.slot);
        let (challenge, custody) = (&mut self.challenge, &mut self.custody);
        let answered = challenge.challenge.answer(&mut custody.custody, &hashv, (chunk, proof), now, slot);
        let bond = answered.map_err(refused)?;
        settle(challenge, custody, (bond, custody.account()), now)
    }
}
