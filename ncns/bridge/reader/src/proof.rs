//! Messages, and proofs that a checkpoint includes them.
//!
//! Messages are the leaves of a Merkle tree with the shape of RFC 9162, section 2.1: the left subtree of `n` leaves has the largest power
//! of two below `n`. Leaves and nodes are hashed with different prefix bytes, so neither passes for the other. A leaf has the origin and
//! the index of its message, so it is a leaf of one outbox at one place, whatever number of messages a checkpoint claims.

use crate::Hash;

/// Prefix of a leaf's preimage.
pub const LEAF: &[u8] = &[0];

/// Prefix of a node's preimage.
pub const NODE: &[u8] = &[1];

/// The root of a tree without a message. No preimage of it is known.
pub const EMPTY_ROOT: Hash = [0; 32];

/// The most hashes in a proof: enough for 2^48 messages.
pub const MAX_PROOF: usize = 48;

/// A message, as its sender posted it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message<'a> {
    /// Its place in the outbox, from 0.
    pub index: u64,
    /// Signed its posting: an account or a program's address.
    pub sender: &'a [u8; 32],
    /// What it says. The outbox has the hash of it alone.
    pub payload: &'a [u8],
}

impl Message<'_> {
    /// The leaf of the message in the outbox `origin`.
    pub fn leaf(&self, origin: &Hash, hashv: impl Fn(&[&[u8]]) -> Hash) -> Hash {
        let payload = hashv(&[self.payload]);
        leaf(origin, self.index, self.sender, &payload, hashv)
    }
}

/// The leaf of the message of `sender` at `index` of the outbox `origin`, by the hash of its payload.
pub fn leaf(origin: &Hash, index: u64, sender: &[u8; 32], payload: &Hash, hashv: impl Fn(&[&[u8]]) -> Hash) -> Hash {
    hashv(&[LEAF, origin, &index.to_le_bytes(), sender, payload])
}

/// The parent of two hashes.
pub fn node(left: &Hash, right: &Hash, hashv: impl Fn(&[&[u8]]) -> Hash) -> Hash {
    hashv(&[NODE, left, right])
}

/// The root that `proof` gives for the leaf at `index` of `count`, by the algorithm of RFC 9162, section 2.1.3.2. None if the proof
/// has another length than the place demands. `proof` lists the siblings from the bottom up.
pub fn root_of(leaf: Hash, index: u64, count: u64, proof: &[Hash], hashv: impl Fn(&[&[u8]]) -> Hash) -> Option<Hash> {
    if index >= count {
        return None;
    }
    let (mut place, mut last, mut hash) = (index, count - 1, leaf);
    for sibling in proof {
        if last == 0 {
            return None;
        }
        if place & 1 == 1 || place == last {
            hash = node(sibling, &hash, &hashv);
            // An only child stands for its parent.
            while place & 1 == 0 && place != 0 {
                (place, last) = (place >> 1, last >> 1);
            }
        } else {
            hash = node(&hash, sibling, &hashv);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    (last == 0).then_some(hash)
}
