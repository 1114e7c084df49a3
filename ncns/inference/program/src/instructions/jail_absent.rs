//! Jails an operator that missed too many tasks, by a call of the core. Permissionless.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ncn_kit::program::accounts;
use ncn_kit::program::calls;

use crate::error::{InferenceError, refused};
use crate::event::{AbsentJailed, emit};
use crate::state::{Inference, OperatorScore};

/// The reason code of an absence in the core's event.
pub const ABSENCE: u64 = 2;

/// Accounts of `jail_absent`.
#[derive(Accounts)]
pub struct JailAbsent {
    /// The slasher of the NCN's policy, which signs.
    pub inference: Account<Inference>,
    #[account(mut, constraint = address_eq(&score.inference, inference.address()) @ InferenceError::WrongScore)]
    pub score: Account<OperatorScore>,
    #[account(address = inference.ncn @ InferenceError::WrongNcn)]
    pub ncn: UncheckedAccount,
    /// The operator's record in the NCN.
    #[account(mut)]
    pub record: UncheckedAccount,
    /// The core.
    #[account(address = restaking::ID @ InferenceError::NotCore)]
    pub restaking_program: UncheckedAccount,
}

impl JailAbsent {
    /// Jails the operator for the rules' time, by the rules of now. All that it missed so far is used up: another jail needs as many
    /// later hours. No stake is slashed, because nobody can prove on chain that an absence is a fault.
    pub fn jail_absent(&mut self) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let rules = *self.inference.rules.at(now);
        let missed = self.score.score.jail(&rules, now).map_err(refused)?;
        let jailed_until =
            accounts::jailed_until(*self.record.account(), &self.score.operator)?.ok_or(InferenceError::WrongScore)?;
        let until = now.saturating_add_unsigned(rules.jail_seconds).max(jailed_until);
        let inference = &self.inference;
        let accounts = [inference.account(), self.ncn.account(), self.record.account()];
        let seeds: [&[u8]; 3] = [Inference::SEED, inference.ncn.as_ref(), &[inference.bump]];
        calls::set_jail(&accounts, until, ABSENCE, &seeds)?;
        let score = &mut self.score;
        emit(AbsentJailed {
            score_account: *score.address(),
            number: score.next_event(),
            time: now,
            inference: score.inference,
            operator: score.operator,
            missed,
            until,
        });
        Ok(())
    }
}
