//! One step of a life: what holders, curators, keepers, sources and services may do.

use liquid_ledger::error::Rule;
use liquid_ledger::state::batch::Batch;
use liquid_ledger::state::placement::Holding;
use liquid_ledger::state::price::Rate;
use liquid_ledger::transition::swap::Leg;
use liquid_ledger::{EXITS, VIRTUAL};

use super::core::CoreVault;
use super::{Asked, DAY, KINDS, OWNERS, Pot, REPORTED, World};

impl World {
    pub fn step(&mut self) {
        match self.luck.below(100) {
            0..12 => self.deposit(),
            12..14 => self.deposit_placed(),
            14..22 => self.leave_in_kind(),
            22..31 => self.exit_instantly(),
            31..40 => self.request(),
            40..43 => self.cancel(),
            43..51 => self.fill(),
            51..57 => self.claim(),
            57..63 => self.place(),
            63..69 => self.unplace(),
            69..74 => self.collect(),
            74..76 => self.take_pot(),
            76..80 => self.slash(),
            80..84 => self.end_slash(),
            84..90 => self.pass_time(),
            90..93 => self.move_source(),
            93..94 => self.report(),
            94..96 => self.sell(),
            96..97 => self.swap(),
            97..98 => self.collect_fees(),
            98..99 => self.accept(),
            _ => self.close_batch(),
        }
        self.check();
    }

    fn deposit(&mut self) {
        let (owner, place) = (self.luck.below(OWNERS as u64) as usize, self.luck.below(KINDS as u64) as usize);
        let tokens = self.luck.amount(1 << 40);
        let values = self.touch();
        let before = self.pool;
        let result = self.pool.deposit(&values, place, tokens, 0);
        let Some(done) = self.note("deposit", &before, result) else { return };
        self.reserves[place] += tokens;
        self.shares[owner] += done.shares;
        // Who enters can take out no more than came in: in kind, which is the best way out, at the prices by which the pool counts.
        let paid = u128::from(values.prices[place].high(tokens).unwrap());
        let out = self.basket(done.shares);
        // The virtual shares count for a rate of one; at another rate they are worth this much of the basket.
        let slack = u128::from(VIRTUAL) * (u128::from(values.total_high) / u128::from(before.supply.max(1)) + 2) + 16;
        assert!(out <= paid + slack, "a deposit of {paid} takes out {out}");
    }

    fn deposit_placed(&mut self) {
        let owner = self.luck.below(OWNERS as u64) as usize;
        let place = self.luck.below(self.vaults.len() as u64) as usize;
        // The depositor has just entered the vault.
        let ledger = self.vaults[place].ledger;
        let tokens = self.luck.amount(1 << 34);
        let Some(vault_shares) = self.vaults[place].enter(tokens, self.now) else { return };
        let values = self.touch();
        let held = self.pool.placements[place].shares;
        let worth = |vault: &CoreVault, shares, now| Holding::of_shares(&vault.ledger, shares, now).expect("a holding");
        let alone = worth(&self.vaults[place], vault_shares, self.now);
        let both = worth(&self.vaults[place], held + vault_shares, self.now);
        let before = self.pool;
        let result = self.pool.deposit_placed(&values, place, vault_shares, [alone, both], 0);
        let Some(done) = self.note("deposit placed", &before, result) else {
            self.vaults[place].ledger = ledger;
            return;
        };
        self.shares[owner] += done.shares;
        assert_eq!(self.pool.placements[place].shares, held + vault_shares);
        let asset = self.pool.asset_of(place).unwrap();
        assert!(done.value <= values.prices[asset].high(tokens).unwrap(), "{done:?} for {tokens}");
    }

    fn leave_in_kind(&mut self) {
        let owner = self.luck.below(OWNERS as u64) as usize;
        let shares = self.luck.amount(self.shares[owner]);
        if shares == 0 {
            return;
        }
        let set_aside = self.luck.below(8);
        // No price is needed, and nothing may stop it: not a stale, rejected or broken source.
        let taken = self.pool.leave_in_kind(shares, set_aside, self.now).unwrap();
        *self.tally.done.entry("leave in kind").or_default() += 1;
        self.shares[owner] -= shares;
        for place in 0..KINDS {
            if set_aside >> place & 1 == 1 {
                self.set_aside[place] += taken.idle[place];
            } else {
                self.reserves[place] -= taken.idle[place];
            }
        }
        for (place, slots) in taken.exits.iter().enumerate() {
            for (slot, part) in slots.iter().enumerate().filter(|(_, part)| **part > 0) {
                let pot = self.pots.entry((place, slot)).or_default();
                pot.parts.push(*part);
                pot.given += part;
                self.tally.seen.entry("left in kind with an exit on its way").and_modify(|n| *n += 1).or_insert(1);
            }
        }
    }

