//! The reader of a certificate, for other programs. It knows the layout of the account, and needs no Solana crate.
//!
//! A consumer checks the owner of the account against the service's program, then reads, and states its limits:
//!
//! ```
//! use availability_ledger::reader::{CertifiedBlob, Limits, Refused};
//!
//! # fn consume(data: &[u8], archive: [u8; 32], root: [u8; 32], now: i64) -> Result<(), Refused> {
//! let blob = CertifiedBlob::read(data, &archive)?;
//! // Stored for another day at least, by stake of at least so much weight.
//! blob.check(&root, &Limits { min_weight: 5_000_000, min_seconds: 86_400 }, now)
//! # }
//! # assert_eq!(consume(&[], [0; 32], [0; 32], 0), Err(Refused::NotACertificate));
//! ```
//!
//! A consumer that gets a chunk verifies it with [`CertifiedBlob::blob`] and [`Blob::check`].

use core::mem::{offset_of, size_of};

use bytemuck::pod_read_unaligned;

use crate::certificate::Certificate;
use crate::content::Content;
use crate::tree::Blob;

/// The first bytes of a certificate's account.
pub const DISCRIMINATOR: [u8; 8] = [228, 75, 237, 243, 146, 159, 37, 82];

/// The offset of the kind in a certificate's account.
pub const KIND_AT: usize = 10;

/// The offset of the archive's address.
pub const ARCHIVE_AT: usize = 16;

/// The offset of the [`Certificate`].
pub const CERTIFICATE_AT: usize = 112;

/// A blob that the operators of an archive certified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertifiedBlob {
    pub kind: u8,
    pub height: u64,
    /// The time of the height, in unix seconds.
    pub time: i64,
    pub content: Content,
    pub certified_at: i64,
    /// The weight of the operators that signed. What a loss costs them is a part of it.
    pub weight: u64,
    pub total_weight: u64,
}

/// The limits of a consumer. All of them must be stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The least weight of the operators that signed, in the NCN's weights.
    pub min_weight: u64,
    /// The least time until the expiry, in seconds: from the expiry on, nobody has to store the blob.
    pub min_seconds: u64,
}

/// Why a certificate was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The data are not a certificate's.
    NotACertificate,
    /// The certificate belongs to another archive.
    OtherArchive,
    /// The certificate has no quorum.
    NotCertified,
    /// The certificate is of another blob.
    OtherBlob,
    /// Too little weight signed [weight, least].
    TooWeak(u64, u64),
    /// The certificate expires too early [expiry, least].
    TooEarly(i64, i64),
}

impl CertifiedBlob {
    /// Reads the data of a certificate's account of `archive`. The caller checks the account's owner.
    ///
    /// # Errors
    /// [`Refused::NotACertificate`], [`Refused::OtherArchive`], [`Refused::NotCertified`].
    pub fn read(data: &[u8], archive: &[u8; 32]) -> Result<Self, Refused> {
        let certificate = data.get(CERTIFICATE_AT..CERTIFICATE_AT + size_of::<Certificate>());
        let certificate = certificate.filter(|_| data.starts_with(&DISCRIMINATOR)).ok_or(Refused::NotACertificate)?;
        if data[ARCHIVE_AT..ARCHIVE_AT + 32] != *archive {
            return Err(Refused::OtherArchive);
        }
        // The fields alone: the whole would be copied with its rules.
        let figure = |at: usize| pod_read_unaligned::<u64>(&certificate[at..at + 8]);
        let certified_at = figure(offset_of!(Certificate, certified_at)).cast_signed();
        if certified_at == 0 {
            return Err(Refused::NotCertified);
        }
        let content = offset_of!(Certificate, content);
        Ok(Self {
            kind: data[KIND_AT],
            height: figure(offset_of!(Certificate, height)),
            time: figure(offset_of!(Certificate, opens_at)).cast_signed(),
            content: pod_read_unaligned(&certificate[content..content + size_of::<Content>()]),
            certified_at,
            weight: figure(offset_of!(Certificate, weight)),
            total_weight: figure(offset_of!(Certificate, total_weight)),
        })
    }

    /// Refuses another blob than that of `root`, or a certificate outside of the consumer's limits at `now`.
    ///
    /// # Errors
    /// [`Refused::OtherBlob`], [`Refused::TooWeak`], [`Refused::TooEarly`].
    pub fn check(&self, root: &[u8; 32], limits: &Limits, now: i64) -> Result<(), Refused> {
        if self.content.root != *root {
            return Err(Refused::OtherBlob);
        }
        if self.weight < limits.min_weight {
            return Err(Refused::TooWeak(self.weight, limits.min_weight));
        }
        // The second of the expiry is too late, also without a least time.
        let least = now.saturating_add_unsigned(limits.min_seconds.max(1));
        if self.content.expiry < least {
            return Err(Refused::TooEarly(self.content.expiry, least));
        }
        Ok(())
    }

    /// The root and the size, by which a chunk is verified.
    pub const fn blob(&self) -> Blob {
        self.content.blob()
    }
}
