//! What a slash, its veto and its execution must leave alone, with any figures.

use std::array::from_fn;

use ledger::state::books::{Books, UNITS};
use ledger::state::delegation::Delegation;
use ledger::state::slash::Slash;
use ledger::state::vault::VaultLedger;

use super::exposure::{Operator, Service};
use super::op::{OPERATORS, Op, SERVICES};
use super::slashes::{OpenSlash, Reach};
use super::{Truth, World, wide};
use crate::{hold, same};

/// Whether vetoes in any order give shared stake all of it back. Of three slashes, or of two where an executed one has left
/// more than the leverage, the ledger omits some of a later one's part where an earlier one's came back first: it uses the
/// allocation before the later one. Make this true when it no longer does.
const WHOLE_IN_ANY_ORDER: bool = false;

pub type Slashable = [[u64; SERVICES]; OPERATORS];

/// What `units` are worth at the most of `stake` assets behind `all` units, rounded up.
fn price(stake: u128, all: u64) -> u64 {
    u64::try_from(stake.div_ceil(all.into())).unwrap()
}

impl World {
    /// The worth of every ticket.
    pub(super) fn worths(&self) -> Vec<u64> {
        self.tickets.iter().map(|held| wide::worth(&self.buckets[&held.ticket.epoch], &held.ticket)).collect()
    }

    /// After a slash of `by` by `to`, that left `left` of the units: no other operator has less, nor more than a unit by
    /// rounding. The operator has less by what was taken. At leverage 1 its other services lose no more than a unit of the
    /// vault is worth.
    pub(super) fn check_others(
        &mut self,
        [by, to]: [usize; 2],
        (units, all): (u64, u128),
        left: u64,
        (stood, stakes): (&Slashable, &[u64; OPERATORS]),
        fraction: u64,
    ) -> Truth {
        let taken = self.slashes.last().unwrap().slash.stake;
        let rest = all - u128::from(taken);
        let most = if left > 0 { price(rest, left) } else { price(all, units) };
        let unique = self.steady && self.leverage.at(self.clock()) == 1;
        let (now, stakes_now) = (self.slashable(), self.stakes());
        for other in 0..OPERATORS {
            let (old, new) = (stakes[other], stakes_now[other]);
            if other == by {
                let lost = i128::from(old) - i128::from(new) - i128::from(taken);
                hold!(lost.abs() <= 2, "a slash of {taken} took {old} to {new}");
            } else {
                hold!(new == old || new == old + 1, "{other} went from {old} to {new} by a slash of {by}");
            }
            for service in 0..SERVICES {
                let (old, new) = (stood[other][service], now[other][service]);
                if other != by {
                    hold!(new == old || new == old + 1, "{service} of {other}: {old} became {new} by a slash of {by}");
                } else if service != to && unique {
                    // What a slash rounds up of M is its other services': of a worn one, it is much.
                    let whole = self.operators[by].delegation.magnitude.max(1);
                    let more = 1 + new.div_ceil(whole).saturating_mul(2);
                    let stands = new <= old.saturating_add(more) && old.saturating_sub(new) <= most;
                    hold!(stands, "{service} of {by}: {old} became {new} by a slash by {to}, and not {most} less");
                }
            }
        }
        let had = stood[by][to];
        // The fraction of what was slashable, and the worth of a unit.
        let asked = (u128::from(had) + 1) * u128::from(fraction) / u128::from(UNITS);
        let most = asked + 1 + u128::from(price(all, units));
        hold!(u128::from(taken) <= most, "{taken} taken of {had} by a slash of {fraction}");
        Ok(())
    }

