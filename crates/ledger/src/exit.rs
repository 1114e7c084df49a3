//! The ordinary exit, which is always open: request, wait out the epochs, claim.
//!
//! A request in epoch e moves assets into the bucket of epoch e+1, where a slash can still reach them, and is claimable
//! from the start of epoch e+2. So stake stays slashable for one full epoch at least, and an exit takes two at most.

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
/// A request made while a slash of the bucket is open must not share in what a veto gives back, nor lose what its
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
/// each ticket's payment does not depend on other claims.
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
}

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
    /// [`Why::BooksDiffer`] for a ticket of a pool that no bucket has.
    pub fn worth(&self, ticket: &Ticket) -> Result<u64> {
        self.pools[self.pool_of(ticket)?].worth(ticket.shares)
    }

    /// Where a request of `assets` goes, what its pool is with it, and its shares of the pool: to the first pool that no open
    /// slash touched, at its own price.
    ///
    /// There may be none, since anyone with slashes of a few units can touch all pools of an epoch. The request then goes
    /// where it is worth the most if all open slashes are executed, at the price as if all of them will be vetoed, so that it
    /// takes nothing from others. A pool that slashes emptied permanently takes it as if it still held one unit: the older
    /// shares stay worth nothing, and the request loses a unit at most.
    fn place(&self, assets: u64) -> Result<(usize, Pool, u64)> {
        // Almost always: no slash touched the first pool.
        let [first, ..] = &self.pools;
        if first.contested == 0 && first.assets == first.shares {
            let (pool, part) = first.join(assets, first.assets)?;
            return Ok((0, pool, part));
        }
        let free = |pool: &Pool| pool.contested == 0 && (pool.shares == 0 || pool.assets > 0);
        for (index, pool) in self.pools.iter().enumerate().filter(|(_, pool)| free(pool)) {
            // A pool that lost almost all of its assets may have too many shares for a price that fits.
            if let Ok((pool, part)) = pool.join(assets, pool.assets) {
                return Ok((index, pool, part));
            }
        }
        let mut best = Err(Refusal::new(Why::BucketWiped, self.contested(), self.assets()));
        let mut most = 0;
        for (index, pool) in self.pools.iter().enumerate() {
            match pool.join(assets, add(pool.assets, pool.contested)?.max(1)) {
                Ok((pool, part)) => {
                    let worth = pool.worth(part)?;
                    if best.is_err() || worth >= most {
                        (best, most) = (Ok((index, pool, part)), worth);
                    }
                }
                Err(refusal) if best.is_err() && refusal.why == Why::Dust => best = Err(refusal),
                Err(_) => {}
            }
        }
        best
    }

    fn pool_of(&self, ticket: &Ticket) -> Result<usize> {
        ensure(ticket.pool < POOLS as u64, Why::BooksDiffer, ticket.pool, POOLS as u64)?;
        Ok(ticket.pool as usize)
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
    /// The pool with `assets` more, and their shares of it at a price of `whole` for all its shares, 1:1 in an empty one;
    /// rounded down, and not nothing.
    fn join(&self, assets: u64, whole: u64) -> Result<(Self, u64)> {
        let part = if whole == self.shares { assets } else { mul_div_floor(assets, self.shares, whole)? };
        ensure(part > 0, Why::Dust, assets, 1)?;
        Ok((Self { shares: add(self.shares, part)?, assets: add(self.assets, assets)?, ..*self }, part))
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
    /// [`Why::TermHolds`]; those of [`crate::Books::assets_for`]; [`Why::WrongBucket`], [`Why::BelowMinimum`] for what the ticket pays in the worst
    /// case. [`Why::BucketWiped`] where slashes of almost all left every pool with more shares than a price can express: smaller
    /// slashes refuse no request.
    pub fn request_exit(&mut self, bucket: &mut Bucket, shares: u64, min_assets: u64, now: i64) -> Result<ExitRequest> {
        let now = self.advance(now);
        self.check_held(now)?;
        let epoch = self.books.epoch + 1;
        ensure(bucket.epoch == epoch, Why::WrongBucket, bucket.epoch, epoch)?;
        self.check_mirror(bucket)?;
        let assets = self.books.assets_for(shares)?;
        let (index, pool, part) = bucket.place(assets)?;
        // What the ticket is worth if all slashes that are open are executed. Its part was rounded down, and nothing but a
        // slash lowers what a part is worth.
        let worth = pool.worth(part)?;
        let fee_bps = self.fees.exit_bps.at(now);
        let least = worth - charge(worth, fee_bps)?;
        ensure(least >= min_assets, Why::BelowMinimum, least, min_assets)?;
        let tickets = add(bucket.tickets, 1)?;
        let active = sub(self.books.active, assets)?;
        let exiting = add(self.books.exiting[1], assets)?;

        (bucket.pools[index], bucket.tickets) = (pool, tickets);
        self.books.active = active;
        self.books.supply -= shares;
        self.books.exiting[1] = exiting;
        Ok(ExitRequest {
            flow: Flow { shares_burned: shares, ..Flow::default() },
            assets,
            ticket: Ticket { epoch, shares: part, paid: 0, pool: index as u64, fee_bps },
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
        let index = bucket.pool_of(ticket)?;
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
        // A spent ticket would be taken out of its bucket once more.
        ensure(ticket.shares > 0, Why::NothingToClaim, ticket.paid, ticket.paid)?;
        let pool = bucket.pools[bucket.pool_of(ticket)?];
        let owed = pool.worth(ticket.shares)?;
        let due = sub(owed, ticket.paid)?;
        let closes = pool.contested == 0;
        ensure(due > 0 || closes, Why::NothingToClaim, ticket.paid, owed)?;
        let fee = ticket.fee_on(owed)?;
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
