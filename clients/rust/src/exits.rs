//! When an exit can be claimed, and what it pays.

use ledger::refusal::{Refusal, Rule};

use crate::{ExitBucket, ExitTicket, Vault};

/// A ticket at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exit {
    /// The first second at which it can be claimed; until then it can be canceled.
    pub claimable_at: i64,
    /// What it pays: all that it is owed now and has not been paid, rounded down, its fee taken.
    pub assets: u64,
    /// What open slashes took of it, rounded down: their vetoes give it back.
    pub contested: u64,
}

impl Exit {
    /// What `ticket`, of `bucket`, stands for in `vault`. A settled ticket needs no bucket.
    ///
    /// # Errors
    /// For a ticket of another bucket.
    pub fn of(vault: &Vault, bucket: Option<&ExitBucket>, ticket: &ExitTicket) -> Result<Self, Refusal> {
        let mut books = ledger::state::vault::VaultLedger::from(&vault.ledger);
        let mut ticket = ledger::state::exit_ticket::Ticket::from(&ticket.ticket);
        let claimable_at = books.claimable_at(ticket.epoch);
        if ticket.is_settled() {
            let assets = books.claim_settled(&mut ticket, claimable_at)?.flow.assets_out;
            return Ok(Self { claimable_at, assets, contested: 0 });
        }
        let wrong = Refusal { rule: Rule::WrongBucket, value: 0, limit: ticket.epoch };
        let mut all = ledger::state::exit_bucket::Bucket::from(&bucket.ok_or(wrong)?.bucket);
        let pool = all.pools.get(ticket.pool as usize).copied().unwrap_or_default();
        let assets = match books.claim_exit(&mut all, &mut { ticket }, claimable_at) {
            Ok(claim) => claim.flow.assets_out,
            Err(Refusal { rule: Rule::NothingToClaim, .. }) => 0,
            Err(refusal) => return Err(refusal),
        };
        let contested = match pool.shares {
            0 => 0,
            shares => u128::from(ticket.shares) * u128::from(pool.contested) / u128::from(shares),
        };
        Ok(Self { claimable_at, assets, contested: u64::try_from(contested).unwrap_or(u64::MAX) })
    }
}

/// The first second at which tickets of the bucket of `epoch` can be claimed.
pub fn claimable_at(vault: &Vault, epoch: u64) -> i64 {
    ledger::state::vault::VaultLedger::from(&vault.ledger).claimable_at(epoch)
}

/// When an exit that is requested at `now`, or as soon as the vault's term lets its stakers go, can be claimed, and no slash reaches
/// it any more.
pub fn out_by(vault: &Vault, now: i64) -> i64 {
    let ledger = ledger::state::vault::VaultLedger::from(&vault.ledger);
    ledger.claimable_at(ledger.request_epoch(ledger.exit_from(ledger.time_at(now))))
}
