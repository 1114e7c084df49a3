//! Judges an operator in a round. Permissionless: once per height and operator.

use anchor_lang::accounts::Slab;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ncn_kit::program::tables;
use template_ledger::round::VoteEntry;
use template_ledger::verdict::Verdict;

use crate::error::{ServiceError, fail, refused, unfit};
use crate::event::{OperatorJudged, emit};
use crate::state::{OperatorScore, Service, ServiceRound};

/// Accounts of `judge`.
#[derive(Accounts)]
pub struct Judge {
    pub service: Account<Service>,
    #[account(mut, constraint = address_eq(&round.service, service.address()) @ ServiceError::WrongService)]
    pub round: Slab<ServiceRound, VoteEntry>,
    /// The round's table.
    #[account(address = round.table @ ServiceError::WrongTable)]
    pub table: UncheckedAccount,
    #[account(mut, constraint = address_eq(&score.service, service.address()) @ ServiceError::WrongScore)]
    pub score: Account<OperatorScore>,
}

impl Judge {
    /// Judges the operator at `place` of the round's table.
    pub fn judge(&mut self, place: u64) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let index = usize::try_from(place).unwrap_or(usize::MAX);
        require!(address_eq(&operator_at(&self.table, index)?, &self.score.operator), ServiceError::WrongScore);
        let round = self.round.round;
        let entries = self.round.as_mut_slice();
        let count = entries.len() as u64;
        let entry = entries.get_mut(index).ok_or_else(|| fail(ServiceError::NoEntry, place, count))?;
        let score = &mut self.score;
        let verdict = round.judge(entry, &mut score.score, &self.service.rules, now).map_err(refused)?;
        emit(OperatorJudged {
            score_account: *score.address(),
            number: score.next_event(),
            time: now,
            round: *self.round.address(),
            operator: score.operator,
            height: round.height,
            verdict: code_of(verdict),
            score: score.score,
        });
        Ok(())
    }
}

/// The operator at `index` of the table in `account`.
pub(super) fn operator_at(account: &UncheckedAccount, index: usize) -> Result<Address> {
    let data = account.account().try_borrow()?;
    let table = tables::read(account.account(), &data).map_err(unfit)?;
    let operator = table.operator_at(index);
    operator.ok_or_else(|| fail(ServiceError::NoEntry, index as u64, table.count() as u64))
}

/// The number of a verdict in events.
const fn code_of(verdict: Verdict) -> u64 {
    match verdict {
        Verdict::Good => 0,
        Verdict::Abstained => 1,
        Verdict::Missed => 2,
        Verdict::Unproven => 3,
        Verdict::Offense => 4,
    }
}
