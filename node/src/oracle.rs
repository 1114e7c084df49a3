//! The price oracle as a service of a node.

mod chores;
mod prices;
mod sources;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ncn_kit::packing::Signed;
use restake_cli::accounts::find_other;
use restake_cli::chain::Chain;
use restake_cli::error::{Error, Result};
use restake_cli::oracle::PriceFeed;
use restake_cli::session::Session;
use restaking_client::Program;
use restaking_client::oracle::{OracleProgram, PriceRound, entries, vote_content};
use restaking_client::table;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use crate::service::{Chore, Height, Round, Service, Window};

pub use prices::{FeedSources, Prices};
pub use sources::{Source, median};

/// The oracle of an NCN, of which the node serves some feeds.
pub struct PriceService {
    core: Program,
    program: OracleProgram,
    ncn: Pubkey,
    feeds: Vec<u8>,
    /// The feeds as they were last read, with their oracle.
    read: Mutex<BTreeMap<u8, PriceFeed>>,
}

impl PriceService {
    /// The oracle of `ncn` in `program`, beside the core in `core`.
    pub fn new(core: Program, program: OracleProgram, ncn: Pubkey, feeds: Vec<u8>) -> Self {
        Self { core, program, ncn, feeds, read: Mutex::default() }
    }

    fn read(&self) -> MutexGuard<'_, BTreeMap<u8, PriceFeed>> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The decimals of a feed's prices.
    ///
    /// # Errors
    /// If the chain cannot be read.
    pub fn decimals(&self, chain: &dyn Chain, feed: u8) -> Result<u8> {
        Ok(PriceFeed::load(chain, self.program, self.ncn, feed)?.feed.decimals)
    }

    /// What `give` gives of a feed that was read.
    fn of<T>(&self, kind: u8, give: impl FnOnce(&PriceFeed) -> Result<T>) -> Result<T> {
        let read = self.read();
        give(read.get(&kind).ok_or_else(|| Error::new(format!("Feed {kind} was not read yet")))?)
    }
}

impl Service for PriceService {
    fn ncn(&self) -> Pubkey {
        self.ncn
    }

    fn windows(&self, chain: &dyn Chain, now: i64) -> Result<Vec<Window>> {
        let mut windows = vec![];
        for kind in &self.feeds {
            let Some(feed) = PriceFeed::find(chain, self.program, self.ncn, *kind)? else { continue };
            windows.extend(windows_of(&feed, now));
            self.read().insert(*kind, feed);
        }
        windows.sort_by_key(|window| (window.opens_at, window.at));
        Ok(windows)
    }

    fn round(&self, chain: &dyn Chain, at: Height) -> Result<Round> {
        let (account, next_table) = self.of(at.kind, |feed| Ok((feed.round_at(at.number), feed.oracle.table)))?;
        let found = find_other::<PriceRound>(chain, &self.program, &account)?;
        let found = found.filter(|(found, _)| found.round.is_open == 1 && found.round.height == at.number);
        let table = found.as_ref().map_or(next_table, |(found, _)| found.table);
        // A node that lags may not know of the table yet: that is no table without weights.
        let operators = chain.account(&table)?.and_then(|table| table::entries(&table.data));
        let operators = operators.ok_or_else(|| Error::new(format!("Stake table {table} cannot be read")))?;
        let reports = found.as_ref().and_then(|(_, data)| entries(data)).unwrap_or_default();
        let stamp = at.number.saturating_add(1);
        let has = |place: usize| reports.get(place).is_some_and(|entry| entry.reported == stamp);
        let reported = || operators.iter().enumerate().filter(|(place, _)| has(*place));
        Ok(Round {
            // A vote begins with its price, which the round keeps. It does not keep the vote's time.
            contents: reported()
                .map(|(place, entry)| (entry.operator, reports[place].price.to_le_bytes().into()))
                .collect(),
            reported: reported().map(|(_, entry)| entry.operator).collect(),
            weights: operators.iter().map(|entry| (entry.operator, entry.weight)).collect(),
            is_final: found.is_some_and(|(found, _)| found.round.number > 0),
            account,
            table,
        })
    }

    fn report(&self, _: &dyn Chain, at: Height, round: &Round, votes: &[Signed]) -> Result<Vec<Instruction>> {
        self.of(at.kind, |feed| Ok(feed.report(self.core, (at.number, round.table), votes)?.to_vec()))
    }

    fn admits(&self, content: &[u8]) -> bool {
        content.len() == vote_content(0, 0).len()
    }

    fn abstention(&self, _: &Window, now: i64) -> Option<Vec<u8>> {
        Some(vote_content(0, now).to_vec())
    }

    fn chores(&self, session: &Session, now: i64) -> Result<Vec<Chore>> {
        let mut all = vec![];
        for kind in &self.feeds {
            let Some(feed) = PriceFeed::find(session.chain, self.program, self.ncn, *kind)? else { continue };
            all.extend(chores::of_feed(session, &feed, now)?);
        }
        all.extend(chores::of_oracle(session, self.program, self.ncn, now)?);
        Ok(all)
    }
}

/// The windows of a feed that are open at `now`.
fn windows_of(feed: &PriceFeed, now: i64) -> Vec<Window> {
    let Ok(latest) = feed.height_at(now) else { return vec![] };
    let length = i64::try_from(feed.window_at(now)).unwrap_or(i64::MAX);
    let mut windows = vec![];
    for number in (0..=latest).rev() {
        let opens_at = feed.time_of(number);
        let closes_at = opens_at.saturating_add(length);
        if closes_at <= now {
            break;
        }
        // A retired feed has no height from its end on.
        let end = feed.feed.retirement.from;
        if end > 0 && opens_at >= end {
            continue;
        }
        windows.push(Window { at: Height { kind: feed.feed.number, number }, opens_at, closes_at });
    }
    windows
}
