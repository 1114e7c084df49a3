//! What must be true of the accounts after every step, read back from the chain.

use harness::token;
use restaking_client::{Books, ExitBucket, ExitTicket, VaultLedger, pda};
use solana_program::pubkey::Pubkey;

use crate::stage::{Stage, address};

/// Checks the ledger against the accounts, and returns it.
///
/// # Errors
/// The first thing that is not true, with its figures.
pub fn audit(stage: &Stage) -> Result<VaultLedger, String> {
    let ledger = stage.account()?.ledger;
    let books = &ledger.books;
    let till = stage.svm.balance(&stage.vault.asset_account).ok_or("the vault has no asset account")?;
    let fees = &ledger.fees_owed;
    let owed = sum(&[books.active, books.exiting[0], books.exiting[1], books.matured, ledger.stream.left])
        + sum(&[fees.vault, fees.protocol, fees.commissions, ledger.escrowed, ledger.unpaid])
        + u128::from(ledger.pledged);
    equal("the asset account holds what the books say", till.into(), owed)?;

    let held = stage.people.iter().map(|name| balance(stage, &stage.vault.assets_of(&address(name))));
    let held = held.sum::<u128>() + sum(&[till, stage.burned]);
    equal("no token of the asset is missing", held, stage.minted.into())?;
    let mint = stage.svm.account(&stage.vault.asset_mint).ok_or("the asset has no mint")?;
    let supply = u128::from(token::supply(&mint.data));
    equal("what slashes burned is out of the supply", supply, (stage.minted - stage.burned).into())?;
    let shares = stage.people.iter().map(|name| balance(stage, &stage.vault.shares_of(&address(name))));
    let bonded = balance(stage, &pda::bonded_account(&stage.vault.address));
    let shares = shares.sum::<u128>() + bonded;
    equal("the holders' shares, bonded ones too, are the supply of the books", shares, books.supply.into())?;
    let mint = stage.svm.account(&stage.vault.vrt_mint).ok_or("the vault has no VRT mint")?;
    equal("the mint's supply is the supply of the books", token::supply(&mint.data).into(), books.supply.into())?;
    if books.idle > books.units {
        return Err(format!("more units are idle ({}) than there are ({})", books.idle, books.units));
    }
    buckets(stage, books)?;
    Ok(ledger)
}

/// The buckets hold what their tickets divide, and together what the books say is leaving or waits to be claimed.
fn buckets(stage: &Stage, books: &Books) -> Result<(), String> {
    let mut epochs: Vec<u64> = stage.tickets.iter().map(|ticket| ticket.bucket).collect();
    epochs.sort_unstable();
    epochs.dedup();
    let mut unpaid = 0;
    for epoch in epochs {
        let read = stage.svm.read::<ExitBucket>(&stage.vault.bucket(epoch));
        let bucket = read.ok_or_else(|| format!("the bucket of epoch {epoch} is gone, and tickets need it"))?.bucket;
        unpaid += bucket.pools.iter().map(|pool| u128::from(pool.assets)).sum::<u128>() - u128::from(bucket.claimed);
        let of_bucket = stage.tickets.iter().filter(|ticket| ticket.bucket == epoch);
        let mut open = [0; 4];
        for account in of_bucket.filter_map(|ticket| stage.svm.read::<ExitTicket>(&ticket.address)) {
            open[account.ticket.pool as usize] += account.ticket.shares;
        }
        // The shares of tickets that were paid and closed stay in the bucket, so that no other part changes.
        for (open, pool) in open.into_iter().zip(&bucket.pools) {
            if open > pool.shares {
                return Err(format!("the tickets of epoch {epoch} hold {open} parts of a pool of {}", pool.shares));
            }
        }
    }
    equal("the buckets hold what leaves", unpaid, sum(&[books.exiting[0], books.exiting[1], books.matured]))
}

fn balance(stage: &Stage, account: &Pubkey) -> u128 {
    stage.svm.balance(account).unwrap_or_default().into()
}

fn sum(parts: &[u64]) -> u128 {
    parts.iter().copied().map(u128::from).sum()
}

fn equal(truth: &str, found: u128, expected: u128) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{truth}: {found}, not {expected}")) }
}