    fn exit_instantly(&mut self) {
        let (owner, place) = (self.luck.below(OWNERS as u64) as usize, self.luck.below(KINDS as u64) as usize);
        let values = self.touch();
        let tokens = self.luck.amount(self.pool.assets[place].idle.saturating_add(1).min(1 << 40));
        let before = self.pool;
        let result = self.pool.exit_instantly(&values, place, tokens, self.shares[owner]);
        let Some(done) = self.note("exit instantly", &before, result) else { return };
        self.shares[owner] -= done.shares;
        self.reserves[place] -= tokens;
        // The tokens are worth no more than the shares, by the lower value.
        let worth = before.worth(done.shares, values.total_low).unwrap();
        assert!(worth >= done.value, "{done:?} of {worth}");
    }

    fn request(&mut self) {
        let (owner, place) = (self.luck.below(OWNERS as u64) as usize, self.luck.below(KINDS as u64) as usize);
        let shares = self.luck.amount(self.shares[owner]);
        let period = self.pool.period_at(self.now);
        let mut batch = self.batches.get(&(place, period)).copied().unwrap_or(Batch { period, ..Batch::default() });
        let before = self.pool;
        let result = self.pool.request(place, &mut batch, shares, self.now);
        let Some(request) = self.note("request", &before, result) else { return };
        self.batches.insert((place, period), batch);
        self.shares[owner] -= shares;
        self.asked.push(Asked { owner, place, period, request });
    }

    fn pick(&mut self) -> Option<usize> {
        let count = self.asked.len() as u64;
        (count > 0).then(|| self.luck.below(count) as usize)
    }

    fn cancel(&mut self) {
        let Some(index) = self.pick() else { return };
        let mut asked = self.asked[index];
        let mut batch = self.batches[&(asked.place, asked.period)];
        let before = self.pool;
        let result = self.pool.cancel_request(asked.place, &mut batch, &mut asked.request);
        let Some(back) = self.note("cancel", &before, result) else { return };
        self.batches.insert((asked.place, asked.period), batch);
        self.shares[asked.owner] += back.shares;
        self.reserves[asked.place] -= back.tokens;
        if back.tokens > 0 {
            self.see("a request canceled that was filled in part");
        }
        self.asked.swap_remove(index);
    }

    fn fill(&mut self) {
        let waiting: Vec<_> = self
            .batches
            .iter()
            .filter(|(_, batch)| batch.waiting() + batch.canceled > 0)
            .map(|(key, _)| *key)
            .collect();
        if waiting.is_empty() {
            return;
        }
        // The oldest as a rule, and any other to be refused.
        let key = waiting[if self.luck.below(3) > 0 { 0 } else { self.luck.below(waiting.len() as u64) as usize }];
        let mut batch = self.batches[&key];
        let values = self.touch();
        let before = self.pool;
        let result = self.pool.fill(&values, key.0, &mut batch);
        let Some(filled) = self.note("fill", &before, result) else { return };
        self.batches.insert(key, batch);
        if batch.waiting() > 0 {
            self.see("a batch filled in part");
        }
        let worth = before.worth(filled.shares, values.total_low).unwrap();
        assert!(values.prices[key.0].high(filled.tokens).unwrap() <= worth, "{filled:?} of {worth}");
    }

    fn claim(&mut self) {
        let Some(index) = self.pick() else { return };
        let mut asked = self.asked[index];
        let mut batch = self.batches[&(asked.place, asked.period)];
        let before = self.pool;
        let result = self.pool.claim(asked.place, &mut batch, &mut asked.request);
        let Some((tokens, is_done)) = self.note("claim", &before, result) else { return };
        self.batches.insert((asked.place, asked.period), batch);
        self.reserves[asked.place] -= tokens;
        self.asked[index] = asked;
        if is_done {
            self.asked.swap_remove(index);
        }
    }

    fn close_batch(&mut self) {
        let keys: Vec<_> = self.batches.keys().copied().collect();
        for key in keys {
            let mut batch = self.batches[&key];
            let before = self.pool;
            let result = self.pool.close_batch(key.0, &mut batch, self.now);
            if self.note("close batch", &before, result).is_some() {
                assert_eq!(batch, Batch::default());
                self.batches.remove(&key);
            }
        }
    }

