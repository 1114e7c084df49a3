//! The ledger's own transitions, each against what it must come to: a flow and a whole vault, or a refusal and nothing.

use ledger::state::exit_bucket::{Bucket, Pool};
use ledger::state::exit_ticket::Ticket;
use ledger::transition::deposit::Deposit;
use ledger::transition::exit::Claim;
use ledger::transition::flow::Flow;
use ledger::transition::instant_exit::InstantExit;

use super::op::{Min, Terms};
use super::wide::AtOnce;
use super::{Held, Truth, World, truth, wide};
use crate::{hold, same};

/// The most that a request may be refused for as too little for any of its bucket's pools.
const DUST: u64 = 1;

impl World {
    pub(super) fn deposit(&mut self, who: usize, assets: u64, min: Min) -> Truth {
        // Nobody has tokens beyond the mint's supply, which is told in 64 bits as well. More than that only a vault without
        // any is asked to take.
        let here = self.tokens.saturating_add(self.escrow).saturating_add(self.pledged);
        let assets = if self.unpaid > 0 || self.pledged > 0 { assets.min(u64::MAX - here) } else { assets };
        let mut wanted = self.rolled();
        let comes_to = wide::deposit(&wanted, assets, self.fees.deposit.at(self.clock()));
        let (min, met) = min.of(comes_to.map(|(shares, _)| shares));
        let comes_to = comes_to.filter(|_| met && !self.is_running());
        let rates = self.vault.rates_at(self.now, self.now).map_err(|no| format!("no rates: {no:?}"))?;
        let result = self.vault.deposit(assets, min, self.now);
        hold!(rates.entering.is_some() || result.is_err(), "somebody entered where there was no rate");
        self.note("deposit", result.is_ok(), || format!("{who} deposits {assets} for {min} or more: {result:?}"));
        self.tally.refusal(&result);
        if let Some((shares, fee)) = comes_to {
            same!(rates.shares_for(assets), Ok(shares), "the shares that the rates told of");
            wanted.books.active += assets - fee;
            wanted.books.supply += shares;
            wanted.fees_owed.vault += fee;
            self.shares[who] += shares;
            self.pay_in(assets);
            if fee > 0 {
                self.tally.saw("a deposit that is charged");
            }
        }
        let deposit =
            |(shares, fee)| Deposit { flow: Flow { assets_in: assets, shares_minted: shares, ..Flow::default() }, fee };
        same!(result.ok(), comes_to.map(deposit), "what a deposit does");
        same!(self.vault, wanted, "the vault after a deposit");
        Ok(())
    }

