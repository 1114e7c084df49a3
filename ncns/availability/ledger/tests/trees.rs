//! The tree of a blob: every chunk is provable, and nothing else is.

use availability_ledger::blob::{Tree, chunk};
use availability_ledger::error::Rule;
use availability_ledger::tree::{
    Blob, CHUNK_BYTES, MAX_BLOB_BYTES, MAX_DEPTH, chunk_bytes, chunks, node, proof_hashes,
};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize().into()
}

/// A blob of `size` bytes, of which no two chunks are equal.
fn data(size: usize) -> Vec<u8> {
    (0..size)
        .map(|place| if place % 256 < 8 { ((place / 256) >> (place % 256 * 8)) as u8 } else { place as u8 })
        .collect()
}

/// The top of a tree by its definition alone: the largest power of two below the number of leaves goes to the left.
fn top(data: &[u8]) -> [u8; 32] {
    let count = data.len().div_ceil(256);
    if count == 1 {
        return sha256(&[&[0], data]);
    }
    let left = count.next_power_of_two() / 2;
    let (left, right) = data.split_at(left * 256);
    sha256(&[&[1], &top(left), &top(right)])
}

fn refusal(blob: &Blob, index: u64, chunk: &[u8], proof: &[[u8; 32]]) -> Option<Rule> {
    blob.check(&sha256, index, chunk, proof).err().map(|error| error.rule)
}

proptest! {
    /// The root by levels is the root by halves, and every chunk has a proof of the expected length.
    #[test]
    fn every_chunk_is_provable(size in 1usize..9_000) {
        let data = data(size);
        let tree = Tree::of(&sha256, &data).unwrap();
        let blob = tree.blob();
        prop_assert_eq!(blob.root, sha256(&[&[2], &(size as u64).to_le_bytes(), &top(&data)]));
        let count = chunks(blob.size);
        let mut whole = vec![];
        for index in 0..count {
            let (chunk, proof) = (chunk(&data, index), tree.proof(index).unwrap());
            prop_assert_eq!(chunk.len() as u64, chunk_bytes(blob.size, index));
            prop_assert_eq!(proof.len() as u64, proof_hashes(index, count));
            prop_assert!(proof.len() as u64 <= MAX_DEPTH);
            prop_assert_eq!(blob.check(&sha256, index, chunk, &proof), Ok(()));
            whole.extend_from_slice(chunk);
        }
        // The chunks are the blob: no byte is in none, and none is in two.
        prop_assert_eq!(whole, data);
        prop_assert_eq!(tree.proof(count), None);
    }

    /// A chunk proves its own place alone: with another index, byte, hash or size it is refused.
    #[test]
    fn nothing_else_is_provable(
        size in 300usize..9_000,
        (place, other, at, bit) in (any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0u8..8),
    ) {
        let data = data(size);
        let tree = Tree::of(&sha256, &data).unwrap();
        let (blob, count) = (tree.blob(), chunks(size as u64));
        let index = place.index(count as usize) as u64;
        let (right, proof) = (chunk(&data, index).to_vec(), tree.proof(index).unwrap());
        let other = other.index(count as usize) as u64;
        if other != index {
            prop_assert!(refusal(&blob, other, &right, &proof).is_some());
            prop_assert!(refusal(&blob, index, chunk(&data, other), &tree.proof(other).unwrap()).is_some());
        }
        let mut flipped = right.clone();
        flipped[at.index(right.len())] ^= 1 << bit;
        prop_assert_eq!(refusal(&blob, index, &flipped, &proof), Some(Rule::NotInBlob));
        let mut hashes = proof.clone();
        let level = at.index(hashes.len());
        hashes[level][usize::from(bit)] ^= 1;
        prop_assert_eq!(refusal(&blob, index, &right, &hashes), Some(Rule::NotInBlob));
        prop_assert_eq!(refusal(&blob, index, &right, &proof[1..]), Some(Rule::ProofLength));
        let longer = [&proof[..], &[[0; 32]]].concat();
        prop_assert_eq!(refusal(&blob, index, &right, &longer), Some(Rule::ProofLength));
        // Another size of the same root, where the number of chunks, the chunk and the proof stay as they are.
        if index + 1 < count {
            let resized = Blob { size: if blob.size % CHUNK_BYTES == 0 { blob.size - 1 } else { blob.size + 1 }, ..blob };
            prop_assert_eq!(refusal(&resized, index, &right, &proof), Some(Rule::NotInBlob));
        }
    }
}

