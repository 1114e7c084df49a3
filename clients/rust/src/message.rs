//! What operators sign with their ed25519 keys.

use solana_program::hash::{hash, hashv};
use solana_program::pubkey::Pubkey;

use crate::Program;

impl Program {
    /// What signatures for `ncn` are for: this program, on the cluster with this genesis hash, and the NCN. The NCN's account holds
    /// it as `domain`; a signer recomputes it, with the genesis hash that its own node gives.
    pub fn signing_domain(&self, genesis_hash: &[u8; 32], ncn: &Pubkey) -> [u8; 32] {
        hashv(&[b"restaking: domain", self.address().as_ref(), genesis_hash, ncn.as_ref()]).to_bytes()
    }
}

/// [`Program::signing_domain`] on local chains.
#[cfg(feature = "local")]
pub fn signing_domain(genesis_hash: &[u8; 32], ncn: &Pubkey) -> [u8; 32] {
    Program::LOCAL.signing_domain(genesis_hash, ncn)
}

/// What an operator signs with a key, to show in `register_key` that it has it. The signature is verified by an instruction of
/// the Ed25519 program just before, with no other signature in it and all its parts in its own data.
pub fn possession_message(domain: &[u8; 32], operator: &Pubkey) -> Vec<u8> {
    [&b"restaking: proof of possession"[..], domain, operator.as_ref()].concat()
}

/// What an operator signs as its vote of `kind` at `height` in the NCN with this signing domain: only votes of this form can be
/// proven to conflict.
pub fn vote_message(domain: &[u8; 32], kind: u8, height: u64, said: &[u8]) -> Vec<u8> {
    [&domain[..], &[kind], &height.to_le_bytes(), said].concat()
}

/// The commitment of a reporter before it shows two conflicting votes: it does not reveal them, and no one else can use
/// it.
pub fn report_commitment(reporter: &Pubkey, ncn: &Pubkey, votes: [&[u8]; 2], salt: &[u8; 32]) -> [u8; 32] {
    let [first, second] = votes.map(|vote| hash(vote).to_bytes());
    hashv(&[b"restaking: report", reporter.as_ref(), ncn.as_ref(), &first, &second, salt]).to_bytes()
}