    pub(super) fn request(&mut self, who: usize, shares: u64, min: Min, off: i8) -> Truth {
        let mut wanted = self.rolled();
        let epoch = (wanted.books.epoch + 1).saturating_add_signed(off.into());
        let mut bucket = self.buckets.get(&epoch).copied().unwrap_or(Bucket::new(epoch));
        let mut wanted_bucket = bucket;
        // Of the shares that nobody has, the program never hears.
        let shares = if shares > self.shares[who] { wanted.books.supply.saturating_add(1) } else { shares };
        let fee_bps = self.fees.exit.at(self.clock());
        let comes_to = wide::request(&wanted, &bucket, shares, fee_bps);
        let (min, met) = min.of(comes_to.map(|leave| leave.least));
        let held = self.is_held();
        let comes_to = comes_to.filter(|_| met && !held);
        let worth = wide::assets_for(&wanted.books, shares).filter(|_| met && epoch == wanted.books.epoch + 1);
        let wiped = bucket.pools.map(|pool| wide::is_wiped(&pool));

        let told = self.vault.rates_at(self.now, self.now).and_then(|rates| rates.assets_for(shares));
        let result = self.vault.request_exit(&mut bucket, shares, min, self.now);
        self.note("request", result.is_ok(), || {
            format!("{who} asks to leave with {shares} shares into bucket {epoch} for {min} or more: {result:?}")
        });
        self.tally.refusal(&result);
        if let Some(wide::Leave { assets, pool, part, .. }) = comes_to {
            same!(told, Ok(assets - wide::fee(assets, fee_bps)), "the assets that the rates told of");
            wanted.books.active -= assets;
            wanted.books.supply -= shares;
            wanted.books.exiting[1] += assets;
            let wanted_pool = &mut wanted_bucket.pools[pool];
            wanted_pool.assets += assets;
            wanted_pool.shares += part;
            wanted_bucket.tickets += 1;
            self.shares[who] -= shares;
            let Ok(exit) = result else { return Err(format!("a request was refused: {result:?}")) };
            let ticket = Ticket { epoch, shares: part, paid: 0, pool: pool as u64, fee_bps };
            same!((exit.assets, exit.ticket), (assets, ticket), "what was asked for");
            same!(exit.flow, Flow { shares_burned: shares, ..Flow::default() }, "the request's flow");
            let apart = wanted_bucket.pools[pool].contested == 0;
            if wiped[pool] {
                self.tally.saw("a request into a pool that slashes emptied");
            }
            self.tally.saw(match (apart, pool) {
                (true, 0) => "a request into the first pool",
                (true, _) => "a request into a pool of its own",
                (false, _) => "a request beside open slashes in every pool",
            });
            self.tickets.push(Held { owner: who, ticket, born: self.turn, apart });
            self.buckets.insert(epoch, bucket);
            self.check_delay(&ticket)?;
        } else {
            hold!(result.is_err(), "a request was not refused");
            // After any slashes by others, every holder of more than dust can leave.
            let dust = worth.is_none_or(|worth| worth <= DUST);
            // At a price of almost nothing, no pool has room for as many shares.
            let full = |pool: &Pool| {
                let (shares, whole) = (u128::from(pool.shares), u128::from((pool.assets + pool.contested).max(1)));
                let part = if shares == 0 { 0 } else { u128::from(worth.unwrap_or(0)) * shares / whole };
                part + shares > u128::from(u64::MAX)
            };
            hold!(
                dust || held || bucket.pools.iter().all(full),
                "a request of {worth:?} was refused beside {bucket:?}: {result:?}"
            );
        }
        same!(self.vault, wanted, "the vault after a request");
        same!(bucket, wanted_bucket, "the bucket after a request");
        Ok(())
    }

    /// Slashable for one whole epoch, claimable within two: from now as from when the books last looked at the clock.
    fn check_delay(&self, ticket: &Ticket) -> Truth {
        let (claimable, epoch) = (self.vault.claimable_at(ticket.epoch), self.vault.epoch_seconds as i64);
        let delay = claimable - self.seen;
        hold!(delay > epoch && delay <= 2 * epoch, "claimable {delay} seconds after its request");
        for (now, matured) in [(claimable - 1, false), (claimable, true)] {
            let (mut vault, mut bucket, mut ticket) = (self.vault, self.buckets[&ticket.epoch], *ticket);
            let claimed = vault.claim_exit(&mut bucket, &mut ticket, now).is_ok();
            // A slash that is open can leave nothing to claim for now.
            let contested = wide::is_contested(&bucket, &ticket);
            hold!(claimed == matured || contested, "claimed: {claimed}, matured: {matured}");
            same!(vault.books.exiting[0] == 0, matured, "what a slash could still reach");
        }
        Ok(())
    }

    pub(super) fn cancel(&mut self, pick: usize, min: Min) -> Truth {
        let Some(pick) = pick.checked_rem(self.tickets.len()) else { return Ok(()) };
        let (mut wanted, held) = (self.rolled(), &self.tickets[pick]);
        let (who, mut ticket, mut bucket) = (held.owner, held.ticket, self.buckets[&held.ticket.epoch]);
        let (mut wanted_ticket, mut wanted_bucket) = (ticket, bucket);
        let comes_to = wide::cancel(&wanted, &bucket, &ticket);
        let (min, met) = min.of(comes_to.map(|(_, shares)| shares));
        let comes_to = comes_to.filter(|_| met);

        let result = self.vault.cancel_exit(&mut bucket, &mut ticket, min, self.now);
        self.note("cancel", result.is_ok(), || {
            format!("{who} cancels {wanted_ticket:?} for {min} or more: {result:?}")
        });
        self.tally.refusal(&result);
        if let Some((assets, shares)) = comes_to {
            wanted.books.exiting[(ticket.epoch - wanted.books.epoch) as usize] -= assets;
            wanted.books.active += assets;
            wanted.books.supply += shares;
            let pool = &mut wanted_bucket.pools[ticket.pool as usize];
            pool.assets -= assets;
            pool.shares -= wanted_ticket.shares;
            wanted_bucket.tickets -= 1;
            if self.is_held() {
                self.tally.saw("a ticket canceled inside a term");
            }
            if wanted_bucket.contested() > 0 {
                self.tally.saw("a ticket canceled beside a slashed pool");
            }
            wanted_ticket.shares = 0;
            self.shares[who] += shares;
            self.tickets.remove(pick);
        }
        let flow = |(_, shares)| Flow { shares_minted: shares, ..Flow::default() };
        same!(result.ok(), comes_to.map(flow), "the cancel's flow");
        same!(self.vault, wanted, "the vault after a cancel");
        same!((bucket, ticket), (wanted_bucket, wanted_ticket), "bucket and ticket after a cancel");
        self.buckets.insert(bucket.epoch, bucket);
        Ok(())
    }

