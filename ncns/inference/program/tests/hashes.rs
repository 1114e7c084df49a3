//! The hashes of commitments and draws: each part counts, and the numbers of a draw are those of its hash.

use anchor_lang::prelude::Address;
use inference_ncn::hashes::{Numbers, commitment};
use solana_sha256_hasher::hashv;

fn address(byte: u8) -> Address {
    Address::new_from_array([byte; 32])
}

#[test]
fn a_commitment_binds_domain_task_operator_output_and_salt() {
    let (domain, output, salt) = ([1; 32], [2; 32], [3; 32]);
    let right = commitment(&domain, 7, &address(4), &output, &salt);
    let preimage = [&b"inference: commitment"[..], &domain, &7u64.to_le_bytes(), &[4; 32], &output, &salt].concat();
    assert_eq!(right, hashv(&[&preimage]).to_bytes(), "as the client computes it");
    for other in [
        commitment(&[9; 32], 7, &address(4), &output, &salt),
        commitment(&domain, 8, &address(4), &output, &salt),
        commitment(&domain, 7, &address(5), &output, &salt),
        commitment(&domain, 7, &address(4), &[9; 32], &salt),
        commitment(&domain, 7, &address(4), &output, &[9; 32]),
        commitment(&domain, 7, &address(4), &salt, &output),
    ] {
        assert_ne!(other, right);
    }
}

#[test]
fn a_draws_numbers_are_those_of_its_hash_and_task() {
    let numbers = |hash: u8, task: u8| {
        let mut numbers = Numbers::new(&[hash; 32], &address(task));
        (0..64).map(|seat| numbers.at(seat)).collect::<Vec<_>>()
    };
    let right = numbers(1, 2);
    let seed = hashv(&[b"inference: draw", &[1; 32], &[2; 32]]).to_bytes();
    let last = hashv(&[&seed, &15u64.to_le_bytes()]).to_bytes();
    assert_eq!(right[63].to_le_bytes(), last[24..]);
    let mut different = right.clone();
    different.sort_unstable();
    different.dedup();
    assert_eq!(different.len(), 64, "no number twice");
    for other in [numbers(3, 2), numbers(1, 3)] {
        assert!(right.iter().all(|number| !other.contains(number)), "another hash, another task: other numbers");
    }
}
