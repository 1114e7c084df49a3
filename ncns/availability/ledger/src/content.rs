//! The content of a vote.

use bytemuck::{Pod, Zeroable};

use crate::error::{Result, Rule, ensure};
use crate::tree::{Blob, MAX_BLOB_BYTES};

/// The bytes of a content.
pub const CONTENT_BYTES: usize = 48;

/// What an operator signs: it stores the blob until `expiry`. In a vote: the root, the size, u64, and the expiry, i64, both
/// little-endian.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Content {
    pub root: [u8; 32],
    /// At least one byte.
    pub size: u64,
    /// The first second in which the blob need not be stored, but for challenges of before.
    pub expiry: i64,
}

impl Content {
    pub fn to_bytes(&self) -> [u8; CONTENT_BYTES] {
        let mut bytes = [0; CONTENT_BYTES];
        bytes[..32].copy_from_slice(&self.root);
        bytes[32..40].copy_from_slice(&self.size.to_le_bytes());
        bytes[40..].copy_from_slice(&self.expiry.to_le_bytes());
        bytes
    }

    pub const fn blob(&self) -> Blob {
        Blob { root: self.root, size: self.size }
    }

    /// Refuses a blob without bytes, or one of which a chunk has too long a proof.
    ///
    /// # Errors
    /// [`Rule::BlobSize`].
    pub fn check(&self) -> Result<()> {
        let bound = if self.size == 0 { 1 } else { MAX_BLOB_BYTES };
        ensure((1..=MAX_BLOB_BYTES).contains(&self.size), Rule::BlobSize, self.size, bound)
    }
}
