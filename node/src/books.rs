//! The books of what chores gained and spent. A chore's transaction is in the state before it is sent. What it did to the payer's balances is
//! booked from what the chain keeps of it, once, by this process or by a later one.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use restake_cli::chain::Lifetime;
use restake_cli::chain::rpc::{BalanceChanges, LIFETIME};
use restake_cli::error::{Error, Result};
use restake_cli::session::Sending;
use solana_program::pubkey::Pubkey;

use crate::context::Context;
use crate::store::{Booking, ChoreRow, SOL};

/// Keeps each transaction of the chore `chore`, of `kind`, in the state before it is sent.
pub fn noting(context: &Context, payer: Pubkey, chore: &str, kind: &str) -> Sending {
    let (store, chore, kind) = (Arc::clone(&context.store), chore.to_owned(), kind.to_owned());
    Sending::new(move |signature, lifetime| {
        let Lifetime::Recent { last_height, .. } = *lifetime else {
            return Err(Error::new("A node uses no nonce accounts"));
        };
        let (chore, kind) = (chore.clone(), kind.clone());
        let row = ChoreRow { signature: *signature, payer, chore, kind, last_height };
        store.lock().unwrap_or_else(PoisonError::into_inner).add_chore(&row)
    })
}

/// Books the chores of `payer` of which each transaction is on the chain or can no longer land.
///
/// # Errors
/// If no node tells it, or the state cannot be written. What is not booked is booked by a later call.
pub fn settle(context: &Context, role: &str, payer: &Pubkey, now: i64) -> Result<()> {
    let rows = context.store().chores(payer)?;
    if rows.is_empty() {
        return Ok(());
    }
    // The height first: what is not on the chain after it was passed cannot land.
    let height = context.link.final_height()?;
    let mut chores: BTreeMap<String, Vec<ChoreRow>> = BTreeMap::new();
    for row in rows {
        chores.entry(row.chore.clone()).or_default().push(row);
    }
    'chores: for rows in chores.values() {
        let mut sums = Sums::default();
        for row in rows {
            match context.link.balance_changes(&row.signature, payer)? {
                Some(changes) => sums.add(changes),
                None if is_over(row.last_height, height) => {}
                None => continue 'chores,
            }
        }
        book(context, role, rows, &sums, now)?;
    }
    Ok(())
}

/// Whether a transaction that no node knows can no longer land. The node that was asked may lag behind the one that told the height, so it
/// has one lifetime more.
const fn is_over(last_height: u64, height: u64) -> bool {
    height > last_height.saturating_add(LIFETIME)
}

fn book(context: &Context, role: &str, rows: &[ChoreRow], sums: &Sums, now: i64) -> Result<()> {
    let bookings = sums.bookings(now);
    if !context.store().end_chore(rows, role, &bookings)? {
        // Another process has booked it.
        return Ok(());
    }
    for booking in bookings.iter().filter(|booking| booking.mint == SOL) {
        context.metrics.lamports_gained_total.with_label_values(&[role]).inc_by(booking.gained);
        context.metrics.lamports_spent_total.with_label_values(&[role]).inc_by(booking.spent);
    }
    Ok(())
}

/// The changes of a chore's transactions, together.
#[derive(Default)]
struct Sums {
    time: Option<i64>,
    by_mint: BTreeMap<String, i128>,
}

impl Sums {
    fn add(&mut self, changes: BalanceChanges) {
        self.time = self.time.max(changes.time);
        for (mint, change) in changes.tokens.into_iter().chain([(SOL.to_owned(), changes.lamports)]) {
            *self.by_mint.entry(mint).or_default() += change;
        }
    }

    /// What is booked, as of the last block where it is known, or of `now`.
    fn bookings(&self, now: i64) -> Vec<Booking> {
        let amount = |change: i128| u64::try_from(change.max(0)).unwrap_or(u64::MAX);
        let changed = self.by_mint.iter().filter(|(_, change)| **change != 0);
        let booking = |(mint, change): (&String, &i128)| Booking {
            at: self.time.unwrap_or(now),
            mint: mint.clone(),
            gained: amount(*change),
            spent: amount(-*change),
        };
        changed.map(booking).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_changes_of_all_transactions_are_booked_together() {
        let changes = |time: Option<i64>, lamports: i128, tokens: &[(&str, i128)]| BalanceChanges {
            time,
            lamports,
            tokens: tokens.iter().map(|(mint, change)| ((*mint).to_owned(), *change)).collect(),
        };
        let mut sums = Sums::default();
        assert_eq!(sums.bookings(9), [], "nothing landed");
        sums.add(changes(None, -70, &[("kept", 0), ("new", 3), ("returned", 5)]));
        assert_eq!(sums.bookings(9)[0], Booking { at: 9, mint: SOL.to_owned(), gained: 0, spent: 70 });
        sums.add(changes(Some(7), 100, &[("new", 1), ("returned", -5), ("spent", -2)]));
        sums.add(changes(Some(6), 0, &[]));
        let expected = [(SOL, 30, 0), ("new", 4, 0), ("spent", 0, 2)].map(|(mint, gained, spent)| Booking {
            at: 7,
            mint: mint.to_owned(),
            gained,
            spent,
        });
        assert_eq!(sums.bookings(9), expected);
    }

    #[test]
    fn a_transaction_is_given_up_a_lifetime_after_its_last_block() {
        assert!(!is_over(1_000, 1_000 + LIFETIME));
        assert!(is_over(1_000, 1_001 + LIFETIME));
        assert!(!is_over(u64::MAX, u64::MAX));
    }
}
