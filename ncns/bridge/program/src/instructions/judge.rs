//! Judges an operator in a final round. Permissionless: once per source, height and operator.

use anchor_lang::accounts::Slab;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use bridge_ledger::round::VoteEntry;
use bridge_ledger::verdict::Verdict;
use ncn_kit::program::tables;

use crate::error::{BridgeError, fail, refused, unfit};
use crate::event::{OperatorJudged, emit};
use crate::state::{OperatorScore, Source, VoteRound};

/// Accounts of `judge`.
#[derive(Accounts)]
pub struct Judge {
    pub source: Account<Source>,
    #[account(mut, constraint = address_eq(&round.source, source.address()) @ BridgeError::WrongSource)]
    pub round: Slab<VoteRound, VoteEntry>,
    /// The round's table.
    #[account(address = round.table @ BridgeError::WrongTable)]
    pub table: UncheckedAccount,
    #[account(mut, constraint = address_eq(&score.source, source.address()) @ BridgeError::WrongScore)]
    pub score: Account<OperatorScore>,
}

impl Judge {
    /// Judges the operator at `place` of the round's table at `height`.
    pub fn judge(&mut self, height: u64, place: u64) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let index = usize::try_from(place).unwrap_or(usize::MAX);
        self.check_operator(index)?;
        let mut round = self.round.round;
        let entries = self.round.as_slice();
        let entry = entries.get(index).ok_or_else(|| fail(BridgeError::NoEntry, place, entries.len() as u64))?;
        let verdict = round.judge((index, entry), &mut self.score.score, height, now).map_err(refused)?;
        self.round.round = round;
        let score = &mut self.score;
        emit(OperatorJudged {
            score_account: *score.address(),
            number: score.next_event(),
            time: now,
            source: score.source,
            operator: score.operator,
            height,
            verdict: code_of(verdict),
            score: score.score,
        });
        Ok(())
    }

    /// Refuses the score of another operator than the one at `index` of the table.
    fn check_operator(&self, index: usize) -> Result<()> {
        let data = self.table.account().try_borrow()?;
        let table = tables::read(self.table.account(), &data).map_err(unfit)?;
        let operator = table.operator_at(index);
        let operator = operator.ok_or_else(|| fail(BridgeError::NoEntry, index as u64, table.count() as u64))?;
        require!(address_eq(&operator, &self.score.operator), BridgeError::WrongScore);
        Ok(())
    }
}

/// The number of a verdict in events.
const fn code_of(verdict: Verdict) -> u64 {
    match verdict {
        Verdict::Signed => 0,
        Verdict::Dissented => 1,
        Verdict::Missed => 2,
    }
}
