//! Lists of earners as Merkle trees, and proofs that an earner is in one. `docs/reward-tree.md` has the format for those who
//! build the lists, with an example.
//!
//! A leaf and a node are hashed behind a byte of their own each, so that neither passes for the other. A leaf names the
//! reward tree's account, so that a list is of one NCN and one mint, and of no other.

use anchor_lang::prelude::*;
use solana_sha256_hasher::hashv;

use crate::error::{RestakingError, fail};

/// What a leaf's preimage begins with.
const LEAF: &[u8] = &[0];

/// What a node's preimage begins with.
const NODE: &[u8] = &[1];

/// The most hashes that a proof may have: a list of 2^32 earners has no longer one.
pub const MAX_PROOF: usize = 32;

/// The leaf of `earner`, who has earned `cumulative` in all in the reward tree at `tree`.
pub fn leaf(tree: &Address, earner: &Address, cumulative: u64) -> [u8; 32] {
    hashv(&[LEAF, tree.as_ref(), earner.as_ref(), &cumulative.to_le_bytes()]).to_bytes()
}

/// The node above two hashes, whichever of them is the left one: the smaller goes first.
pub fn node(one: &[u8; 32], other: &[u8; 32]) -> [u8; 32] {
    let (first, second) = if one <= other { (one, other) } else { (other, one) };
    hashv(&[NODE, first, second]).to_bytes()
}

/// The root that `proof` leads to from `leaf`: the siblings on the way, from the bottom up.
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
