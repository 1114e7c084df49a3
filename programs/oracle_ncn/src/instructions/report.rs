//! Enters operators' votes in a round. Permissionless: anyone carries them.

use anchor_lang::accounts::{Account, Slab};
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ncn_kit::program::keys;
use ncn_kit::program::policies;
use ncn_kit::program::tables::{self, TableReader};
use ncn_kit::program::votes::{Subject, Votes};
use oracle_ledger::round::{ReportEntry, Round};
use oracle_ledger::rules::Rules;
use restaking::state::{Ncn, SlashPolicy};

use crate::error::{OracleError, fail, refused, unfit};
use crate::event::{ReportsEntered, emit};
use crate::state::{Feed, Oracle, PriceRound};

/// The size of a vote's content: a price and the operator's time.
pub const CONTENT_BYTES: usize = 16;

/// Accounts of `report`, followed by the account of each vote's key, in the votes' order.
#[derive(Accounts)]
pub struct Report {
    pub oracle: Account<Oracle>,
    #[account(address = oracle.ncn @ OracleError::WrongNcn)]
    pub ncn: UncheckedAccount,
    #[account(constraint = address_eq(&feed.oracle, oracle.address()) @ OracleError::WrongOracle)]
    pub feed: Account<Feed>,
    #[account(mut, constraint = address_eq(&round.feed, feed.address()) @ OracleError::WrongFeed)]
    pub round: Slab<PriceRound, ReportEntry>,
    /// The round's table; the oracle's, if the vote opens the height.
    pub table: UncheckedAccount,
    /// The transaction's instructions. The preceding one is of the Ed25519 program and verifies the votes.
    pub instructions: Sysvar<SysvarInstructions>,
}

impl Report {
    /// Enters the vote of each key for `height`. The first vote of an operator stands. A vote that is entered already is skipped, so that
    /// two carriers of one vote do not fail each other; a transaction without a new vote is refused.
    pub fn report(&mut self, key_accounts: &[AccountView], height: u64) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let votes = Votes::preceding(&self.instructions).map_err(unfit)?;
        let count = votes.count();
        if key_accounts.len() != count {
            return Err(fail(OracleError::MissingAccounts, key_accounts.len() as u64, count as u64));
        }
        let ncn = Account::<Ncn>::load(*self.ncn.account())?;
        let data = self.table.account().try_borrow()?;
        let table = tables::read(self.table.account(), &data).map_err(unfit)?;
        let is_new = self.round.round.is_open == 0 || self.round.round.height != height;
        if is_new {
            open_height(
                &self.oracle,
                &ncn,
                &self.feed,
                &mut self.round,
                (self.table.address(), &table),
                (height, now),
            )?;
        }
        require!(address_eq(&self.round.table, self.table.address()), OracleError::WrongTable);
        let mut round = self.round.round;
        let subject = Subject { domain: &ncn.domain, kind: self.feed.number, height };
        let entries = self.round.as_mut_slice();
        let mut entered = 0;
        for (place, view) in key_accounts.iter().enumerate() {
            let (key, content) = votes.get(place, &subject).map_err(unfit)?;
            let report = read(content)?;
            // By the time of the height, at which the core judges two votes.
            let operator = keys::operator_of(*view, &self.oracle.ncn, key, round.opens_at).map_err(unfit)?;
            let index = table.place_of(&operator).ok_or(OracleError::WrongOperator)?;
            let count = entries.len() as u64;
            let entry = entries.get_mut(index).ok_or_else(|| fail(OracleError::NoEntry, index as u64, count))?;
            entered += u64::from(round.report(entry, report, table.weight_at(index), now).map_err(refused)?);
        }
        require!(entered > 0, OracleError::NothingNew);
        self.round.round = round;
        self.announce(&round, entered, now);
        Ok(())
    }

    fn announce(&self, round: &Round, entered: u64, now: i64) {
        emit(ReportsEntered {
            round: *self.round.address(),
            number: round.priced + round.abstained,
            time: now,
            feed: *self.feed.address(),
            height: round.height,
            entered,
            priced: round.priced,
            abstained: round.abstained,
        });
    }
}

/// Opens `height` in its round account, under the oracle's table and rules. Without a policy that slashes by those rules until the
/// height is judged, and stake that stays for it, there is no price.
#[cold]
#[inline(never)]
fn open_height(
    oracle: &Account<Oracle>,
    ncn: &Ncn,
    feed: &Feed,
    round: &mut Slab<PriceRound, ReportEntry>,
    (address, table): (&Address, &TableReader),
    (height, now): (u64, i64),
) -> Result<()> {
    let slot = height % feed.rounds;
    if slot != round.slot {
        return Err(fail(OracleError::WrongRound, round.slot, slot));
    }
    require!(!address_eq(&oracle.table, &Address::default()), OracleError::NoTable);
    require!(address_eq(&oracle.table, address), OracleError::WrongTable);
    let rules = oracle.rules.at(now);
    let policy = ncn.policy_at(now);
    check_policy((oracle, feed), rules, policy)?;
    let terms = &policy.terms;
    rules.check_ring(feed.rounds, terms.height_millis).map_err(refused)?;
    let mut opened = round.round;
    let opens_at = terms.time_of(height);
    feed.retirement.check_live(opens_at).map_err(refused)?;
    opened.open(height, opens_at, rules, now).map_err(refused)?;
    let until = opened.closes_at.saturating_add_unsigned(rules.certain_seconds);
    // A slash uses the policy of its own time: an announced one that no longer slashes would make a lie at this height free.
    check_policy((oracle, feed), rules, ncn.policy_at(until))?;
    tables::check_certain(&table.head(), until).map_err(unfit)?;
    round.round = opened;
    round.table = *address;
    Ok(())
}

/// Refuses a policy that does not slash by the rules, or that has other times of heights.
fn check_policy((oracle, feed): (&Account<Oracle>, &Feed), rules: &Rules, policy: &SlashPolicy) -> Result<()> {
    let figures =
        policies::figures_of(policy, (feed.height_zero, feed.height_millis), oracle.address()).map_err(unfit)?;
    rules.check_policy(&figures).map_err(refused)
}

/// Reads a vote's content.
#[inline(always)]
fn read(content: &[u8]) -> Result<(i64, i64)> {
    let Some((price, time)) = content.split_first_chunk::<8>() else { return Err(wrong_content(content)) };
    let time: [u8; 8] = time.try_into().map_err(|_| wrong_content(content))?;
    Ok((i64::from_le_bytes(*price), i64::from_le_bytes(time)))
}

#[cold]
fn wrong_content(content: &[u8]) -> Error {
    fail(OracleError::WrongContent, content.len() as u64, CONTENT_BYTES as u64)
}
