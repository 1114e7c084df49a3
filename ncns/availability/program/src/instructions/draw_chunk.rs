//! Draws the chunk of a challenge. Permissionless.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ncn_kit::slot_hashes::{self, SLOT_HASHES};

use crate::error::{AvailabilityError, refused};
use crate::event::{ChunkDrawn, emit};
use crate::hashv;
use crate::state::ChunkChallenge;

/// Accounts of `draw_chunk`.
#[derive(Accounts)]
pub struct DrawChunk {
    #[account(mut)]
    pub challenge: Account<ChunkChallenge>,
    /// The sysvar of slot hashes, which is read where it is.
    pub slot_hashes: UncheckedAccount,
}

impl DrawChunk {
    /// Draws the chunk by the hash of the first slot with a block from the challenge's slot on. It is the same one at any time and for any
    /// caller. The time to answer begins.
    pub fn draw_chunk(&mut self) -> Result<()> {
        let clock = Clock::get()?;
        let (now, slot) = (clock.unix_timestamp, clock.slot);
        let data = check_sysvar(&self.slot_hashes)?.try_borrow()?;
        let challenge = &mut self.challenge;
        let found = slot_hashes::first_from(&data, challenge.challenge.draw_slot);
        let found = found.ok_or(AvailabilityError::NotSlotHashes)?;
        let address = challenge.address().to_bytes();
        challenge.challenge.draw(&hashv, found, &address, now, slot).map_err(refused)?;
        emit(ChunkDrawn {
            challenge: *challenge.address(),
            number: challenge.next_event(),
            time: now,
            certificate: challenge.certificate,
            operator: challenge.operator,
            chunk: challenge.challenge.chunk,
            deadline: challenge.challenge.deadline,
            deadline_slot: challenge.challenge.deadline_slot,
        });
        Ok(())
    }
}

/// Refuses another account than the sysvar. Only the runtime writes to its address.
pub(super) fn check_sysvar(account: &UncheckedAccount) -> Result<&AccountView> {
    require!(address_eq(account.address(), &Address::new_from_array(SLOT_HASHES)), AvailabilityError::NotSlotHashes);
    Ok(account.account())
}
