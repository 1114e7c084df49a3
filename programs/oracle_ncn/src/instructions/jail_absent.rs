//! Jails an operator that missed too many rounds, by a call of the core. Permissionless.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ncn_kit::program::accounts;
use ncn_kit::program::calls;

use crate::error::{OracleError, refused};
use crate::event::{AbsentJailed, emit};
use crate::state::{Feed, OperatorScore, Oracle};

/// The reason code of an absence in the core's event.
pub const ABSENCE: u64 = 3;

/// Accounts of `jail_absent`.
#[derive(Accounts)]
pub struct JailAbsent {
    /// The slasher of the NCN's policy, which signs.
    pub oracle: Account<Oracle>,
    #[account(constraint = address_eq(&feed.oracle, oracle.address()) @ OracleError::WrongOracle)]
    pub feed: Account<Feed>,
    #[account(mut, constraint = address_eq(&score.feed, feed.address()) @ OracleError::WrongScore)]
    pub score: Account<OperatorScore>,
    #[account(address = oracle.ncn @ OracleError::WrongNcn)]
    pub ncn: UncheckedAccount,
    /// The operator's record in the NCN.
    #[account(mut)]
    pub record: UncheckedAccount,
    /// The core.
    #[account(address = restaking::ID @ OracleError::NotCore)]
    pub restaking_program: UncheckedAccount,
}

impl JailAbsent {
    /// Jails the operator for the rules' time. The missed rounds are used up, with the final ones that nobody judged yet:
    /// another jail needs as many later ones. No stake is slashed,
    /// because nobody can prove on chain that an absence is a fault.
    pub fn jail_absent(&mut self) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let rules = *self.oracle.rules.at(now);
        let missed = self.score.score.jail(&rules, self.feed.price.rounds).map_err(refused)?;
        let jailed_until =
            accounts::jailed_until(*self.record.account(), &self.score.operator)?.ok_or(OracleError::WrongScore)?;
        let until = now.saturating_add_unsigned(rules.jail_seconds).max(jailed_until);
        let oracle = &self.oracle;
        let accounts = [oracle.account(), self.ncn.account(), self.record.account()];
        let seeds: [&[u8]; 3] = [Oracle::SEED, oracle.ncn.as_ref(), &[oracle.bump]];
        calls::set_jail(&accounts, until, ABSENCE, &seeds)?;
        let score = &mut self.score;
        emit(AbsentJailed {
            score_account: *score.address(),
            number: score.next_event(),
            time: now,
            feed: score.feed,
            operator: score.operator,
            missed,
            until,
        });
        Ok(())
    }
}
