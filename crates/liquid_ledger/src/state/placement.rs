//! An asset's tokens in a vault of the core: the vault's shares that the pool has, and its exits on their way.

use bytemuck::{Pod, Zeroable};
use ledger::state::exit_bucket::Bucket;
use ledger::state::exit_ticket::Ticket;
use ledger::state::vault::VaultLedger;

use crate::EXITS;
use crate::error::{LedgerError, Result, Rule};
use crate::math::{add, ceil, floor, part_ceil, sub};

/// One vault in which an asset is placed.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Placement {
    /// The place of its asset, plus one; zero where there is no placement.
    pub asset: u64,
    /// The vault's shares that the pool has.
    pub shares: u64,
    /// What part of the asset's tokens should be here, in basis points.
    pub target_bps: u64,
    /// Its exits.
    pub exits: [PlacedExit; EXITS],
}

/// An exit from a vault on its way: a ticket of the core that is the pool's.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct PlacedExit {
    /// The ticket's shares of its bucket at its request; zero where there is no exit.
    pub shares: u64,
    /// The part of those that belongs to leavers in kind, not to the pool.
    pub given: u64,
}

/// What a placement comes to, in tokens of its asset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    /// If every open slash is executed, less the vault's fee on exits.
    pub low: u64,
    /// If every open slash is vetoed.
    pub high: u64,
    /// What open slashes took, and a veto gives back.
    pub contested: u64,
}

impl Placement {
    /// An empty one of the asset at `place`.
    pub fn new(place: u64, target_bps: u64) -> Self {
        Self { asset: place + 1, shares: 0, target_bps, exits: [PlacedExit::default(); EXITS] }
    }

    /// The place of its asset, if it is one.
    pub fn asset(&self) -> Option<usize> {
        usize::try_from(self.asset.checked_sub(1)?).ok()
    }

    /// The exits that are on their way, by their slots.
    pub fn open_exits(&self) -> impl Iterator<Item = (usize, &PlacedExit)> {
        self.exits.iter().enumerate().filter(|(_, exit)| exit.is_open())
    }
}

impl Holding {
    /// What `shares` of a vault come to, by the vault's own books.
    ///
    /// # Errors
    /// [`Rule::Overflow`], [`Rule::Core`].
    pub fn of_shares(vault: &VaultLedger, shares: u64, now: i64) -> Result<Self> {
        if shares == 0 {
            return Ok(Self::default());
        }
        let rates = vault.rates_at(now, now)?;
        let low = rates.assets_for(shares)?;
        // Where no deposit is possible, what is contested can still come back.
        let high = match rates.entering {
            Some(rate) => ceil(shares, rate.assets, rate.shares)?,
            None => {
                let books = vault.books_at(now);
                let assets = add(add(books.active, vault.contested)?, crate::VIRTUAL)?;
                ceil(shares, assets, add(books.supply, crate::VIRTUAL)?)?
            }
        };
        let contested = if vault.contested == 0 {
            0
        } else {
            ceil(shares, vault.contested, add(vault.books_at(now).supply, crate::VIRTUAL)?)?
        };
        Ok(Self { low, high: high.max(low), contested })
    }

    /// Both of two.
    ///
    /// # Errors
    /// [`Rule::Overflow`].
    pub fn with(self, other: Self) -> Result<Self> {
        let contested = add(self.contested, other.contested)?;
        Ok(Self { low: add(self.low, other.low)?, high: add(self.high, other.high)?, contested })
    }
}

impl PlacedExit {
    /// Whether there is one.
    pub fn is_open(&self) -> bool {
        self.shares > 0
    }

    /// What the pool's part of the exit comes to, by the ticket as the core has it. A settled ticket needs no bucket.
    ///
    /// # Errors
    /// [`Rule::Core`] for a bucket that is not the ticket's; [`Rule::Overflow`].
    pub fn holding(&self, ticket: &Ticket, bucket: Option<&Bucket>) -> Result<Holding> {
        let ours = sub(self.shares, self.given)?;
        // A ticket that was paid in part is never the pool's: the pool collects it once, when nothing is contested.
        let (whole, contested) = if ticket.is_settled() {
            (ticket.shares, 0)
        } else {
            let bucket = bucket.filter(|bucket| bucket.epoch == ticket.epoch && ticket.shares == self.shares);
            let bucket = bucket.ok_or(LedgerError::new(Rule::Core, ticket.epoch, ticket.shares))?;
            let pool = usize::try_from(ticket.pool).ok().and_then(|place| bucket.pools.get(place));
            let pool = pool.ok_or(LedgerError::new(Rule::Core, ticket.pool, 0))?;
            let part = if pool.shares == 0 { 0 } else { ceil(ticket.shares, pool.contested, pool.shares)? };
            (bucket.worth(ticket)?, part)
        };
        let paid = sub(whole, part_ceil(whole, ticket.fee_bps)?)?;
        let low = floor(paid, ours, self.shares)?;
        let high = ceil(add(whole, contested)?, ours, self.shares)?;
        Ok(Holding { low, high: high.max(low), contested: ceil(contested, ours, self.shares)? })
    }
}
