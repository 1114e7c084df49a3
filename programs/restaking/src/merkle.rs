//! Lists of earners as Merkle trees, and proofs of membership. `docs/reward-tree.md` specifies the format, with an
//! example.
//!
//! Leaves and nodes are hashed with different prefix bytes, so neither can pass for the other. A leaf includes the
//! reward tree's account, so a list is valid for one NCN and mint only.

use anchor_lang::prelude::*;
use solana_sha256_hasher::hashv;

use crate::error::{RestakingError, fail};

/// Prefix of a leaf's preimage.
const LEAF: &[u8] = &[0];

/// Prefix of a node's preimage.
const NODE: &[u8] = &[1];

/// The largest number of hashes in a proof; enough for 2^32 earners.
pub const MAX_PROOF: usize = 32;

/// The leaf of `earner` with total earnings of `cumulative` in the reward tree at `tree`.
pub fn leaf(tree: &Address, earner: &Address, cumulative: u64) -> [u8; 32] {
    hashv(&[LEAF, tree.as_ref(), earner.as_ref(), &cumulative.to_le_bytes()]).to_bytes()
}

/// The parent of two hashes in either order: the smaller one is hashed first.
pub fn node(one: &[u8; 32], other: &[u8; 32]) -> [u8; 32] {
    let (first, second) = if one <= other { (one, other) } else { (other, one) };
    hashv(&[NODE, first, second]).to_bytes()
}

/// The root that `proof` gives for `leaf`; `proof` lists the siblings from the bottom up.
pub fn root_of(leaf: [u8; 32], proof: &[[u8; 32]]) -> [u8; 32] {
    proof.iter().fold(leaf, |hash, sibling| node(&hash, sibling))
}

/// Refuses a proof that does not lead from `leaf` to `root`.
///
/// # Errors
/// [`RestakingError::ProofTooLong`], [`RestakingError::NotInTree`].
pub fn check(root: &[u8; 32], leaf: [u8; 32], proof: &[[u8; 32]]) -> Result<()> {
    if proof.len() > MAX_PROOF {
        return Err(fail(RestakingError::ProofTooLong, proof.len() as u64, MAX_PROOF as u64));
    }
    require!(root_of(leaf, proof) == *root, RestakingError::NotInTree);
    Ok(())
}