    fn place(&mut self) {
        let place = self.luck.below(self.vaults.len() as u64) as usize;
        let values = self.touch();
        let asset = self.pool.asset_of(place).unwrap();
        let tokens = self.luck.amount(self.pool.free(&values, asset).unwrap().min(1 << 42));
        if tokens == 0 {
            return;
        }
        // What the core does is only known after it did it, and undone with the rest where the pool refuses.
        let ledger = self.vaults[place].ledger;
        let held = self.pool.placements[place].shares;
        let worth = Holding::of_shares(&ledger, held, self.now).unwrap().low;
        let Some(shares) = self.vaults[place].enter(tokens, self.now) else { return };
        let after = Holding::of_shares(&self.vaults[place].ledger, held + shares, self.now).unwrap().low;
        let before = self.pool;
        let result = self.pool.place(&values, place, tokens, shares, after.saturating_sub(worth));
        if self.note("place", &before, result).is_some() {
            self.reserves[asset] -= tokens;
        } else {
            self.vaults[place].ledger = ledger;
        }
    }

    fn unplace(&mut self) {
        let place = self.luck.below(self.vaults.len() as u64) as usize;
        let shares = self.luck.amount(self.pool.placements[place].shares);
        if shares == 0 || self.pool.placements[place].open_exits().count() == EXITS {
            return;
        }
        let before = self.holding(place);
        let pool = self.pool;
        let Some(ticket) = self.vaults[place].request(shares, self.now) else { return };
        let result = self.pool.unplace(place, shares, ticket.shares);
        let slot = self.note("unplace", &pool, result).unwrap();
        self.tickets.insert((place, slot), ticket);
        let after = self.holding(place);
        assert!(after.low + 3 >= before.low, "an exit lost value: {before:?} to {after:?}");
    }

    pub fn collect(&mut self) {
        let place = self.luck.below(self.vaults.len() as u64) as usize;
        let slot = self.luck.below(EXITS as u64) as usize;
        let Some(ticket) = self.tickets.get(&(place, slot)).copied() else { return };
        // Anyone may settle a matured ticket, which then needs no bucket.
        if self.luck.below(2) == 0 && !ticket.is_settled() {
            if let Some(settled) = self.vaults[place].settle(ticket, self.now) {
                self.tickets.insert((place, slot), settled);
                self.see("a settled ticket");
            }
            return;
        }
        let Some(claim) = self.vaults[place].claim(ticket, self.now) else { return };
        let before = self.pool;
        let paid = claim.flow.assets_out;
        let result = self.pool.collect(place, slot, paid, claim.closes);
        self.tickets.remove(&(place, slot));
        let collected = self.note("collect", &before, result).unwrap();
        let asset = self.pool.asset_of(place).unwrap();
        self.reserves[asset] += paid;
        if let Some(mut pot) = self.pots.remove(&(place, slot)) {
            pot.paid = Some(collected.given);
            self.collected.push((asset, pot));
        }
    }

    fn take_pot(&mut self) {
        if let Some((asset, pot)) = self.collected.pop() {
            self.empty(asset, &pot);
        }
        for place in 0..KINDS {
            if self.set_aside[place] > 0 {
                self.pool.pay_owed(place, self.set_aside[place]).unwrap();
                self.reserves[place] -= core::mem::take(&mut self.set_aside[place]);
            }
        }
    }

    fn empty(&mut self, asset: usize, pot: &Pot) {
        let paid = pot.paid.unwrap();
        let mut left = paid;
        for part in &pot.parts {
            let tokens = (u128::from(*part) * u128::from(paid) / u128::from(pot.given)) as u64;
            left -= tokens;
            if tokens > 0 {
                self.pool.pay_owed(asset, tokens).unwrap();
                self.reserves[asset] -= tokens;
            }
        }
        // The parts' roundings stay in the reserve, owed to no one that is left.
        self.set_aside[asset] += left;
    }

    fn slash(&mut self) {
        let place = self.luck.below(self.vaults.len() as u64) as usize;
        let fraction = 1 + self.luck.below(ledger::state::books::UNITS / 3);
        if self.vaults[place].open.len() < 3 && self.vaults[place].slash(fraction, self.now) {
            self.see("slash");
        }
    }

    fn end_slash(&mut self) {
        let place = self.luck.below(self.vaults.len() as u64) as usize;
        let open = self.vaults[place].open.len() as u64;
        if open == 0 {
            return;
        }
        let (index, is_vetoed) = (self.luck.below(open) as usize, self.luck.below(2) == 0);
        self.vaults[place].end(index, is_vetoed, self.now);
        self.see(if is_vetoed { "veto" } else { "execution" });
    }

