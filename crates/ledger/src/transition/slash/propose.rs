//! A slash is proposed: it takes stake out of the vault's books at once, however many operators, NCNs and stakers there are.

use crate::math::{add, mul_div_ceil, mul_div_floor, mul_ratio_ceil, sub};
use crate::refusal::{Refusal, Result, Rule, ensure};
use crate::state::allocation::Allocation;
use crate::state::books::UNITS;
use crate::state::breaker::{LossLimits, Losses};
use crate::state::delayed::Delayed;
use crate::state::delegation::Delegation;
use crate::state::exit_bucket::{Bucket, POOLS, Pool};
use crate::state::slash::{DelayedLoss, Slash};
use crate::state::time::since;
use crate::state::vault::VaultLedger;
use crate::transition::slash::target::Target;

impl VaultLedger {
    /// Takes `fraction`, in `1/10^18`, of the NCN's allocation, at least `min_stake` assets: out of A and both live
    /// buckets pro rata, and out of no other operator's units.
    ///
    /// ```text
    /// δ = ceil(u·m·f/M)      d = ceil(m·f)      s = floor(S·δ/U)
    /// m -= d   M -= d   u -= δ   U -= δ   S -= s
    /// ```
    ///
    /// δ is one division, so that `s` is at most the fraction of what was slashable and the worth of one unit, however little is
    /// left of M. `s` is rounded down, so that S/U, and with it every other operator's stake, does not fall. A pending increase
    /// keeps its increment, a pending decrease its proportion. Where the breaker lets less be taken, δ is the most that it lets,
    /// and d falls with it. M falls to nothing only with the last of the units: without it, no NCN could take the rest.
    /// The buckets' parts are rounded down, and the rest comes from A, as far as it goes.
    ///
    /// `approval` is what the vault lets the NCN take, and what it took; [`VaultLedger::loss_limits`] bound it as well.
    ///
    /// # Errors
    /// [`Rule::Fraction`], [`Rule::NothingToSlash`], [`Rule::OverLossLimit`] where the breaker lets nothing be taken,
    /// [`Rule::BelowMinimum`]; [`Rule::WrongBucket`] and [`Rule::BooksDiffer`] for buckets that are not the vault's live ones.
    pub fn propose_slash(
        &mut self,
        target: &mut Target,
        approval: (&LossLimits, &mut Losses),
        fraction: u64,
        min_stake: u64,
        now: i64,
    ) -> Result<Slash> {
        let now = self.advance(now);
        ensure(fraction > 0 && fraction <= UNITS, Rule::Fraction, fraction, UNITS)?;
        let (mut vault, mut delegation, mut allocation) = (*self, *target.delegation, *target.allocation);
        vault.settle_parts(&mut delegation, &mut allocation, now)?;

        let (limits, losses) = approval;
        let books = vault.books;
        let stake = books.stake()?;
        let limit = vault.left(limits, losses, stake, now)?;
        let mut slash = Slash { epoch: books.epoch, all_units: books.units, ..Slash::default() };
        let (d, units, s) =
            vault.measure(&delegation, allocation.magnitude_at(&delegation, now), fraction, limit, now)?;
        ensure(s >= min_stake, Rule::BelowMinimum, s, min_stake)?;
        (slash.magnitude, slash.stake, slash.allocated) = (d, s, delegation.allocated);

        let taken = vault.take(&mut slash, &target.buckets)?;
        slash.units =
            DelayedLoss::of(&mut delegation.units, [delegation.lowered, delegation.lowered_active], u64::MAX, units)?;
        vault.books.units = sub(vault.books.units, units)?;
        vault.books.rescale();
        let held = allocation.magnitude.reserved();
        let falls = [allocation.lowered, allocation.lowered_active];
        slash.part = DelayedLoss::of(&mut allocation.magnitude, falls, delegation.magnitude, d)?;
        delegation.magnitude = sub(delegation.magnitude, d)?;
        delegation.allocated = sub(delegation.allocated, held - allocation.magnitude.reserved())?;
        delegation.open_slash(d, vault.epoch_seconds, now)?;
        allocation.open_slashes = add(allocation.open_slashes, 1)?;
        let mut counted = *losses;
        counted.count(slash.epoch, stake, slash.stake)?;
        vault.losses.count(slash.epoch, stake, slash.stake)?;

        (*self, *target.delegation, *target.allocation, *losses) = (vault, delegation, allocation, counted);
        for (bucket, pools) in target.buckets.iter_mut().zip(taken) {
            if let (Some(bucket), Some(pools)) = (bucket, pools) {
                bucket.pools = pools;
            }
        }
        Ok(slash)
    }

    /// What a slash of `fraction` takes at `now` if no slash before it used the NCN's room in the epoch. What came in since
    /// its first slash of the epoch is not part of what it may take, as for all of the epoch's.
    ///
    /// # Errors
    /// Those of [`VaultLedger::propose_slash`].
    pub fn due_slash(
        &self,
        delegation: &Delegation,
        allocation: &Allocation,
        (limits, losses): (&LossLimits, &Losses),
        fraction: u64,
        now: i64,
    ) -> Result<u64> {
        let (mut vault, mut delegation, mut allocation) = (*self, *delegation, *allocation);
        let now = vault.advance(now);
        vault.settle_parts(&mut delegation, &mut allocation, now)?;
        let limit = vault.due(limits, losses, vault.books.stake()?, now)?;
        let m = allocation.magnitude_at(&delegation, now);
        Ok(vault.measure(&delegation, m, fraction, limit, now)?.2)
    }

