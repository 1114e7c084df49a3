//! What every transition begins with: it brings the books to a time. And what an announcement of risk ends with.

use crate::state::vault::VaultLedger;

impl VaultLedger {
    /// Brings the books to `now`. Every transition begins with it, so no caller has to.
    ///
    /// Returns the time to use: an epoch that the books have seen stays begun if the clock runs back, and so does every
    /// [`Delayed`](crate::state::delayed::Delayed) change that takes effect at its start. It would else be replaced as if it had never counted.
    pub fn advance(&mut self, now: i64) -> i64 {
        // As by `time_at` and `epoch_at`, in one look.
        let epoch = self.epoch_by(now);
        let time = if now >= self.genesis && epoch >= self.books.epoch {
            self.books.roll_to(epoch);
            now
        } else {
            self.start_seen(now)
        };
        if self.stream.left > 0 {
            self.let_out(time);
        }
        time
    }

    /// Lets what is due by `now` out into the active assets. Where there are no shares, it waits for some.
    pub(crate) fn let_out(&mut self, now: i64) {
        if self.books.supply == 0 {
            self.stream.wait(now);
        } else if let Ok(due) = self.stream.release(now) {
            // The stream is a part of what fits in 64 bits.
            self.books.active += due;
        }
    }

    /// Adds one to the risk version if an announcement of risk or a charge `rises`.
    pub fn note_risk(&mut self, rises: bool) {
        self.risk_version = self.risk_version.saturating_add(u64::from(rises));
    }
}