    pub(super) fn claim(&mut self, pick: usize) -> Truth {
        let Some(pick) = pick.checked_rem(self.tickets.len()) else { return Ok(()) };
        let (mut wanted, held) = (self.rolled(), &self.tickets[pick]);
        let (who, mut ticket, mut bucket) = (held.owner, held.ticket, self.buckets[&held.ticket.epoch]);
        let (mut wanted_ticket, mut wanted_bucket) = (ticket, bucket);
        let pays = wide::claim(&wanted, &bucket, &ticket);
        let closes = !wide::is_contested(&bucket, &ticket);

        let result = self.vault.claim_exit(&mut bucket, &mut ticket, self.now);
        self.note("claim", result.is_ok(), || format!("{who} claims {wanted_ticket:?}: {result:?}"));
        self.tally.refusal(&result);
        if let Some((due, fee)) = pays {
            if wanted_ticket.paid > 0 && due > 0 {
                self.tally.saw("claimed again after a veto");
                if fee > 0 {
                    self.tally.saw("charged again after a veto");
                }
                if fee < wide::fee(due, ticket.fee_bps) {
                    self.tally.saw("charged less again than by itself");
                }
            }
            if due > 0 && ticket.fee_bps != self.fees.exit.at(self.clock()) {
                self.tally.saw("a ticket that pays at an older fee");
            }
            if due == 1 && ticket.fee_bps > 0 && wanted_ticket.paid == 0 {
                self.tally.saw("a ticket's one unit, not charged");
            }
            wanted.books.matured -= due;
            wanted.fees_owed.vault += fee;
            wanted_bucket.claimed += due;
            wanted_ticket.paid += due;
            if closes {
                self.closed.entry(ticket.epoch).or_default()[ticket.pool as usize] += wanted_ticket.shares;
                wanted_bucket.tickets -= 1;
                wanted_ticket.shares = 0;
                self.tickets.remove(pick);
            } else {
                self.tickets[pick].ticket = ticket;
            }
            self.pay_out(due - fee)?;
        }
        let claim = |(due, fee)| Claim { flow: Flow { assets_out: due - fee, ..Flow::default() }, fee, closes };
        same!(result.ok(), pays.map(claim), "what a claim does");
        same!(self.vault, wanted, "the vault after a claim");
        same!((bucket, ticket), (wanted_bucket, wanted_ticket), "bucket and ticket after a claim");
        self.buckets.insert(bucket.epoch, bucket);
        Ok(())
    }

    pub(super) fn close_bucket(&mut self, pick: usize) -> Truth {
        let Some(pick) = pick.checked_rem(self.buckets.len()) else { return Ok(()) };
        let mut wanted = self.rolled();
        let (&epoch, &before) = self.buckets.iter().nth(pick).unwrap();
        let (mut bucket, closes) = (before, before.tickets == 0);

        let result = self.vault.close_bucket(&mut bucket, self.now);
        self.note("close bucket", result.is_ok(), || format!("bucket {epoch} closes: {result:?}"));
        self.tally.refusal(&result);
        let mut dust = None;
        if closes {
            // Nothing can be left in a bucket before it has matured: its last ticket took all of it.
            let left = before.assets() - before.claimed;
            hold!(left == 0 || epoch < wanted.books.epoch, "{left} left in a live bucket");
            wanted.books.active += left;
            wanted.books.matured -= left;
            dust = Some(left);
            self.buckets.remove(&epoch);
            self.closed.remove(&epoch);
        }
        same!(result.ok(), dust, "what a closed bucket leaves");
        same!(bucket, if closes { Bucket::new(epoch) } else { before }, "the bucket after closing");
        same!(self.vault, wanted, "the vault after closing a bucket");
        Ok(())
    }

