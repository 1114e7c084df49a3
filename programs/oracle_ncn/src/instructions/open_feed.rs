//! Opens a feed of an oracle.
#![allow(unused_variables, reason = "the derive binds instruction arguments wherever it might need them")]

use anchor_lang::prelude::*;

use crate::error::{OracleError, fail};
use crate::event::{FeedOpened, emit};
use crate::ncn::check_admin;
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
    /// serves a later height, so the number of accounts times the time between heights is the longest outage of all keepers.
    pub fn open_feed(&mut self, bump: u8, number: u8, decimals: u8, rounds: u64, name: [u8; 32]) -> Result<()> {
        check_admin(*self.ncn.account(), self.admin.address())?;
        if !(2..=Feed::MAX_ROUNDS).contains(&rounds) {
            return Err(fail(OracleError::RingOutOfBounds, rounds, Feed::MAX_ROUNDS));
        }
        let oracle = *self.oracle.address();
        let feed = &mut self.feed;
        feed.version = VERSION;
        feed.bump = bump;
        feed.number = number;
        feed.decimals = decimals;
        feed.oracle = oracle;
        feed.name = name;
        feed.rounds = rounds;
        emit(FeedOpened {
            feed: *feed.address(),
            number: feed.next_event(),
            time: Clock::get()?.unix_timestamp,
            oracle,
            kind: number.into(),
            decimals: decimals.into(),
            rounds,
            name,
        });
        Ok(())
    }
}
