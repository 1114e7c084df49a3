//! A guardian pauses, and ends the pause.

use crate::refusal::{Result, Rule, ensure};
use crate::state::pause::{MAX_PAUSE_SECONDS, MIN_PAUSE_GAP, Pause};
use crate::state::time::later;

impl Pause {
    /// Pauses the kinds in `flags` from `now` on, for `seconds`.
    ///
    /// # Errors
    /// [`Rule::PauseFlags`], [`Rule::PauseLength`]; [`Rule::PausedLately`] in another pause and for [`MIN_PAUSE_GAP`] after it,
    /// and at a time that the clock has run back to.
    pub fn raise(&mut self, flags: u64, seconds: u64, now: i64) -> Result<()> {
        ensure(flags != 0 && flags & !Self::ALL == 0, Rule::PauseFlags, flags, Self::ALL)?;
        let bound = seconds.clamp(1, MAX_PAUSE_SECONDS);
        ensure(seconds == bound, Rule::PauseLength, seconds, bound)?;
        if self.flags != 0 {
            let next = later(self.until, MIN_PAUSE_GAP);
            ensure(now >= next, Rule::PausedLately, now.unsigned_abs(), next.unsigned_abs())?;
        }
        *self = Self { flags, from: now, until: later(now, seconds) };
        Ok(())
    }

    /// Ends the pause at `now`. The time to the next one runs from then on.
    ///
    /// # Errors
    /// [`Rule::NotPaused`].
    pub fn lift(&mut self, now: i64) -> Result<()> {
        ensure(self.is_on(now), Rule::NotPaused, now.unsigned_abs(), self.until.unsigned_abs())?;
        self.until = now;
        Ok(())
    }
}
