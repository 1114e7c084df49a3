//! An exit ticket: one holder's part of an exit bucket.

use bytemuck::{Pod, Zeroable};

use crate::math::charge;
use crate::refusal::{Result, Rule, ensure};
use crate::state::exit_bucket::{Bucket, POOLS};

/// One holder's part of a bucket.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Ticket {
    /// The bucket's epoch.
    pub epoch: u64,
    /// The part, in bucket shares: an amount of assets could be griefed by a slash, a share cannot. Zero in a ticket that
    /// is spent; assets in one that is settled.
    pub shares: u64,
    /// The assets that have been paid, fee included.
    pub paid: u64,
    /// The bucket's pool that it is in; [`Ticket::SETTLED`] once it needs no bucket.
    pub pool: u64,
    /// What the vault charges of what it pays, in basis points: the fee at its request.
    pub fee_bps: u64,
}

impl Ticket {
    /// The pool of a settled ticket, which no bucket has. Its `shares` are then the assets that it is owed in all, what has been
    /// paid included.
    pub const SETTLED: u64 = POOLS as u64;

    /// Whether it needs its bucket no longer.
    pub const fn is_settled(&self) -> bool {
        self.pool == Self::SETTLED
    }

    /// What the vault charges of what the ticket is paid next, if it is owed `owed` in all. What is charged of more is no less,
    /// and by no more than the difference.
    ///
    /// # Errors
    /// None that a transition can bring about.
    pub(crate) fn fee_on(&self, owed: u64) -> Result<u64> {
        // Most tickets are charged nothing.
        match self.fee_bps {
            0 => Ok(0),
            bps => Ok(charge(owed, bps)? - charge(self.paid, bps)?),
        }
    }
}

impl Bucket {
    /// The assets behind a ticket, what has been paid included, rounded down.
    ///
    /// # Errors
    /// [`Rule::BooksDiffer`] for a ticket of a pool that no bucket has.
    pub fn worth(&self, ticket: &Ticket) -> Result<u64> {
        self.pools[self.pool_of(ticket)?].worth(ticket.shares)
    }

    pub(crate) fn pool_of(&self, ticket: &Ticket) -> Result<usize> {
        ensure(ticket.pool < POOLS as u64, Rule::BooksDiffer, ticket.pool, POOLS as u64)?;
        Ok(ticket.pool as usize)
    }
}
