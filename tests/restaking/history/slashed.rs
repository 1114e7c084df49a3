//! A slash, recomputed from what was before it: d, δ and s, where each part came from, who gets what, and what a veto gives
//! back. Written from DESIGN.md, and not from the ledger.

use restaking_client::{
    Allocation, Cut, Delayed, Delegation, Losses, Pool, Slash, SlashExecuted, SlashProposed, SlashVetoed,
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
fn take(value: &mut Delayed, lowered: u64, have: u64, by: u64) -> Cut {
    let (rest, before) = (have - by, value.clone());
    value.next = if value.next > value.current {
        rest + (value.next - value.current)
    } else if have == 0 {
        0
    } else {
        ceil(value.next.min(have), rest, have)
    };
    value.current = rest;
    let effective = before.effective;
    Cut { current: before.current - rest, next: before.next - value.next, lowered, effective }
}

/// Gives back what a cut took, of which `current` and `next` are due; nothing where the value's owner lowered it since. Where a
/// change was pending then and counts by now, only what that lost.
fn give(value: &mut Delayed, cut: &Cut, [current, next]: [u64; 2], lowered: u64, most: u64, time: i64) {
    if lowered == cut.lowered {
        value.current += if time < cut.effective { current } else { next }.min(most);
        value.next += next.min(most);
    }
}

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
        let left = |losses: &Losses, [incident, epoch]: [u64; 2]| {
            let room = floor(losses.base, epoch, 10_000).saturating_sub(losses.lost);
            // The whole is no limit for an epoch.
            floor(base, incident, 10_000).min(if epoch == 10_000 { u64::MAX } else { room })
        };
        // The vault lets each NCN take all, and all together no more than its breaker.
        let limit = left(&all, self.breaker).min(left(&own, [10_000; 2]));
        let measure = |d| (d, ceil(u, d, whole), floor(base, ceil(u, d, whole), self.books.units));
        let asked = measure(ceil(m, event.fraction, UNITS));
        let within = || measure(floor(ceil(limit + 1, self.books.units, base) - 1, whole, u));
        let (d, units, s) = if asked.2 <= limit { asked } else { within() };
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
        slash.allocated = delegation.allocated;
        slash.units = take(&mut delegation.units, delegation.lowered, u, units);
        let held = reserved(&allocation.magnitude);
        slash.part = take(&mut allocation.magnitude, allocation.lowered, m, d);
        delegation.magnitude -= d;
        delegation.allocated -= held - reserved(&allocation.magnitude);
        delegation.open_slashes += 1;
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
        same(number, "the slash", &event.slash, &slash)?;

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
            (_, 0) => slash.units.current,
            _ => floor(self.books.units, live, before),
        };
        let held = reserved(&delegation.units);
        let due = [worth, floor(slash.units.next, worth, slash.units.current)];
        let lowered = delegation.lowered;
        give(&mut delegation.units, &slash.units, due, lowered, u64::MAX, event.time);
        self.books.units += worth;
        self.books.idle += worth - (reserved(&delegation.units) - held);
        self.rescale();

        delegation.magnitude += slash.magnitude;
        let most = (delegation.magnitude * self.leverage).max(slash.allocated);
        let free = most.saturating_sub(delegation.allocated);
        let (held, lowered) = (reserved(&allocation.magnitude), allocation.lowered);
        let due = [slash.part.current, slash.part.next];
        give(&mut allocation.magnitude, &slash.part, due, lowered, free, event.time);
        delegation.allocated += reserved(&allocation.magnitude) - held;
        delegation.open_slashes -= 1;
        restart(&mut delegation);
        allocation.open_slashes -= 1;
        same(number, "the delegation", &event.delegation_after, &delegation)?;
        same(number, "the allocation", &event.allocation_after, &allocation)?;
        if self.losses.0.epoch == slash.epoch {
            self.losses.0.lost -= slash.stake;
        }
        same(number, "the losses", &event.vault_losses, &self.losses.0)
    }

    /// An execution: the books lost it at the proposal.
    pub fn executed(&mut self, event: &SlashExecuted) -> Result<(), String> {
        let proposed = self.close(&event.proposal)?;
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
        delegation.open_slashes -= 1;
        restart(&mut delegation);
        same(event.number, "the delegation", &event.delegation_after, &delegation)
    }
}

/// With nothing allocated and no slash open, the magnitude starts again.
fn restart(delegation: &mut Delegation) {
    if delegation.allocated == 0 && delegation.open_slashes == 0 {
        delegation.magnitude = UNITS;
    }
}
