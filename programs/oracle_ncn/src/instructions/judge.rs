//! Judges an operator in a final round. Permissionless: once per feed, height and operator.

use anchor_lang::accounts::{Account, Slab};
use anchor_lang::prelude::*;
use anchor_lang::{address_eq, create_account_signed, find_and_verify_program_address};
use ncn_kit::program::tables;
use oracle_ledger::round::{ReportEntry, Round};
use oracle_ledger::verdict::Verdict;

use crate::error::{OracleError, fail, refused, unfit};
use crate::event::{OperatorJudged, emit};
use crate::state::{Feed, OperatorScore, PriceOffense, PriceRound, VERSION};

/// Accounts of `judge`.
#[derive(Accounts)]
pub struct Judge {
    /// Judges, pays for an offense's account, and is its reporter.
    #[account(mut)]
    pub reporter: Signer,
    pub feed: Account<Feed>,
    #[account(mut, constraint = address_eq(&round.feed, feed.address()) @ OracleError::WrongFeed)]
    pub round: Slab<PriceRound, ReportEntry>,
    /// The round's table.
    #[account(address = round.table @ OracleError::WrongTable)]
    pub table: UncheckedAccount,
    #[account(mut, constraint = address_eq(&score.feed, feed.address()) @ OracleError::WrongScore)]
    pub score: Account<OperatorScore>,
    /// The offense, at `["offense", feed, height, operator]`, created here; the program itself for a verdict without one.
    #[account(mut)]
    pub offense: Option<UncheckedAccount>,
    pub system_program: Program<System>,
}

impl Judge {
    /// Judges the operator at `place` of the round's table at `height`.
    pub fn judge(&mut self, height: u64, place: u64) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let index = usize::try_from(place).unwrap_or(usize::MAX);
        self.check_operator(index)?;
        let round = self.round.round;
        let entries = self.round.as_mut_slice();
        let count = entries.len() as u64;
        let entry = entries.get_mut(index).ok_or_else(|| fail(OracleError::NoEntry, place, count))?;
        let (verdict, deviation_bps) = round.judge(entry, &mut self.score.score, height).map_err(refused)?;
        let price = if round.has(entry) { entry.price } else { 0 };
        let is_offense = matches!(verdict, Verdict::Deviation | Verdict::Manipulation);
        require!(is_offense == self.offense.is_some(), OracleError::NotAnOffense);
        let offense = match &self.offense {
            Some(account) => self.open_offense(*account.account(), &round, (verdict, price, deviation_bps), now)?,
            None => Address::default(),
        };
        let score = &mut self.score;
        emit(OperatorJudged {
            score_account: *score.address(),
            number: score.next_event(),
            time: now,
            feed: score.feed,
            operator: score.operator,
            height,
            verdict: code_of(verdict),
            price,
            deviation_bps,
            offense,
            score: score.score,
        });
        Ok(())
    }

    /// Refuses the score of another operator than the one at `index` of the table.
    fn check_operator(&self, index: usize) -> Result<()> {
        let data = self.table.account().try_borrow()?;
        let table = tables::read(self.table.account(), &data).map_err(unfit)?;
        let operator = table.operator_at(index);
        let operator = operator.ok_or_else(|| fail(OracleError::NoEntry, index as u64, table.count() as u64))?;
        require!(address_eq(&operator, &self.score.operator), OracleError::WrongScore);
        Ok(())
    }

    /// Creates the account of an offense and returns its address.
    #[cold]
    #[inline(never)]
    fn open_offense(
        &self,
        mut view: AccountView,
        round: &Round,
        (verdict, price, deviation_bps): (Verdict, i64, u64),
        now: i64,
    ) -> Result<Address> {
        let (feed, operator) = (&self.feed, &self.score.operator);
        let height = round.height.to_le_bytes();
        let seeds: [&[u8]; 4] = [PriceOffense::SEED, feed.address().as_ref(), &height, operator.as_ref()];
        let bump = find_and_verify_program_address(&seeds, &crate::ID, view.address())?;
        let signed: [&[u8]; 5] = [seeds[0], seeds[1], seeds[2], seeds[3], &[bump]];
        let space = 8 + core::mem::size_of::<PriceOffense>();
        create_account_signed(self.reporter.account(), &view, space, &crate::ID, &signed)?;
        // SAFETY: created just now, and borrowed nowhere.
        let data = unsafe { view.borrow_unchecked_mut() };
        data[..8].copy_from_slice(PriceOffense::DISCRIMINATOR);
        // SAFETY: as above.
        let mut opened = unsafe { Account::<PriceOffense>::load_mut_after_init(view) }?;
        let is_manipulation = verdict == Verdict::Manipulation;
        let rules = &round.rules;
        opened.version = VERSION;
        opened.bump = bump;
        opened.is_manipulation = is_manipulation.into();
        opened.oracle = feed.oracle;
        opened.feed = *feed.address();
        opened.operator = *operator;
        opened.reporter = *self.reporter.address();
        opened.table = self.round.table;
        opened.height = round.height;
        opened.incident = rules.incident(round.opens_at, is_manipulation);
        opened.price = price;
        opened.median = round.price;
        opened.deviation_bps = deviation_bps;
        opened.fraction = if is_manipulation { rules.manipulation_fraction } else { rules.slash_fraction };
        opened.offense_at = round.closes_at - 1;
        opened.judged_at = now; // All else of a new account is zero.
        Ok(*opened.address())
    }
}

/// The number of a verdict in events.
const fn code_of(verdict: Verdict) -> u64 {
    match verdict {
        Verdict::Good => 0,
        Verdict::Abstained => 1,
        Verdict::Missed => 2,
        Verdict::Unproven => 3,
        Verdict::Warning => 4,
        Verdict::Deviation => 5,
        Verdict::Manipulation => 6,
    }
}
