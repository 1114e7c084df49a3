//! A slash, recomputed from the state before it: d, δ and s, the source and the recipient of each part, and what a veto
//! gives back. Written from docs/design.md, and not from the code of the ledger.

use restaking_client::{
    Allocation, Delayed, DelayedLoss, Delegation, Losses, PledgeWithdrawn, Pool, Slash, SlashExecuted, SlashPledged,
    SlashProposed, SlashVetoed,
};

use super::UNITS;
use super::reader::{Reader, at, ceil, floor, same, stake};

/// What an epoch lost, with a base of `stake` if it is the first slash of it, and no more than there is now and was lost.
fn of_epoch(losses: Option<&Losses>, epoch: u64, stake: u64) -> Losses {
    match losses {
        Some(losses) if losses.epoch == epoch && losses.base > 0 => {
            Losses { base: losses.base.min(stake.saturating_add(losses.lost)), ..losses.clone() }
        }
        _ => Losses { epoch, base: stake, lost: 0 },
    }
}

/// Forgets a change that counts by `time`.
fn settle(value: &mut Delayed, time: i64) {
    if time >= value.effective {
        *value = Delayed { current: value.next, next: value.next, effective: 0 };
    }
}

fn reserved(value: &Delayed) -> u64 {
    value.current.max(value.next)
}

/// Takes `by` out of a value that reads `have`: an increase to come keeps its increment, a decrease its proportion.
fn take(value: &mut Delayed, [lowered, lowered_active]: [u64; 2], have: u64, by: u64) -> DelayedLoss {
    let (rest, before) = (have - by, value.clone());
    value.next = if value.next > value.current {
        rest + (value.next - value.current)
    } else if have == 0 {
        0
    } else {
        ceil(value.next.min(have), rest, have)
    };
    value.current = rest;
    DelayedLoss { current: before.current - rest, next: before.next - value.next, lowered, lowered_active }
}

/// Gives back what a cut took, of which `current` and `next` are due: to what is active until a fall that was announced since is,
/// and to what is announced if it was not lowered since. Of a fall that was pending then and has taken effect since, only what that
/// lost.
fn give(value: &mut Delayed, cut: &DelayedLoss, [current, next]: [u64; 2], [lowered, active]: [u64; 2], most: u64) {
    value.current += match active {
        active if active > cut.lowered => 0,
        active if active > cut.lowered_active => next.min(most),
        _ => current.min(most),
    };
    value.next += if lowered > cut.lowered { 0 } else { next.min(most) };
}

/// `a·b`: what is over 64 bits, and the rest.
fn times(a: u64, b: u128) -> (u128, u64) {
    let low = u128::from(a) * (b & u128::from(u64::MAX));
    (u128::from(a) * (b >> 64) + (low >> 64), low as u64)
}

/// The fewest units that are no less than `part/whole` of `u`, by halving.
fn fewest(u: u64, part: u128, whole: u128) -> u64 {
    let (mut short, mut enough) = (0, u);
    while enough - short > 1 {
        let middle = short + (enough - short) / 2;
        *(if times(middle, whole) >= times(u, part) { &mut enough } else { &mut short }) = middle;
    }
    enough
}

/// What all NCNs of a history are approved for in an epoch: each of two for the whole.
const APPROVED: u64 = 20_000;

/// What each pool gives of `part`, in proportion: the last that has something gives what the roundings left.
fn pooled(pools: &mut [Pool; 4], part: u64) -> [u64; 4] {
    let mut taken = [0; 4];
    let (mut part, mut held) = (part, pools.iter().map(|pool| pool.assets).sum::<u64>());
    for (pool, taken) in pools.iter_mut().zip(&mut taken).filter(|(pool, _)| pool.assets > 0) {
        *taken = floor(part, pool.assets, held);
        (part, held) = (part - *taken, held - pool.assets);
        (pool.assets, pool.contested) = (pool.assets - *taken, pool.contested + *taken);
    }
    assert_eq!(part, 0, "the pools give all of it");
    taken
}

