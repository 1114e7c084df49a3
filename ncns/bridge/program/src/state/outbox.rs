//! An outbox on this chain.

use anchor_lang::accounts::Slab;
use anchor_lang::prelude::*;
use bridge_ledger::history::{History, RootEntry};
use bridge_ledger::tree::Tree;

/// The most entries of an outbox's history that one instruction can add: 10,240 bytes.
pub const MAX_MORE_ENTRIES: u64 = 213;

/// The most entries that a new outbox can have in one instruction, beside its head.
const MAX_NEW_ENTRIES: u64 = 178;

/// The outbox of a source, at `["outbox", source]`; the ring of its history follows. Anyone posts messages to it.
#[account]
pub struct Outbox {
    pub version: u8,
    pub bump: u8,
    pub padding: [u8; 6],
    pub source: Address,
    /// The number of entries that the ring will have: no message is posted before.
    pub ring: u64,
    pub history: History,
    pub tree: Tree,
    pub reserved: [u8; 48],
}

impl Outbox {
    pub const SEED: &'static [u8] = b"outbox";

    /// The size of a new account, for a ring of `ring` entries.
    pub fn new_space(ring: u64) -> usize {
        Slab::<Self, RootEntry>::space_for(ring.min(MAX_NEW_ENTRIES) as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The runtime allocates 10,240 bytes in one instruction of another program, and no more.
    #[test]
    fn an_instruction_can_allocate_what_it_adds() {
        let bytes = |entries| Slab::<Outbox, RootEntry>::space_for(entries as u32);
        assert!(Outbox::new_space(u64::MAX) <= 10_240 && bytes(MAX_NEW_ENTRIES + 1) > 10_240);
        let grown = bytes(MAX_NEW_ENTRIES + MAX_MORE_ENTRIES) - bytes(MAX_NEW_ENTRIES);
        assert!(grown <= 10_240 && grown + size_of::<RootEntry>() > 10_240);
    }
}
