//! The tree of RFC 9162, section 2.1, by its recursive definition.

use bridge_reader::proof::{EMPTY_ROOT, LEAF, NODE};
use sha2::{Digest, Sha256};

pub type Hash = [u8; 32];

pub fn hashv(parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize().into()
}

/// The largest power of two below `count`, which is 2 at the least.
fn split(count: usize) -> usize {
    1 << (count - 1).ilog2()
}

/// The root of `leaves`.
pub fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => EMPTY_ROOT,
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            hashv(&[NODE, &root(left), &root(right)])
        }
    }
}

/// The siblings of the leaf at `index`, from the bottom up.
#[allow(dead_code, reason = "the tests of the ledger prove nothing")]
pub fn path(leaves: &[Hash], index: usize) -> Vec<Hash> {
    if leaves.len() < 2 {
        return vec![];
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut below, sibling) = if index < left.len() {
        (path(left, index), root(right))
    } else {
        (path(right, index - left.len()), root(left))
    };
    below.push(sibling);
    below
}

/// The leaf of a message of `origin`, by the definition of its format.
pub fn leaf(origin: &Hash, index: u64, sender: &Hash, payload: &[u8]) -> Hash {
    hashv(&[LEAF, origin, &index.to_le_bytes(), sender, &hashv(&[payload])])
}