    /// A slash that is vetoed at once was nothing: the vault, its holders and its tickets are as before. The operator and
    /// its services have no more than before, and less by no more than the roundings of s and of the units that it got
    /// back: an asset each, and what one of the units that the slash left is worth. Others have as much more at the most.
    /// Executed at once, it pays out what it took, and nothing else changes.
    pub(super) fn undone(
        &mut self,
        after: &Reach,
        slash: &Slash,
        (vault, operator): &(VaultLedger, Operator),
        [by, to]: [usize; 2],
        left: u64,
    ) -> Truth {
        let (now, time) = (self.now, self.clock());
        let mut executed = *after;
        let result = executed.with(|vault, target| vault.execute_slash(target, slash, 0, now));
        same!(result, Ok(()), "an execution at once");
        let (contested, escrowed, unpaid) = (vault.contested, vault.escrowed, vault.unpaid + slash.stake);
        let final_vault = VaultLedger { contested, escrowed, unpaid, ..after.vault };
        same!(executed.vault, final_vault, "a slash that is executed at once");

        let mut back = *after;
        let result = back.with(|vault, target| vault.veto_slash(target, slash, now));
        same!(result, Ok(()), "a veto at once");
        self.restored_is_back(after, slash, &back)?;
        let Books { units, idle, .. } = back.vault.books;
        let losses = back.vault.losses;
        let earlier = if vault.losses.epoch == losses.epoch { vault.losses.lost } else { 0 };
        same!(losses.lost, earlier, "what was lost before a slash that is vetoed at once");
        let (books, largest_units) = (Books { units, idle, ..vault.books }, back.vault.largest_units);
        hold!(back.delegation.reserved() <= largest_units, "{:?} is over the largest", back.delegation);
        let restored = VaultLedger { books, losses, largest_units, ..*vault };
        same!(back.vault, restored, "a slash that is vetoed at once");
        for bucket in back.buckets.iter().flatten() {
            same!(Some(bucket), self.buckets.get(&bucket.epoch), "a bucket of a slash that is vetoed at once");
        }

        let (all, rest) = (wide::stake(&vault.books), wide::stake(&after.vault.books));
        // The last unit has no price to speak of.
        let exact = after.delegation.units.reserved() == 0 && after.vault.books.idle == after.vault.books.units;
        let most = match left {
            _ if exact => 1 + price(all, UNITS),
            0 | 1 => all as u64,
            _ => 2 + price(rest, left - 1),
        };
        let off = |old: u64, new: u64| new <= old && old - new <= most;
        let [old, new] = [(vault, &operator.delegation), (&back.vault, &back.delegation)]
            .map(|(vault, delegation)| vault.delegated_stake(delegation, now).unwrap());
        hold!(off(old, new), "an operator's {old} came back as {new}, and not {most} less: {slash:?}");
        for (other, Operator { delegation, services, .. }) in self.operators.iter().enumerate() {
            if other != by {
                let [old, new] = [vault, &back.vault].map(|vault| vault.delegated_stake(delegation, now).unwrap());
                hold!(new >= old && new - old <= most, "{other} had {old} and has {new} by a veto: {slash:?}");
                continue;
            }
            let Delegation { units, open_from, open_until, .. } = back.delegation;
            let lowered_active = operator.units.lowered_active;
            let whole = Delegation { units, open_from, open_until, lowered_active, ..operator.delegation };
            same!(back.delegation, whole, "a delegation after a veto at once");
            let mut settled = operator.services[to].allocation;
            settled.lowered_active = operator.services[to].magnitude.lowered_active;
            settled.magnitude.settle(time);
            same!(back.allocation, settled, "an allocation after a veto at once");
            for (service, Service { allocation, .. }) in services.iter().enumerate() {
                let allocation = if service == to { &back.allocation } else { allocation };
                let before = &operator.services[service].allocation;
                // At the second of a pending change as well.
                for at in [time, before.magnitude.effective.max(time)] {
                    let [old, new] = [(before, &operator.delegation), (allocation, &back.delegation)]
                        .map(|(allocation, delegation)| allocation.magnitude_at(delegation, at));
                    same!(new, old, "m after a veto at once");
                }
                let [old, new] = [(vault, &operator.delegation, before), (&back.vault, &back.delegation, allocation)]
                    .map(|(vault, delegation, allocation)| vault.slashable_stake(delegation, allocation, now).unwrap());
                hold!(off(old, new), "{service}'s {old} came back as {new}, and not {most} less: {slash:?}");
            }
        }
        Ok(())
    }

    /// The end of a slash changes no ticket's worth but by what a veto or a pledge gives back to its pool; and nothing of it is for
    /// later requests.
    pub(super) fn check_end(&mut self, slash: &Slash, born: u64, comes_back: bool, worths: &[u64]) -> Truth {
        for (held, (old, new)) in self.tickets.iter().zip(worths.iter().zip(self.worths())) {
            let ticket = held.ticket;
            let place = ticket.epoch.checked_sub(slash.epoch).filter(|place| *place < 2);
            let part = place.map_or(0, |place| slash.exiting[place as usize][ticket.pool as usize]);
            hold!(part == 0 || held.born < born || !held.apart, "{ticket:?} asked to leave after {slash:?}");
            let stands = if comes_back && part > 0 { new >= *old } else { new == *old };
            hold!(stands, "{ticket:?} went from {old} to {new}, comes back: {comes_back}, {slash:?}");
            if part == 0 && held.born > born {
                self.tally.saw("a slash ended that a later ticket has no part in");
            }
        }
        Ok(())
    }