    /// Whether an offense at `offense` can be slashed at `now`: it is over, and no older than the epoch for which stake that
    /// was there is bound to wait. The time in which a slash of the same delegation was open does not age it: what that slash holds
    /// may come back by its veto, and must not have hidden it from the others meanwhile.
    ///
    /// # Errors
    /// [`Rule::OffenseToCome`], [`Rule::OffenseTooOld`].
    pub fn check_offense(&self, delegation: &Delegation, offense: i64, now: i64) -> Result<()> {
        ensure(offense <= now, Rule::OffenseToCome, offense.max(0).unsigned_abs(), now.max(0).unsigned_abs())?;
        let age = now.abs_diff(offense).saturating_sub(delegation.seconds_open(offense, now));
        ensure(age <= self.epoch_seconds, Rule::OffenseTooOld, age, self.epoch_seconds)
    }

    /// d, δ and s of a slash of `fraction` of magnitude `m` that may take `limit` at the most.
    pub(crate) fn measure(
        &self,
        delegation: &Delegation,
        m: u64,
        fraction: u64,
        limit: u64,
        now: i64,
    ) -> Result<(u64, u64, u64)> {
        let (books, u, whole) = (&self.books, delegation.units.at(now), delegation.magnitude);
        let stake = books.stake()?;
        ensure(m > 0 && u > 0 && stake > 0, Rule::NothingToSlash, 0, 1)?;
        let worth = |units: u64| mul_div_floor(stake, units, books.units);
        let asked = mul_ratio_ceil(u, [fraction, m], [UNITS, whole])?;
        let wanted = worth(asked)?;
        ensure(wanted > 0, Rule::NothingToSlash, wanted, 1)?;
        let d = mul_div_ceil(m, fraction, UNITS)?;
        let (d, units, taken) = if wanted <= limit {
            (d, asked, wanted)
        } else {
            // The largest such units δ with s within the limit: floor(S·δ/U) <= limit where δ < (limit + 1)·U/S, and
            // limit < s.
            let units = mul_div_ceil(limit + 1, books.units, stake)? - 1;
            let taken = worth(units)?;
            ensure(taken > 0, Rule::OverLossLimit, wanted, limit)?;
            (d.min(mul_div_ceil(whole, units, u)?), units, taken)
        };
        // A magnitude of nothing would hide the units that are left.
        Ok((if units < u { d.min(whole - 1) } else { d }, units, taken))
    }

    /// Takes `slash.stake` out of A and the live buckets, and returns what is left of these buckets' pools.
    fn take(&mut self, slash: &mut Slash, buckets: &[Option<&mut Bucket>; 2]) -> Result<[Option<[Pool; POOLS]>; 2]> {
        let (stake, exiting) = (self.books.stake()?, self.books.exiting);
        let mut parts = [0; 2];
        for (part, held) in parts.iter_mut().zip(exiting) {
            *part = mul_div_floor(held, slash.stake, stake)?;
        }
        slash.active = slash.stake - parts[0] - parts[1];
        // Both floors may leave one unit more than A has.
        let mut short = slash.active.saturating_sub(self.books.active);
        slash.active -= short;
        for (part, held) in parts.iter_mut().zip(exiting) {
            let more = short.min(held - *part);
            (*part, short) = (*part + more, short - more);
        }

        let mut left = [None; 2];
        for place in 0..2 {
            if exiting[place] == 0 {
                continue;
            }
            let epoch = self.books.epoch + place as u64;
            let Some(bucket) = &buckets[place] else { return Err(Refusal::new(Rule::WrongBucket, 0, epoch)) };
            ensure(bucket.epoch == epoch, Rule::WrongBucket, bucket.epoch, epoch)?;
            self.check_mirror(bucket)?;
            let mut pools = bucket.pools;
            // Each pool gives its part of what the pools from it on give, so that the last gives no more than it has.
            let (mut part, mut held) = (parts[place], exiting[place]);
            for (pool, taken) in pools.iter_mut().zip(&mut slash.exiting[place]) {
                if pool.assets == 0 {
                    continue;
                }
                *taken = if pool.assets == held { part } else { mul_div_floor(part, pool.assets, held)? };
                (part, held) = (part - *taken, held - pool.assets);
                pool.assets -= *taken;
                pool.contested = add(pool.contested, *taken)?;
            }
            left[place] = Some(pools);
        }
        for (held, part) in self.books.exiting.iter_mut().zip(parts) {
            *held -= part;
        }
        self.books.active -= slash.active;
        self.contested = add(self.contested, slash.active)?;
        self.escrowed = add(self.escrowed, slash.stake)?;
        Ok(left)
    }
}

impl Delegation {
    /// Counts a slash of `magnitude` that opens.
    pub(crate) fn open_slash(&mut self, magnitude: u64, epoch_seconds: u64, now: i64) -> Result<()> {
        let without = since(self.open_until, now);
        // An offense before a longer break is too old, including any that was open before it.
        if self.open_slashes == 0 && (self.open_from == 0 || without > epoch_seconds) {
            self.open_from = now;
        }
        self.open_slashes = add(self.open_slashes, 1)?;
        self.contested = add(self.contested, magnitude)?;
        Ok(())
    }
}

impl DelayedLoss {
    /// Takes `by` out of a settled value that reads at most `whole`. An increase that is pending keeps its increment; a
    /// decrease keeps its proportion, rounded up, since what it leaves can be slashed.
    fn of(value: &mut Delayed, [lowered, lowered_active]: [u64; 2], whole: u64, by: u64) -> Result<Self> {
        let Delayed { current, next, .. } = *value;
        let have = current.min(whole);
        let current_left = sub(have, by)?;
        let next_left = if next > current {
            add(current_left, next - current)?
        } else if have == 0 {
            0
        } else {
            mul_div_ceil(next.min(have), current_left, have)?
        };
        (value.current, value.next) = (current_left, next_left);
        Ok(Self { current: current - current_left, next: next - next_left, lowered, lowered_active })
    }
}
