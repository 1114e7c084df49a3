//! The exit that everyone can count on: request, wait out the epochs, claim.
//!
//! A request in epoch e moves assets into the bucket of epoch e+1, where a slash can still reach them, and is claimable
//! from the start of epoch e+2. So stake stays slashable for one full epoch at least, and nobody waits over two.

use bytemuck::{Pod, Zeroable};

use crate::books::virtual_of;
use crate::fee::charge;
use crate::math::{add, mul_div_floor, sub};
use crate::refusal::{ensure, first_untrue};
use crate::{Flow, Refusal, Result, VaultLedger, Why};

/// How many pools a bucket has.
pub const POOLS: usize = 4;

/// Tickets of one bucket that every slash so far hit alike.
///
/// Who asks to leave while a slash of the bucket is open must not share in what a veto gives back, nor lose what its
/// execution keeps: both happened before. So the request goes to a pool of its own.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Pool {
    /// The shares of all tickets in it.
    pub shares: u64,
    /// The assets that those shares divide among them, what has been paid included.
    pub assets: u64,
    /// What open slashes took from it, and a veto gives back.
    pub contested: u64,
}

/// What leaves the vault together: all that was requested in one epoch.
///
/// Once it has matured, the shares and assets of its pools change no more (but for what a vetoed slash gives back), so that
/// what each ticket is owed depends on nobody else's claims.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Bucket {
    /// The epoch after the requests'; the bucket matures when it ends.
    pub epoch: u64,
    /// The assets that have been paid.
    pub claimed: u64,
    /// The tickets that are not closed.
    pub tickets: u64,
    /// The tickets by what they went through. A bucket that no slash ever touched has all of them in the first.
    pub pools: [Pool; POOLS],
    /// How often each pool was slashed to nothing and started again. Tickets of before are worth nothing, and nothing can come
    /// back to them.
    pub restarts: [u64; POOLS],
}

/// One holder's part of a bucket.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Ticket {
    /// The bucket's epoch.
    pub epoch: u64,
    /// The part, in bucket shares: an amount of assets could be griefed by a slash, a share cannot. Zero in a ticket that
    /// is spent.
    pub shares: u64,
    /// The assets that have been paid, fee included.
    pub paid: u64,
    /// The bucket's pool that it is in, and how often that pool had started again: `restarts · 4 + index`.
    pub pool: u64,
    /// What the vault charges of what it pays, in basis points: the fee at its request.
    pub fee_bps: u64,
}

/// Where in a bucket a request goes.
#[derive(Clone, Copy)]
struct Place {
    index: usize,
    /// Its shares of the pool.
    part: u64,
    /// The pool starts again with it.
    restarts: bool,
}

/// What a request asks of its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExitRequest {
    /// The shares to burn.
    pub flow: Flow,
    /// The assets that moved into the bucket.
    pub assets: u64,
    /// The new ticket.
    pub ticket: Ticket,
}

/// What a claim asks of its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The assets to pay.
    pub flow: Flow,
    /// What the vault kept of them as its fee.
    pub fee: u64,
    /// Nothing can come to the ticket any more: close it.
    pub closes: bool,
}

impl Bucket {
    /// An empty bucket of `epoch`.
    pub fn new(epoch: u64) -> Self {
        Self { epoch, ..Self::default() }
    }

    /// The assets of all its pools, what has been paid included.
    pub fn assets(&self) -> u64 {
        self.pools.iter().fold(0, |sum, pool| sum + pool.assets)
    }

    /// What open slashes took from it.
    pub fn contested(&self) -> u64 {
        self.pools.iter().fold(0, |sum, pool| sum + pool.contested)
    }

    /// The assets behind a ticket, what has been paid included, rounded down.
    ///
    /// # Errors
    /// [`Why::BooksDiffer`] for a ticket of a pool that the bucket never had.
    pub fn worth(&self, ticket: &Ticket) -> Result<u64> {
        self.pool_of(ticket)?.map_or(Ok(0), |index| self.pools[index].worth(ticket.shares))
    }

