//! Slashes a failure in one vault, by a call of the core. Permissionless.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ncn_kit::program::accounts;
use ncn_kit::program::calls;
use ncn_kit::program::policies;
use restaking::instructions::slash::SlashArgs;

use super::jail_failed::FAILURE;
use crate::error::{AvailabilityError, refused};
use crate::event::{FailureSlashed, emit};
use crate::state::{Archive, ChunkChallenge};

/// Accounts of `slash_failed`: those of the core's `propose_slash` follow the challenge. The core checks them.
#[derive(Accounts)]
pub struct SlashFailed {
    /// Pays for the proposal's account.
    #[account(mut)]
    pub payer: Signer,
    /// The slasher of the NCN's policy, which signs.
    pub archive: Account<Archive>,
    #[account(mut, constraint = address_eq(&challenge.archive, archive.address()) @ AvailabilityError::WrongChallenge)]
    pub challenge: Account<ChunkChallenge>,
    #[account(address = archive.ncn @ AvailabilityError::WrongNcn)]
    pub ncn: UncheckedAccount,
    /// The operator's record in the NCN.
    #[account(mut)]
    pub record: UncheckedAccount,
    #[account(mut)]
    pub vault: UncheckedAccount,
    /// The vault's delegation to the operator.
    #[account(mut)]
    pub delegation: UncheckedAccount,
    /// The operator's allocation of it to the NCN.
    #[account(mut)]
    pub allocation: UncheckedAccount,
    /// The opt-in of vault and operator.
    pub vault_operator: UncheckedAccount,
    /// The opt-in of operator and NCN.
    pub operator_ncn: UncheckedAccount,
    /// The opt-in of vault and NCN.
    #[account(mut)]
    pub vault_ncn: UncheckedAccount,
    /// The exit bucket of the vault's epoch.
    #[account(mut)]
    pub this_bucket: UncheckedAccount,
    /// The exit bucket of the vault's next epoch.
    #[account(mut)]
    pub next_bucket: UncheckedAccount,
    /// The proposal, created by the core.
    #[account(mut)]
    pub proposal: UncheckedAccount,
    pub system_program: Program<System>,
    /// The core.
    #[account(address = restaking::ID @ AvailabilityError::NotCore)]
    pub restaking_program: UncheckedAccount,
}

impl SlashFailed {
    /// Proposes the slash. It can be vetoed by the policy's resolver during its challenge window, and is executed after it. A policy that
    /// became milder since the certificate opened bounds it.
    pub fn slash_failed(&mut self) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        self.challenge.challenge.check_failed().map_err(refused)?;
        self.check_operator()?;
        let challenge = &self.challenge;
        let args = SlashArgs {
            fraction: challenge.challenge.slash_fraction.min(policies::max_fraction(*self.ncn.account(), now)?),
            min_stake: 1,
            reason: FAILURE,
            evidence: challenge.address().to_bytes(),
            offense_at: challenge.challenge.failed_at,
            reporter: challenge.challenger,
        };
        let archive = &self.archive;
        let accounts = [
            self.payer.account(),
            archive.account(),
            self.ncn.account(),
            self.record.account(),
            self.vault.account(),
            self.delegation.account(),
            self.allocation.account(),
            self.vault_operator.account(),
            self.operator_ncn.account(),
            self.vault_ncn.account(),
            self.this_bucket.account(),
            self.next_bucket.account(),
            self.proposal.account(),
            self.system_program.account(),
        ];
        let seeds: [&[u8]; 3] = [Archive::SEED, archive.ncn.as_ref(), &[archive.bump]];
        let min_stake = calls::propose_slash(&accounts, challenge.challenge.incident(), &args, now, &seeds)?;
        let challenge = &mut self.challenge;
        challenge.slashes += 1;
        emit(FailureSlashed {
            challenge: *challenge.address(),
            number: challenge.next_event(),
            time: now,
            vault: *self.vault.address(),
            operator: challenge.operator,
            proposal: *self.proposal.address(),
            fraction: args.fraction,
            min_stake,
        });
        Ok(())
    }

    /// Refuses the delegation to another operator than the one that failed.
    fn check_operator(&self) -> Result<()> {
        let delegate = accounts::operator_of_delegation(*self.delegation.account())?;
        require!(address_eq(&delegate, &self.challenge.operator), AvailabilityError::WrongChallenge);
        Ok(())
    }
}
