//! What happens to a vault from elsewhere: time, gains, slashes and their ends, transfers of tickets.

use ledger::Books;

use super::op::{Amount, Wait};
use super::{OpenSlash, World, wide};

impl World {
    /// What time it is after a wait.
    pub(super) fn after(&self, wait: Wait) -> i64 {
        let length = self.vault.epoch_seconds as i64;
        let next = self.vault.start_of(self.vault.epoch_at(self.now) + 1);
        match wait {
            Wait::Seconds(seconds) => self.now + i64::from(seconds) * length / 200,
            Wait::Boundary(off) => next + i64::from(off),
            Wait::Epochs(epochs) => self.now + i64::from(epochs) * length,
            Wait::Back(seconds) => self.now - i64::from(seconds) * length / 100,
        }
    }

    pub(super) fn wait(&mut self, wait: Wait) {
        self.now = self.after(wait);
        self.note("wait", true, || format!("{wait:?}"));
    }

    pub(super) fn give_ticket(&mut self, pick: usize, to: usize) {
        if let Some(pick) = pick.checked_rem(self.tickets.len()) {
            self.tickets[pick].owner = to;
            self.note("give ticket", true, || format!("ticket {pick} goes to {to}"));
        }
    }

    /// What rewards do to the books.
    pub(super) fn gain(&mut self, assets: Amount) {
        self.vault = self.rolled();
        let whole = if matches!(assets, Amount::Whole) { self.scale } else { self.vault.books.active / 4 };
        let assets = assets.of(whole).min(self.room());
        self.vault.books.active += assets;
        self.pay_in(assets);
        self.note("gain", true, || format!("{assets} come in"));
    }

    /// What a slash does to the books: pro rata out of the active assets and both live buckets.
    pub(super) fn lose(&mut self, assets: Amount, open: bool) {
        self.vault = self.rolled();
        let stake = wide::stake(&self.vault.books) as u64;
        // Twice, so that small losses are more likely than large ones.
        let loss = assets.of(assets.of(stake)).min(stake);
        if loss > 0 {
            let taken = self.take(stake, loss, open);
            self.note("lose", true, || format!("{loss} are slashed, {taken}"));
        }
    }

    /// Takes a loss out of the books, and says from where.
    pub(super) fn take(&mut self, stake: u64, loss: u64, open: bool) -> String {
        let Books { epoch, active, exiting, .. } = self.vault.books;
        let mut parts = exiting.map(|held| (u128::from(held) * u128::from(loss) / u128::from(stake)) as u64);
        let mut from_active = loss - parts[0] - parts[1];
        for (part, held) in parts.iter_mut().zip(exiting) {
            let extra = from_active.saturating_sub(active).min(held - *part);
            (*part, from_active) = (*part + extra, from_active - extra);
        }
        self.vault.books.active -= from_active;
        let mut slash = OpenSlash { active: from_active, parts: Vec::new() };
        for (live, part) in [epoch, epoch + 1].into_iter().zip(parts) {
            if let Some(bucket) = self.buckets.get_mut(&live) {
                bucket.assets -= part;
                bucket.open_slashes += u64::from(open);
                self.vault.books.exiting[(live - epoch) as usize] -= part;
                slash.parts.push((live, part));
                if bucket.assets == 0 && part > 0 {
                    self.tally.saw("a bucket wiped");
                }
            }
        }
        if self.vault.books.active == 0 && self.vault.books.supply > 0 {
            self.tally.saw("a vault insolvent");
        }
        self.tokens -= loss;
        if open {
            self.escrow.push(slash)
        } else {
            self.paid_out += u128::from(loss)
        }
        format!("{from_active} active, {parts:?} exiting, open: {open}")
    }

    /// A slash ends: by a veto each part goes back where it came from, else it is paid out.
    pub(super) fn settle(&mut self, pick: usize, veto: bool) {
        let Some(pick) = pick.checked_rem(self.escrow.len()) else { return };
        self.vault = self.rolled();
        let slash = self.escrow.remove(pick);
        let loss = slash.total();
        let veto = veto && loss <= self.room();
        for &(epoch, part) in &slash.parts {
            let bucket = self.buckets.get_mut(&epoch).unwrap();
            bucket.open_slashes -= 1;
            if veto {
                bucket.assets += part;
                let books = &mut self.vault.books;
                match epoch.checked_sub(books.epoch) {
                    Some(live) => books.exiting[live as usize] += part,
                    None => books.matured += part,
                }
            }
        }
        if veto {
            self.vault.books.active += slash.active;
            self.tokens += loss;
        } else {
            self.paid_out += u128::from(loss);
        }
        self.note("settle", true, || format!("a slash of {loss} ends, vetoed: {veto}"));
    }
}
