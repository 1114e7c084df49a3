//! An asset's tokens in a vault of the core: the vault's shares that the pool has, and its exits on their way.

use bytemuck::{Pod, Zeroable};
use ledger::state::exit_bucket::Bucket;
use ledger::state::exit_ticket::Ticket;
use ledger::state::vault::VaultLedger;

use crate::EXITS;
use crate::error::{LedgerError, Result, Rule};
use crate::math::{add, ceil, sub};

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
    /// The ticket, as the core has it; one without shares stands for none.
    pub ticket: Ticket,
    /// What part of the ticket's shares belongs to leavers in kind, not to the pool.
    pub given: u64,
}

/// What a placement comes to, in tokens of its asset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    /// If every open slash is executed, less the vault's fee on exits.
    pub low: u64,
    /// If every open slash is vetoed.
    pub high: u64,
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

    /// The exits that are on their way.
    pub fn open_exits(&self) -> impl Iterator<Item = &PlacedExit> {
        self.exits.iter().filter(|exit| exit.ticket.shares > 0)
    }

    /// What it comes to at `now`, by the vault's own books and the buckets of its exits, in the order of the exits that are open.
    ///
    /// # Errors
    /// [`Rule::Core`] for a bucket that is not the exit's; [`Rule::Overflow`].
    pub fn holding(&self, vault: &VaultLedger, buckets: &[Bucket], now: i64) -> Result<Holding> {
        let mut holding = shares_in(vault, self.shares, now)?;
        for (index, exit) in self.open_exits().enumerate() {
            let bucket =
                buckets.get(index).ok_or(LedgerError::new(Rule::NoExit, index as u64, buckets.len() as u64))?;
            let Holding { low, high } = exit.holding(bucket)?;
            holding.low = add(holding.low, low)?;
            holding.high = add(holding.high, high)?;
        }
        Ok(holding)
    }
}

impl PlacedExit {
    /// What the pool's part of the exit comes to.
    ///
    /// # Errors
    /// [`Rule::Core`] for a bucket that is not its own; [`Rule::Overflow`].
    pub fn holding(&self, bucket: &Bucket) -> Result<Holding> {
        let Ticket { epoch, shares, paid, fee_bps, .. } = self.ticket;
        if bucket.epoch != epoch {
            return Err(LedgerError::new(Rule::Core, bucket.epoch, epoch));
        }
        let ours = Ticket { shares: sub(shares, self.given)?, ..self.ticket };
        let low = bucket.worth(&ours)?;
        // A ticket that was paid in part is never the pool's: it collects once, when nothing is contested.
        debug_assert_eq!(paid, 0);
        let pool = bucket.pools[usize::try_from(ours.pool).map_err(|_| LedgerError::new(Rule::Core, ours.pool, 0))?];
        let contested = if pool.shares == 0 { 0 } else { ceil(ours.shares, pool.contested, pool.shares)? };
        Ok(Holding { low: sub(low, crate::math::part_ceil(low, fee_bps)?)?, high: add(low, add(contested, 1)?)? })
    }
}

/// What `shares` of a vault come to.
fn shares_in(vault: &VaultLedger, shares: u64, now: i64) -> Result<Holding> {
    if shares == 0 {
        return Ok(Holding::default());
    }
    let rates = vault.rates_at(now, now)?;
    let low = rates.assets_for(shares)?;
    // Where no deposit is possible, what is contested can still come back.
    let high = match rates.entering {
        Some(rate) => ceil(shares, rate.assets, rate.shares)?,
        None => {
            let books = vault.books_at(now);
            ceil(shares, add(add(books.active, vault.contested)?, crate::VIRTUAL)?, add(books.supply, crate::VIRTUAL)?)?
        }
    };
    Ok(Holding { low, high })
}
