//! A slash is vetoed: each part of it goes back where it came from.

use crate::math::{add, mul_div_floor, sub};
use crate::refusal::Result;
use crate::state::books::UNITS;
use crate::state::delayed::Delayed;
use crate::state::delegation::Delegation;
use crate::state::exit_bucket::{Bucket, POOLS, Pool};
use crate::state::slash::{DelayedLoss, Slash};
use crate::state::vault::VaultLedger;
use crate::transition::slash::close::write;
use crate::transition::slash::target::Target;

impl VaultLedger {
    /// Puts each part of a slash back where it came from. What came from a bucket that has matured is paid out through its
    /// tickets. The operator gets units worth what is live again at today's S/U, and its magnitude. Bring the target that the
    /// slash had, with the buckets of its epochs.
    ///
    /// A veto gives back what was, and exposes no one to more than that:
    /// - What was active at the slash is active again, even if the curator and the allocator announced changes since. A fall
    ///   that they announced takes effect at its own time, and to what they announced.
    /// - The NCN's magnitude comes back as far as the leverage, or what was allocated before, leaves room for it.
    ///
    /// What came to the operator meanwhile, as others' deposits, stood behind the other NCNs alone; now the one that
    /// slashed has its part of it again, as if it had never slashed.
    ///
    /// With all units idle the scale starts again. Where nothing is left of the stake and others hold units, S/U says nothing,
    /// and the operator gets the part of all units that it lost. Units that would not fit in 64 bits are omitted: this takes a
    /// slash after which 94% of the stake left before the veto.
    ///
    /// # Errors
    /// [`Rule::WrongBucket`](crate::refusal::Rule::WrongBucket), [`Rule::BooksDiffer`](crate::refusal::Rule::BooksDiffer) for another target. Nothing that others do can make a veto fail.
    pub fn veto_slash(&mut self, target: &mut Target, slash: &Slash, now: i64) -> Result<()> {
        let now = self.advance(now);
        let (mut vault, mut delegation, mut allocation) = (*self, *target.delegation, *target.allocation);
        vault.settle_parts(&mut delegation, &mut allocation, now)?;
        let before = vault.books.stake()?;
        let taken = vault.close(slash, &target.buckets)?;

        let (live, restored) = vault.put_back(&target.buckets, taken, slash.active, &slash.exiting)?;

        vault.give_units(&mut delegation, slash, live, before)?;
        delegation.magnitude = add(delegation.magnitude, slash.magnitude)?;
        let most = delegation.magnitude.saturating_mul(vault.exposure.leverage.at(now)).max(slash.allocated);
        let free = most.saturating_sub(delegation.allocated);
        let held = allocation.magnitude.reserved();
        slash.part.give_back(&mut allocation.magnitude, [allocation.lowered, allocation.lowered_active], free)?;
        delegation.allocated = add(delegation.allocated, allocation.magnitude.reserved() - held)?;
        delegation.close_slash(slash.magnitude, now)?;
        allocation.open_slashes = sub(allocation.open_slashes, 1)?;
        vault.losses.uncount(slash.epoch, slash.stake);

        (*self, *target.delegation, *target.allocation) = (vault, delegation, allocation);
        write(target, restored);
        Ok(())
    }

    /// Puts `active` assets back into A, and `exiting` into the pools that are left of the buckets of a slash that is closed.
    /// Returns what of them is live, and these pools with it.
    pub(crate) fn put_back(
        &mut self,
        buckets: &[Option<&mut Bucket>; 2],
        left: [Option<[Pool; POOLS]>; 2],
        active: u64,
        exiting: &[[u64; POOLS]; 2],
    ) -> Result<(u64, [Option<[Pool; POOLS]>; 2])> {
        self.books.active = add(self.books.active, active)?;
        let (mut live, mut restored) = (active, [None; 2]);
        for (place, bucket) in buckets.iter().enumerate() {
            let (Some(bucket), Some(mut pools)) = (bucket, left[place]) else { continue };
            self.check_mirror(bucket)?;
            let mut part = 0;
            for (pool, back) in pools.iter_mut().zip(&exiting[place]) {
                pool.assets = add(pool.assets, *back)?;
                part += back;
            }
            if self.is_live(bucket) {
                self.books.exiting[self.live_index(bucket)] += part;
                live += part;
            } else {
                self.books.matured += part;
            }
            restored[place] = Some(pools);
        }
        Ok((live, restored))
    }

    /// Gives an operator units for `live` assets that came back on top of `stake`. What it does not get of them is idle.
    fn give_units(&mut self, delegation: &mut Delegation, slash: &Slash, live: u64, stake: u64) -> Result<()> {
        let books = &mut self.books;
        let worth = if live == 0 {
            0
        } else if books.idle == books.units {
            // No one else has any, and they are only a scale: as much of a new one as the assets are of all.
            let worth = mul_div_floor(UNITS, live, add(live, stake)?)?;
            (books.units, books.idle) = (UNITS - worth, UNITS - worth);
            u128::from(worth)
        } else if stake > 0 {
            u128::from(books.units) * u128::from(live) / u128::from(stake)
        } else {
            let (lost, left) = (slash.units.current, slash.all_units.saturating_sub(slash.units.current));
            (u128::from(books.units) * u128::from(lost)).checked_div(left.into()).unwrap_or(u128::MAX)
        };
        let worth = worth.min(u128::from(u64::MAX - books.units)) as u64;
        let held = delegation.reserved();
        let cut = slash.units.times(worth, slash.units.current)?;
        cut.give_back(&mut delegation.units, [delegation.lowered, delegation.lowered_active], u64::MAX)?;
        books.units += worth;
        books.idle = add(books.idle, worth - (delegation.reserved() - held))?;
        books.rescale();
        self.note_reserved(delegation.reserved());
        Ok(())
    }
}

impl DelayedLoss {
    /// The same cut with `part/whole` of what was lost, rounded down.
    fn times(&self, part: u64, whole: u64) -> Result<Self> {
        let (current, next) = (mul_div_floor(self.current, part, whole)?, mul_div_floor(self.next, part, whole)?);
        Ok(Self { current, next, ..*self })
    }

    /// Gives a value that is settled back what it lost, at most `most`: to what is active unless a fall that was announced since
    /// the slash has taken effect, and to what is announced unless it was lowered since.
    ///
    /// If a fall was pending at the slash and has taken effect since, only the loss of its pending value is given back.
    fn give_back(&self, value: &mut Delayed, [lowered, lowered_active]: [u64; 2], most: u64) -> Result<()> {
        let active = match lowered_active {
            falls if falls > self.lowered => 0,
            falls if falls == self.lowered_active => self.current,
            _ => self.next,
        };
        let announced = if lowered == self.lowered { self.next } else { 0 };
        value.current = add(value.current, active.min(most))?;
        value.next = add(value.next, announced.min(most))?;
        Ok(())
    }
}
