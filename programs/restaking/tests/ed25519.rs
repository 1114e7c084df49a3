//! What is read of an instruction of the Ed25519 program, and which keys are weak.

use anchor_lang::Error;
use anchor_lang::prelude::Address;
use curve25519_dalek::constants::EIGHT_TORSION;
use curve25519_dalek::edwards::CompressedEdwardsY;
use restaking::ed25519::{
    POSSESSION, POSSESSION_BYTES, SMALL_ORDER, Signed, domain, is_weak, possession_message, signatures,
};
use restaking::error::RestakingError::{self, SignatureBounds, SignatureCount, SignatureElsewhere};

/// Instruction data: the count, a byte that is not read, the seven figures of each signature, and what they point to.
fn data(count: u8, skipped: u8, offsets: &[[u16; 7]], payload: &[u8]) -> Vec<u8> {
    let figures = offsets.iter().flatten().flat_map(|figure| figure.to_le_bytes());
    [count, skipped].into_iter().chain(figures).chain(payload.iter().copied()).collect()
}

/// A signature of 64 bytes at 16, a key of 32 at 80 and a message of 5 at 112, all in the same instruction.
const ONE: [u16; 7] = [16, u16::MAX, 80, u16::MAX, 112, 5, u16::MAX];

/// What the offsets of [`ONE`] point to.
fn payload() -> Vec<u8> {
    [&[7; 64][..], &[8; 32], b"hello"].concat()
}

fn refused<const N: usize>(data: &[u8], error: RestakingError) {
    assert_eq!(signatures::<N>(data), Err(Error::from(error)), "{data:?}");
}

#[test]
fn a_signature_is_read_where_the_offsets_say() {
    let expected = [Signed { key: &[8; 32], message: b"hello" }];
    assert_eq!(signatures(&data(1, 0, &[ONE], &payload())), Ok(expected));
    // The Ed25519 program skips a byte, and asks for no order and no gaps.
    assert_eq!(signatures(&data(1, 255, &[ONE], &payload())), Ok(expected));
    let moved = [53, u16::MAX, 21, u16::MAX, 16, 5, u16::MAX];
    let payload = [b"hello", &[8; 32][..], &[7; 64], &[9; 100]].concat();
    assert_eq!(signatures(&data(1, 0, &[moved], &payload)), Ok(expected));
}

#[test]
fn a_message_may_be_empty_and_end_with_the_data() {
    let [empty, whole] = [(117, 0), (16, 101)].map(|(at, size)| [16, u16::MAX, 80, u16::MAX, at, size, u16::MAX]);
    assert_eq!(signatures(&data(1, 0, &[empty], &payload())), Ok([Signed { key: &[8; 32], message: b"" }]));
    let whole = data(1, 0, &[whole], &payload());
    assert_eq!(signatures(&whole), Ok([Signed { key: &[8; 32], message: &payload() }]));
}

#[test]
fn two_signatures_are_read_in_their_order() {
    let second = [30, u16::MAX, 126, u16::MAX, 158, 3, u16::MAX];
    let first = [30, u16::MAX, 94, u16::MAX, 161, 2, u16::MAX];
    let payload = [&[7; 64][..], &[8; 32], &[9; 32], b"onetwo"].concat();
    let both = data(2, 0, &[first, second], &payload);
    assert_eq!(
        signatures(&both),
        Ok([Signed { key: &[8; 32], message: b"tw" }, Signed { key: &[9; 32], message: b"one" }])
    );
    refused::<1>(&both, SignatureCount);
    refused::<3>(&both, SignatureCount);
}

#[test]
fn another_number_of_signatures_is_refused() {
    for count in [0, 2, 3, 17, 255] {
        refused::<1>(&data(count, 0, &[ONE; 3], &payload()), SignatureCount);
    }
    for count in [0, 1, 3, 255] {
        refused::<2>(&data(count, 0, &[ONE; 3], &payload()), SignatureCount);
    }
    refused::<1>(&[], SignatureCount);
}

