//! Anchor, with a cheaper search for the address of an account that exists or is created.
//!
//! A program depends on this crate under the name `anchor-lang`, so that Anchor's derive uses the search as well.
#![no_std]

pub use anchor_lang::*;

use anchor_lang::prelude::*;
use solana_address::PDA_MARKER;
use solana_sha256_hasher::hashv;

/// The most that an address is hashed of: seeds, the bump, the program and a marker.
const PARTS: usize = 8;

/// Every bump, so that a search changes one reference for each.
static BUMPS: [u8; 256] = {
    let mut bumps = [0; 256];
    let mut place = 0;
    while place < bumps.len() {
        bumps[place] = place as u8;
        place += 1;
    }
    bumps
};

/// The bump of `expected`, which is the address of `seeds` for the program `program_id`.
///
/// As Anchor's function of this name, it asks the runtime whether each higher bump is on the curve. Anchor also asks for the
/// bump that it finds, for 159 units (`curve25519_edwards_validate_point_cost`). An account tells that by itself: its
/// program signed for the address when it created the account, or does so later in the instruction. The runtime signs for no
/// address on the curve, and a key for one would be a key for a given hash.
///
/// An account that may be absent tells nothing. Its address needs [`Address::is_on_curve`] as well.
///
/// # Errors
/// [`ProgramError::InvalidSeeds`] if `expected` is another address.
#[inline(always)]
pub fn find_and_verify_program_address<const SEEDS: usize>(
    seeds: &[&[u8]; SEEDS],
    program_id: &Address,
    expected: &Address,
) -> Result<u8> {
    const { assert!(SEEDS + 3 <= PARTS, "more seeds than the search has room for") };
    let mut parts: [&[u8]; PARTS] = [&[]; PARTS];
    parts[..SEEDS].copy_from_slice(seeds);
    (parts[SEEDS + 1], parts[SEEDS + 2]) = (program_id.as_ref(), PDA_MARKER);
    for bump in BUMPS.iter().rev() {
        parts[SEEDS] = core::slice::from_ref(bump);
        let candidate = Address::new_from_array(hashv(&parts[..SEEDS + 3]).to_bytes());
        if address_eq(&candidate, expected) {
            return Ok(*bump);
        }
        if !candidate.is_on_curve() {
            break;
        }
    }
    Err(ProgramError::InvalidSeeds)
}
