//! A pledge: assets that anyone puts in while a slash is open, to make its stakers whole.
//!
//! An execution restores by it the pledged part of each part that the slash took, that of leavers included; a veto gives the
//! pledge back to its payer. A pledge comes before the slash ends: a payment after the execution is shared with each deposit
//! right in front of it. A deposit during the slash is priced as if all came back, and so gains nothing by what does.

use crate::math::{add, sub};
use crate::refusal::{Result, Rule, ensure};
use crate::state::exit_bucket::{Bucket, POOLS, Pool};
use crate::state::pledge::Rest;
use crate::state::slash::Slash;
use crate::state::vault::VaultLedger;
use crate::transition::flow::Flow;

impl VaultLedger {
    /// Takes a pledge of `assets` in for an open slash, for which `pledged` is pledged in all, and `own` of it by this payer. It
    /// takes at most what is not pledged for yet, so that two simultaneous payers do not fail each other.
    ///
    /// # Errors
    /// [`Rule::Zero`]; [`Rule::FullyPledged`] where nothing is left to pledge for.
    pub fn pledge(&mut self, slash: &Slash, pledged: &mut u64, own: &mut u64, assets: u64) -> Result<Flow> {
        ensure(assets > 0, Rule::Zero, 0, 1)?;
        ensure(*pledged < slash.stake, Rule::FullyPledged, *pledged, slash.stake)?;
        let assets = assets.min(slash.stake - *pledged);
        let mine = add(*own, assets)?;
        self.pledged = add(self.pledged, assets)?;
        *pledged += assets;
        *own = mine;
        Ok(Flow { assets_in: assets, ..Flow::default() })
    }

    /// Puts back what `pledged` restores of a slash that is closed: into the pools that are left of its buckets, and into A. The
    /// parts are those of [`Slash::restored`].
    pub(crate) fn restore(
        &mut self,
        slash: &Slash,
        pledged: u64,
        buckets: &[Option<&mut Bucket>; 2],
        left: &mut [Option<[Pool; POOLS]>; 2],
    ) -> Result<()> {
        let mut rest = Rest::of(slash, pledged)?;
        self.pledged = sub(self.pledged, pledged)?;
        for ((bucket, pools), taken) in buckets.iter().zip(left).zip(&slash.exiting) {
            let (Some(bucket), Some(pools)) = (bucket, pools) else { continue };
            self.check_mirror(bucket)?;
            let mut part = 0;
            for (pool, lost) in pools.iter_mut().zip(taken) {
                let back = rest.part(*lost)?;
                pool.assets = add(pool.assets, back)?;
                part += back;
            }
            if self.is_live(bucket) {
                self.books.exiting[self.live_index(bucket)] += part;
            } else {
                self.books.matured += part;
            }
        }
        self.books.active = add(self.books.active, rest.pledged)?;
        Ok(())
    }

    /// Gives a payer back what it pledged for a slash that was vetoed since.
    ///
    /// # Errors
    /// [`Rule::Overflow`] for more than there is of pledges.
    pub fn withdraw_pledge(&mut self, own: &mut u64) -> Result<Flow> {
        self.pledged = sub(self.pledged, *own)?;
        Ok(Flow { assets_out: core::mem::take(own), ..Flow::default() })
    }
}