impl Reader {
    /// Frees what changes that count by `time` reserve no longer.
    fn settle_parts(&mut self, delegation: &mut Delegation, allocation: &mut Allocation, time: i64) {
        if time >= delegation.units.effective {
            delegation.lowered_active = delegation.lowered;
        }
        if time >= allocation.magnitude.effective {
            allocation.lowered_active = allocation.lowered;
        }
        let (units, held) = (delegation.units.clone(), reserved(&allocation.magnitude));
        settle(&mut delegation.units, time);
        self.reserve(&units, &delegation.units);
        settle(&mut allocation.magnitude, time);
        delegation.allocated -= held - reserved(&allocation.magnitude);
        restart(delegation);
    }

    /// A proposal: recomputed in full from the figures before it.
    pub fn proposed(&mut self, event: &SlashProposed) -> Result<(), String> {
        let (number, time) = (event.number, event.time);
        let (mut delegation, mut allocation) = (event.delegation_before.clone(), event.allocation_before.clone());
        self.settle_parts(&mut delegation, &mut allocation, time);
        let (epoch, whole, base) = (self.books.epoch, delegation.magnitude, stake(&self.books));
        let (u, m) = (at(&delegation.units, time), at(&allocation.magnitude, time).min(whole));

        let mut all = of_epoch(Some(&self.losses.0), epoch, base);
        let mut own = of_epoch(self.losses.1.get(&event.ncn), epoch, base);
        // The vault lets each NCN take all, and so gives each the same part of its breaker. The whole is no limit.
        let [incident, breaker] = self.breaker;
        let room = floor(own.base, 10_000 * breaker, APPROVED * 10_000).saturating_sub(own.lost);
        let limit = floor(base, incident, 10_000).min(if breaker == 10_000 { u64::MAX } else { room });
        let worth = |units| floor(base, units, self.books.units);
        let asked = fewest(u, u128::from(event.fraction) * u128::from(m), u128::from(UNITS) * u128::from(whole));
        let within = || ceil(limit + 1, self.books.units, base) - 1;
        let units = if worth(asked) <= limit { asked } else { within() };
        let d = ceil(m, event.fraction, UNITS).min(ceil(whole, units, u));
        let (d, s) = (if units < u { d.min(whole - 1) } else { d }, worth(units));
        same(
            number,
            "d, δ and s",
            &(event.slash.magnitude, event.slash.units.current, event.slash.stake),
            &(d, units, s),
        )?;

        let exiting = self.books.exiting;
        let mut parts = exiting.map(|held| floor(held, s, base));
        let mut active = s - parts[0] - parts[1];
        // What A does not have, the buckets give.
        let mut short = active.saturating_sub(self.books.active);
        active -= short;
        for (part, held) in parts.iter_mut().zip(exiting) {
            let more = short.min(held - *part);
            (*part, short) = (*part + more, short - more);
        }
        let mut slash = Slash { stake: s, active, epoch, exiting: [[0; 4]; 2], ..event.slash.clone() };
        for place in 0..2 {
            self.books.exiting[place] -= parts[place];
            if exiting[place] > 0 {
                let (pools, _) = self.buckets.get_mut(&(epoch + place as u64)).ok_or("no such bucket")?;
                slash.exiting[place] = pooled(pools, parts[place]);
            }
        }
        (slash.magnitude, slash.allocated, slash.all_units) = (d, delegation.allocated, self.books.units);
        let falls = [delegation.lowered, delegation.lowered_active];
        slash.units = take(&mut delegation.units, falls, u, units);
        let held = reserved(&allocation.magnitude);
        let falls = [allocation.lowered, allocation.lowered_active];
        slash.part = take(&mut allocation.magnitude, falls, m, d);
        delegation.magnitude -= d;
        delegation.allocated -= held - reserved(&allocation.magnitude);
        let apart = time.abs_diff(delegation.open_until) > self.epoch_seconds;
        if delegation.open_slashes == 0 && (delegation.open_from == 0 || apart) {
            delegation.open_from = time;
        }
        delegation.open_slashes += 1;
        delegation.contested += d;
        allocation.open_slashes += 1;
        same(number, "where it came from", &event.slash, &slash)?;
        same(number, "the delegation", &event.delegation_after, &delegation)?;
        same(number, "the allocation", &event.allocation_after, &allocation)?;

        self.books.active -= active;
        self.books.units -= units;
        self.rescale();
        self.contested += active;
        self.escrowed += s;
        all.lost += s;
        own.lost += s;
        same(number, "the losses", &(&event.vault_losses, &event.losses), &(&all, &own))?;
        self.losses.0 = all;
        self.losses.1.insert(event.ncn, own);
        let owed = self.parts.map(|bps| floor(s, bps, 10_000));
        same(number, "the parts", &(event.burn, event.owed), &(s - owed.iter().sum::<u64>(), owed))?;
        self.open.insert(event.proposal, event.clone());
        Ok(())
    }