    pub(super) fn instant(&mut self, who: usize, shares: u64, min: Min) -> Truth {
        let mut wanted = self.rolled();
        let shares = if shares > self.shares[who] { wanted.books.supply.saturating_add(1) } else { shares };
        let now = self.clock();
        let (mut allowance, mut filled) = (self.allowance, wanted);
        allowance.refill(&mut filled.instant_allowance, now);
        let charges = [self.instant_fee.at(now), self.fees.exit.at(now)];
        let comes_to = wide::instant(&filled, shares, charges, now);
        let (min, met) = min.of(comes_to.map(|exit| exit.paid()));
        let comes_to = comes_to.filter(|_| met && !self.is_held());

        let result = self.vault.exit_instantly(shares, min, self.now);
        self.note("exit instantly", result.is_ok(), || {
            format!("{who} leaves at once with {shares} shares for {min} or more: {result:?}")
        });
        self.tally.refusal(&result);
        let mut exit = None;
        if let Some(comes_to) = comes_to {
            let AtOnce { assets, fee, exit_fee, units } = comes_to;
            let before = wanted.books;
            wanted.books.active -= comes_to.taken();
            wanted.fees_owed.vault += exit_fee;
            wanted.books.supply -= shares;
            wanted.books.units -= units;
            wanted.books.idle -= units;
            if wanted.books.idle == wanted.books.units {
                (wanted.books.units, wanted.books.idle) = (ledger::state::books::UNITS, ledger::state::books::UNITS);
            } else {
                truth::delegated_stands(&before, &wanted.books)?;
                self.tally.saw("instant exit beside delegated units");
            }
            (self.allowance, wanted.instant_allowance) = (allowance, filled.instant_allowance);
            wanted.instant_allowance.used += assets;
            self.shares[who] -= shares;
            self.pay_out(comes_to.paid())?;
            if fee > 0 && exit_fee > 0 {
                self.tally.saw("an instant exit that pays both fees");
            }
            let flow = Flow { shares_burned: shares, assets_out: comes_to.paid(), ..Flow::default() };
            exit = Some(InstantExit { flow, fee, exit_fee, units });
        }
        same!(result.ok(), exit, "what an instant exit does");
        same!(self.vault, wanted, "the vault after an instant exit");
        Ok(())
    }

    pub(super) fn set_limits(&mut self, terms: Terms) -> Truth {
        let (before, limits) = (self.rolled(), terms.over(self.scale));
        let fits =
            limits.instant_fee_bps <= 1_000 && limits.instant_capacity <= 1 << 62 && limits.instant_refill_seconds > 0;
        let result = self.vault.set_limits(limits, self.now);
        self.note("set limits", result.is_ok(), || format!("{limits:?}: {result:?}"));
        self.tally.refusal(&result);
        same!(result.is_ok(), fits, "whether these limits are in bounds");
        if !fits {
            same!(self.vault, before, "the vault after refused limits");
            return Ok(());
        }
        let (now, due) = (self.clock(), self.due_now());
        self.instant_fee.observe(before.instant_fee_bps.at(now), due.epoch, "the instant-exit fee")?;
        let rises = limits.instant_fee_bps != self.instant_fee.last() || self.allowance.frees_more(&limits);
        self.instant_fee.announce_late(limits.instant_fee_bps, now, due);
        let mut wanted = before;
        self.allowance.refill(&mut wanted.instant_allowance, now);
        self.allowance.resize(&mut wanted.instant_allowance, &limits, due.rise);
        wanted.instant_fee_bps = self.vault.instant_fee_bps;
        wanted.deposit_cap = limits.deposit_cap;
        wanted.risk_version += u64::from(rises);
        same!(self.vault, wanted, "the vault after new limits");
        same!(self.vault.deposit_cap, limits.deposit_cap, "the cap");
        same!(self.vault.books, before.books, "the books after new limits");
        Ok(())
    }
}
