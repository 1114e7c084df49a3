//! A slash: proposed, it takes stake out of the vault's books at once; vetoed, it puts each part back where it came from;
//! executed, it is final. None of the three depends on how many operators, services or stakers there are.

use bytemuck::{Pod, Zeroable};

use crate::math::{add, mul_div_ceil, mul_div_floor, mul_ratio_ceil, sub};
use crate::refusal::ensure;
use crate::{Allocation, Bucket, Delayed, Delegation, LossLimits, Losses, POOLS, Result, UNITS, VaultLedger, Why};

/// What a slash took, and from where: all that a veto needs.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Slash {
    /// s: the assets in all.
    pub stake: u64,
    /// What came from A.
    pub active: u64,
    /// The vault's epoch when it was proposed.
    pub epoch: u64,
    /// What came from the pools of that epoch's bucket, and of the next one's.
    pub exiting: [[u64; POOLS]; 2],
    /// d: the magnitude that the delegation's whole lost.
    pub magnitude: u64,
    /// What the delegation's allocations reserved before.
    pub allocated: u64,
    /// The vault's units before.
    pub all_units: u64,
    /// What the operator's units lost: δ of those that counted.
    pub units: Cut,
    /// What the service's magnitude lost. It may be more than d of what counted, where that was over the whole.
    pub part: Cut,
}

/// What a [`Delayed`] value lost, and what was left of it.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Cut {
    /// What the value that counted lost.
    pub current: u64,
    /// What the value to come lost.
    pub next: u64,
    /// The value's count of announced falls at the slash.
    pub lowered: u64,
    /// The same as of the change that was active.
    pub lowered_active: u64,
}

/// What a slash reaches: one operator's part of the vault in one service, and what is on its way out.
pub struct Target<'a> {
    /// What the vault delegates to the operator.
    pub delegation: &'a mut Delegation,
    /// What the operator allocates of it to the service.
    pub allocation: &'a mut Allocation,
    /// The buckets of the vault's epoch and of the next, as it is at the slash. One that holds nothing may be missing.
    pub buckets: [Option<&'a mut Bucket>; 2],
}

impl Slash {
    /// What came from the bucket of `epoch`, and its place in [`Slash::exiting`].
    fn part_of(&self, bucket: &Bucket) -> Result<&[u64; POOLS]> {
        let place = bucket.epoch.wrapping_sub(self.epoch);
        ensure(place < 2, Why::WrongBucket, bucket.epoch, self.epoch)?;
        Ok(&self.exiting[place as usize])
    }

    /// Whether the slash took from the bucket of its epoch, or from the next one's.
    pub fn took_from(&self, place: usize) -> bool {
        self.exiting[place].iter().any(|part| *part > 0)
    }
}

