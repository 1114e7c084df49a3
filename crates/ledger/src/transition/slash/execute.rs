//! A slash is executed: it is final, and its parts are paid out.

use crate::math::{add, sub};
use crate::refusal::Result;
use crate::state::slash::Slash;
use crate::state::vault::VaultLedger;
use crate::transition::slash::close::write;
use crate::transition::slash::target::Target;

impl VaultLedger {
    /// Makes a slash final, and restores each part of it as far as `pledged`, what was pledged for it, goes
    /// ([`Slash::restored`]). Nothing else of it can come back. What it took is the caller's to hand out, by
    /// [`VaultLedger::pay_out_slash`]: a pledge changes nothing of that.
    ///
    /// The operator gets neither units nor magnitude for what is restored: only a veto says that it did nothing. What is live
    /// of it stands behind all units alike, as a reward does. What the NCN took still uses up its limits.
    ///
    /// # Errors
    /// As [`VaultLedger::veto_slash`].
    pub fn execute_slash(&mut self, target: &mut Target, slash: &Slash, pledged: u64, now: i64) -> Result<()> {
        let now = self.advance(now);
        let mut vault = *self;
        let mut closed = vault.close(slash, &target.buckets)?;
        vault.unpaid = add(vault.unpaid, slash.stake)?;
        if pledged > 0 {
            vault.restore(slash, pledged, &target.buckets, &mut closed)?;
        }
        let mut delegation = *target.delegation;
        delegation.close_slash(slash.magnitude, now)?;
        let allocation = sub(target.allocation.open_slashes, 1)?;

        *self = vault;
        (*target.delegation, target.allocation.open_slashes) = (delegation, allocation);
        write(target, closed);
        Ok(())
    }

    /// Notes `assets` of executed slashes as paid out.
    ///
    /// # Errors
    /// [`Rule::Overflow`](crate::refusal::Rule::Overflow) for more than is in escrow for that.
    pub fn pay_out_slash(&mut self, assets: u64) -> Result<()> {
        self.unpaid = sub(self.unpaid, assets)?;
        Ok(())
    }
}
