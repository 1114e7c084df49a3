//! Draws by slot hashes, against a search of every entry.

use ncn_kit::slot_hashes::{Draw, first_from};
use proptest::prelude::*;

/// The sysvar's data with these slots, in descending order, each with a hash of its own.
fn data(slots: &[u64]) -> Vec<u8> {
    let mut data = (slots.len() as u64).to_le_bytes().to_vec();
    for slot in slots {
        data.extend_from_slice(&slot.to_le_bytes());
        data.extend_from_slice(&hash(*slot));
    }
    // The account keeps its size, whatever it holds.
    data.resize(data.len() + 80, 0);
    data
}

fn hash(slot: u64) -> [u8; 32] {
    let mut hash = [7; 32];
    hash[..8].copy_from_slice(&slot.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes());
    hash
}

proptest! {
    #[test]
    fn the_first_slot_with_a_block_is_drawn(
        slots in prop::collection::btree_set(0u64..600, 0..80),
        slot in 0u64..620,
    ) {
        let slots: Vec<u64> = slots.into_iter().rev().collect();
        let data = data(&slots);
        let first = slots.iter().rev().find(|each| **each >= slot);
        let is_known = slots.iter().any(|each| *each < slot);
        let hash = first.map(|first| hash(*first));
        let expected = match (first, is_known) {
            (None, _) => Draw::NotYet,
            (Some(_), false) => Draw::Gone,
            (Some(first), true) => Draw::Hash(*first, hash.as_ref().unwrap()),
        };
        prop_assert_eq!(first_from(&data, slot), Some(expected));
    }

    /// A later sysvar, which has more slots and has lost the oldest, never tells another hash.
    #[test]
    fn time_does_not_change_a_draw(
        slots in prop::collection::btree_set(0u64..600, 2..80),
        (slot, lost, more) in (0u64..600, 0usize..80, 0usize..80),
    ) {
        let all: Vec<u64> = slots.into_iter().rev().collect();
        let early = data(&all[more.min(all.len() - 1)..]);
        let late = data(&all[..all.len() - lost.min(all.len() - 1)]);
        if let (Some(Draw::Hash(one, _)), Some(Draw::Hash(other, _))) = (first_from(&early, slot), first_from(&late, slot)) {
            prop_assert_eq!(one, other);
        }
    }
}

#[test]
fn what_is_not_the_sysvar_reads_as_none() {
    let good = data(&[9, 7, 4]);
    assert_eq!(first_from(&good, 5), Some(Draw::Hash(7, &hash(7))));
    for len in 0..8 + 3 * 40 {
        assert_eq!(first_from(&good[..len], 5), None, "{len} bytes");
    }
    let huge = [&u64::MAX.to_le_bytes()[..], &[0; 80]].concat();
    assert_eq!(first_from(&huge, 5), None);
}