    /// What open slashes took from the pool of a ticket.
    ///
    /// # Errors
    /// As [`Bucket::worth`].
    pub fn contested_of(&self, ticket: &Ticket) -> Result<u64> {
        Ok(self.pool_of(ticket)?.map_or(0, |index| self.pools[index].contested))
    }

    /// Where a request of `assets` goes: to the first pool that no open slash touched, at its own price. A pool that was slashed
    /// to nothing for good starts again.
    ///
    /// There may be none, if a slash was proposed between requests as often as there are pools, and none is closed. The request
    /// then goes to the pool of which open slashes took the least part, as if all of them will be vetoed, so that it takes nothing
    /// from others. A pool that lost almost everything may have too many shares for a price that fits: it is passed over.
    ///
    /// # Errors
    /// [`Why::Dust`] where no pool has a price for so little.
    fn place(&self, assets: u64) -> Result<Place> {
        // Almost always: no slash touched the first pool.
        let [first, ..] = &self.pools;
        if first.contested == 0 && first.assets == first.shares {
            return Ok(Place { index: 0, part: assets, restarts: false });
        }
        let free = self.pools.iter().enumerate().filter(|(_, pool)| pool.contested == 0);
        for (index, pool) in free {
            if pool.is_wiped() {
                return Ok(Place { index, part: assets, restarts: true });
            }
            if let Some(part) = pool.part_of(assets, pool.assets) {
                return Ok(Place { index, part, restarts: false });
            }
        }
        let mut best: Option<(Place, &Pool)> = None;
        for (index, pool) in self.pools.iter().enumerate().filter(|(_, pool)| pool.contested > 0) {
            let Some(part) = pool.part_of(assets, add(pool.assets, pool.contested)?) else { continue };
            let taken_less = |than: &Pool| {
                u128::from(pool.contested) * u128::from(than.assets) < u128::from(than.contested) * u128::from(pool.assets)
            };
            if best.is_none_or(|(_, than)| taken_less(than)) {
                best = Some((Place { index, part, restarts: false }, pool));
            }
        }
        best.map(|(place, _)| place).ok_or(Refusal::new(Why::Dust, assets, 1))
    }

    /// The index of a ticket's pool; none if that pool has started again since.
    fn pool_of(&self, ticket: &Ticket) -> Result<Option<usize>> {
        let (index, restarts) = ((ticket.pool % POOLS as u64) as usize, ticket.pool / POOLS as u64);
        ensure(restarts <= self.restarts[index], Why::BooksDiffer, restarts, self.restarts[index])?;
        Ok((restarts == self.restarts[index]).then_some(index))
    }

    /// What is true of a bucket at any time, as the first thing that is not.
    pub fn invariant(&self) -> core::result::Result<(), &'static str> {
        let empty = |pool: &Pool| pool.shares > 0 || pool.assets == 0 && pool.contested == 0;
        first_untrue(&[
            (self.pools.iter().all(empty), "an empty pool holds nothing"),
            (self.claimed <= self.assets(), "no more is claimed than there was"),
        ])
    }
}

impl Pool {
    /// The shares for `assets` at a price of `whole` for all its shares, 1:1 in an empty one, rounded down; none if that is
    /// nothing, or does not fit.
    fn part_of(&self, assets: u64, whole: u64) -> Option<u64> {
        let part = if whole == self.shares { assets } else { mul_div_floor(assets, self.shares, whole).ok()? };
        self.shares.checked_add(part).filter(|_| part > 0).map(|_| part)
    }

    /// Slashes took all of it, and none of them is open.
    fn is_wiped(&self) -> bool {
        self.shares > 0 && self.assets == 0 && self.contested == 0
    }

    /// The assets behind `shares`, rounded down.
    fn worth(&self, shares: u64) -> Result<u64> {
        // Until a slash touches it, a pool holds an asset for each share.
        if self.assets == self.shares { Ok(shares) } else { mul_div_floor(shares, self.assets, self.shares) }
    }
}

impl VaultLedger {
    /// The epoch of the bucket that a request at `now` goes to.
    pub fn request_epoch(&self, now: i64) -> u64 {
        self.epoch_at(now) + 1
    }

    /// The first second at which the tickets of the bucket of `epoch` can be claimed.
    pub fn claimable_at(&self, epoch: u64) -> i64 {
        self.start_of(epoch.saturating_add(1))
    }