    /// What a veto gives back is taken from no other operator, and gives none of them more than a unit is worth; an
    /// execution changes no stake but by what pledges restore, and all units share that alike.
    pub(super) fn check_given_back(
        &mut self,
        open: &OpenSlash,
        veto: bool,
        (live, before): (u64, &Books),
        stood: &Slashable,
    ) -> Truth {
        let (OpenSlash { by, to, .. }, now) = (*open, self.slashable());
        if !veto {
            return self.check_restored(live, before, (stood, &now));
        }
        let full = self.vault.books.units == u64::MAX;
        let stake = wide::stake(before);
        for other in 0..OPERATORS {
            for service in 0..SERVICES {
                let (old, new) = (stood[other][service], now[other][service]);
                if other != by {
                    let most = if stake == 0 || full { u64::MAX } else { price(stake, before.units) };
                    hold!(new >= old && new - old <= most, "{service} of {other}: {old} became {new} by a veto");
                } else if new < old {
                    self.tally.saw(if service == to {
                        "a veto after which its service can take less"
                    } else {
                        "a veto after which another service can take less"
                    });
                }
            }
        }
        if full {
            self.tally.saw("a veto of more units than fit");
        }
        // If an operator's rise was announced, that much of what comes back is for it, regardless of the stake that it
        // stood for so far: its bound is checked where it is given. All others can take no more than just before the slash,
        // and what came since.
        let books = &self.vault.books;
        // Every slash and every veto so far may have rounded a few times by so much.
        let slack = 2 * u128::from(2 + self.rounded) * (1 + u128::from(price(wide::stake(books), books.units)));
        if full || stake == 0 {
            // Nor is a price of what had none, or has no units to be told in.
            (0..OPERATORS).for_each(|other| self.note_rise(other));
            return Ok(());
        }
        for other in (0..OPERATORS).filter(|other| !open.raised[*other]) {
            for (service, now) in now[other].into_iter().enumerate() {
                let (stood, since) = (open.stood[other][service], open.since[other][service]);
                let most = stood + since + slack;
                hold!(u128::from(now) <= most, "{now} can be taken, not {stood} as before and {since} since: {open:?}");
            }
            if other == by && self.turn > open.born + 1 {
                self.tally.saw("a veto held against what could be taken before its slash");
            }
        }
        Ok(())
    }

    /// With all its slashes vetoed, in any order, and no change announced in between, an operator and its services have
    /// what they had. Leverage may have been lowered meanwhile, and then there may be less room.
    pub(super) fn check_whole(&mut self, by: usize) -> Truth {
        let Operator { delegation, services, stood, turned, taken, .. } = &self.operators[by];
        let Some((whole, watches)) = stood.filter(|_| delegation.open_slashes == 0 && !self.leverage_fell) else {
            return Ok(());
        };
        if delegation.magnitude == UNITS && whole < UNITS {
            same!(delegation.allocated, 0, "what is allocated where M starts again");
            return Ok(());
        }
        same!(delegation.magnitude, whole, "M with all slashes vetoed");
        let time = self.clock();
        let (held, leverage) =
            (watches.iter().map(|watch| u128::from(watch.held)).sum::<u128>(), self.leverage.at(time));
        let over = held > u128::from(whole) * u128::from(leverage);
        if leverage > 1 && (over || *taken > 2) && !WHOLE_IN_ANY_ORDER {
            return Ok(());
        }
        for (service, watch) in services.iter().zip(watches) {
            for at in [time, service.magnitude.effective().max(time)] {
                let (now, old) = (service.magnitude.at(at), watch.at(at));
                same!(now.min(whole), old.min(whole), "m with all slashes vetoed");
            }
        }
        self.tally.saw(if *turned { "all vetoed out of turn, and whole" } else { "all vetoed in turn, and whole" });
        Ok(())
    }

    /// What each service could take before a slash that finds `now`, and before those that are open and may come back as well.
    pub(super) fn stood(&self, now: &Slashable) -> [[u128; SERVICES]; OPERATORS] {
        let mut stood = now.map(|services| services.map(u128::from));
        for open in &self.slashes {
            let earlier = open.stood.iter().flatten().zip(open.since.iter().flatten());
            for (most, (earlier, since)) in stood.iter_mut().flatten().zip(earlier) {
                *most = (*most).max(earlier + since);
            }
        }
        stood
    }

