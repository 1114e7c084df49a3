//! Opens an account of rounds. Permissionless.
#![allow(unused_variables, reason = "the derive binds instruction arguments wherever it might need them")]

use anchor_lang::accounts::Slab;
use anchor_lang::prelude::*;
use oracle_ledger::round::ReportEntry;

use crate::error::{OracleError, fail, refused};
use crate::state::{Feed, PriceRound, VERSION};

/// Accounts of `open_round`.
#[derive(Accounts)]
#[instruction(slot: u64)]
pub struct OpenRound {
    /// Pays for the account, and receives its rent when a retired feed is closed.
    #[account(mut)]
    pub payer: Signer,
    #[account(mut)]
    pub feed: Account<Feed>,
    #[account(
        init, payer = payer, bump, space = PriceRound::SPACE,
        seeds = [PriceRound::SEED, feed.address().as_ref(), &slot.to_le_bytes()]
    )]
    pub round: Slab<PriceRound, ReportEntry>,
    pub system_program: Program<System>,
}

impl OpenRound {
    /// Opens the account in `slot` of the feed's ring. Each has room for the largest table: a smaller one, opened by a stranger, would
    /// block the slot.
    pub fn open_round(&mut self, bump: u8, slot: u64) -> Result<()> {
        if slot >= self.feed.rounds {
            return Err(fail(OracleError::RingOutOfBounds, slot, self.feed.rounds));
        }
        let now = Clock::get()?.unix_timestamp;
        self.feed.retirement.open_round(now).map_err(refused)?;
        let feed = *self.feed.address();
        let round = &mut self.round;
        round.version = VERSION;
        round.bump = bump;
        round.feed = feed;
        round.payer = *self.payer.address();
        round.slot = slot;
        while !round.is_full() {
            round.try_push(ReportEntry::default())?;
        }
        Ok(())
    }
}
