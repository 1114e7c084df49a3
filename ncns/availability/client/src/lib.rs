//! The client of the service: addresses, votes, trees of blobs and instructions.
//!
//! ```
//! use availability_client::{AvailabilityProgram, blob::chunk, content, tree_of};
//! use solana_program::pubkey::Pubkey;
//!
//! let program = AvailabilityProgram::at(Pubkey::new_from_array([7; 32])); // from your settings
//! let data = vec![1; 1_000];
//! let tree = tree_of(&data).expect("a blob of 256 MiB at most");
//! let content = content(&tree, 1_800_000_000);
//! let archive = program.archive(&Pubkey::new_from_array([1; 32]));
//! let certificate = program.certificate(&archive, 0, 42, &content);
//! // An operator that is asked for chunk 3 answers with:
//! let (chunk, proof) = (chunk(&data, 3), tree.proof(3).expect("a chunk of the blob"));
//! assert_eq!((chunk.len(), proof.len()), (232, 2));
//! # let _ = certificate;
//! ```

#[allow(missing_docs, clippy::all, unused_imports, reason = "generated")]
#[rustfmt::skip]
pub mod generated;

use borsh::BorshDeserialize;
use num_traits::FromPrimitive;
use restaking_client::{logs, vote_message};
use solana_program::hash::hashv;
use solana_program::instruction::InstructionError;
use solana_program::pubkey::Pubkey;

pub use availability_ledger::{blob, challenge, reader, tree};
pub use generated::accounts::*;
pub use generated::errors::*;
pub use generated::events::*;
pub use generated::instructions::*;
pub use generated::types::*;

/// The address for local chains. Its key pair is public: on any other cluster, anyone could own it.
pub const LOCAL_ID: Pubkey = generated::programs::AVAILABILITY_NCN_ID;

/// The sysvar that draws chunks.
pub const SLOT_HASHES: Pubkey = solana_program::pubkey!("SysvarS1otHashes111111111111111111111111111");

/// Receives the bond of a challenge of which nobody drew the chunk: the runtime burns it.
pub const INCINERATOR: Pubkey = solana_program::pubkey!("1nc1nerator11111111111111111111111111111111");

/// The program at an address. Instructions take the same address: `AdoptTable { .. }.instruction_at(&program)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AvailabilityProgram(Pubkey);

impl AvailabilityProgram {
    /// The program on local chains.
    pub const LOCAL: Self = Self(LOCAL_ID);

    /// The program at `address`.
    pub const fn at(address: Pubkey) -> Self {
        Self(address)
    }

    /// Its address.
    pub const fn address(&self) -> Pubkey {
        self.0
    }

    fn find(&self, seeds: &[&[u8]]) -> Pubkey {
        Pubkey::find_program_address(seeds, &self.0).0
    }

    /// The archive of `ncn`: the slasher of its policy.
    pub fn archive(&self, ncn: &Pubkey) -> Pubkey {
        self.find(&[b"archive", ncn.as_ref()])
    }

    /// The custody of `operator` in an archive.
    pub fn custody(&self, archive: &Pubkey, operator: &Pubkey) -> Pubkey {
        self.find(&[b"custody", archive.as_ref(), operator.as_ref()])
    }

    /// The certificate of `content` at a kind and a height of an archive.
    pub fn certificate(&self, archive: &Pubkey, kind: u8, height: u64, content: &Content) -> Pubkey {
        self.find(&[b"certificate", archive.as_ref(), &[kind], &height.to_le_bytes(), &digest(content)])
    }

    /// The challenge of the operator of a custody by `challenger`.
    pub fn challenge(&self, certificate: &Pubkey, custody: &Pubkey, challenger: &Pubkey) -> Pubkey {
        self.find(&[b"challenge", certificate.as_ref(), custody.as_ref(), challenger.as_ref()])
    }

