//! Closes a retired feed, and returns its rent. Permissionless.

use anchor_lang::prelude::*;

use crate::error::{OracleError, refused};
use crate::event::{FeedClosed, emit};
use crate::state::Feed;

/// Accounts of `close_feed`.
#[derive(Accounts)]
pub struct CloseFeed {
    #[account(mut, close = payer)]
    pub feed: Account<Feed>,
    /// Paid for the feed and receives its rent.
    #[account(mut, address = feed.payer @ OracleError::WrongPayer)]
    pub payer: UncheckedAccount,
}

impl CloseFeed {
    /// Closes the feed after its rounds and scores. The oracle keeps its number, so nothing opens at its address again.
    pub fn close_feed(&mut self) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let feed = &mut self.feed;
        feed.retirement.close_feed(now).map_err(refused)?;
        emit(FeedClosed {
            feed: *feed.address(),
            number: feed.next_event(),
            time: now,
            oracle: feed.oracle,
            kind: feed.number.into(),
            payer: feed.payer,
        });
        Ok(())
    }
}
