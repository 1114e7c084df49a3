//! Jails an operator that missed too many rounds, by a call of the core. Permissionless.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ncn_kit::program::accounts;
use ncn_kit::program::calls;

use crate::error::{BridgeError, refused};
use crate::event::{AbsentJailed, emit};
use crate::state::{Bridge, OperatorScore, Source};

/// The reason code of an absence in the core's event.
pub const ABSENCE: u64 = 3;

/// Accounts of `jail_absent`.
#[derive(Accounts)]
pub struct JailAbsent {
    /// The slasher of the NCN's policy, which signs.
    pub bridge: Account<Bridge>,
    #[account(constraint = address_eq(&source.bridge, bridge.address()) @ BridgeError::WrongBridge)]
    pub source: Account<Source>,
    #[account(mut, constraint = address_eq(&score.source, source.address()) @ BridgeError::WrongScore)]
    pub score: Account<OperatorScore>,
    #[account(address = bridge.ncn @ BridgeError::WrongNcn)]
    pub ncn: UncheckedAccount,
    /// The operator's record in the NCN.
    #[account(mut)]
    pub record: UncheckedAccount,
    /// The core.
    #[account(address = restaking::ID @ BridgeError::NotCore)]
    pub restaking_program: UncheckedAccount,
}

impl JailAbsent {
    /// Jails the operator for the rules' time. The missed rounds are used up: another jail needs as many again. No stake is slashed,
    /// because nobody can prove on chain that an absence is a fault.
    pub fn jail_absent(&mut self) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let rules = *self.bridge.rules.at(now);
        let missed = self.score.score.jail(&rules).map_err(refused)?;
        let jailed_until =
            accounts::jailed_until(*self.record.account(), &self.score.operator)?.ok_or(BridgeError::WrongScore)?;
        let until = now.saturating_add_unsigned(rules.jail_seconds).max(jailed_until);
        let bridge = &self.bridge;
        let accounts = [bridge.account(), self.ncn.account(), self.record.account()];
        let seeds: [&[u8]; 3] = [Bridge::SEED, bridge.ncn.as_ref(), &[bridge.bump]];
        calls::set_jail(&accounts, until, ABSENCE, &seeds)?;
        let score = &mut self.score;
        emit(AbsentJailed {
            score_account: *score.address(),
            number: score.next_event(),
            time: now,
            source: score.source,
            operator: score.operator,
            missed,
            until,
        });
        Ok(())
    }
}
