//! The append-only Merkle tree of an outbox. It stores the roots of its full subtrees alone: an addition costs two hashes on average.

use bridge_reader::proof::{EMPTY_ROOT, node};
use bytemuck::{Pod, Zeroable};

use crate::Hash;
use crate::error::{Result, Rule, ensure};

/// The number of full subtrees, one for each bit of the number of messages.
pub const PEAKS: usize = 48;

/// The most messages of an outbox: far more than anyone can post in a chain's life, as posting is open to all.
pub const MAX_MESSAGES: u64 = (1 << PEAKS) - 1;

/// The tree, with the shape of RFC 9162, section 2.1.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Tree {
    /// The number of leaves.
    pub count: u64,
    /// The root of the full subtree of `2^place` leaves, where that bit of `count` is set. Others are left over.
    pub peaks: [[u8; 32]; PEAKS],
}

impl Default for Tree {
    fn default() -> Self {
        Self { count: 0, peaks: [[0; 32]; PEAKS] }
    }
}

impl Tree {
    /// Adds a leaf.
    ///
    /// # Errors
    /// [`Rule::OutboxFull`].
    pub fn append(&mut self, leaf: Hash, hashv: impl Fn(&[&[u8]]) -> Hash) -> Result<()> {
        ensure(self.count < MAX_MESSAGES, Rule::OutboxFull, self.count, MAX_MESSAGES)?;
        let (mut hash, mut place) = (leaf, 0);
        while self.count >> place & 1 == 1 {
            hash = node(&self.peaks[place], &hash, &hashv);
            place += 1;
        }
        self.peaks[place] = hash;
        self.count += 1;
        Ok(())
    }

    /// The root of all leaves.
    pub fn root(&self, hashv: impl Fn(&[&[u8]]) -> Hash) -> Hash {
        let mut root = None;
        for (place, peak) in self.peaks.iter().enumerate() {
            if self.count >> place & 1 == 1 {
                root = Some(root.map_or(*peak, |right| node(peak, &right, &hashv)));
            }
        }
        root.unwrap_or(EMPTY_ROOT)
    }
}
