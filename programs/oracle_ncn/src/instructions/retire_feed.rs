//! Announces the end of a feed.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ncn_kit::program::accounts;
use ncn_kit::program::evidence;
use restaking::state::Config;

use crate::error::{OracleError, refused};
use crate::event::{FeedRetired, emit};
use crate::state::{Feed, Oracle};

/// Accounts of `retire_feed`.
#[derive(Accounts)]
pub struct RetireFeed {
    /// The NCN's admin.
    pub admin: Signer,
    #[account(address = oracle.ncn @ OracleError::WrongNcn)]
    pub ncn: UncheckedAccount,
    /// The core's config, which bounds the lengths of an exit and of an epoch.
    pub config: UncheckedAccount,
    #[account(mut)]
    pub oracle: Account<Oracle>,
    #[account(mut, constraint = address_eq(&feed.oracle, oracle.address()) @ OracleError::WrongOracle)]
    pub feed: Account<Feed>,
}

impl RetireFeed {
    /// Announces the end, with the notice of rules: consumers see it in the feed's account and move to another one. It cannot be taken back.
    pub fn retire_feed(&mut self) -> Result<()> {
        accounts::ncn_of_admin(*self.ncn.account(), self.admin.address())?.ok_or(OracleError::NotNcnAdmin)?;
        let now = Clock::get()?.unix_timestamp;
        let config = *self.config.account();
        let from = Account::<Config>::load(config)?.notice(now).rise;
        let longest = evidence::needed_until(config, 0)?;
        let feed = &mut self.feed;
        feed.retirement.announce(from, |proven_at| proven_at.saturating_add(longest)).map_err(refused)?;
        self.oracle.retired.retire(feed.number).map_err(refused)?;
        emit(FeedRetired {
            feed: *feed.address(),
            number: feed.next_event(),
            time: now,
            oracle: feed.oracle,
            kind: feed.number.into(),
            from: feed.retirement.from,
            closable_from: feed.retirement.closable_from,
        });
        Ok(())
    }
}
