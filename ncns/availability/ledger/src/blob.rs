//! The tree of a blob that an operator stores: its root, and the proof of any chunk.

use crate::content::Content;
use crate::tree::{self, Blob, CHUNK_BYTES, Hash, MAX_BLOB_BYTES};

/// The hashes of a blob: 64 bytes for each of its chunks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    size: u64,
    /// The levels from the leaves up to the top node.
    levels: Vec<Vec<[u8; 32]>>,
    root: [u8; 32],
}

impl Tree {
    /// The tree of `data`; none if it is empty or larger than [`MAX_BLOB_BYTES`].
    pub fn of(hash: &impl Hash, data: &[u8]) -> Option<Self> {
        let size = data.len() as u64;
        if size == 0 || size > MAX_BLOB_BYTES {
            return None;
        }
        let mut levels: Vec<Vec<[u8; 32]>> =
            vec![data.chunks(CHUNK_BYTES as usize).map(|chunk| tree::leaf(hash, chunk)).collect()];
        while let Some(last) = levels.last().filter(|last| last.len() > 1) {
            let pair = |pair: &[[u8; 32]]| match pair {
                [left, right] => tree::node(hash, left, right),
                odd => odd[0],
            };
            levels.push(last.chunks(2).map(pair).collect());
        }
        let root = tree::root(hash, size, &levels.last()?[0]);
        Some(Self { size, levels, root })
    }

    /// The root and the size.
    pub const fn blob(&self) -> Blob {
        Blob { root: self.root, size: self.size }
    }

    /// The content of a vote that states that the blob is stored until `expiry`.
    pub const fn content(&self, expiry: i64) -> Content {
        Content { root: self.root, size: self.size, expiry }
    }

    /// The proof of chunk `index`; none beyond the last one.
    pub fn proof(&self, index: u64) -> Option<Vec<[u8; 32]>> {
        let mut place = usize::try_from(index).ok().filter(|place| *place < self.levels[0].len())?;
        let mut proof = vec![];
        for level in &self.levels {
            proof.extend(level.get(place ^ 1));
            place /= 2;
        }
        Some(proof)
    }
}

/// Chunk `index` of `data`; empty beyond the end.
pub fn chunk(data: &[u8], index: u64) -> &[u8] {
    let from = usize::try_from(index.saturating_mul(CHUNK_BYTES)).unwrap_or(usize::MAX).min(data.len());
    let end = from.saturating_add(CHUNK_BYTES as usize).min(data.len());
    &data[from..end]
}
