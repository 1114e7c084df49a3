//! What is true of a vault and all around it after every step, and at the end of a life.

use ledger::state::books::{Books, UNITS, VIRTUAL};
use ledger::state::exit_bucket::{Bucket, POOLS};
use ledger::state::vault::VaultLedger;

use super::op::{Amount, Min, OWNERS, Op, Wait};
use super::{Truth, World, wide};
use crate::{hold, same};

/// The figures of `(A+V, N+V)`, widened.
fn virtual_rate(books: &Books) -> (u128, u128) {
    (u128::from(books.active) + u128::from(VIRTUAL), u128::from(books.supply) + u128::from(VIRTUAL))
}

/// An instant exit moves no delegated unit, and none of them is worth less for it; by rounding, all units together are
/// worth at most as much more as one unit more would have taken away.
pub fn delegated_stands(before: &Books, after: &Books) -> Truth {
    same!(after.units - after.idle, before.units - before.idle, "the delegated units");
    let (old, new) = (wide::stake(before), wide::stake(after));
    let (old_units, units) = (u128::from(before.units), u128::from(after.units));
    hold!(new * old_units >= old * units, "a unit fell from {old}/{old_units} to {new}/{units}");
    hold!(new * old_units < old * (units + 1), "a unit rose from {old}/{old_units} to {new}/{units}");
    Ok(())
}

/// No share is worth less after a step but by a slash.
fn check_rate(op: Op, old: &VaultLedger, new: &VaultLedger) -> Truth {
    let (before, after) = (&old.books, &new.books);
    let ((old_assets, old_shares), (assets, shares)) = (virtual_rate(before), virtual_rate(after));
    let fell = assets * old_shares < old_assets * shares;
    hold!(!fell || matches!(op, Op::Propose { .. }), "the rate fell from {before:?} to {after:?}");
    // With what may come back, it falls only where something no longer may.
    let (old_hope, hope) = (u128::from(old.contested), u128::from(new.contested));
    let fell = (assets + hope) * old_shares < (old_assets + old_hope) * shares;
    hold!(!fell || matches!(op, Op::Execute { .. }), "the hoped rate fell from {before:?} to {after:?}");
    let leaves = matches!(op, Op::Request { .. } | Op::ExitInstantly { .. });
    if leaves && before.active < before.supply {
        let [old, old_supply, new, supply] = [before.active, before.supply, after.active, after.supply].map(u128::from);
        hold!(new * old_supply >= old * supply, "a leaver took from those who stay: {before:?} to {after:?}");
    }
    Ok(())
}

impl World {
    pub(super) fn check(&self, op: Op, before: &VaultLedger) -> Truth {
        // The books as of now: `advance` is all that time does to them.
        let vault = self.at_now();
        let mut advanced = self.vault;
        same!(advanced.advance(self.now), self.now.max(self.start_of(vault.books.epoch as i64)), "the time to go by");
        same!(advanced, vault, "what time does to the vault");
        let books = &vault.books;

        vault.invariant()?;
        self.vault.invariant()?;
        same!(wide::owed(&vault), u128::from(self.tokens), "what is owed, and the tokens");
        same!(wide::owed(&self.vault), u128::from(self.tokens), "what was owed, and the tokens");
        self.check_income()?;
        let taken =
            |of: fn(&ledger::state::slash::Slash) -> u64| self.slashes.iter().map(|open| of(&open.slash)).sum::<u64>();
        same!(self.vault.escrowed, taken(|slash| slash.stake), "what open slashes took");
        same!(self.vault.contested, taken(|slash| slash.active), "what open slashes took from the active assets");
        same!(self.vault.unpaid, self.unpaid, "what executed slashes have in escrow");
        same!(self.vault.in_escrow(), Ok(self.escrow), "what is in escrow, and the tokens");
        let open: u64 = self.slashes.iter().flat_map(|open| open.pledges).sum();
        same!(self.vault.pledged, open + self.refunds.iter().sum::<u64>(), "what is pledged");
        same!(self.vault.pledged, self.pledged, "what is pledged, and the tokens");
        let held = u128::from(self.tokens) + u128::from(self.escrow) + u128::from(self.pledged);
        same!(self.vault.held().map(u128::from), Ok(held), "what is held, and the tokens");
        same!(self.paid_in, self.paid_out + self.distributed + held, "all that came in");
        same!(self.shares.iter().sum::<u64>() + self.burnt, books.supply, "the supply");
        let seen = (self.seen - vault.genesis) as u64 / vault.epoch_seconds;
        same!(self.vault.books.epoch, seen, "the epoch of the latest transition");

        let live = |epoch| self.buckets.get(&epoch).map_or(0, Bucket::assets);
        same!(books.exiting, [live(books.epoch), live(books.epoch + 1)], "the live buckets");
        let matured = self.buckets.range(..books.epoch).map(|(_, bucket)| bucket.assets() - bucket.claimed).sum();
        same!(books.matured, matured, "the matured buckets");
        self.check_buckets()?;
        self.check_tickets()?;
        if !self.tally.delegated {
            same!((books.units, books.idle), (UNITS, UNITS), "the units of a vault that never delegated");
        }
        check_rate(op, before, &self.vault)?;
        // What time has released is no part of what a step does.
        check_rate(op, &self.at(before), &vault)
    }