    fn pass_time(&mut self) {
        self.now += match self.luck.below(4) {
            0 => self.luck.below(60),
            1 => self.luck.below(DAY),
            _ => DAY + self.luck.below(DAY),
        } as i64;
        for place in 0..self.vaults.len() {
            if self.luck.below(3) == 0 {
                let reward = self.luck.below(200_000);
                self.vaults[place].reward(reward, self.now);
            }
        }
        // An epoch of the cluster: sources earn, or lag behind.
        for source in &mut self.sources[1..] {
            source.lamports += source.lamports / 10_000 * self.luck.below(4);
            source.is_fresh = self.luck.below(10) > 0;
        }
        if self.luck.below(4) > 0 {
            self.report();
        }
    }

    fn move_source(&mut self) {
        let place = 1 + self.luck.below(KINDS as u64 - 1) as usize;
        let source = self.sources[place];
        let bps = match self.luck.below(8) {
            0 => 150,
            1 => 60,
            2 => 26,
            _ => self.luck.below(26),
        };
        let by = source.lamports / 10_000 * bps;
        let falls = self.luck.below(3) == 0 && source.lamports > 1 << 20;
        self.sources[place].lamports = if falls { source.lamports - by } else { source.lamports + by };
        if source.lamports > 1 << 50 {
            // A source that would not fit after a long life begins anew at the same rate.
            self.sources[place] =
                super::Source { lamports: source.lamports >> 9, supply: source.supply >> 9, ..source };
        }
        self.sources[place].is_fresh |= self.luck.below(2) == 0;
    }

    /// Reports what the reporter knows, or repeats the last report.
    fn report(&mut self) {
        let source = self.sources[REPORTED];
        let known = Rate { value: source.lamports, tokens: source.supply };
        let rate = if self.luck.below(3) == 0 { self.report.rate } else { known };
        let (before, mut report) = (self.pool, self.report);
        let accepted = before.assets[REPORTED].guard.accepted;
        let result = self.pool.report(REPORTED, &mut report, rate, self.now);
        if self.note("report", &before, result).is_some() {
            assert!(report.moved_at == self.report.moved_at || report.before == accepted);
            self.report = report;
        }
    }

    fn sell(&mut self) {
        let reward = self.luck.amount(1 << 30);
        (self.treasury, self.arrived) = (self.treasury + reward, self.arrived + reward);
        if self.lot.left == 0 || self.luck.below(3) == 0 {
            let (before, mut lot) = (self.pool, self.lot);
            let result = self.pool.begin_lot(&mut lot, 0, self.treasury, self.now);
            if self.note("begin lot", &before, result).is_some() {
                if self.lot.left > 0 {
                    self.see("a lot begun anew");
                }
                (self.lot, self.arrived) = (lot, 0);
            }
            return;
        }
        let tokens = self.luck.amount(self.lot.left);
        let (before, mut lot) = (self.pool, self.lot);
        let result = self.pool.sell(&mut lot, tokens, u64::MAX >> 20, self.now);
        if let Some(cost) = self.note("sell", &before, result) {
            self.lot = lot;
            self.treasury -= tokens;
            self.reserves[0] += cost;
            if cost > 0 {
                self.see("a reward sold for something");
            }
        }
    }

    fn swap(&mut self) {
        let values = self.touch();
        let out = Leg { place: self.luck.below(KINDS as u64) as usize, tokens: self.luck.amount(1 << 36) };
        let place = self.luck.below(KINDS as u64) as usize;
        let fair = values.prices[out.place].high(out.tokens).unwrap();
        let price = &values.prices[place].low;
        let tokens = (u128::from(fair) * u128::from(price.tokens) / u128::from(price.value)) as u64;
        // At about the fair price: some lose, and some gain.
        let back = Leg { place, tokens: tokens - tokens / 500 + self.luck.below(tokens / 200 + 4) };
        let before = self.pool;
        let result = self.pool.swap(&values, out, back);
        if self.note("swap", &before, result).is_some() {
            self.reserves[out.place] -= out.tokens;
            self.reserves[back.place] += back.tokens;
        }
    }

    fn collect_fees(&mut self) {
        let before = self.pool;
        let result = self.pool.collect_fees();
        if let Some(shares) = self.note("collect fees", &before, result) {
            self.fees += shares;
        }
    }

    fn accept(&mut self) {
        let place = self.luck.below(KINDS as u64) as usize;
        let suspect = self.pool.assets[place].guard.suspect;
        let seen = if self.luck.below(4) == 0 { Rate { value: suspect.value + 1, ..suspect } } else { suspect };
        let before = self.pool;
        let result = self.pool.accept_rate(place, seen);
        if let Err(error) = &result {
            assert_eq!(error.rule, Rule::OtherRate);
        }
        self.note("accept", &before, result);
    }
}
