//! Closes an operator's score in a retired feed, and returns its rent. Permissionless.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::error::{OracleError, refused};
use crate::event::{ScoreClosed, emit};
use crate::state::{Feed, OperatorScore};

/// Accounts of `close_score`.
#[derive(Accounts)]
pub struct CloseScore {
    #[account(mut)]
    pub feed: Account<Feed>,
    #[account(mut, close = payer, constraint = address_eq(&score.feed, feed.address()) @ OracleError::WrongScore)]
    pub score: Account<OperatorScore>,
    /// Paid for the account and receives its rent.
    #[account(mut, address = score.payer @ OracleError::WrongPayer)]
    pub payer: UncheckedAccount,
}

impl CloseScore {
    /// Closes the score when no offense of the feed can be slashed any more. Its figures stay in the event.
    pub fn close_score(&mut self) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        self.feed.retirement.close_score(now).map_err(refused)?;
        let score = &mut self.score;
        emit(ScoreClosed {
            score_account: *score.address(),
            number: score.next_event(),
            time: now,
            feed: score.feed,
            operator: score.operator,
            payer: score.payer,
            score: score.score,
        });
        Ok(())
    }
}
