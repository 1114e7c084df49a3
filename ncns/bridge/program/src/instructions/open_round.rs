//! Opens an account of rounds. Permissionless.
#![allow(unused_variables, reason = "the derive binds instruction arguments wherever it might need them")]

use anchor_lang::accounts::Slab;
use anchor_lang::prelude::*;
use bridge_ledger::round::VoteEntry;

use crate::error::{BridgeError, fail};
use crate::state::{Source, VERSION, VoteRound};

/// Accounts of `open_round`.
#[derive(Accounts)]
#[instruction(slot: u64)]
pub struct OpenRound {
    /// Pays for the account, which is never closed.
    #[account(mut)]
    pub payer: Signer,
    pub source: Account<Source>,
    #[account(
        init, payer = payer, bump, space = VoteRound::SPACE,
        seeds = [VoteRound::SEED, source.address().as_ref(), &slot.to_le_bytes()]
    )]
    pub round: Slab<VoteRound, VoteEntry>,
    pub system_program: Program<System>,
}

impl OpenRound {
    /// Opens the account in `slot` of the source's ring. Each has room for the largest table: a smaller one, opened by a stranger, would
    /// block the slot.
    pub fn open_round(&mut self, bump: u8, slot: u64) -> Result<()> {
        if slot >= self.source.rounds {
            return Err(fail(BridgeError::RingOutOfBounds, slot, self.source.rounds));
        }
        let source = *self.source.address();
        let round = &mut self.round;
        round.version = VERSION;
        round.bump = bump;
        round.source = source;
        round.slot = slot;
        while !round.is_full() {
            round.try_push(VoteEntry::default())?;
        }
        Ok(())
    }
}
