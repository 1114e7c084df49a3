//! Leaves an opt-in, for one of its parties.

use anchor_lang::prelude::*;
use ledger::state::opt_in::Side;

use super::{ChangeOptIn, Parties, announce};
use crate::clock;
use crate::error::refused;

impl ChangeOptIn {
    /// Leaves for `side`, whose signer is already checked. Takes effect with the notice of a decrease.
    pub fn leave_opt_in(&mut self, parties: Parties, side: Side) -> Result<()> {
        let (now, notice) = self.notice(&parties.left, clock::now()?);
        let opt_in = &mut self.opt_in;
        let before = (opt_in.sides, opt_in.limits);
        opt_in.sides.leave(side, now, notice).map_err(refused)?;
        announce(opt_in, now, before, false)
    }
}
