//! How an operator divides a delegation among the NCNs that it runs: by magnitudes, after EigenLayer's.
//!
//! With leverage 1 the magnitudes stay within the delegation's M, so that no NCN can reach another's stake. With more,
//! the same stake secures several NCNs, and a magnitude over M, which a slash by another NCN can leave behind, is
//! read as M.

use crate::math::{add, sub};
use crate::refusal::{Result, Rule, ensure};
use crate::state::allocation::Allocation;
use crate::state::books::UNITS;
use crate::state::delegation::Delegation;
use crate::state::vault::VaultLedger;

impl VaultLedger {
    /// Allocates `magnitude` of a delegation to an NCN, in place of what it has and of an increase that is pending. The bounds
    /// hold for every increase over what is active, announced before or not.
    ///
    /// # Errors
    /// [`Rule::OverMagnitude`] where one NCN would have more than the delegation's M, [`Rule::OverLeverage`] where all
    /// together would have more than the vault's leverage allows, [`Rule::FallPending`]; [`Rule::MagnitudeWorn`] as for
    /// [`VaultLedger::delegate`].
    pub fn allocate(
        &mut self,
        delegation: &mut Delegation,
        allocation: &mut Allocation,
        magnitude: u64,
        now: i64,
    ) -> Result<()> {
        let now = self.advance(now);
        self.settle_parts(delegation, allocation, now)?;
        let (mut changed, held) = (allocation.magnitude, allocation.magnitude.reserved());
        changed.announce(magnitude, now, self.notice())?;
        let allocated = add(sub(delegation.allocated, held)?, changed.reserved())?;
        if magnitude > changed.at(now) {
            delegation.check_worn()?;
            ensure(magnitude <= delegation.magnitude, Rule::OverMagnitude, magnitude, delegation.magnitude)?;
            let most = delegation.magnitude.saturating_mul(self.exposure.leverage.at(now));
            ensure(allocated <= most, Rule::OverLeverage, allocated, most)?;
        }

        delegation.allocated = allocated;
        allocation.lowered += u64::from(magnitude < allocation.magnitude.next && magnitude != changed.at(now));
        // An allocation of no stake exposes no staker: its operator could else raise the risk version of any vault.
        let holds = delegation.reserved() > 0 || delegation.arriving > 0;
        self.note_risk(magnitude > allocation.magnitude.next && holds);
        allocation.magnitude = changed;
        self.settle_parts(delegation, allocation, now)
    }

    /// Frees the magnitude of a decrease that has taken effect; with nothing left allocated, M starts again. Anyone may ask
    /// for it; every change of the allocation begins with it.
    ///
    /// # Errors
    /// None that a transition can bring about.
    pub fn settle_allocation(
        &mut self,
        delegation: &mut Delegation,
        allocation: &mut Allocation,
        now: i64,
    ) -> Result<()> {
        let now = self.advance(now);
        self.settle_parts(delegation, allocation, now)
    }

    /// [`VaultLedger::settle_allocation`] on books that are at `now`.
    pub(crate) fn settle_parts(
        &mut self,
        delegation: &mut Delegation,
        allocation: &mut Allocation,
        now: i64,
    ) -> Result<()> {
        self.settle_units(delegation, now)?;
        if now >= allocation.magnitude.effective {
            allocation.lowered_active = allocation.lowered;
        }
        let freed = allocation.magnitude.settle(now);
        delegation.allocated = sub(delegation.allocated, freed)?;
        delegation.restart();
        Ok(())
    }
}

impl Delegation {
    /// With nothing allocated, magnitudes are only a scale, and the scale starts again; not while a slash is open, which
    /// might give back what it took of the old one.
    pub(crate) fn restart(&mut self) {
        if self.allocated == 0 && self.open_slashes == 0 {
            self.magnitude = UNITS;
        }
    }
}
