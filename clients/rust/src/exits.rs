//! When an exit can be claimed, and what it pays.

use ledger::Refusal;

use crate::{ExitBucket, ExitTicket, Vault};

/// A ticket at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exit {
    /// The first second at which it can be claimed; until then it can be cancelled.
    pub claimable_at: i64,
    /// What it pays: all that it is owed now and has not been paid, rounded down.
    pub assets: u64,
    /// What open slashes took of it, rounded down: their vetoes give it back.
    pub contested: u64,
}

impl Exit {
    /// What `ticket`, of `bucket`, stands for in `vault`.
    ///
    /// # Errors
    /// For a ticket of another bucket.
    pub fn of(vault: &Vault, bucket: &ExitBucket, ticket: &ExitTicket) -> Result<Self, Refusal> {
        let (all, ticket) = (ledger::Bucket::from(&bucket.bucket), ledger::Ticket::from(&ticket.ticket));
        if all.epoch != ticket.epoch {
            return Err(Refusal { why: ledger::Why::WrongBucket, value: all.epoch, limit: ticket.epoch });
        }
        let worth = if ticket.shares == 0 { ticket.paid } else { all.worth(&ticket)? };
        let pool = all.pools[ticket.pool as usize];
        let contested = match pool.shares {
            0 => 0,
            shares => u128::from(ticket.shares) * u128::from(pool.contested) / u128::from(shares),
        };
        Ok(Self {
            claimable_at: claimable_at(vault, ticket.epoch),
            assets: worth.saturating_sub(ticket.paid),
            contested: u64::try_from(contested).unwrap_or(u64::MAX),
        })
    }
}

/// The first second at which tickets of the bucket of `epoch` can be claimed.
pub fn claimable_at(vault: &Vault, epoch: u64) -> i64 {
    ledger::VaultLedger::from(&vault.ledger).claimable_at(epoch)
}

/// When an exit that is requested at `now` can be claimed, and no slash reaches it any more.
pub fn out_by(vault: &Vault, now: i64) -> i64 {
    let ledger = ledger::VaultLedger::from(&vault.ledger);
    ledger.claimable_at(ledger.request_epoch(now))
}
