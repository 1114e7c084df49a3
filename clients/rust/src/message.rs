//! What operators sign with their ed25519 keys.

use solana_program::hash::{hash, hashv};
use solana_program::pubkey::Pubkey;

use crate::Program;

impl Program {
    /// What an operator signs with a key, to show in `register_key` that it has it. The signature is verified by an instruction
    /// of the Ed25519 program just before, with no other signature in it and all its parts in its own data.
    pub fn possession_message(&self, ncn: &Pubkey, operator: &Pubkey) -> Vec<u8> {
        let program = self.address();
        [b"restaking: proof of possession", program.as_ref(), ncn.as_ref(), operator.as_ref()].concat()
    }
}

/// [`Program::possession_message`] on local chains.
#[cfg(feature = "local")]
pub fn possession_message(ncn: &Pubkey, operator: &Pubkey) -> Vec<u8> {
    Program::LOCAL.possession_message(ncn, operator)
}

/// What an operator signs as its vote of `kind` at `height` in `ncn`: only votes of this form can be proven to conflict.
pub fn vote_message(ncn: &Pubkey, kind: u8, height: u64, said: &[u8]) -> Vec<u8> {
    [ncn.as_ref(), &[kind], &height.to_le_bytes(), said].concat()
}

/// What a reporter commits to before it shows two votes that conflict: nobody can tell from it what they are, and nobody
/// else can use it.
pub fn report_commitment(reporter: &Pubkey, ncn: &Pubkey, votes: [&[u8]; 2], salt: &[u8; 32]) -> [u8; 32] {
    let [first, second] = votes.map(|vote| hash(vote).to_bytes());
    hashv(&[b"restaking: report", reporter.as_ref(), ncn.as_ref(), &first, &second, salt]).to_bytes()
}
