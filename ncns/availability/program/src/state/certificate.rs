//! The certificate of a blob.

use anchor_lang::accounts::Slab;
use anchor_lang::prelude::*;
use availability_ledger::certificate::Certificate;
use availability_ledger::content::Content;

/// A certificate, at `["certificate", archive, kind, height, digest]`, where the digest is the SHA-256 of the vote's content. An
/// [`Attestation`] follows for each operator that signed, in the order in which they came. Any program may read it: the README states
/// the layout.
///
/// The address has the content in it, so nobody can take the address of another's blob. At one kind and height an operator signs
/// one content, so at most one certificate of them has the quorum of honest operators.
#[account]
pub struct BlobCertificate {
    pub version: u8,
    pub bump: u8,
    /// The kind of its votes.
    pub kind: u8,
    pub padding: [u8; 5],
    pub archive: Address,
    /// The table of the operators' weights; fixed when the certificate opens.
    pub table: Address,
    /// Receives the rent when the account is closed.
    pub payer: Address,
    pub certificate: Certificate,
    pub reserved: [u8; 32],
}

/// An operator that signed. The certificate holds it, so that a challenge needs no table: the NCN's admin may have closed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
#[repr(C)]
pub struct Attestation {
    pub operator: Address,
    pub weight: u64,
}

/// The content of a vote, as an instruction argument. The fields are those of `Content`.
#[derive(Clone, Copy, AnchorDeserialize, AnchorSerialize)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
pub struct BlobContent {
    pub root: [u8; 32],
    pub size: u64,
    pub expiry: i64,
}

impl From<BlobContent> for Content {
    fn from(args: BlobContent) -> Self {
        Self { root: args.root, size: args.size, expiry: args.expiry }
    }
}

impl BlobCertificate {
    pub const SEED: &'static [u8] = b"certificate";

    /// The bytes of a certificate with room for `capacity` operators.
    pub fn space(capacity: u32) -> usize {
        Slab::<Self, Attestation>::space_for(capacity)
    }
}