impl VaultLedger {
    /// Takes `fraction`, in `1/10^18`, of the service's allocation, at least `min_stake` assets: out of A and both live
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
    /// and d falls with it. M falls to nothing only with the last of the units: without it, no service could take the rest.
    /// The buckets' parts are rounded down, and the rest comes from A, as far as it goes.
    ///
    /// `approval` is what the vault lets the service take, and what it took; [`VaultLedger::loss_limits`] bound it as well.
    ///
    /// # Errors
    /// [`Why::Fraction`], [`Why::NothingToSlash`], [`Why::OverLossLimit`] where the breaker lets nothing be taken,
    /// [`Why::BelowMinimum`]; [`Why::WrongBucket`] and [`Why::BooksDiffer`] for buckets that are not the vault's live ones.
    pub fn propose_slash(
        &mut self,
        target: &mut Target,
        approval: (&LossLimits, &mut Losses),
        fraction: u64,
        min_stake: u64,
        now: i64,
    ) -> Result<Slash> {
        let now = self.advance(now);
        ensure(fraction > 0 && fraction <= UNITS, Why::Fraction, fraction, UNITS)?;
        let (mut vault, mut delegation, mut allocation) = (*self, *target.delegation, *target.allocation);
        vault.settle_parts(&mut delegation, &mut allocation, now)?;

        let (limits, losses) = approval;
        let books = vault.books;
        let stake = books.stake()?;
        let limit = vault.left(limits, losses, stake, now)?;
        let mut slash = Slash { epoch: books.epoch, all_units: books.units, ..Slash::default() };
        let (d, units, s) =
            vault.measure(&delegation, allocation.magnitude_at(&delegation, now), fraction, limit, now)?;
        ensure(s >= min_stake, Why::BelowMinimum, s, min_stake)?;
        (slash.magnitude, slash.stake, slash.allocated) = (d, s, delegation.allocated);

        let taken = vault.take(&mut slash, &target.buckets)?;
        slash.units = Cut::of(&mut delegation.units, [delegation.lowered, delegation.lowered_active], u64::MAX, units)?;
        vault.books.units = sub(vault.books.units, units)?;
        vault.books.rescale();
        let held = allocation.magnitude.reserved();
        let falls = [allocation.lowered, allocation.lowered_active];
        slash.part = Cut::of(&mut allocation.magnitude, falls, delegation.magnitude, d)?;
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

    /// What a slash of `fraction` takes at `now` if no slash before it used the service's room in the epoch. What came in since
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

    /// Puts each part of a slash back where it came from. What came from a bucket that has matured is paid out through its
    /// tickets. The operator gets units worth what is live again at today's S/U, and its magnitude. Bring the target that the
    /// slash had, with the buckets of its epochs.
    ///
    /// A veto gives back what was, and exposes no one to more than that:
    /// - What was active at the slash is active again, even if the curator and the allocator announced changes since. A fall
    ///   that they announced takes effect at its own time, and to what they announced.
    /// - The service's magnitude comes back as far as the leverage, or what was allocated before, leaves room for it.
    ///
    /// What came to the operator meanwhile, as others' deposits, stood behind the other services alone; now the one that
    /// slashed has its part of it again, as if it had never slashed.
    ///
    /// With all units idle the scale starts again. Where nothing is left of the stake and others hold units, S/U says nothing,
    /// and the operator gets the part of all units that it lost. Units that would not fit in 64 bits are omitted: this takes a
    /// slash after which 94% of the stake left before the veto.
    ///
    /// # Errors
    /// [`Why::WrongBucket`], [`Why::BooksDiffer`] for another target. Nothing that others do can make a veto fail.
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

    /// Makes a slash final, and restores each part of it as far as `pledged`, what was pledged for it, goes
    /// ([`Slash::restored`]). Nothing else of it can come back. What it took is the caller's to hand out, by
    /// [`VaultLedger::pay_out_slash`]: a pledge changes nothing of that.
    ///
    /// The operator gets neither units nor magnitude for what is restored: only a veto says that it did nothing. What is live
    /// of it stands behind all units alike, as a reward does. What the service took still uses up its limits.
    ///
    /// # Errors
    /// As [`VaultLedger::veto_slash`].
    pub fn execute_slash(&mut self, target: &mut Target, slash: &Slash, pledged: u64, now: i64) -> Result<()> {
        let now = self.advance(now);
        let mut vault = *self;
        let mut closed = vault.close(slash, &target.buckets)?;
        vault.unpaid = add(vault.unpaid, slash.stake)?;
        if pledged > 0 {
            vault.restore(slash, pledged, &target.buckets, &mut closed)?;
        }
        let mut delegation = *target.delegation;
        delegation.close_slash(slash.magnitude, now)?;
        let allocation = sub(target.allocation.open_slashes, 1)?;

        *self = vault;
        (*target.delegation, target.allocation.open_slashes) = (delegation, allocation);
        write(target, closed);
        Ok(())
    }

    /// Notes `assets` of executed slashes as paid out.
    ///
    /// # Errors
    /// [`Why::Overflow`] for more than is in escrow for that.
    pub fn pay_out_slash(&mut self, assets: u64) -> Result<()> {
        self.unpaid = sub(self.unpaid, assets)?;
        Ok(())
    }

    /// What slashes took and have not paid out: what open ones may give back, and what executed ones still owe. It lies in
    /// the vault's token account, and is no part of what is owed to others.
    ///
    /// # Errors
    /// None that a transition can bring about.
    pub fn in_escrow(&self) -> Result<u64> {
        add(self.escrowed, self.unpaid)
    }

    /// What the vault's token account must hold at the least: all that is owed, what slashes took, and what was pledged.
    ///
    /// # Errors
    /// [`Why::Overflow`] for more tokens than there can be of a mint.
    pub fn held(&self) -> Result<u64> {
        add(add(self.owed()?, self.pledged)?, self.in_escrow()?)
    }

    /// Whether an offense at `offense` can be slashed at `now`: it is over, and no older than the epoch for which stake that
    /// was there is bound to wait. The time in which a slash of the same delegation was open does not age it: what that slash holds
    /// may come back by its veto, and must not have hidden it from the others meanwhile.
    ///
    /// # Errors
    /// [`Why::OffenseToCome`], [`Why::OffenseTooOld`].
    pub fn check_offense(&self, delegation: &Delegation, offense: i64, now: i64) -> Result<()> {
        ensure(offense <= now, Why::OffenseToCome, offense.max(0).unsigned_abs(), now.max(0).unsigned_abs())?;
        let age = now.abs_diff(offense).saturating_sub(delegation.seconds_open(offense, now));
        ensure(age <= self.epoch_seconds, Why::OffenseTooOld, age, self.epoch_seconds)
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
        ensure(m > 0 && u > 0 && stake > 0, Why::NothingToSlash, 0, 1)?;
        let worth = |units: u64| mul_div_floor(stake, units, books.units);
        let asked = mul_ratio_ceil(u, [fraction, m], [UNITS, whole])?;
        let wanted = worth(asked)?;
        ensure(wanted > 0, Why::NothingToSlash, wanted, 1)?;
        let d = mul_div_ceil(m, fraction, UNITS)?;
        let (d, units, taken) = if wanted <= limit {
            (d, asked, wanted)
        } else {
            // The largest such units δ with s within the limit: floor(S·δ/U) <= limit where δ < (limit + 1)·U/S, and
            // limit < s.
            let units = mul_div_ceil(limit + 1, books.units, stake)? - 1;
            let taken = worth(units)?;
            ensure(taken > 0, Why::OverLossLimit, wanted, limit)?;
            (d.min(mul_div_ceil(whole, units, u)?), units, taken)
        };
        // A magnitude of nothing would hide the units that are left.
        Ok((if units < u { d.min(whole - 1) } else { d }, units, taken))
    }

    /// Takes `slash.stake` out of A and the live buckets, and returns what is left of these buckets' pools.
    fn take(
        &mut self,
        slash: &mut Slash,
        buckets: &[Option<&mut Bucket>; 2],
    ) -> Result<[Option<[crate::Pool; POOLS]>; 2]> {
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
            let Some(bucket) = &buckets[place] else { return Err(crate::Refusal::new(Why::WrongBucket, 0, epoch)) };
            ensure(bucket.epoch == epoch, Why::WrongBucket, bucket.epoch, epoch)?;
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

    /// Takes a slash off the list of open ones, and returns the pools of its buckets without it.
    fn close(
        &mut self,
        slash: &Slash,
        buckets: &[Option<&mut Bucket>; 2],
    ) -> Result<[Option<[crate::Pool; POOLS]>; 2]> {
        let mut closed = [None; 2];
        for place in 0..2 {
            if !slash.took_from(place) {
                continue;
            }
            let epoch = slash.epoch + place as u64;
            let Some(bucket) = &buckets[place] else { return Err(crate::Refusal::new(Why::WrongBucket, 0, epoch)) };
            ensure(bucket.epoch == epoch, Why::WrongBucket, bucket.epoch, epoch)?;
            let mut pools = bucket.pools;
            for (pool, part) in pools.iter_mut().zip(slash.part_of(bucket)?) {
                pool.contested = sub(pool.contested, *part)?;
            }
            closed[place] = Some(pools);
        }
        self.contested = sub(self.contested, slash.active)?;
        self.escrowed = sub(self.escrowed, slash.stake)?;
        Ok(closed)
    }

    /// Puts `active` assets back into A, and `exiting` into the pools that are left of the buckets of a slash that is closed.
    /// Returns what of them is live, and these pools with it.
    fn put_back(
        &mut self,
        buckets: &[Option<&mut Bucket>; 2],
        left: [Option<[crate::Pool; POOLS]>; 2],
        active: u64,
        exiting: &[[u64; POOLS]; 2],
    ) -> Result<(u64, [Option<[crate::Pool; POOLS]>; 2])> {
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

fn write(target: &mut Target, pools: [Option<[crate::Pool; POOLS]>; 2]) {
    for (bucket, pools) in target.buckets.iter_mut().zip(pools) {
        if let (Some(bucket), Some(pools)) = (bucket, pools) {
            bucket.pools = pools;
        }
    }
}

impl Cut {
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
