//! Proofs of messages against the tree's definition, and forged ones.

mod naive;

use bridge_reader::checkpoint::{Checkpoint, Limits};
use bridge_reader::proof::{Message, node, root_of};
use bridge_reader::{Hash, Refused};
use naive::{hashv, leaf, path, root};
use proptest::prelude::*;

const ORIGIN: Hash = [7; 32];
const SENDER: Hash = [3; 32];

/// Any checkpoint: the tests are of its tree.
const ANY: Limits = Limits { min_weight_bps: 0, min_weight: 0, min_signers: 0 };

/// The payload of message `index`.
fn payload(index: u64) -> [u8; 8] {
    index.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes()
}

fn leaves(count: u64) -> Vec<Hash> {
    (0..count).map(|index| leaf(&ORIGIN, index, &SENDER, &payload(index))).collect()
}

fn checkpoint(root: Hash, count: u64) -> Checkpoint {
    Checkpoint {
        origin: ORIGIN,
        height: 1,
        time: 0,
        final_at: 0,
        root,
        count,
        weight: 1,
        total_weight: 1,
        signers: 1,
        kept_until: 1,
    }
}

/// Proves message `index` with its own payload.
fn prove(checkpoint: &Checkpoint, index: u64, proof: &[Hash]) -> Result<(), Refused> {
    let payload = payload(index);
    checkpoint.prove(&ANY, &Message { index, sender: &SENDER, payload: &payload }, proof, hashv)
}

#[test]
fn every_message_of_every_tree_is_proven_and_no_other() {
    for count in 1..=70u64 {
        let all = leaves(count);
        let checkpoint = checkpoint(root(&all), count);
        for index in 0..count {
            let proof = path(&all, index as usize);
            assert_eq!(prove(&checkpoint, index, &proof), Ok(()), "{index} of {count}");
            // Of another place, another sender, another origin, another payload.
            for other in [index.wrapping_sub(1), index + 1].into_iter().filter(|other| *other < count) {
                assert_eq!(prove(&checkpoint, other, &proof), Err(Refused::NotIncluded));
            }
            let message = Message { index, sender: &SENDER, payload: &payload(index) };
            let stranger = Message { sender: &[4; 32], ..message };
            assert_eq!(checkpoint.prove(&ANY, &stranger, &proof, hashv), Err(Refused::NotIncluded));
            let foreign = Checkpoint { origin: [8; 32], ..checkpoint };
            assert_eq!(foreign.prove(&ANY, &message, &proof, hashv), Err(Refused::NotIncluded));
            let altered = Message { payload: &[1], ..message };
            assert_eq!(checkpoint.prove(&ANY, &altered, &proof, hashv), Err(Refused::NotIncluded));
            // A proof that is a hash short or long.
            assert_eq!(prove(&checkpoint, index, &[&proof[..], &[[0; 32]]].concat()), Err(Refused::NotIncluded));
            if let Some((_, short)) = proof.split_last() {
                assert_eq!(prove(&checkpoint, index, short), Err(Refused::NotIncluded));
            }
        }
        assert_eq!(prove(&checkpoint, count, &path(&all, 0)), Err(Refused::NotYet(count, count)));
    }
}

#[test]
fn a_message_of_a_weak_checkpoint_is_not_proven() {
    let all = leaves(1);
    let (weak, payload) = (checkpoint(root(&all), 1), payload(0));
    let message = Message { index: 0, sender: &SENDER, payload: &payload };
    let limits = Limits { min_weight: 2, ..ANY };
    assert_eq!(weak.prove(&ANY, &message, &[], hashv), Ok(()));
    assert_eq!(weak.prove(&limits, &message, &[], hashv), Err(Refused::TooWeak(1, 2)));
}

#[test]
fn an_empty_checkpoint_proves_nothing() {
    let empty = checkpoint(root(&[]), 0);
    for index in [0, 1, u64::MAX] {
        assert_eq!(prove(&empty, index, &[]), Err(Refused::NotYet(index, 0)));
    }
    // Nor if its number of messages is a lie.
    let lying = checkpoint(root(&[]), 1);
    assert_eq!(prove(&lying, 0, &[]), Err(Refused::NotIncluded));
}

/// The hash of a node has another prefix than a leaf's, so it is no leaf of any message.
#[test]
fn an_inner_node_is_no_leaf() {
    let all = leaves(4);
    let inner = node(&all[0], &all[1], hashv);
    let short = node(&all[2], &all[3], hashv);
    // As bare hashes the shorter path leads to the root.
    assert_eq!(root_of(inner, 0, 2, &[short], hashv), Some(root(&all)));
    // No message has that leaf: the node's preimage, taken as what a message says, gives another hash.
    let payload = [&all[0][..], &all[1]].concat();
    let checkpoint = checkpoint(root(&all), 2);
    let message = Message { index: 0, sender: &SENDER, payload: &payload };
    assert_eq!(checkpoint.prove(&ANY, &message, &[short], hashv), Err(Refused::NotIncluded));
    let message = Message { index: 0, sender: &all[0], payload: &all[1] };
    assert_eq!(checkpoint.prove(&ANY, &message, &[short], hashv), Err(Refused::NotIncluded));
}

/// Whatever number of messages a checkpoint claims, a message is proven at its own index alone: a lie delivers none twice.
#[test]
fn a_lie_about_the_number_of_messages_moves_none() {
    for count in 1..=12u64 {
        let all = leaves(count);
        for lie in 1..=24u64 {
            let lying = checkpoint(root(&all), lie);
            for index in 0..count {
                let proof = path(&all, index as usize);
                for place in (0..lie).filter(|place| *place != index) {
                    let payload = payload(index);
                    let moved = Message { index: place, sender: &SENDER, payload: &payload };
                    assert_eq!(lying.prove(&ANY, &moved, &proof, hashv), Err(Refused::NotIncluded));
                }
                if lie <= index {
                    assert_eq!(prove(&lying, index, &proof), Err(Refused::NotYet(index, lie)));
                }
            }
        }
    }
}

#[test]
fn a_proof_of_any_length_is_answered() {
    // The right siblings up to an inner node, and no further: the node is not taken for the root.
    let all = leaves(4);
    assert_eq!(root_of(all[0], 0, 4, &path(&all, 0)[..1], hashv), None);
    assert_eq!(root_of(all[0], 0, 4, &path(&all, 0), hashv), Some(root(&all)));
    let checkpoint = checkpoint([9; 32], u64::MAX);
    for length in [31, 32, 33, 64, 1_000] {
        assert_eq!(prove(&checkpoint, 5, &vec![[1; 32]; length]), Err(Refused::NotIncluded));
    }
    assert_eq!(root_of([1; 32], 0, 0, &[], hashv), None);
    assert_eq!(root_of([1; 32], u64::MAX, u64::MAX, &[], hashv), None);
}

proptest! {
    /// No altered bit of a proof, a root or a leaf leaves it valid.
    #[test]
    fn an_altered_proof_is_refused(count in 2u64..300, index: u64, sibling: usize, byte in 0usize..32, bit in 0u32..8) {
        let (all, index) = (leaves(count), index % count);
        let mut proof = path(&all, index as usize);
        let right = checkpoint(root(&all), count);
        prop_assert_eq!(prove(&right, index, &proof), Ok(()));
        let mut other = right;
        other.root[byte] ^= 1 << bit;
        prop_assert_eq!(prove(&other, index, &proof), Err(Refused::NotIncluded));
        let sibling = sibling % proof.len();
        proof[sibling][byte] ^= 1 << bit;
        prop_assert_eq!(prove(&right, index, &proof), Err(Refused::NotIncluded));
    }
}
