//! Matured tickets that need their bucket no longer, so that no ticket keeps a bucket, and the rent in it, open.
//!
//! Once a bucket has matured and none of its slashes is open, what each ticket is owed is final. Settling writes that figure
//! into the ticket. Nothing is paid and no part changes: the assets stay among the vault's matured ones until the owner
//! claims them.

use crate::math::{add, sub};
use crate::refusal::{Result, Rule, ensure};
use crate::state::exit_bucket::Bucket;
use crate::state::exit_ticket::Ticket;
use crate::state::vault::VaultLedger;
use crate::transition::exit::Claim;
use crate::transition::flow::Flow;

impl VaultLedger {
    /// Writes what a matured ticket is owed into it, and takes it off its bucket. Returns what it has not been paid yet.
    ///
    /// # Errors
    /// [`Rule::WrongBucket`], [`Rule::NotMatured`]; [`Rule::OpenSlash`] while a slash that touched it is open;
    /// [`Rule::NothingToClaim`] for a spent ticket; [`Rule::BooksDiffer`] for a settled one.
    pub fn settle_exit(&mut self, bucket: &mut Bucket, ticket: &mut Ticket, now: i64) -> Result<u64> {
        self.advance(now);
        ensure(bucket.epoch == ticket.epoch, Rule::WrongBucket, bucket.epoch, ticket.epoch)?;
        ensure(self.books.epoch > ticket.epoch, Rule::NotMatured, self.books.epoch, ticket.epoch.saturating_add(1))?;
        let owed = bucket.worth(ticket)?;
        ensure(ticket.shares > 0, Rule::NothingToClaim, ticket.paid, ticket.paid)?;
        let contested = bucket.pools[ticket.pool as usize].contested;
        ensure(contested == 0, Rule::OpenSlash, contested, 0)?;
        let due = sub(owed, ticket.paid)?;
        let (claimed, tickets) = (add(bucket.claimed, due)?, sub(bucket.tickets, 1)?);
        (bucket.claimed, bucket.tickets) = (claimed, tickets);
        (ticket.shares, ticket.pool) = (owed, Ticket::SETTLED);
        Ok(due)
    }

    /// Pays a settled ticket what it has not been paid, less the fee of its request, and spends it.
    ///
    /// # Errors
    /// [`Rule::BooksDiffer`] for a ticket that is not settled.
    pub fn claim_settled(&mut self, ticket: &mut Ticket, now: i64) -> Result<Claim> {
        self.advance(now);
        ensure(ticket.is_settled(), Rule::BooksDiffer, ticket.pool, Ticket::SETTLED)?;
        let owed = ticket.shares;
        let due = sub(owed, ticket.paid)?;
        let fee = ticket.fee_on(owed)?;
        let pay = sub(due, fee)?;
        self.books.matured = sub(self.books.matured, due)?;
        self.fees_owed.vault += fee;
        *ticket = Ticket { paid: owed, shares: 0, pool: 0, ..*ticket };
        Ok(Claim { flow: Flow { assets_out: pay, ..Flow::default() }, fee, closes: true })
    }
}