#[test]
fn a_part_of_a_tree_is_no_blob() {
    let data = data(8 * 256);
    let tree = Tree::of(&sha256, &data).expect("a tree");
    let half = Tree::of(&sha256, &data[..4 * 256]).expect("a tree");
    // The left half's top node is a hash of the whole tree's; as a root it is none.
    let proof = half.proof(1).expect("a proof");
    let short = Blob { root: tree.blob().root, size: 4 * 256 };
    assert_eq!(refusal(&short, 1, &data[256..512], &proof), Some(Rule::NotInBlob));
    assert_eq!(half.blob().check(&sha256, 1, &data[256..512], &proof), Ok(()));
}

#[test]
fn a_node_is_no_leaf_and_a_leaf_no_node() {
    let data = data(2 * 256);
    let tree = Tree::of(&sha256, &data).expect("a tree");
    let (left, right) = (sha256(&[&[0], &data[..256]]), sha256(&[&[0], &data[256..]]));
    // The preimage of the node, as the only chunk of a blob of 65 bytes.
    let preimage = [&[1][..], &left, &right].concat();
    let forged = Blob { root: tree.blob().root, size: preimage.len() as u64 };
    assert_eq!(refusal(&forged, 0, &preimage, &[]), Some(Rule::NotInBlob));
    let forged = Tree::of(&sha256, &[&left[..], &right].concat()).expect("a tree");
    assert_ne!(forged.blob().root, tree.blob().root);
    assert_ne!(node(&sha256, &left, &right), node(&sha256, &right, &left));
}

/// An odd leaf goes up as it is. Were it paired with itself, a blob with its last chunk twice would have the same tree.
#[test]
fn an_odd_leaf_is_not_doubled() {
    let three = data(3 * 256);
    let doubled = [&three[..], &three[512..]].concat();
    assert_ne!(
        Tree::of(&sha256, &three).expect("a tree").blob().root,
        Tree::of(&sha256, &doubled).expect("a tree").blob().root
    );
    let (one, other, odd) = (&three[..256], &three[256..512], &three[512..]);
    let pair = sha256(&[&[1], &sha256(&[&[0], one]), &sha256(&[&[0], other])]);
    assert_eq!(top(&three), sha256(&[&[1], &pair, &sha256(&[&[0], odd])]));
}

/// The last chunk has the rest of the bytes: rounded up in number, never padded.
#[test]
fn the_last_chunk_has_the_rest() {
    for (size, count, last) in [(1, 1, 1), (255, 1, 255), (256, 1, 256), (257, 2, 1), (512, 2, 256), (513, 3, 1)] {
        assert_eq!((chunks(size), chunk_bytes(size, count - 1)), (count, last), "{size}");
        assert_eq!(chunk_bytes(size, count), 0);
    }
    let blob = Tree::of(&sha256, &[7; 257]).expect("a tree").blob();
    let tree = Tree::of(&sha256, &[7; 257]).expect("a tree");
    let padded = [[7].as_slice(), &[0; 255]].concat();
    assert_eq!(refusal(&blob, 1, &padded, &tree.proof(1).expect("a proof")), Some(Rule::ChunkSize));
    assert_eq!(refusal(&blob, 1, &[], &tree.proof(1).expect("a proof")), Some(Rule::ChunkSize));
    assert_eq!(refusal(&blob, 0, &[7; 255], &tree.proof(0).expect("a proof")), Some(Rule::ChunkSize));
    assert_eq!(refusal(&blob, 2, &[], &[]), Some(Rule::ChunkSize));
    assert_eq!(refusal(&blob, u64::MAX, &[], &[]), Some(Rule::ChunkSize));
}

#[test]
fn the_largest_blob_has_the_longest_proof() {
    assert_eq!(MAX_BLOB_BYTES, 256 << 20);
    let count = chunks(MAX_BLOB_BYTES);
    assert_eq!((proof_hashes(0, count), proof_hashes(count - 1, count)), (MAX_DEPTH, MAX_DEPTH));
    assert_eq!(proof_hashes(0, 1), 0);
    // Five leaves: the odd one has one sibling, two levels up.
    assert_eq!([0, 3, 4].map(|index| proof_hashes(index, 5)), [3, 3, 1]);
    assert_eq!(Tree::of(&sha256, &[]), None);
}
