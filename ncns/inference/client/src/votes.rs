//! What a member of a committee signs: a commitment to the hash of its output, then the output's hash with the salt.

use restaking_client::vote_message;
use solana_program::hash::hashv;
use solana_program::pubkey::Pubkey;

/// The kind of a commitment's vote.
pub const COMMIT_KIND: u8 = 1;

/// The kind of a reveal's vote.
pub const REVEAL_KIND: u8 = 2;

/// The output of an operator that has no honest one: it is neither slashed nor paid.
pub const ABSTENTION: [u8; 32] = [0; 32];

/// The commitment of `operator` to `output` in task `number`; `domain` is the NCN's. Draw the salt at random and keep it with the
/// output until the reveal: an output of few possible values is guessed from a commitment without one.
pub fn commitment(domain: &[u8; 32], number: u64, operator: &Pubkey, output: &[u8; 32], salt: &[u8; 32]) -> [u8; 32] {
    hashv(&[b"inference: commitment", domain, &number.to_le_bytes(), operator.as_ref(), output, salt]).to_bytes()
}

/// The message of a commitment's vote.
pub fn commit_message(domain: &[u8; 32], number: u64, commitment: &[u8; 32]) -> Vec<u8> {
    vote_message(domain, COMMIT_KIND, number, commitment)
}

/// The message of a reveal's vote. Sign it together with the commitment, so that all votes are signed in the order of the tasks' numbers,
/// and keep it until the commitments are over: anyone that has it earlier can copy the output.
pub fn reveal_message(domain: &[u8; 32], number: u64, output: &[u8; 32], salt: &[u8; 32]) -> Vec<u8> {
    vote_message(domain, REVEAL_KIND, number, &[&output[..], salt].concat())
}
