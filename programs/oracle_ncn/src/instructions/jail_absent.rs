//! Jails an operator that missed too many rounds, by a call of the core. Permissionless.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ncn_kit::program::calls;
use restaking::state::OperatorRecord;

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
    /// Jails the operator for the rules' time. The missed rounds are used up: another jail needs as many again. No stake is slashed,
    /// because nobody can prove on chain that an absence is a fault.
    pub fn jail_absent(&mut self) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let rules = *self.oracle.rules.at(now);
        let missed = self.score.score.jail(&rules).map_err(refused)?;
        let until = now.saturating_add_unsigned(rules.jail_seconds);
        let until = until.max(self.check_record()?);
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

    /// Refuses the record of another operator. Returns the end of its jail so far, which no other feed's rule shortens.
    fn check_record(&self) -> Result<i64> {
        let record = anchor_lang::accounts::Account::<OperatorRecord>::load(*self.record.account())?;
        require!(address_eq(&record.operator, &self.score.operator), OracleError::WrongScore);
        Ok(record.jailed_until)
    }
}