    /// Takes a slash off the open ones, and out of what they contest.
    fn close(&mut self, proposal: &solana_program::pubkey::Pubkey) -> Result<SlashProposed, String> {
        let event = self.open.remove(proposal).ok_or("a slash that is not open")?;
        self.contested -= event.slash.active;
        self.escrowed -= event.slash.stake;
        for (place, taken) in event.slash.exiting.iter().enumerate() {
            if let Some((pools, _)) = self.buckets.get_mut(&(event.slash.epoch + place as u64)) {
                for (pool, part) in pools.iter_mut().zip(taken) {
                    pool.contested -= part;
                }
            }
        }
        Ok(event)
    }

    /// A veto: each part goes back where the proposal took it.
    pub fn vetoed(&mut self, event: &SlashVetoed) -> Result<(), String> {
        let number = event.number;
        let (mut delegation, mut allocation) = (event.delegation_before.clone(), event.allocation_before.clone());
        self.settle_parts(&mut delegation, &mut allocation, event.time);
        let before = stake(&self.books);
        let slash = self.close(&event.proposal)?.slash;
        same(number, "the amount", &event.stake, &slash.stake)?;

        self.books.active += slash.active;
        let mut live = slash.active;
        for (place, taken) in slash.exiting.iter().enumerate() {
            let (epoch, part) = (slash.epoch + place as u64, taken.iter().sum::<u64>());
            if let Some((pools, _)) = self.buckets.get_mut(&epoch) {
                pools.iter_mut().zip(taken).for_each(|(pool, back)| pool.assets += back);
            }
            match epoch.checked_sub(self.books.epoch) {
                Some(place) => {
                    (self.books.exiting[place as usize], live) =
                        (self.books.exiting[place as usize] + part, live + part)
                }
                None => self.books.matured += part,
            }
        }
        let worth = match (live, before) {
            (0, _) => 0,
            _ if self.books.idle == self.books.units => {
                // The scale starts again, and the operator has its part of it.
                let worth = floor(UNITS, live, live + before);
                (self.books.units, self.books.idle) = (UNITS - worth, UNITS - worth);
                worth
            }
            (_, 0) => floor(self.books.units, slash.units.current, slash.all_units - slash.units.current),
            _ => floor(self.books.units, live, before),
        };
        let held = reserved(&delegation.units);
        let due = [worth, floor(slash.units.next, worth, slash.units.current)];
        let falls = [delegation.lowered, delegation.lowered_active];
        give(&mut delegation.units, &slash.units, due, falls, u64::MAX);
        self.books.units += worth;
        self.books.idle += worth - (reserved(&delegation.units) - held);
        self.rescale();

        delegation.magnitude += slash.magnitude;
        let most = (delegation.magnitude * self.leverage).max(slash.allocated);
        let free = most.saturating_sub(delegation.allocated);
        let (held, falls) = (reserved(&allocation.magnitude), [allocation.lowered, allocation.lowered_active]);
        let due = [slash.part.current, slash.part.next];
        give(&mut allocation.magnitude, &slash.part, due, falls, free);
        delegation.allocated += reserved(&allocation.magnitude) - held;
        close_slash(&mut delegation, &slash, event.time);
        allocation.open_slashes -= 1;
        same(number, "the delegation", &event.delegation_after, &delegation)?;
        same(number, "the allocation", &event.allocation_after, &allocation)?;
        if self.losses.0.epoch == slash.epoch {
            self.losses.0.lost -= slash.stake;
        }
        same(number, "the losses", &event.vault_losses, &self.losses.0)
    }

