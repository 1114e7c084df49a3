//! Enters operators' votes in a certificate. Permissionless: anyone carries them.

use anchor_lang::accounts::{Account, Slab};
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ncn_kit::program::keys;
use ncn_kit::program::tables;
use ncn_kit::program::votes::{Subject, Votes};
use restaking::state::Ncn;

use crate::error::{AvailabilityError, fail, refused, unfit};
use crate::event::{VotesEntered, emit};
use crate::state::{Archive, Attestation, BlobCertificate};

/// Accounts of `attest`, followed by the account of each vote's key, in the votes' order.
#[derive(Accounts)]
pub struct Attest {
    pub archive: Account<Archive>,
    #[account(address = archive.ncn @ AvailabilityError::WrongNcn)]
    pub ncn: UncheckedAccount,
    #[account(mut, constraint = address_eq(&certificate.archive, archive.address()) @ AvailabilityError::WrongArchive)]
    pub certificate: Slab<BlobCertificate, Attestation>,
    /// The certificate's table.
    #[account(address = certificate.table @ AvailabilityError::WrongTable)]
    pub table: UncheckedAccount,
    /// The transaction's instructions. The preceding one is of the Ed25519 program and verifies the votes.
    pub instructions: Sysvar<SysvarInstructions>,
}

impl Attest {
    /// Enters the vote of each key. A vote that is entered already is skipped, so that two carriers of one vote do not fail each other; a
    /// transaction without a new vote is refused.
    pub fn attest(&mut self, key_accounts: &[AccountView]) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let votes = Votes::preceding(&self.instructions).map_err(unfit)?;
        let count = votes.count();
        if key_accounts.len() != count {
            return Err(fail(AvailabilityError::MissingAccounts, key_accounts.len() as u64, count as u64));
        }
        let ncn = Account::<Ncn>::load(*self.ncn.account())?;
        let data = self.table.account().try_borrow()?;
        let table = tables::read(self.table.account(), &data).map_err(unfit)?;
        let mut certificate = self.certificate.certificate;
        let expected = certificate.content.to_bytes();
        let subject = Subject { domain: &ncn.domain, kind: self.certificate.kind, height: certificate.height };
        let mut entered = 0;
        for (place, view) in key_accounts.iter().enumerate() {
            let (key, content) = votes.get(place, &subject).map_err(unfit)?;
            require!(content == expected, AvailabilityError::WrongContent);
            // By the time of the height, at which the core judges two votes.
            let operator = keys::operator_of(*view, &self.archive.ncn, key, certificate.opens_at).map_err(unfit)?;
            let index = table.place_of(&operator).ok_or(AvailabilityError::NotInTable)?;
            let weight = table.weight_at(index);
            if certificate.attest(index, weight, now).map_err(refused)? {
                self.certificate.try_push(Attestation { operator, weight })?;
                entered += 1;
            }
        }
        require!(entered > 0, AvailabilityError::NothingNew);
        self.certificate.certificate = certificate;
        emit(VotesEntered {
            certificate: *self.certificate.address(),
            number: certificate.operators + 1,
            time: now,
            entered,
            operators: certificate.operators,
            weight: certificate.weight,
            total_weight: certificate.total_weight,
            certified_at: certificate.certified_at,
        });
        Ok(())
    }
}
