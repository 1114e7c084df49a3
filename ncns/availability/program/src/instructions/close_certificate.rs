//! Closes a certificate that nobody needs any more. Permissionless.

use anchor_lang::accounts::Slab;
use anchor_lang::prelude::*;

use crate::error::{AvailabilityError, refused};
use crate::event::{CertificateClosed, emit};
use crate::state::{Attestation, BlobCertificate};

/// Accounts of `close_certificate`.
#[derive(Accounts)]
pub struct CloseCertificate {
    #[account(mut, close = payer)]
    pub certificate: Slab<BlobCertificate, Attestation>,
    /// Paid for the certificate and receives its rent.
    #[account(mut, address = certificate.payer @ AvailabilityError::WrongRecipient)]
    pub payer: UncheckedAccount,
}

impl CloseCertificate {
    /// Closes a certificate that expired, or one without a quorum after its window. Open challenges go on: they have what they need. One
    /// that had a quorum is never opened again at the address. One without can be, if rules with a longer window take effect, and then the
    /// votes of before are carried again: operators keep a blob that they signed for until its expiry.
    pub fn close_certificate(&mut self) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let certificate = &self.certificate;
        certificate.certificate.check_close(now).map_err(refused)?;
        emit(CertificateClosed {
            certificate: *certificate.address(),
            number: certificate.certificate.operators + 2,
            time: now,
            archive: certificate.archive,
            payer: certificate.payer,
        });
        Ok(())
    }
}
