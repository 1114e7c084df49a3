//! The hashes of a task, each with a prefix of its own.

use anchor_lang::prelude::*;
use solana_sha256_hasher::hashv;

/// Prefix of a commitment's preimage.
pub const COMMITMENT: &[u8] = b"inference: commitment";

/// Prefix of a draw's preimage.
pub const DRAW: &[u8] = b"inference: draw";

/// The commitment of an operator to an output: it binds the NCN's domain, the task's number and the operator. Another operator that
/// copies it can therefore never open it, and no reveal of another task opens it.
pub fn commitment(domain: &[u8; 32], number: u64, operator: &Address, output: &[u8], salt: &[u8]) -> [u8; 32] {
    hashv(&[COMMITMENT, domain, &number.to_le_bytes(), operator.as_ref(), output, salt]).to_bytes()
}

/// The random numbers of a task's draw.
pub struct Numbers {
    seed: [u8; 32],
    block: [u8; 32],
}

impl Numbers {
    /// The numbers by a slot hash. Two tasks of one slot have different ones.
    pub fn new(slot_hash: &[u8; 32], task: &Address) -> Self {
        Self { seed: hashv(&[DRAW, slot_hash, task.as_ref()]).to_bytes(), block: [0; 32] }
    }

    /// The number of `seat`. Seats are asked for in ascending order: each hash gives four numbers.
    pub fn at(&mut self, seat: u64) -> u64 {
        if seat.is_multiple_of(4) {
            self.block = hashv(&[&self.seed, &(seat / 4).to_le_bytes()]).to_bytes();
        }
        let from = 8 * (seat % 4) as usize;
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&self.block[from..from + 8]);
        u64::from_le_bytes(bytes)
    }
}
