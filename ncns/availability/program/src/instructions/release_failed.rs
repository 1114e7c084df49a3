//! Lifts the jail of a failure of which the slash was vetoed, by a call of the core. Permissionless.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ncn_kit::program::accounts;
use ncn_kit::program::calls;
use restaking::choice::SlashStatus;
use restaking::state::SlashProposal;

use super::jail_failed::FAILURE;
use crate::error::{AvailabilityError, refused};
use crate::event::{FailureReleased, emit};
use crate::state::{Archive, ChunkChallenge};

/// Accounts of `release_failed`.
#[derive(Accounts)]
pub struct ReleaseFailed {
    /// The slasher of the NCN's policy, which signs.
    pub archive: Account<Archive>,
    #[account(mut, constraint = address_eq(&challenge.archive, archive.address()) @ AvailabilityError::WrongChallenge)]
    pub challenge: Account<ChunkChallenge>,
    #[account(address = archive.ncn @ AvailabilityError::WrongNcn)]
    pub ncn: UncheckedAccount,
    /// The operator's record in the NCN.
    #[account(mut)]
    pub record: UncheckedAccount,
    /// The slash of the failure in a vault, which was vetoed.
    pub proposal: UncheckedAccount,
    /// The core.
    #[account(address = restaking::ID @ AvailabilityError::NotCore)]
    pub restaking_program: UncheckedAccount,
}

impl ReleaseFailed {
    /// Lifts the jail. The policy's resolver has the last word on a failure: where it vetoed the slash, the jail has no ground either. The
    /// jail of another failure stands.
    pub fn release_failed(&mut self) -> Result<()> {
        self.challenge.challenge.check_failed().map_err(refused)?;
        self.check_record()?;
        self.check_proposal()?;
        let archive = &self.archive;
        let accounts = [archive.account(), self.ncn.account(), self.record.account()];
        let seeds: [&[u8]; 3] = [Archive::SEED, archive.ncn.as_ref(), &[archive.bump]];
        calls::set_jail(&accounts, 0, FAILURE, &seeds)?;
        let challenge = &mut self.challenge;
        emit(FailureReleased {
            challenge: *challenge.address(),
            number: challenge.next_event(),
            time: Clock::get()?.unix_timestamp,
            operator: challenge.operator,
            proposal: *self.proposal.address(),
        });
        Ok(())
    }

    /// Refuses the record of another operator, or one with another jail than that of the failure.
    fn check_record(&self) -> Result<()> {
        let until = accounts::jailed_until(*self.record.account(), &self.challenge.operator)?;
        let until = until.ok_or(AvailabilityError::WrongChallenge)?;
        require!(until == self.challenge.challenge.jailed_until(), AvailabilityError::OtherJail);
        Ok(())
    }

    /// Refuses a proposal of another failure, or one that was not vetoed. The time tells apart two failures at one address: a challenge
    /// can be opened again where another was closed.
    fn check_proposal(&self) -> Result<()> {
        let proposal = Account::<SlashProposal>::load(*self.proposal.account())?;
        let challenge = &self.challenge;
        let is_same = address_eq(&proposal.ncn, &self.archive.ncn)
            && address_eq(&proposal.operator, &challenge.operator)
            && proposal.evidence == challenge.address().to_bytes()
            && proposal.offense_at == challenge.challenge.failed_at;
        require!(is_same, AvailabilityError::WrongProposal);
        require!(proposal.status == SlashStatus::Vetoed, AvailabilityError::NotVetoed);
        Ok(())
    }
}
