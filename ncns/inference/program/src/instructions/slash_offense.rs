//! Slashes an offense in one vault, by a call of the core. Permissionless.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ncn_kit::program::accounts;
use ncn_kit::program::calls;
use ncn_kit::program::policies;
use restaking::instructions::slash::SlashArgs;

use crate::error::InferenceError;
use crate::event::{OffenseSlashed, emit};
use crate::state::{Inference, MinorityOffense};

/// The reason code of an offense in the core's proposal.
pub const MINORITY: u64 = 1;

/// Accounts of `slash_offense`: those of the core's `propose_slash` follow the offense. The core checks them.
#[derive(Accounts)]
pub struct SlashOffense {
    /// Pays for the proposal's account.
    #[account(mut)]
    pub payer: Signer,
    /// The slasher of the NCN's policy, which signs.
    pub inference: Account<Inference>,
    #[account(mut, constraint = address_eq(&offense.inference, inference.address()) @ InferenceError::WrongOffense)]
    pub offense: Account<MinorityOffense>,
    #[account(address = inference.ncn @ InferenceError::WrongNcn)]
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
    #[account(address = restaking::ID @ InferenceError::NotCore)]
    pub restaking_program: UncheckedAccount,
}

impl SlashOffense {
    /// Proposes the slash. It can be vetoed by the policy's resolver during the challenge window, and is executed after it. A policy
    /// that became milder since the offense bounds it.
    pub fn slash_offense(&mut self) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        self.check_operator()?;
        let offense = &self.offense;
        let args = SlashArgs {
            fraction: offense.fraction.min(policies::max_fraction(*self.ncn.account(), now)?),
            min_stake: 1,
            reason: MINORITY,
            evidence: offense.address().to_bytes(),
            offense_at: offense.offense_at,
            reporter: offense.reporter,
        };
        let inference = &self.inference;
        let accounts = [
            self.payer.account(),
            inference.account(),
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
        let seeds: [&[u8]; 3] = [Inference::SEED, inference.ncn.as_ref(), &[inference.bump]];
        let min_stake = calls::propose_slash(&accounts, offense.incident, &args, now, &seeds)?;
        let offense = &mut self.offense;
        offense.slashes += 1;
        offense.slashed_at = now;
        emit(OffenseSlashed {
            offense: *offense.address(),
            number: offense.slashes,
            time: now,
            vault: *self.vault.address(),
            operator: offense.operator,
            proposal: *self.proposal.address(),
            fraction: args.fraction,
            min_stake,
        });
        Ok(())
    }

    /// Refuses the delegation to another operator than the offense's.
    fn check_operator(&self) -> Result<()> {
        let delegate = accounts::operator_of_delegation(*self.delegation.account())?;
        require!(address_eq(&delegate, &self.offense.operator), InferenceError::WrongOffense);
        Ok(())
    }
}
