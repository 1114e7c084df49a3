//! Returns the bond of a challenge that found a failure. Permissionless.

use anchor_lang::prelude::*;
use ncn_kit::program::lamports;

use crate::error::{AvailabilityError, refused};
use crate::event::{BondReturned, emit};
use crate::state::ChunkChallenge;

/// Accounts of `return_bond`.
#[derive(Accounts)]
pub struct ReturnBond {
    #[account(mut)]
    pub challenge: Account<ChunkChallenge>,
    /// Locked the bond and receives it.
    #[account(mut, address = challenge.challenger @ AvailabilityError::WrongRecipient)]
    pub challenger: UncheckedAccount,
}

impl ReturnBond {
    /// Returns the bond, once. The account stays: it is the evidence of the failure.
    pub fn return_bond(&mut self) -> Result<()> {
        let challenge = &mut self.challenge;
        let bond = challenge.challenge.return_bond().map_err(refused)?;
        require!(bond > 0, AvailabilityError::NoBond);
        lamports::pay(challenge.account(), self.challenger.account(), bond)?;
        emit(BondReturned {
            challenge: *challenge.address(),
            number: challenge.next_event(),
            time: Clock::get()?.unix_timestamp,
            challenger: challenge.challenger,
            bond,
        });
        Ok(())
    }
}
