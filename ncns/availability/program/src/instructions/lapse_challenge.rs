//! Ends a challenge of which nobody drew the chunk in time. Permissionless.

use anchor_lang::prelude::*;
use ncn_kit::slot_hashes;

use super::draw_chunk::check_sysvar;
use super::settled::settle;
use crate::error::{AvailabilityError, refused};
use crate::state::{ChunkChallenge, OperatorCustody};

/// The runtime burns the lamports of this address at the end of each slot (`solana_sdk_ids::incinerator`).
pub const INCINERATOR: Address = Address::from_str_const("1nc1nerator11111111111111111111111111111111");

/// Accounts of `lapse_challenge`.
#[derive(Accounts)]
pub struct LapseChallenge {
    #[account(mut)]
    pub challenge: Account<ChunkChallenge>,
    #[account(mut, address = challenge.custody @ AvailabilityError::WrongCustody)]
    pub custody: Account<OperatorCustody>,
    /// The sysvar of slot hashes, which the slot of the draw has left.
    pub slot_hashes: UncheckedAccount,
    /// Receives the bond, which is burned.
    #[account(mut, address = INCINERATOR @ AvailabilityError::NotIncinerator)]
    pub incinerator: UncheckedAccount,
}

impl LapseChallenge {
    /// Ends the challenge and burns the bond. A challenger that does not like the chunk pays for another draw, and an operator that
    /// challenges itself to raise its price pays for that.
    pub fn lapse_challenge(&mut self) -> Result<()> {
        let clock = Clock::get()?;
        let (now, slot) = (clock.unix_timestamp, clock.slot);
        let data = check_sysvar(&self.slot_hashes)?.try_borrow()?;
        let (challenge, custody) = (&mut self.challenge, &mut self.custody);
        let found = slot_hashes::first_from(&data, challenge.challenge.draw_slot);
        let found = found.ok_or(AvailabilityError::NotSlotHashes)?;
        let bond = challenge.challenge.lapse(&mut custody.custody, found, slot).map_err(refused)?;
        settle(challenge, custody, (bond, self.incinerator.account()), now)
    }
}