    /// A pledge: no more than is left to pledge for.
    pub fn pledges(&mut self, event: &SlashPledged) -> Result<(), String> {
        let stake = self.open.get(&event.proposal).ok_or("a slash that is not open")?.slash.stake;
        let (all, of_slash, own) = &mut self.pledged;
        let pledged = of_slash.entry(event.proposal).or_default();
        *all += event.assets;
        *pledged += event.assets;
        *own.entry((event.proposal, event.pledger)).or_default() += event.assets;
        let told = (event.stake, event.pledged, event.vault_pledged);
        same(event.number, "what is pledged", &told, &(stake, *pledged, *all))?;
        if event.assets == 0 || *pledged > stake {
            return Err(format!("number {}: {} pledged of {stake}", event.number, *pledged));
        }
        Ok(())
    }

    /// The end of a pledge: what was vetoed is paid back, what was executed is spent.
    pub fn withdraws(&mut self, event: &PledgeWithdrawn) -> Result<(), String> {
        if self.open.contains_key(&event.proposal) {
            return Err(format!("number {}: a pledge for an open slash", event.number));
        }
        let own = self.pledged.2.remove(&(event.proposal, event.pledger)).ok_or("a pledge that nobody made")?;
        let back = if self.owed.contains_key(&event.proposal) { 0 } else { own };
        self.pledged.0 -= back;
        same(event.number, "what is paid back", &(event.assets, event.vault_pledged), &(back, self.pledged.0))
    }

    /// What pledges restore of a slash: each pool its part of what is left, rounded down, and the active assets the rest.
    fn restore(&mut self, slash: &Slash, pledged: u64) {
        let (mut left, mut of) = (pledged, slash.stake);
        for (place, taken) in slash.exiting.iter().enumerate() {
            let epoch = slash.epoch + place as u64;
            let mut part = 0;
            if let Some((pools, _)) = self.buckets.get_mut(&epoch) {
                for (pool, lost) in pools.iter_mut().zip(taken).filter(|(_, lost)| **lost > 0) {
                    let back = floor(left, *lost, of);
                    (left, of) = (left - back, of - lost);
                    pool.assets += back;
                    part += back;
                }
            }
            match epoch.checked_sub(self.books.epoch) {
                Some(place) => self.books.exiting[place as usize] += part,
                None => self.books.matured += part,
            }
        }
        self.books.active += left;
    }

    /// An execution: the books lost it at the proposal, and have back what was pledged.
    pub fn executed(&mut self, event: &SlashExecuted) -> Result<(), String> {
        let proposed = self.close(&event.proposal)?;
        let pledged = self.pledged.1.get(&event.proposal).copied().unwrap_or_default();
        self.pledged.0 -= pledged;
        same(event.number, "what is restored", &(event.pledged, event.vault_pledged), &(pledged, self.pledged.0))?;
        self.restore(&proposed.slash, pledged);
        let told = (event.stake, event.burned, event.owed);
        same(event.number, "what it hands out", &told, &(proposed.slash.stake, proposed.burn, proposed.owed))?;
        for (waits, owed) in event.waiting.iter().zip(event.owed) {
            if *waits != 0 && *waits != owed {
                return Err(format!("number {}: a part waits in part", event.number));
            }
        }
        self.unpaid += event.waiting.iter().sum::<u64>();
        self.owed.insert(event.proposal, event.waiting);
        let mut delegation = event.delegation_before.clone();
        close_slash(&mut delegation, &proposed.slash, event.time);
        same(event.number, "the delegation", &event.delegation_after, &delegation)
    }
}

/// A slash is open no more.
fn close_slash(delegation: &mut Delegation, slash: &Slash, time: i64) {
    delegation.open_slashes -= 1;
    delegation.contested -= slash.magnitude;
    if delegation.open_slashes == 0 {
        delegation.open_until = time;
    }
    restart(delegation);
}

/// With nothing allocated and no slash open, the magnitude starts again.
fn restart(delegation: &mut Delegation) {
    if delegation.allocated == 0 && delegation.open_slashes == 0 {
        delegation.magnitude = UNITS;
    }
}
