//! Trees of messages: what a relayer builds a root and proofs from. The `bridge_reader` crate checks them.

use bridge_reader::Hash;
use bridge_reader::proof::{EMPTY_ROOT, Message, leaf, node};
use solana_program::pubkey::Pubkey;

use crate::Content;

/// SHA-256 of the concatenated parts.
pub fn hashv(parts: &[&[u8]]) -> Hash {
    solana_program::hash::hashv(parts).to_bytes()
}

/// The hash of a payload, as `post_message` takes it.
pub fn payload_hash(payload: &[u8]) -> Hash {
    hashv(&[payload])
}

/// The leaf of the message of `sender` at `index` of the outbox `origin`, by the hash of its payload.
pub fn leaf_of(origin: &Pubkey, index: u64, sender: &Pubkey, payload: &Hash) -> Hash {
    leaf(origin.as_array(), index, sender.as_array(), payload, hashv)
}

/// All messages of an outbox so far, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Messages {
    leaves: Vec<Hash>,
}

impl Messages {
    /// Adds the leaf of the next message, as the outbox's event has it.
    pub fn push(&mut self, leaf: Hash) {
        self.leaves.push(leaf);
    }

    /// The root and the number of the first `count` messages; none if there are fewer.
    pub fn content(&self, count: u64) -> Option<Content> {
        let leaves = self.leaves.get(..usize::try_from(count).ok()?)?;
        Some(Content { root: root(leaves), count })
    }

    /// The proof of the message at `index` among the first `count`; none if there are fewer.
    pub fn proof(&self, index: u64, count: u64) -> Option<Vec<Hash>> {
        let leaves = self.leaves.get(..usize::try_from(count).ok()?)?;
        let index = usize::try_from(index).ok().filter(|index| *index < leaves.len())?;
        let mut siblings = vec![];
        let (mut rest, mut place) = (leaves, index);
        // From the root down.
        while rest.len() > 1 {
            let (left, right) = rest.split_at(left_size(rest.len()));
            if place < left.len() {
                siblings.push(root(right));
                rest = left;
            } else {
                siblings.push(root(left));
                (rest, place) = (right, place - left.len());
            }
        }
        siblings.reverse();
        Some(siblings)
    }
}

/// The leaf of a message as a consumer has it.
pub fn message_leaf(origin: &Pubkey, message: &Message<'_>) -> Hash {
    message.leaf(origin.as_array(), hashv)
}

/// The root of `leaves`, by RFC 9162, section 2.1.
fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => EMPTY_ROOT,
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(left_size(leaves.len()));
            node(&root(left), &root(right), hashv)
        }
    }
}

/// The largest power of two below `count`, which is 2 at the least.
const fn left_size(count: usize) -> usize {
    1 << (count - 1).ilog2()
}

#[cfg(test)]
mod tests {
    use bridge_reader::proof::root_of;

    use super::*;

    #[test]
    fn every_message_of_every_earlier_tree_is_proven() {
        let mut all = Messages::default();
        assert_eq!(all.content(0), Some(Content::EMPTY));
        for index in 0..40u64 {
            all.push(leaf_of(&Pubkey::default(), index, &Pubkey::default(), &payload_hash(&[1])));
        }
        for count in 1..=40 {
            let content = all.content(count).expect("a root");
            for index in 0..count {
                let proof = all.proof(index, count).expect("a proof");
                let leaf = leaf_of(&Pubkey::default(), index, &Pubkey::default(), &payload_hash(&[1]));
                assert_eq!(root_of(leaf, index, count, &proof, hashv), Some(content.root));
            }
            assert_eq!(all.proof(count, count), None);
        }
        assert_eq!((all.content(41), all.proof(0, 41), all.proof(0, 0)), (None, None, None));
    }
}
