//! Opens the certificate of a blob. Permissionless.
#![allow(unused_variables, reason = "the derive binds instruction arguments wherever it might need them")]

use anchor_lang::accounts::{Account, Slab};
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use availability_ledger::certificate::Certificate;
use availability_ledger::content::Content;
use ncn_kit::program::policies;
use ncn_kit::program::tables;
use restaking::state::{Ncn, SlashPolicy};

use crate::error::{AvailabilityError, fail, refused, unfit};
use crate::event::{CertificateOpened, emit};
use crate::hashv;
use crate::state::{Archive, Attestation, BlobCertificate, BlobContent, VERSION};

/// Accounts of `open_certificate`.
#[derive(Accounts)]
#[instruction(kind: u8, height: u64, capacity: u32, content: BlobContent, digest: [u8; 32])]
pub struct OpenCertificate {
    /// Pays for the account, and receives its rent when it is closed.
    #[account(mut)]
    pub payer: Signer,
    pub archive: Account<Archive>,
    #[account(address = archive.ncn @ AvailabilityError::WrongNcn)]
    pub ncn: UncheckedAccount,
    /// The archive's table.
    pub table: UncheckedAccount,
    #[account(
        init, payer = payer, bump, space = BlobCertificate::space(capacity),
        seeds = [BlobCertificate::SEED, archive.address().as_ref(), &[kind], &height.to_le_bytes(), &digest]
    )]
    pub certificate: Slab<BlobCertificate, Attestation>,
    pub system_program: Program<System>,
}

impl OpenCertificate {
    /// Opens the certificate under the archive's table and rules. Without a policy that slashes by those rules, and stake that stays until
    /// the last challenge is settled, there is none. An announced policy that takes effect before must do so too.
    pub fn open_certificate(
        &mut self,
        bump: u8,
        (kind, height): (u8, u64),
        capacity: u32,
        content: Content,
        digest: &[u8; 32],
    ) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        require!(hashv(&[&content.to_bytes()]) == *digest, AvailabilityError::WrongDigest);
        let ncn = Account::<Ncn>::load(*self.ncn.account())?;
        let archive = &self.archive;
        require!(!address_eq(&archive.table, &Address::default()), AvailabilityError::NoTable);
        require!(address_eq(&archive.table, self.table.address()), AvailabilityError::WrongTable);
        let data = self.table.account().try_borrow()?;
        let table = tables::read(self.table.account(), &data).map_err(unfit)?;
        let count = table.count() as u64;
        if u64::from(capacity) != count {
            return Err(fail(AvailabilityError::WrongCapacity, capacity.into(), count));
        }
        let rules = archive.rules.at(now);
        let until = rules.certain_until(content.expiry);
        check_policies(archive, &ncn, (now, until))?;
        let opens_at = ncn.policy_at(now).terms.time_of(height);
        let opened = Certificate::open(content, (height, opens_at), rules, table.total_weight(), now);
        let opened = opened.map_err(refused)?;
        tables::check_certain(&table.head(), until).map_err(unfit)?;
        let (archive, table, payer) = (*archive.address(), *self.table.address(), *self.payer.address());
        let certificate = &mut self.certificate;
        certificate.version = VERSION;
        certificate.bump = bump;
        certificate.kind = kind;
        certificate.archive = archive;
        certificate.table = table;
        certificate.payer = payer;
        certificate.certificate = opened;
        emit(CertificateOpened {
            certificate: *certificate.address(),
            number: 1,
            time: now,
            archive,
            table,
            kind: kind.into(),
            height,
            content,
            closes_at: opened.closes_at,
            total_weight: opened.total_weight,
        });
        Ok(())
    }
}

/// Refuses the policy of `now`, or an announced one that takes effect until `until`, unless it slashes by the archive's rules.
fn check_policies(archive: &Account<Archive>, ncn: &Ncn, (now, until): (i64, i64)) -> Result<()> {
    check_policy(archive, ncn.policy_at(now), now)?;
    if now < ncn.policy_from && ncn.policy_from <= until {
        check_policy(archive, &ncn.next_policy, now)?;
    }
    Ok(())
}

/// Refuses a policy of other heights, of another slasher, or under which a failure has no price.
fn check_policy(archive: &Account<Archive>, policy: &SlashPolicy, now: i64) -> Result<()> {
    let figures =
        policies::figures_of(policy, (archive.height_zero, archive.height_millis), archive.address()).map_err(unfit)?;
    archive.rules.at(now).check_policy(&figures).map_err(refused)
}
