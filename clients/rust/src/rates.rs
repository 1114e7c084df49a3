//! What assets and shares are worth to each other, to the unit as the program rounds.

use ledger::refusal::{Refusal, Rule};
use ledger::state::books::{Books, Rate};
use ledger::state::exit_bucket::{Bucket, Pool};
use ledger::state::exit_ticket::Ticket;
use ledger::state::rates::Rates;
use ledger::state::vault::VaultLedger;
use ledger::transition::instant_exit::InstantExit;

use crate::{ExitBucket, ExitTicket, RateReport, ShareRate, Vault};

/// What the program returned, to compute with.
impl From<&RateReport> for Rates {
    fn from(report: &RateReport) -> Self {
        let of = |rate: &ShareRate| Rate { assets: rate.assets, shares: rate.shares };
        Self {
            time: report.time,
            entering: (report.entering.shares > 0).then(|| of(&report.entering)),
            leaving: of(&report.leaving),
            deposit_bps: report.deposit_bps,
            exit_bps: report.exit_bps,
            contested: report.contested,
            loss_bps: report.loss_bps,
        }
    }
}

/// The shares that a deposit of `assets` buys at `now`, its fee taken.
///
/// # Errors
/// What the program would refuse it for, the vault's cap left aside.
pub fn shares_for(vault: &Vault, assets: u64, now: i64) -> Result<u64, Refusal> {
    let mut ledger = ledger::state::vault::VaultLedger { deposit_cap: u64::MAX, ..(&vault.ledger).into() };
    Ok(ledger.deposit(assets, 0, now)?.flow.shares_minted)
}

/// What shares that are bought while slashes are open turn out to be worth, before the vault's fee on exits. A deposit pays as
/// if all of them will be vetoed, so that it takes no part of what comes back; if they are executed, it loses with the others
/// for what was done before it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Worth {
    /// The shares.
    pub shares: u64,
    /// The assets that they are worth if every open slash is vetoed.
    pub if_vetoed: u64,
    /// The assets that they are worth if every open slash is executed.
    pub if_executed: u64,
}

impl Worth {
    /// Of `shares`, by the books that have them.
    fn of(shares: u64, ledger: &VaultLedger) -> Result<Self, Refusal> {
        let worth = |active| match (Books { active, ..ledger.books }).assets_for(shares) {
            Err(Refusal { rule: Rule::Dust, .. }) => Ok(0),
            worth => worth,
        };
        // What is in escrow fits: entering is refused otherwise.
        let if_vetoed = worth(ledger.books.active.saturating_add(ledger.contested))?;
        Ok(Self { shares, if_vetoed, if_executed: worth(ledger.books.active)? })
    }

    /// Whether open slashes put a part of it at stake.
    pub fn is_contested(&self) -> bool {
        self.if_executed != self.if_vetoed
    }
}

/// What a deposit of `assets` at `now` turns out to be worth, its fee taken.
///
/// # Errors
/// What the program would refuse it for, the vault's cap left aside.
pub fn deposit_worth(vault: &Vault, assets: u64, now: i64) -> Result<Worth, Refusal> {
    let mut ledger = VaultLedger { deposit_cap: u64::MAX, ..(&vault.ledger).into() };
    let shares = ledger.deposit(assets, 0, now)?.flow.shares_minted;
    Worth::of(shares, &ledger)
}

/// What a ticket that is canceled at `now` turns out to be worth: canceling is a deposit.
///
/// # Errors
/// What the program would refuse it for.
pub fn cancel_worth(vault: &Vault, bucket: &ExitBucket, ticket: &ExitTicket, now: i64) -> Result<Worth, Refusal> {
    let (mut ledger, mut bucket) = (VaultLedger::from(&vault.ledger), Bucket::from(&bucket.bucket));
    let shares = ledger.cancel_exit(&mut bucket, &mut Ticket::from(&ticket.ticket), 0, now)?.shares_minted;
    Worth::of(shares, &ledger)
}

/// The assets that an exit with `shares` is worth at `now`, its fee taken.
///
/// # Errors
/// What the program would refuse it for.
pub fn assets_for(vault: &Vault, shares: u64, now: i64) -> Result<u64, Refusal> {
    let mut ledger = ledger::state::vault::VaultLedger::from(&vault.ledger);
    ledger.advance(now);
    // The price of a pool that no slash touched: an earlier balance does not change it for a new request.
    let mut bucket = Bucket::new(ledger.request_epoch(now));
    let exiting = ledger.books.exiting[1];
    bucket.pools[0] = Pool { shares: exiting, assets: exiting, contested: 0 };
    let mut ticket = ledger.request_exit(&mut bucket, shares, 0, now)?.ticket;
    let claimable_at = ledger.claimable_at(ticket.epoch);
    Ok(ledger.claim_exit(&mut bucket, &mut ticket, claimable_at)?.flow.assets_out)
}

/// What an instant exit with `shares` pays and costs at `now`.
///
/// # Errors
/// What the program would refuse it for.
pub fn instant_exit(vault: &Vault, shares: u64, now: i64) -> Result<InstantExit, Refusal> {
    ledger::state::vault::VaultLedger::from(&vault.ledger).exit_instantly(shares, 0, now)
}

/// The assets of one share at `now`, both in units of the mint; one for an empty vault. It is for showing: use
/// [`shares_for`] and [`assets_for`] for amounts.
pub fn rate(vault: &Vault, now: i64) -> f64 {
    let books = ledger::state::vault::VaultLedger::from(&vault.ledger).books_at(now);
    if books.supply == 0 { 1.0 } else { books.active as f64 / books.supply as f64 }
}