    fn check_buckets(&self) -> Truth {
        for (epoch, bucket) in &self.buckets {
            bucket.invariant()?;
            same!(bucket.epoch, *epoch, "the bucket's epoch");
            let of_it = || self.tickets.iter().filter(|held| held.ticket.epoch == *epoch);
            same!(bucket.tickets, of_it().count() as u64, "a bucket's tickets");
            let (mut shares, mut contested) = (self.closed.get(epoch).copied().unwrap_or_default(), [0; POOLS]);
            of_it().for_each(|held| shares[held.ticket.pool as usize] += held.ticket.shares);
            for open in &self.slashes {
                let parts =
                    epoch.checked_sub(open.slash.epoch).and_then(|place| open.slash.exiting.get(place as usize));
                for (sum, part) in contested.iter_mut().zip(parts.unwrap_or(&[0; POOLS])) {
                    *sum += part;
                }
            }
            same!(bucket.pools.map(|pool| pool.shares), shares, "the shares of a bucket's pools");
            same!(bucket.pools.map(|pool| pool.contested), contested, "what open slashes took from a bucket's pools");
            for pool in &bucket.pools {
                let most = u128::from(pool.assets) + u128::from(pool.contested);
                hold!(most <= pool.shares.into(), "a share could come to more than an asset: {bucket:?}");
            }
        }
        Ok(())
    }

    /// From the clock alone: every ticket can be claimed from its second on, and not before.
    fn check_tickets(&self) -> Truth {
        let seen = self.seen.max(self.now);
        for held in &self.tickets {
            let (mut vault, mut ticket) = (self.vault, held.ticket);
            let mut bucket = self.buckets[&ticket.epoch];
            let first = vault.genesis + (ticket.epoch as i64 + 1) * vault.epoch_seconds as i64;
            hold!(ticket.shares > 0, "a spent ticket is held");
            let claim = vault.claim_exit(&mut bucket, &mut ticket, self.now);
            let claimable =
                seen >= first && (!wide::is_contested(&bucket, &held.ticket) || ticket.paid > held.ticket.paid);
            hold!(claim.is_ok() == claimable, "{:?} is claimable from {first}: {claim:?}", held.ticket);
        }
        Ok(())
    }

    /// Everyone leaves: every slash ends, every ticket is claimed, every bucket closes. What is left has no owner, or
    /// is worth less than a unit to its owners.
    pub fn drain(&mut self) -> Truth {
        while !self.slashes.is_empty() {
            self.luck = self.luck.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let pick = (self.luck >> 33) as usize;
            self.step(if self.luck >> 63 == 0 { Op::Veto { pick } } else { Op::Execute { pick } })?;
        }
        self.now = self.now.max(self.seen);
        self.step(Op::PayOut { assets: Amount::Whole })?;
        while !self.refunds.is_empty() {
            self.step(Op::WithdrawPledge { pick: 0 })?;
        }
        self.empty_buckets()?;

        // In every other life, all streams are over when they leave.
        if self.luck.is_multiple_of(2) {
            self.step(Op::Wait { wait: Wait::Streamed(0) })?;
        }
        if let Some(term) = self.term.filter(|_| self.is_held()) {
            self.now = term.opens;
        }
        let (start, mut exits) = (self.at_now(), 0);
        if self.luck.is_multiple_of(2) && start.books.supply > 0 {
            same!(start.stream.left, 0, "what is to come out at the end of a stream");
        }
        for who in 0..OWNERS {
            let tickets = self.tickets.len();
            self.step(Op::Request { who, shares: Amount::Whole, min: Min::None, bucket: 0 })?;
            exits += self.tickets.len() - tickets;
            // In a new bucket only a part worth less than a unit cannot leave.
            let (wide, books) = (u128::from(self.shares[who]), &self.vault.books);
            let worth = wide * u128::from(books.active) / u128::from(books.supply).max(1);
            hold!(worth == 0, "{who} could not leave with {wide} shares: {books:?}");
        }
        self.empty_buckets()?;
        self.collect_all()?;

        let VaultLedger { books, stream, .. } = self.rolled();
        same!((self.tickets.len(), self.buckets.len()), (0, 0), "tickets and buckets at the end");
        let left = u128::from(books.active) + u128::from(stream.left);
        same!(left, self.paid_in - self.paid_out - self.distributed, "what is left at the end");
        same!((self.escrow, self.vault.escrowed, self.vault.contested), (0, 0, 0), "the escrow at the end");
        same!((self.pledged, self.vault.pledged), (0, 0), "the pledges at the end");
        same!(left, u128::from(self.tokens), "the tokens at the end");
        // Each exit leaves less than one unit behind by its rounding, and each claim as well. Beyond that is left what
        // belonged to the shares that could not leave, and to the virtual ones.
        let came = start.stream.left - stream.left;
        hold!(came == 0 || books.supply > 0, "{came} came out while nobody had a share");
        let (left, supply) = (u128::from(books.active - came), u128::from(books.supply));
        let start = start.books;
        let (assets, shares) = virtual_rate(&start);
        let rest = if start.active < start.supply {
            u128::from(start.active) * supply / u128::from(start.supply)
        } else {
            (supply + u128::from(VIRTUAL)) * assets / shares - u128::from(VIRTUAL)
        };
        let dust = 2 * exits as u128 + 1;
        hold!(left <= rest + dust, "{left} left at the end, and not {rest} and a dust of {dust}: {start:?}");
        Ok(())
    }

    fn empty_buckets(&mut self) -> Truth {
        for _ in 0..2 {
            self.step(Op::Wait { wait: Wait::Boundary(0) })?;
        }
        while !self.tickets.is_empty() {
            self.step(Op::Claim { pick: 0, oldest: true })?;
        }
        while !self.buckets.is_empty() {
            self.step(Op::CloseBucket { pick: 0 })?;
        }
        Ok(())
    }
}