    /// The program's events in a log, in order, but for those that this client does not know yet.
    pub fn events(&self, logs: &[impl AsRef<str>]) -> Vec<Event> {
        let bytes = restaking_client::Program::at(self.0).event_bytes(logs);
        bytes.iter().filter_map(|bytes| Event::decode(bytes).ok()).collect()
    }

    /// Why an instruction of this program failed, as a sentence; none for what it does not say.
    pub fn sentence(&self, error: &InstructionError, logs: &[impl AsRef<str>]) -> Option<String> {
        match error {
            InstructionError::Custom(code) if logs::failed_program(logs) == Some(self.0) => {
                let Some(known) = AvailabilityNcnError::from_u32(*code) else {
                    return logs::of_anchor(error).map(ToOwned::to_owned);
                };
                Some(logs::logged(&known.to_string(), logs))
            }
            _ => None,
        }
    }
}

/// The program stands for its address wherever one is taken.
impl std::ops::Deref for AvailabilityProgram {
    type Target = Pubkey;

    fn deref(&self) -> &Pubkey {
        &self.0
    }
}

/// SHA-256 of the parts, one after the other.
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    hashv(parts).to_bytes()
}

/// The tree of a blob; none if it is empty or larger than 256 MiB.
pub fn tree_of(data: &[u8]) -> Option<blob::Tree> {
    blob::Tree::of(&sha256, data)
}

/// What operators sign for the blob of `tree`: they store it until `expiry`.
pub fn content(tree: &blob::Tree, expiry: i64) -> Content {
    let blob = tree.blob();
    Content { root: blob.root, size: blob.size, expiry }
}

/// The bytes of a vote's content.
pub fn content_bytes(content: &Content) -> [u8; 48] {
    let Content { root, size, expiry } = *content;
    availability_ledger::content::Content { root, size, expiry }.to_bytes()
}

/// The hash of a content, a part of its certificate's address.
pub fn digest(content: &Content) -> [u8; 32] {
    sha256(&[&content_bytes(content)])
}

/// The message that an operator signs; `domain` is the NCN's.
pub fn message(domain: &[u8; 32], kind: u8, height: u64, content: &Content) -> Vec<u8> {
    vote_message(domain, kind, height, &content_bytes(content))
}

/// The chunk that the hash of a slot draws for a challenge of a blob of `size` bytes.
pub fn drawn(slot_hash: &[u8; 32], challenge: &Pubkey, size: u64) -> u64 {
    availability_ledger::challenge::drawn(&sha256, slot_hash, &challenge.to_bytes(), tree::chunks(size))
}

/// An operator of a certificate. The interface's format cannot describe it.
#[derive(BorshDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertificateOperator {
    /// The operator, an account of the core.
    pub operator: Pubkey,
    /// Its weight in the certificate's table.
    pub weight: u64,
}

/// The bytes of an operator.
const OPERATOR_BYTES: usize = 40;

/// The operators in the data of a certificate's account, in the order of their places; none if it is not one.
pub fn operators(data: &[u8]) -> Option<Vec<CertificateOperator>> {
    let rest = data.strip_prefix(&BLOB_CERTIFICATE_DISCRIMINATOR[..])?.get(BlobCertificate::LEN - 8..)?;
    let (count, rest) = rest.split_first_chunk::<4>()?;
    let operators = rest.get(4..)?.chunks_exact(OPERATOR_BYTES).take(u32::from_le_bytes(*count) as usize);
    operators.map(|mut operator| CertificateOperator::deserialize(&mut operator).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_of_others_has_no_operators() {
        assert_eq!(operators(&[]), None);
        assert_eq!(operators(&[0; 1_000]), None);
        assert_eq!(operators(&BLOB_CERTIFICATE_DISCRIMINATOR), None);
    }

    #[test]
    fn another_expiry_has_another_address() {
        let tree = tree_of(&[1; 300]).expect("a tree");
        let (archive, program) = (Pubkey::new_from_array([1; 32]), AvailabilityProgram::LOCAL);
        let at = |expiry| program.certificate(&archive, 0, 7, &content(&tree, expiry));
        assert_ne!(at(5), at(6));
    }
}
