//! The program's accounts. New fields are only ever appended, in the reserved bytes at an account's end.

mod archive;
mod certificate;
mod challenge;
mod custody;

pub use archive::{Archive, RuleFigures};
pub use certificate::{Attestation, BlobCertificate, BlobContent};
pub use challenge::ChunkChallenge;
pub use custody::OperatorCustody;

/// The layout version of every new account.
pub const VERSION: u8 = 1;
