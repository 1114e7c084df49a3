//! The hash tree of a blob.
//!
//! A blob is divided into chunks of [`CHUNK_BYTES`]; the last one has the rest. With SHA-256:
//!
//! ```text
//! leaf = hash(0 | chunk)
//! node = hash(1 | left | right)
//! root = hash(2 | size, u64 little-endian | top node)
//! ```
//!
//! On each level, nodes are paired from the left. An odd last one goes up to the next level unchanged, so no leaf is doubled. The
//! prefixes keep leaves, nodes and roots apart. The root binds the size, and the size fixes the number of chunks, the length of
//! each, and the shape of the tree: a shorter tree, a part of a tree, or a padded blob has another root.

use crate::error::{Result, Rule, ensure};

/// The bytes of every chunk but the last. With the longest proof, an answer fits into one transaction of 1,232 bytes beside two
/// instructions of the compute budget.
pub const CHUNK_BYTES: u64 = 256;

/// The most hashes in a proof.
pub const MAX_DEPTH: u64 = 20;

/// The largest blob: 256 MiB.
pub const MAX_BLOB_BYTES: u64 = CHUNK_BYTES << MAX_DEPTH;

const LEAF: &[u8] = &[0];
const NODE: &[u8] = &[1];
const ROOT: &[u8] = &[2];

/// SHA-256 of the parts, one after the other.
pub trait Hash: Fn(&[&[u8]]) -> [u8; 32] {}

impl<F: Fn(&[&[u8]]) -> [u8; 32]> Hash for F {}

/// The number of chunks of a blob of `size` bytes: the last one may be shorter, so it is rounded up.
pub const fn chunks(size: u64) -> u64 {
    size.div_ceil(CHUNK_BYTES)
}

/// The bytes of chunk `index` of a blob of `size` bytes; zero beyond the end.
pub const fn chunk_bytes(size: u64, index: u64) -> u64 {
    let from = index.saturating_mul(CHUNK_BYTES);
    let left = size.saturating_sub(from);
    if left < CHUNK_BYTES { left } else { CHUNK_BYTES }
}

/// The number of hashes in the proof of chunk `index` of `chunks`. It is smaller at the end of an uneven tree.
pub const fn proof_hashes(index: u64, chunks: u64) -> u64 {
    let (mut index, mut count, mut hashes) = (index, chunks, 0);
    while count > 1 {
        if index ^ 1 < count {
            hashes += 1;
        }
        index /= 2;
        count = count.div_ceil(2);
    }
    hashes
}

pub fn leaf(hash: &impl Hash, chunk: &[u8]) -> [u8; 32] {
    hash(&[LEAF, chunk])
}

pub fn node(hash: &impl Hash, left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    hash(&[NODE, left, right])
}

pub fn root(hash: &impl Hash, size: u64, top: &[u8; 32]) -> [u8; 32] {
    hash(&[ROOT, &size.to_le_bytes(), top])
}

/// A blob, as its certificate names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blob {
    pub root: [u8; 32],
    pub size: u64,
}

impl Blob {
    /// Refuses anything but chunk `index` of the blob. `proof` lists the sibling of each level that has one, from the bottom up.
    ///
    /// # Errors
    /// [`Rule::ChunkSize`], [`Rule::ProofLength`], [`Rule::NotInBlob`].
    pub fn check(&self, hash: &impl Hash, index: u64, chunk: &[u8], proof: &[[u8; 32]]) -> Result<()> {
        let (size, needed) = (chunk.len() as u64, chunk_bytes(self.size, index));
        ensure(size == needed && size > 0, Rule::ChunkSize, size, needed)?;
        let chunks = chunks(self.size);
        let (hashes, needed) = (proof.len() as u64, proof_hashes(index, chunks));
        ensure(hashes == needed, Rule::ProofLength, hashes, needed)?;
        let (mut place, mut count, mut proof) = (index, chunks, proof);
        let mut top = leaf(hash, chunk);
        while count > 1 {
            if place ^ 1 < count {
                // As many as needed, by the check above.
                let Some((sibling, rest)) = proof.split_first() else { break };
                top = if place & 1 == 0 { node(hash, &top, sibling) } else { node(hash, sibling, &top) };
                proof = rest;
            }
            place /= 2;
            count = count.div_ceil(2);
        }
        ensure(root(hash, self.size, &top) == self.root, Rule::NotInBlob, index, chunks)
    }
}
