//! What each staker has earned, after all fees, as a chart and a table. All of it is read from the chain.

use restaking_client::VaultLedger;

use crate::show::amount;
use crate::stage::{Stage, address};

/// The width of the longest bar.
const BAR: usize = 22;
/// The width of a bar with its figure.
const CELL: usize = BAR + 12;
/// The parts of a block, from an eighth on.
const EIGHTHS: [char; 8] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
/// The virtual assets and shares of every rate.
const VIRTUAL: u128 = 1_000;
/// A whole, in hundredths of a basis point.
const WHOLE: i128 = 1_000_000;

struct Staker {
    name: &'static str,
    /// What it came with.
    stake: u64,
    /// What it has earned by each look, or lost to the fee of leaving; none before it came.
    earned: Vec<Option<i64>>,
    /// What it has claimed in the other token.
    claimed: u64,
}

/// All of them.
pub struct Yields {
    first: u64,
    stakers: Vec<Staker>,
    looks: usize,
}

impl Yields {
    /// No stakers yet; the first look is in epoch `first`.
    pub fn new(first: u64) -> Self {
        Self { first, stakers: vec![], looks: 0 }
    }

    /// `name` has come with `stake`.
    pub fn enters(&mut self, name: &'static str, stake: u64) {
        self.stakers.push(Staker { name, stake, earned: vec![None; self.looks], claimed: 0 });
    }

    /// `name` has `claimed` in all of the other token.
    pub fn claimed(&mut self, name: &str, claimed: u64) {
        self.stakers.iter_mut().filter(|staker| staker.name == name).for_each(|staker| staker.claimed = claimed);
    }

    /// Takes down what everyone would leave with at the start of `epoch`, fee paid, over what it came with.
    ///
    /// # Errors
    /// A sentence, if the vault has no account.
    pub fn look(&mut self, stage: &Stage, epoch: u64, bonded: impl Fn(&Stage, &str) -> u64) -> Result<(), String> {
        // One look an epoch: a payment in the same second has earned nothing yet.
        if epoch < self.first + self.looks as u64 {
            return Ok(());
        }
        let ledger = stage.account()?.ledger;
        for staker in &mut self.stakers {
            let held = stage.svm.balance(&stage.vault.shares_of(&address(staker.name))).unwrap_or_default();
            let worth = leaving_with(&ledger, held + bonded(stage, staker.name), stage.svm.now());
            staker.earned.push(Some(worth as i64 - staker.stake as i64));
        }
        self.looks += 1;
        Ok(())
    }

    /// A bar a staker and an epoch.
    ///
    /// # Errors
    /// A sentence, if there are no earnings.
    pub fn chart(&self) -> Result<(), String> {
        let yields = |staker: &Staker| -> Vec<Option<i64>> {
            staker.earned.iter().map(|earned| earned.map(|earned| part(earned, staker.stake))).collect()
        };
        let most = self.stakers.iter().flat_map(yields).flatten().max().unwrap_or_default();
        if most <= 0 {
            return Err("nobody has earned anything".into());
        }
        let names = self.stakers.iter().map(|staker| format!("{:<CELL$}", staker.name));
        println!("  {:<12}{}", "", names.collect::<String>().trim_end());
        for look in 0..self.looks {
            let cells = self.stakers.iter().map(|staker| match yields(staker)[look] {
                None => " ".repeat(CELL),
                Some(part) => format!("{}{:>9}   ", bar(part, most), percent(part)),
            });
            println!("  epoch {:<6}{}", self.first + look as u64, cells.collect::<String>().trim_end());
        }
        Ok(())
    }

    /// What everyone came with, has been paid, and has earned in the other token.
    ///
    /// # Errors
    /// A sentence, if a staker has been paid anything else than the last look said, but for what rounds off.
    pub fn table(&self, stage: &Stage, wealth: u64) -> Result<(), String> {
        println!(
            "\n  {:<9}{:>14}{:>16}{:>14}{:>12}{:>18}",
            "", "staked", "paid, less fees", "earned", "yield", "bridge's token"
        );
        for staker in &self.stakers {
            let has = stage.svm.balance(&stage.vault.assets_of(&address(staker.name))).unwrap_or_default();
            let earned = has as i64 - wealth as i64;
            let expected = staker.earned.last().copied().flatten().unwrap_or_default();
            // Each earlier leaver may have left it a unit of rounding.
            if earned.abs_diff(expected) > self.stakers.len() as u64 {
                return Err(format!("{} earned {earned}, and the chart says {expected}", staker.name));
            }
            println!(
                "  {:<9}{:>14}{:>16}{:>14}{:>12}{:>18}",
                staker.name,
                amount(staker.stake),
                amount(staker.stake.saturating_add_signed(earned)),
                format!("{}{}", if earned < 0 { "-" } else { "+" }, amount(earned.unsigned_abs())),
                percent(part(earned, staker.stake)),
                amount(staker.claimed)
            );
        }
        Ok(())
    }
}

/// What a ticket for `shares` would pay, as the vault's ledger stands at `now`: less the fee on exits.
fn leaving_with(ledger: &VaultLedger, shares: u64, now: i64) -> u64 {
    let books = &ledger.books;
    let stream = &ledger.stream;
    let due = if now >= stream.end {
        u128::from(stream.left)
    } else {
        u128::from(stream.left) * now.abs_diff(stream.updated) as u128 / stream.end.abs_diff(stream.updated) as u128
    };
    let active = u128::from(books.active) + due;
    let assets = u128::from(shares) * (active + VIRTUAL) / (u128::from(books.supply) + VIRTUAL);
    let fee = &ledger.fees.exit_bps;
    let bps = if now >= fee.effective { fee.next } else { fee.current };
    (assets - (assets * u128::from(bps)).div_ceil(10_000)) as u64
}

/// A bar of eighths of a block, [`BAR`] wide.
fn bar(part: i64, most: i64) -> String {
    let eighths = part.max(0) as usize * BAR * 8 / most.max(1) as usize;
    let mut bar = "█".repeat(eighths / 8);
    if !eighths.is_multiple_of(8) {
        bar.push(EIGHTHS[eighths % 8]);
    }
    format!("{bar:<BAR$}")
}

/// `earned` as a part of `stake`, in hundredths of a basis point, rounded towards nothing.
fn part(earned: i64, stake: u64) -> i64 {
    (i128::from(earned) * WHOLE / i128::from(stake)) as i64
}

/// A part of a whole, in per cent with three decimals.
fn percent(part: i64) -> String {
    let (sign, part) = (if part < 0 { '-' } else { '+' }, part.unsigned_abs());
    format!("{sign}{}.{:03}%", part / 10_000, part % 10_000 / 10)
}
