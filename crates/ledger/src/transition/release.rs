//! An NCN lets stake go before the time of what was announced.
//!
//! A fall waits so that an NCN can slash what was there. The NCN may waive that for what it alone can take: its own allocation,
//! and the opt-ins that it is a party of. Units of a delegation secure every NCN of the operator, and wait.

use crate::refusal::{Result, Rule, ensure};
use crate::state::allocation::Allocation;
use crate::state::delayed::Delayed;
use crate::state::delegation::Delegation;
use crate::state::opt_in::Sides;
use crate::state::vault::VaultLedger;

impl VaultLedger {
    /// Has a decrease of an allocation that is pending take effect now, and frees its magnitude.
    ///
    /// # Errors
    /// [`Rule::NothingToRelease`]; [`Rule::OpenSlash`] while a slash of the allocation is open: its veto gives back what was active.
    pub fn release_allocation(
        &mut self,
        delegation: &mut Delegation,
        allocation: &mut Allocation,
        now: i64,
    ) -> Result<()> {
        let now = self.advance(now);
        let (mut vault, mut from, mut part) = (*self, *delegation, *allocation);
        vault.settle_parts(&mut from, &mut part, now)?;
        let Delayed { current, next, .. } = part.magnitude;
        ensure(next < current, Rule::NothingToRelease, next, current)?;
        ensure(part.open_slashes == 0, Rule::OpenSlash, part.open_slashes, 0)?;
        part.magnitude.effective = now;
        vault.settle_parts(&mut from, &mut part, now)?;
        (*self, *delegation, *allocation) = (vault, from, part);
        Ok(())
    }
}

impl Sides {
    /// Has each leave that is pending take effect now.
    ///
    /// # Errors
    /// [`Rule::NothingToRelease`].
    pub fn release(&mut self, now: i64) -> Result<()> {
        let leaves = |side: &Delayed| side.next == 0 && side.at(now) == 1;
        let pending = u64::from(leaves(&self.left)) + u64::from(leaves(&self.right));
        ensure(pending > 0, Rule::NothingToRelease, 0, 1)?;
        for side in [&mut self.left, &mut self.right] {
            if leaves(side) {
                *side = Delayed::settled(0);
            }
        }
        Ok(())
    }
}
