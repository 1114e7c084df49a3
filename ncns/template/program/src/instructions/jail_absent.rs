//! Jails an operator that missed too many rounds, by a call of the core. Permissionless.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ncn_kit::program::accounts;
use ncn_kit::program::calls;

use crate::error::{ServiceError, refused};
use crate::event::{AbsentJailed, emit};
use crate::state::{OperatorScore, Service};

/// The reason code of an absence in the core's event.
pub const ABSENCE: u64 = 2;

/// Accounts of `jail_absent`.
#[derive(Accounts)]
pub struct JailAbsent {
    /// The slasher of the NCN's policy, which signs.
    pub service: Account<Service>,
    #[account(mut, constraint = address_eq(&score.service, service.address()) @ ServiceError::WrongScore)]
    pub score: Account<OperatorScore>,
    #[account(address = service.ncn @ ServiceError::WrongNcn)]
    pub ncn: UncheckedAccount,
    /// The operator's record in the NCN.
    #[account(mut)]
    pub record: UncheckedAccount,
    /// The core.
    #[account(address = restaking::ID @ ServiceError::NotCore)]
    pub restaking_program: UncheckedAccount,
}

impl JailAbsent {
    /// Jails the operator for the rules' time. The missed rounds are used up, with those before now that nobody judged yet:
    /// another jail needs as many later ones. No stake is slashed,
    /// because nobody can prove on chain that an absence is a fault.
    pub fn jail_absent(&mut self) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let service = &self.service;
        let missed = self.score.score.jail(&service.rules, service.rounds).map_err(refused)?;
        let jailed_until = accounts::jailed_until(*self.record.account(), &self.score.operator)?
            .ok_or(ServiceError::NotTheOffender)?;
        let until = now.saturating_add_unsigned(service.rules.jail_seconds).max(jailed_until);
        let accounts = [service.account(), self.ncn.account(), self.record.account()];
        let seeds: [&[u8]; 3] = [Service::SEED, service.ncn.as_ref(), &[service.bump]];
        calls::set_jail(&accounts, until, ABSENCE, &seeds)?;
        let score = &mut self.score;
        emit(AbsentJailed {
            score_account: *score.address(),
            number: score.next_event(),
            time: now,
            service: score.service,
            operator: score.operator,
            missed,
            until,
        });
        Ok(())
    }
}