#[test]
fn an_index_of_any_other_instruction_is_refused() {
    for field in [1, 3, 6] {
        for index in [0, 1, 2, 255, 256, u16::MAX - 1] {
            let mut offsets = ONE;
            offsets[field] = index;
            refused::<1>(&data(1, 0, &[offsets], &payload()), SignatureElsewhere);
            // In the second of two as well.
            refused::<2>(&data(2, 0, &[ONE, offsets], &payload()), SignatureElsewhere);
        }
    }
}

#[test]
fn a_part_that_ends_behind_the_data_is_refused() {
    let size = (16 + payload().len()) as u16;
    for (field, last) in [(0, size - 64), (2, size - 32), (4, size - 5), (5, size - 112)] {
        let mut offsets = ONE;
        offsets[field] = last;
        assert!(signatures::<1>(&data(1, 0, &[offsets], &payload())).is_ok(), "field {field}");
        for beyond in [last + 1, size, size + 1, u16::MAX] {
            offsets[field] = beyond;
            refused::<1>(&data(1, 0, &[offsets], &payload()), SignatureBounds);
        }
    }
}

#[test]
fn data_cut_short_anywhere_is_refused() {
    let whole = data(1, 0, &[ONE], &payload());
    for size in 1..whole.len() {
        refused::<1>(&whole[..size], SignatureBounds);
    }
}

#[test]
fn a_proof_of_possession_names_domain_and_operator() {
    let message = possession_message(&[1; 32], &Address::new_from_array([2; 32]));
    assert_eq!(message[..], [&POSSESSION[..], &[1; 32], &[2; 32]].concat());
    assert_eq!((message.len(), POSSESSION_BYTES), (94, 94));
}

#[test]
fn a_domain_is_of_one_program_cluster_and_ncn() {
    let (ncn, genesis) = (Address::new_from_array([1; 32]), [2; 32]);
    let whole = [&b"restaking: domain"[..], restaking::ID.as_ref(), &genesis, ncn.as_ref()].concat();
    assert_eq!(domain(&genesis, &ncn), solana_sha256_hasher::hash(&whole).to_bytes());
    assert_ne!(domain(&[3; 32], &ncn), domain(&genesis, &ncn));
    assert_ne!(domain(&genesis, &Address::new_from_array([2; 32])), domain(&genesis, &ncn));
}

/// Whether a decoder takes `key` for a point of small order.
fn of_small_order(key: [u8; 32]) -> bool {
    CompressedEdwardsY(key).decompress().is_some_and(|point| point.is_small_order())
}

#[test]
fn every_point_of_small_order_is_weak() {
    for point in EIGHT_TORSION {
        let mut key = point.compress().0;
        assert!(is_weak(&key), "{key:?}");
        key[31] ^= 0x80;
        assert!(is_weak(&key), "{key:?}");
    }
}

#[test]
fn the_list_has_each_encoding_of_small_order_once_and_no_other() {
    for (place, encoding) in SMALL_ORDER.into_iter().enumerate() {
        assert!(of_small_order(encoding), "{encoding:?}");
        assert!(encoding[31] < 0x80 && !SMALL_ORDER[..place].contains(&encoding), "{encoding:?}");
    }
    // All encodings that are not below the modulus, 2^255 - 19, and as many below it and from zero on.
    for low in 0..=u8::MAX {
        for (filler, high) in [(0xff, 0x7f), (0xff, 0xff), (0, 0), (0, 0x80)] {
            let mut key = [filler; 32];
            (key[0], key[31]) = (low, high);
            assert_eq!(is_weak(&key), of_small_order(key), "{key:?}");
        }
    }
    let below = SMALL_ORDER.iter().filter(|encoding| encoding[31] != 0x7f || encoding[0] < 0xed).count();
    let canonical: std::collections::BTreeSet<[u8; 32]> = EIGHT_TORSION
        .iter()
        .map(|point| {
            let mut key = point.compress().0;
            key[31] &= 0x7f;
            key
        })
        .collect();
    assert_eq!((below, canonical.len()), (5, 5));
}

#[test]
fn one_bit_off_a_weak_key_is_none() {
    for encoding in SMALL_ORDER {
        for bit in 0..255 {
            let mut key = encoding;
            key[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(is_weak(&key), of_small_order(key), "{key:?}");
        }
    }
}
