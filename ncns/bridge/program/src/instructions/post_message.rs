//! Posts a message to an outbox. Permissionless.

use anchor_lang::accounts::Slab;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use bridge_ledger::content::Content;
use bridge_ledger::history::RootEntry;
use bridge_reader::proof::leaf;

use crate::error::{BridgeError, fail, refused};
use crate::event::{MessagePosted, emit};
use crate::state::{Outbox, Source, hashv};

/// Accounts of `post_message`.
#[derive(Accounts)]
pub struct PostMessage {
    /// The sender, which may be a program's address. The message binds it.
    pub sender: Signer,
    pub source: Account<Source>,
    #[account(mut, constraint = address_eq(&outbox.source, source.address()) @ BridgeError::WrongOutbox)]
    pub outbox: Slab<Outbox, RootEntry>,
}

impl PostMessage {
    /// Appends the message with the hash `payload`. The sender publishes what it stands for. The first checkpoint with the message is
    /// that of the next height: the content of a height that has come never changes.
    pub fn post_message(&mut self, payload: &[u8; 32]) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let (origin, ring, entries) = (*self.outbox.address(), self.outbox.ring, self.outbox.len() as u64);
        if entries < ring {
            return Err(fail(BridgeError::OutboxGrowing, entries, ring));
        }
        let (mut history, outbox) = (self.outbox.history, &mut self.outbox);
        let (index, sender) = (outbox.tree.count, *self.sender.address());
        let leaf = leaf(origin.as_array(), index, sender.as_array(), payload, hashv);
        outbox.tree.append(leaf, hashv).map_err(refused)?;
        let content = Content { root: outbox.tree.root(hashv), count: outbox.tree.count };
        let height = history.record(outbox.as_mut_slice(), &self.source.heights, &content, now);
        outbox.history = history;
        emit(MessagePosted {
            outbox: origin,
            number: content.count,
            time: now,
            index,
            sender,
            payload: *payload,
            leaf,
            height,
            root: content.root,
        });
        Ok(())
    }
}
