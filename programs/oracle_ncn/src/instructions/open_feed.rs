//! Opens a feed of an oracle.
#![allow(unused_variables, reason = "the derive binds instruction arguments wherever it might need them")]

use anchor_lang::prelude::*;
use ncn_kit::program::accounts;
use oracle_ledger::rules::MAX_ROUNDS;

use crate::error::{OracleError, fail, refused};
use crate::event::{FeedOpened, emit};
use crate::state::{Feed, Oracle, VERSION};

/// Accounts of `open_feed`.
#[derive(Accounts)]
#[instruction(number: u8)]
pub struct OpenFeed {
    /// Pays for the account; may be the admin.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// The NCN's admin.
    pub admin: Signer,
    #[account(address = oracle.ncn @ OracleError::WrongNcn)]
    pub ncn: UncheckedAccount,
    pub oracle: Account<Oracle>,
    #[account(init, payer = payer, seeds = [Feed::SEED, oracle.address().as_ref(), &[number]], bump)]
    pub feed: Account<Feed>,
    pub system_program: Program<System>,
}

impl OpenFeed {
    /// Opens feed `number`, which is the kind of its votes, with `rounds` round accounts. A round must be judged before its account
    /// serves a later height, so the number of accounts times the time between heights is the longest outage of all keepers. The
    /// feed keeps the policy's times of heights: other times need another feed. The number of a retired feed is never used again.
    pub fn open_feed(&mut self, bump: u8, number: u8, decimals: u8, rounds: u64, name: [u8; 32]) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let ncn = accounts::ncn_of_admin(*self.ncn.account(), self.admin.address())?.ok_or(OracleError::NotNcnAdmin)?;
        if !(2..=MAX_ROUNDS).contains(&rounds) {
            return Err(fail(OracleError::RingOutOfBounds, rounds, MAX_ROUNDS));
        }
        self.oracle.retired.check(number).map_err(refused)?;
        let terms = &ncn.policy_at(now).terms;
        require!(terms.height_millis > 0, OracleError::NoHeights);
        self.oracle.rules.at(now).check_ring(rounds, terms.height_millis).map_err(refused)?;
        let oracle = *self.oracle.address();
        let feed = &mut self.feed;
        feed.version = VERSION;
        feed.bump = bump;
        feed.number = number;
        feed.decimals = decimals;
        feed.oracle = oracle;
        feed.payer = *self.payer.address();
        feed.name = name;
        feed.rounds = rounds;
        feed.height_zero = terms.height_zero;
        feed.height_millis = terms.height_millis;
        emit(FeedOpened {
            feed: *feed.address(),
            number: feed.next_event(),
            time: now,
            oracle,
            kind: number.into(),
            decimals: decimals.into(),
            rounds,
            name,
        });
        Ok(())
    }
}
