//! The two parties of an opt-in, each of which joins and leaves on its own.
//!
//! It is active while both sides are. Joining is a rise of exposure and leaving a fall, each with its [`Notice`]. A side that is
//! leaving cannot join before it has left: its leave was announced, and to withdraw it would raise what was announced. A side
//! that leaves while joining never joined.

use crate::refusal::{Result, Rule, ensure};
use crate::state::delayed::{Delayed, Notice};
use crate::state::opt_in::{Side, Sides};

impl Sides {
    /// `side` joins, with `notice`.
    ///
    /// # Errors
    /// [`Rule::AlreadyJoined`]; [`Rule::FallPending`] while the side is leaving.
    pub fn join(&mut self, side: Side, now: i64, notice: Notice) -> Result<()> {
        let side = self.side(side);
        ensure(side.next == 0, Rule::AlreadyJoined, side.next, 0)?;
        side.announce(1, now, notice)
    }

    /// `side` leaves, with `notice`, or at once where it is not active yet.
    ///
    /// # Errors
    /// [`Rule::NotJoined`].
    pub fn leave(&mut self, side: Side, now: i64, notice: Notice) -> Result<()> {
        self.check_joined(side)?;
        let side = self.side(side);
        if side.at(now) == 0 {
            *side = Delayed::settled(0);
            return Ok(());
        }
        side.announce(0, now, notice)
    }

    pub(crate) fn side(&mut self, side: Side) -> &mut Delayed {
        match side {
            Side::Left => &mut self.left,
            Side::Right => &mut self.right,
        }
    }
}