    /// More is announced for an operator, or for a service of it.
    pub(super) fn note_rise(&mut self, by: usize) {
        self.slashes.iter_mut().for_each(|open| open.raised[by] = true);
    }

    /// Counts what can be taken more after a step, for the vetoes to come. What came to an operator may come to any of
    /// its services by then.
    pub(super) fn count_gains(&mut self, op: Op, stakes: &[u64; OPERATORS], before: &Slashable) {
        let (stakes_now, after) = (self.stakes(), self.slashable());
        // What streams with time is not counted again where the clock runs back and on.
        let most = |one: &Slashable, other: &Slashable| from_fn(|by| from_fn(|to| one[by][to].max(other[by][to])));
        let (peak, waits) = (self.peak.unwrap_or((*stakes, *before)), matches!(op, Op::Wait { .. } | Op::Look { .. }));
        let stakes: [u64; OPERATORS] = from_fn(|by| stakes[by].max(peak.0[by]));
        let before: Slashable = most(before, &peak.1);
        self.peak = waits.then(|| (from_fn(|by| stakes[by].max(stakes_now[by])), most(&before, &after)));
        for by in 0..OPERATORS {
            let came = stakes_now[by].saturating_sub(stakes[by]);
            for to in 0..SERVICES {
                let more = after[by][to].saturating_sub(before[by][to]).max(came);
                self.slashes.iter_mut().for_each(|open| open.since[by][to] += u128::from(more));
            }
        }
    }

    /// Counts what a slash found.
    pub(super) fn saw_slash(&mut self, by: usize, to: usize, time: i64, cut: bool) {
        let (units, magnitude) = (self.operators[by].units, self.operators[by].services[to].magnitude);
        let sights = [
            (cut, "a slash that the breaker cut"),
            (self.slashes.len() >= 3, "four slashes open at once"),
            (units.rises(time), "a slash of units with a pending rise"),
            (units.falls(time), "a slash of units with a pending fall"),
            (magnitude.rises(time), "a slash of a magnitude with a pending rise"),
            (magnitude.falls(time), "a slash of a magnitude with a pending fall"),
            (self.leverage.at(time) > 1, "a slash at a leverage over 1"),
        ];
        sights.into_iter().filter(|(seen, _)| *seen).for_each(|(_, sight)| self.tally.saw(sight));
    }

    /// Counts what a slash left.
    pub(super) fn saw_loss(&mut self, slash: &Slash) {
        if self.vault.books.active == 0 && self.vault.books.supply > 0 {
            self.tally.saw("a vault insolvent");
        }
        let wiped = |(place, held): (usize, u64)| held == 0 && slash.took_from(place);
        if self.vault.books.exiting.into_iter().enumerate().any(wiped) {
            self.tally.saw("a bucket wiped");
        }
    }

    /// Counts what a veto found.
    pub(super) fn saw_veto(&mut self, books: &Books, open: &OpenSlash, live: u64, operator: &Operator, time: i64) {
        let (slash, magnitude) = (&open.slash, &operator.services[open.to].magnitude);
        let nothing = wide::stake(books) == 0;
        let sights = [
            (slash.epoch < books.epoch, "a veto in a later epoch"),
            (live == 0, "a veto of what is live no more"),
            (nothing && books.idle == books.units && live > 0, "a veto where nothing was left and all units were idle"),
            (!nothing && books.idle == books.units && live > 0, "a veto where all units were idle"),
            (nothing && books.idle < books.units && live > 0, "a veto where nothing was left behind some units"),
            (
                slash.units.next < slash.units.current && !operator.units.pends(time),
                "a veto after a pending fall has counted",
            ),
            (operator.units.lowered > slash.units.lowered, "a veto of units that were taken back since"),
            (magnitude.lowered > slash.part.lowered, "a veto of a magnitude that was taken back since"),
            (operator.units.pends(time), "a veto while a change of units pends"),
            (magnitude.pends(time), "a veto while a change of the magnitude pends"),
            (slash.part.current > slash.magnitude, "a veto of a magnitude that was over the whole"),
        ];
        sights.into_iter().filter(|(seen, _)| *seen).for_each(|(_, sight)| self.tally.saw(sight));
    }
}
