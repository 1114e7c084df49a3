//! An exit bucket: all exits that were requested in one epoch.

use bytemuck::{Pod, Zeroable};

use crate::math::mul_div_floor;
use crate::refusal::{Result, Rule, ensure, first_untrue};
use crate::state::vault::VaultLedger;

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
    /// The assets behind `shares`, rounded down.
    pub(crate) fn worth(&self, shares: u64) -> Result<u64> {
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
        ensure(bucket.assets() == mirror, Rule::BooksDiffer, bucket.assets(), mirror)
    }
}
