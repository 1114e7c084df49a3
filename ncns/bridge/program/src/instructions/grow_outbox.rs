//! Enlarges an outbox toward the history that its source states. Permissionless.

use anchor_lang::AccountRealloc;
use anchor_lang::accounts::Slab;
use anchor_lang::prelude::*;
use bridge_ledger::history::RootEntry;

use super::open_outbox::fill;
use crate::error::BridgeError;
use crate::event::{OutboxGrown, emit};
use crate::state::{MAX_MORE_ENTRIES, Outbox};

/// Accounts of `grow_outbox`.
#[derive(Accounts)]
pub struct GrowOutbox {
    /// Pays for the growth.
    #[account(mut)]
    pub payer: Signer,
    #[account(mut)]
    pub outbox: Slab<Outbox, RootEntry>,
    pub system_program: Program<System>,
}

impl GrowOutbox {
    /// Adds what one instruction can allocate, or what is missing. No message is posted before the ring is whole.
    pub fn grow_outbox(&mut self) -> Result<()> {
        let outbox = &mut self.outbox;
        let before = outbox.len() as u64;
        require!(before < outbox.ring, BridgeError::OutboxGrown);
        let after = outbox.ring.min(before + MAX_MORE_ENTRIES);
        let space = Slab::<Outbox, RootEntry>::try_space_for(after as u32)?;
        outbox.realloc_account(space, *self.payer.account(), false)?;
        fill(outbox)?;
        emit(OutboxGrown { outbox: *outbox.address(), number: after, time: Clock::get()?.unix_timestamp, before });
        Ok(())
    }
}
