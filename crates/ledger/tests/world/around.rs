//! What happens to a vault from elsewhere: time, gains, transfers of tickets.

use super::World;
use super::op::{Amount, Wait};

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
            Wait::Streamed(off) if self.vault.stream.left > 0 => self.vault.stream.end + i64::from(off),
            Wait::Streamed(_) => self.now,
            Wait::Term(off) => {
                let turns = self.term.map(|term| [term.start, term.opens, term.end]);
                let coming = turns.into_iter().flatten().find(|turn| *turn > self.now + 1);
                coming.map_or(self.now, |turn| turn + i64::from(off))
            }
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

    /// What rewards do to the books, all at once.
    pub(super) fn gain(&mut self, assets: Amount) {
        self.vault = self.rolled();
        let whole = if matches!(assets, Amount::Whole) { self.scale } else { self.vault.books.active / 4 };
        let assets = assets.of(whole).min(self.room());
        self.vault.books.active += assets;
        self.pay_in(assets);
        self.note("gain", true, || format!("{assets} come in"));
    }
}
