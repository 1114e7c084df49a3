//! What assets and shares are worth to each other, to the unit as the program rounds.

use ledger::{Bucket, InstantExit, Pool, Refusal};

use crate::Vault;

/// The shares that a deposit of `assets` buys at `now`, its fee taken.
///
/// # Errors
/// What the program would refuse it for, the vault's cap left aside.
pub fn shares_for(vault: &Vault, assets: u64, now: i64) -> Result<u64, Refusal> {
    let mut ledger = ledger::VaultLedger { deposit_cap: u64::MAX, ..(&vault.ledger).into() };
    Ok(ledger.deposit(assets, 0, now)?.flow.shares_minted)
}

/// The assets that an exit with `shares` is worth at `now`, its fee taken.
///
/// # Errors
/// What the program would refuse it for.
pub fn assets_for(vault: &Vault, shares: u64, now: i64) -> Result<u64, Refusal> {
    let mut ledger = ledger::VaultLedger::from(&vault.ledger);
    ledger.advance(now);
    // The price of a pool that no slash touched: what it held before is no matter to who comes.
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
    ledger::VaultLedger::from(&vault.ledger).exit_instantly(shares, 0, now)
}

/// The assets of one share at `now`, both in units of the mint; one for an empty vault. It is for showing: use
/// [`shares_for`] and [`assets_for`] for amounts.
pub fn rate(vault: &Vault, now: i64) -> f64 {
    let books = ledger::VaultLedger::from(&vault.ledger).books_at(now);
    if books.supply == 0 { 1.0 } else { books.active as f64 / books.supply as f64 }
}