    /// Burns `shares` and moves what they are worth now into `bucket`. The ticket is to pay at least `min_assets`, if no slash
    /// to come touches it.
    ///
    /// The vault's fee on what the ticket pays is today's. It is taken when the ticket is paid, so that nothing of the stake
    /// leaves before it could have been slashed.
    ///
    /// # Errors
    /// Those of [`crate::Books::assets_for`]; [`Why::WrongBucket`], [`Why::BelowMinimum`] for what the ticket pays in the worst
    /// case, [`Why::Dust`]. Nothing that others do refuses a request that is worth more than dust.
    pub fn request_exit(&mut self, bucket: &mut Bucket, shares: u64, min_assets: u64, now: i64) -> Result<ExitRequest> {
        let now = self.advance(now);
        let epoch = self.books.epoch + 1;
        ensure(bucket.epoch == epoch, Why::WrongBucket, bucket.epoch, epoch)?;
        self.check_mirror(bucket)?;
        let assets = self.books.assets_for(shares)?;
        let Place { index, part, restarts } = bucket.place(assets)?;
        let mut pool = if restarts { Pool::default() } else { bucket.pools[index] };
        let started = bucket.restarts[index] + u64::from(restarts);
        pool.assets = add(pool.assets, assets)?;
        pool.shares = add(pool.shares, part)?;
        // What the ticket is worth if all slashes that are open are executed. Its part was rounded down, and nothing but a
        // slash lowers what a part is worth.
        let worth = pool.worth(part)?;
        let fee_bps = self.fees.exit_bps.at(now);
        let least = worth - charge(worth, fee_bps)?;
        ensure(least >= min_assets, Why::BelowMinimum, least, min_assets)?;
        let tickets = add(bucket.tickets, 1)?;
        let active = sub(self.books.active, assets)?;
        let exiting = add(self.books.exiting[1], assets)?;

        (bucket.pools[index], bucket.restarts[index], bucket.tickets) = (pool, started, tickets);
        self.books.active = active;
        self.books.supply -= shares;
        self.books.exiting[1] = exiting;
        Ok(ExitRequest {
            flow: Flow { shares_burned: shares, ..Flow::default() },
            assets,
            ticket: Ticket { epoch, shares: part, paid: 0, pool: started * POOLS as u64 + index as u64, fee_bps },
        })
    }

    /// Turns a ticket back into shares at today's rate, at least `min_shares` of them, while its bucket is live. The
    /// ticket is spent. No deposit cap applies: the assets never left the vault.
    ///
    /// # Errors
    /// [`Why::Matured`], [`Why::OpenSlash`], [`Why::BelowMinimum`] and those of [`crate::Books::shares_for`].
    pub fn cancel_exit(&mut self, bucket: &mut Bucket, ticket: &mut Ticket, min_shares: u64, now: i64) -> Result<Flow> {
        self.advance(now);
        check_pair(bucket, ticket)?;
        ensure(self.books.epoch <= ticket.epoch, Why::Matured, self.books.epoch, ticket.epoch)?;
        let index = bucket.pool_of(ticket)?.ok_or(Refusal::new(Why::Zero, 0, 1))?;
        let mut pool = bucket.pools[index];
        ensure(pool.contested == 0, Why::OpenSlash, pool.contested, 0)?;
        self.check_mirror(bucket)?;
        let assets = pool.worth(ticket.shares)?;
        let shares = self.books.shares_for(assets, self.contested)?;
        ensure(shares >= min_shares, Why::BelowMinimum, shares, min_shares)?;
        pool.assets = sub(pool.assets, assets)?;
        pool.shares = sub(pool.shares, ticket.shares)?;
        let tickets = sub(bucket.tickets, 1)?;
        let active = add(self.books.active, assets)?;
        let supply = add(self.books.supply, shares)?;
        virtual_of(supply)?;

        (bucket.pools[index], bucket.tickets) = (pool, tickets);
        self.books.exiting[self.live_index(bucket)] -= assets;
        (self.books.active, self.books.supply) = (active, supply);
        ticket.shares = 0;
        Ok(Flow { shares_minted: shares, ..Flow::default() })
    }

