//! What happens to a vault from elsewhere: time, gains, transfers of tickets.

use ledger::state::rates::Rates;

use super::op::{Amount, Wait};
use super::{Truth, World};
use crate::{hold, same};

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

    /// Lets time pass. The rates that were told of the time it comes to are those that it comes to.
    pub(super) fn wait(&mut self, wait: Wait) -> Truth {
        let (before, at) = (self.now, self.after(wait));
        let told = self.vault.rates_at(at, before);
        self.now = at;
        self.note("wait", true, || format!("{wait:?}"));
        if at < before {
            return Ok(());
        }
        let mut then = self.vault;
        then.advance(at);
        let come = then.rates_at(at, at);
        let most = told.map_or(0, |told| told.loss_bps);
        hold!(come.is_ok_and(|come| come.loss_bps <= most), "more can be lost than was told");
        same!(
            told.map(|told| Rates { loss_bps: 0, ..told }),
            come.map(|come| Rates { loss_bps: 0, ..come }),
            "the rates at a time"
        );
        Ok(())
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
