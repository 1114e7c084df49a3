//! Closes an account of rounds of a retired feed, and returns its rent. Permissionless.

use anchor_lang::accounts::Slab;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use oracle_ledger::round::ReportEntry;

use crate::error::{OracleError, refused};
use crate::event::{RoundClosed, emit};
use crate::state::{Feed, PriceRound};

/// Accounts of `close_round`.
#[derive(Accounts)]
pub struct CloseRound {
    #[account(mut)]
    pub feed: Account<Feed>,
    #[account(mut, close = payer, constraint = address_eq(&round.feed, feed.address()) @ OracleError::WrongFeed)]
    pub round: Slab<PriceRound, ReportEntry>,
    /// Paid for the account and receives its rent.
    #[account(mut, address = round.payer @ OracleError::WrongPayer)]
    pub payer: UncheckedAccount,
}

impl CloseRound {
    /// Closes the account when no offense of the feed can be slashed any more, judged or not: until then its reports are evidence.
    pub fn close_round(&mut self) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let (feed, round) = (&mut self.feed, &self.round);
        feed.retirement.close_round(now).map_err(refused)?;
        emit(RoundClosed {
            feed: *feed.address(),
            number: feed.next_event(),
            time: now,
            round: *round.address(),
            slot: round.slot,
            payer: round.payer,
        });
        Ok(())
    }
}
