//! What a vote on a checkpoint says: the root of a source's messages, and their number.

use crate::Hash;

/// The size of a vote's content.
pub const CONTENT_BYTES: usize = 40;

/// Prefix of a digest's preimage. Leaves and nodes have 0 and 1.
const DIGEST: &[u8] = &[2];

/// The messages of a source at the time of a height.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Content {
    pub root: [u8; 32],
    pub count: u64,
}

impl Content {
    /// Reads a vote's content; none for another size.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let (root, count) = bytes.split_first_chunk::<32>()?;
        Some(Self { root: *root, count: u64::from_le_bytes(count.try_into().ok()?) })
    }

    /// The content in a vote.
    pub fn to_bytes(&self) -> [u8; CONTENT_BYTES] {
        let mut bytes = [0; CONTENT_BYTES];
        bytes[..32].copy_from_slice(&self.root);
        bytes[32..].copy_from_slice(&self.count.to_le_bytes());
        bytes
    }

    /// The hash by which a round tells contents apart.
    pub fn digest(&self, hashv: impl Fn(&[&[u8]]) -> Hash) -> Hash {
        hashv(&[DIGEST, &self.root, &self.count.to_le_bytes()])
    }
}
