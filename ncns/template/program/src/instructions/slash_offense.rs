//! Slashes an offense in one vault, by a call of the core. Permissionless.

use anchor_lang::accounts::{Account, Slab};
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ncn_kit::program::accounts;
use ncn_kit::program::calls;
use ncn_kit::program::policies;
use restaking::instructions::slash::SlashArgs;
use template_ledger::round::VoteEntry;

use super::judge::operator_at;
use crate::error::{ServiceError, fail, refused};
use crate::event::{OffenseSlashed, emit};
use crate::state::{Service, ServiceRound};

/// The reason code of an offense in the core's proposal.
pub const OFFENSE: u64 = 1;

/// Accounts of `slash_offense`: those of the core's `propose_slash` follow the table. The core checks them.
#[derive(Accounts)]
pub struct SlashOffense {
    /// Pays for the proposal's account, and receives the reporter's share.
    #[account(mut)]
    pub reporter: Signer,
    /// The slasher of the NCN's policy, which signs.
    pub service: Account<Service>,
    #[account(mut, constraint = address_eq(&round.service, service.address()) @ ServiceError::WrongService)]
    pub round: Slab<ServiceRound, VoteEntry>,
    /// The round's table.
    #[account(address = round.table @ ServiceError::WrongTable)]
    pub table: UncheckedAccount,
    #[account(address = service.ncn @ ServiceError::WrongNcn)]
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
    #[account(address = restaking::ID @ ServiceError::NotCore)]
    pub restaking_program: UncheckedAccount,
}

impl SlashOffense {
    /// Proposes the slash of the operator at `place` of the table. It can be vetoed by the policy's resolver during the challenge
    /// window, and is executed after it. A policy that became milder since the offense bounds it.
    pub fn slash_offense(&mut self, place: u64) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let operator = self.offender(place, now)?;
        let (service, round) = (&self.service, self.round.round);
        let args = SlashArgs {
            fraction: service.rules.slash_fraction.min(policies::max_fraction(*self.ncn.account(), now)?),
            min_stake: 1,
            reason: OFFENSE,
            evidence: self.round.address().to_bytes(),
            offense_at: round.offense_at(),
            reporter: *self.reporter.address(),
        };
        let accounts = [
            self.reporter.account(),
            service.account(),
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
        let seeds: [&[u8]; 3] = [Service::SEED, service.ncn.as_ref(), &[service.bump]];
        let incident = service.rules.incident(round.opens_at);
        let min_stake = calls::propose_slash(&accounts, incident, &args, now, &seeds)?;
        let account = &mut self.round;
        emit(OffenseSlashed {
            round: *account.address(),
            number: account.next_event(),
            time: now,
            height: round.height,
            vault: *self.vault.address(),
            operator,
            proposal: *self.proposal.address(),
            fraction: args.fraction,
            min_stake,
        });
        Ok(())
    }

    /// The operator at `place`, of which the vote is an offense and the delegation the one that is passed.
    fn offender(&self, place: u64, now: i64) -> Result<Address> {
        let index = usize::try_from(place).unwrap_or(usize::MAX);
        let operator = operator_at(&self.table, index)?;
        let entries = self.round.as_slice();
        let entry = entries.get(index).ok_or_else(|| fail(ServiceError::NoEntry, place, entries.len() as u64))?;
        self.round.round.check_offense(entry, &self.service.rules, now).map_err(refused)?;
        let delegate = accounts::operator_of_delegation(*self.delegation.account())?;
        require!(address_eq(&delegate, &operator), ServiceError::NotTheOffender);
        Ok(operator)
    }
}
