//! The ordinary exit, which is always open: request, wait out the epochs, claim.
//!
//! A request in epoch e moves assets into the bucket of epoch e+1, where a slash can still reach them, and is claimable
//! from the start of epoch e+2. So stake stays slashable for one full epoch at least, and an exit takes two at most.

use crate::math::{add, charge, mul_div_floor, sub};
use crate::refusal::{Refusal, Result, Rule, ensure};
use crate::state::books::virtual_of;
use crate::state::exit_bucket::{Bucket, Pool};
use crate::state::exit_ticket::Ticket;
use crate::state::vault::VaultLedger;
use crate::transition::flow::Flow;

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

impl VaultLedger {
    /// Burns `shares` and moves what they are worth now into `bucket`. The ticket is to pay at least `min_assets`, if no slash
    /// to come touches it.
    ///
    /// The vault's fee on what the ticket pays is today's. It is taken when the ticket is paid, so that nothing of the stake
    /// leaves before it could have been slashed.
    ///
    /// # Errors
    /// [`Rule::TermHolds`]; those of [`Books::assets_for`](crate::state::books::Books::assets_for); [`Rule::WrongBucket`], [`Rule::BelowMinimum`] for what the ticket pays in the worst
    /// case. [`Rule::BucketWiped`] where slashes of almost all left every pool with more shares than a price can express: smaller
    /// slashes refuse no request.
    pub fn request_exit(&mut self, bucket: &mut Bucket, shares: u64, min_assets: u64, now: i64) -> Result<ExitRequest> {
        let now = self.advance(now);
        self.check_held(now)?;
        let epoch = self.books.epoch + 1;
        ensure(bucket.epoch == epoch, Rule::WrongBucket, bucket.epoch, epoch)?;
        self.check_mirror(bucket)?;
        let assets = self.books.assets_for(shares)?;
        let (index, pool, part) = bucket.place(assets)?;
        // What the ticket is worth if all slashes that are open are executed. Its part was rounded down, and nothing but a
        // slash lowers what a part is worth.
        let worth = pool.worth(part)?;
        let fee_bps = self.fees.exit_bps.at(now);
        let least = worth - charge(worth, fee_bps)?;
        ensure(least >= min_assets, Rule::BelowMinimum, least, min_assets)?;
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
    /// [`Rule::Matured`], [`Rule::OpenSlash`], [`Rule::BelowMinimum`] and those of [`Books::shares_for`](crate::state::books::Books::shares_for).
    pub fn cancel_exit(&mut self, bucket: &mut Bucket, ticket: &mut Ticket, min_shares: u64, now: i64) -> Result<Flow> {
        self.advance(now);
        check_pair(bucket, ticket)?;
        ensure(self.books.epoch <= ticket.epoch, Rule::Matured, self.books.epoch, ticket.epoch)?;
        let index = bucket.pool_of(ticket)?;
        let mut pool = bucket.pools[index];
        ensure(pool.contested == 0, Rule::OpenSlash, pool.contested, 0)?;
        self.check_mirror(bucket)?;
        let assets = pool.worth(ticket.shares)?;
        let shares = self.books.shares_for(assets, self.contested)?;
        ensure(shares >= min_shares, Rule::BelowMinimum, shares, min_shares)?;
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
    /// [`Rule::NotMatured`]; [`Rule::NothingToClaim`] where nothing is owed and a slash keeps the ticket open, or where the
    /// ticket is spent.
    pub fn claim_exit(&mut self, bucket: &mut Bucket, ticket: &mut Ticket, now: i64) -> Result<Claim> {
        self.advance(now);
        check_pair(bucket, ticket)?;
        ensure(self.books.epoch > ticket.epoch, Rule::NotMatured, self.books.epoch, ticket.epoch.saturating_add(1))?;
        // A spent ticket would be taken out of its bucket once more.
        ensure(ticket.shares > 0, Rule::NothingToClaim, ticket.paid, ticket.paid)?;
        let pool = bucket.pools[bucket.pool_of(ticket)?];
        let owed = pool.worth(ticket.shares)?;
        let due = sub(owed, ticket.paid)?;
        let closes = pool.contested == 0;
        ensure(due > 0 || closes, Rule::NothingToClaim, ticket.paid, owed)?;
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
    /// [`Rule::TicketsOutstanding`], [`Rule::OpenSlash`].
    pub fn close_bucket(&mut self, bucket: &mut Bucket, now: i64) -> Result<u64> {
        self.advance(now);
        ensure(bucket.tickets == 0, Rule::TicketsOutstanding, bucket.tickets, 0)?;
        ensure(bucket.contested() == 0, Rule::OpenSlash, bucket.contested(), 0)?;
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
}

impl Bucket {
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
        let mut best = Err(Refusal::new(Rule::BucketWiped, self.contested(), self.assets()));
        let mut most = 0;
        for (index, pool) in self.pools.iter().enumerate() {
            match pool.join(assets, add(pool.assets, pool.contested)?.max(1)) {
                Ok((pool, part)) => {
                    let worth = pool.worth(part)?;
                    if best.is_err() || worth >= most {
                        (best, most) = (Ok((index, pool, part)), worth);
                    }
                }
                Err(refusal) if best.is_err() && refusal.rule == Rule::Dust => best = Err(refusal),
                Err(_) => {}
            }
        }
        best
    }
}

impl Pool {
    /// The pool with `assets` more, and their shares of it at a price of `whole` for all its shares, 1:1 in an empty one;
    /// rounded down, and not nothing.
    fn join(&self, assets: u64, whole: u64) -> Result<(Self, u64)> {
        let part = if whole == self.shares { assets } else { mul_div_floor(assets, self.shares, whole)? };
        ensure(part > 0, Rule::Dust, assets, 1)?;
        Ok((Self { shares: add(self.shares, part)?, assets: add(self.assets, assets)?, ..*self }, part))
    }
}

fn check_pair(bucket: &Bucket, ticket: &Ticket) -> Result<()> {
    ensure(bucket.epoch == ticket.epoch, Rule::WrongBucket, bucket.epoch, ticket.epoch)
}
