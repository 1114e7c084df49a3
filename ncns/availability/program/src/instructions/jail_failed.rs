//! Jails an operator for a failure, by a call of the core. Permissionless.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ncn_kit::program::accounts;
use ncn_kit::program::calls;

use crate::error::{AvailabilityError, refused};
use crate::event::{FailureJailed, emit};
use crate::state::{Archive, ChunkChallenge};

/// The reason code of a failure in the core's events and proposals.
pub const FAILURE: u64 = 1;

/// Accounts of `jail_failed`.
#[derive(Accounts)]
pub struct JailFailed {
    /// The slasher of the NCN's policy, which signs.
    pub archive: Account<Archive>,
    #[account(mut, constraint = address_eq(&challenge.archive, archive.address()) @ AvailabilityError::WrongChallenge)]
    pub challenge: Account<ChunkChallenge>,
    #[account(address = archive.ncn @ AvailabilityError::WrongNcn)]
    pub ncn: UncheckedAccount,
    /// The operator's record in the NCN.
    #[account(mut)]
    pub record: UncheckedAccount,
    /// The core.
    #[account(address = restaking::ID @ AvailabilityError::NotCore)]
    pub restaking_program: UncheckedAccount,
}

impl JailFailed {
    /// Jails the operator for the rules' time from the deadline on, once for each failure. A longer jail stands.
    pub fn jail_failed(&mut self) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        self.challenge.challenge.check_failed().map_err(refused)?;
        require!(!bool::from(self.challenge.is_jailed), AvailabilityError::AlreadyJailed);
        let jailed_until = accounts::jailed_until(*self.record.account(), &self.challenge.operator)?
            .ok_or(AvailabilityError::WrongChallenge)?;
        let until = self.challenge.challenge.jailed_until().max(jailed_until);
        let archive = &self.archive;
        let accounts = [archive.account(), self.ncn.account(), self.record.account()];
        let seeds: [&[u8]; 3] = [Archive::SEED, archive.ncn.as_ref(), &[archive.bump]];
        calls::set_jail(&accounts, until, FAILURE, &seeds)?;
        let challenge = &mut self.challenge;
        challenge.is_jailed = true.into();
        emit(FailureJailed {
            challenge: *challenge.address(),
            number: challenge.next_event(),
            time: now,
            operator: challenge.operator,
            until,
        });
        Ok(())
    }
}