    /// Pays a ticket what it is owed and has not been paid: `floor(shares·assets/bucket shares) - paid`, less the fee of its
    /// request on that. The fee on all payments together is rounded up, and leaves at least one unit of them. A claim that
    /// closes the ticket spends it.
    ///
    /// # Errors
    /// [`Why::NotMatured`]; [`Why::NothingToClaim`] where nothing is owed and a slash keeps the ticket open, or where the
    /// ticket is spent.
    pub fn claim_exit(&mut self, bucket: &mut Bucket, ticket: &mut Ticket, now: i64) -> Result<Claim> {
        self.advance(now);
        check_pair(bucket, ticket)?;
        ensure(self.books.epoch > ticket.epoch, Why::NotMatured, self.books.epoch, ticket.epoch.saturating_add(1))?;
        // A spent ticket would count itself out of its bucket once more.
        ensure(ticket.shares > 0, Why::NothingToClaim, ticket.paid, ticket.paid)?;
        let owed = bucket.worth(ticket)?;
        let due = sub(owed, ticket.paid)?;
        let closes = bucket.contested_of(ticket)? == 0;
        ensure(due > 0 || closes, Why::NothingToClaim, ticket.paid, owed)?;
        // What is charged of more is no less, and by no more than the difference. Most tickets are charged nothing.
        let fee = match ticket.fee_bps {
            0 => 0,
            bps => charge(owed, bps)? - charge(ticket.paid, bps)?,
        };
        let pay = sub(due, fee)?;
        let matured = sub(self.books.matured, due)?;
        let claimed = add(bucket.claimed, due)?;
        let tickets = sub(bucket.tickets, u64::from(closes))?;

        (bucket.claimed, bucket.tickets) = (claimed, tickets);
        self.books.matured = matured;
        self.fees_owed.vault += fee;
        ticket.paid = owed;
        if closes {
            ticket.shares = 0;
        }
        Ok(Claim { flow: Flow { assets_out: pay, ..Flow::default() }, fee, closes })
    }

    /// Closes a bucket that no ticket needs. What the claims' roundings left of it, less than one unit a ticket, goes to
    /// the vault's holders; returns it.
    ///
    /// # Errors
    /// [`Why::TicketsOutstanding`], [`Why::OpenSlash`].
    pub fn close_bucket(&mut self, bucket: &mut Bucket, now: i64) -> Result<u64> {
        self.advance(now);
        ensure(bucket.tickets == 0, Why::TicketsOutstanding, bucket.tickets, 0)?;
        ensure(bucket.contested() == 0, Why::OpenSlash, bucket.contested(), 0)?;
        self.check_mirror(bucket)?;
        let dust = sub(bucket.assets(), bucket.claimed)?;
        let active = add(self.books.active, dust)?;
        let matured = if self.is_live(bucket) { self.books.matured } else { sub(self.books.matured, dust)? };

        // A live bucket that its last ticket left is empty, so there is no dust to take out of `exiting`.
        self.books.matured = matured;
        self.books.active = active;
        *bucket = Bucket::new(bucket.epoch);
        Ok(dust)
    }

    pub(crate) fn is_live(&self, bucket: &Bucket) -> bool {
        bucket.epoch >= self.books.epoch
    }

    /// Which of the two live buckets `bucket` is: 0 for this epoch's, 1 for the next one's.
    pub(crate) fn live_index(&self, bucket: &Bucket) -> usize {
        usize::from(bucket.epoch > self.books.epoch)
    }

    /// A live bucket's assets stand in two places, its account and the vault's: they are one figure.
    pub(crate) fn check_mirror(&self, bucket: &Bucket) -> Result<()> {
        if !self.is_live(bucket) {
            return Ok(());
        }
        let mirror = self.books.exiting[self.live_index(bucket)];
        ensure(bucket.assets() == mirror, Why::BooksDiffer, bucket.assets(), mirror)
    }
}

fn check_pair(bucket: &Bucket, ticket: &Ticket) -> Result<()> {
    ensure(bucket.epoch == ticket.epoch, Why::WrongBucket, bucket.epoch, ticket.epoch)
}
