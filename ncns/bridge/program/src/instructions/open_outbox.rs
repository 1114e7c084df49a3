//! Opens the outbox of a source on this chain. Permissionless.

use anchor_lang::accounts::Slab;
use anchor_lang::prelude::*;
use bridge_ledger::history::RootEntry;

use crate::error::BridgeError;
use crate::event::{OutboxOpened, emit};
use crate::state::{Outbox, Source, VERSION};

/// Accounts of `open_outbox`.
#[derive(Accounts)]
pub struct OpenOutbox {
    /// Pays for the account, which is never closed.
    #[account(mut)]
    pub payer: Signer,
    #[account(mut, constraint = source.is_local() @ BridgeError::ForeignSource)]
    pub source: Account<Source>,
    #[account(
        init, payer = payer, bump, space = Outbox::new_space(source.history),
        seeds = [Outbox::SEED, source.address().as_ref()]
    )]
    pub outbox: Slab<Outbox, RootEntry>,
    pub system_program: Program<System>,
}

impl OpenOutbox {
    /// Opens the outbox, with as much of its history as one instruction can allocate.
    pub fn open_outbox(&mut self, bump: u8) -> Result<()> {
        let (source, outbox) = (&mut self.source, &mut self.outbox);
        outbox.version = VERSION;
        outbox.bump = bump;
        outbox.source = *source.address();
        outbox.ring = source.history;
        fill(outbox)?;
        source.origin = *outbox.address();
        emit(OutboxOpened {
            source: *source.address(),
            number: source.next_event(),
            time: Clock::get()?.unix_timestamp,
            outbox: source.origin,
            ring: outbox.ring,
            entries: outbox.len() as u64,
        });
        Ok(())
    }
}

/// Fills the account's room with empty entries.
pub(super) fn fill(outbox: &mut Slab<Outbox, RootEntry>) -> Result<()> {
    while !outbox.is_full() {
        outbox.try_push(RootEntry::default())?;
    }
    Ok(())
}
