//! How an operator divides a delegation among the services (NCNs) that it runs: by magnitudes, after EigenLayer's.
//!
//! With leverage 1 the magnitudes stay within the delegation's M, so that no service can reach another's stake. With more,
//! the same stake secures several services, and a magnitude over M, which a slash by another service can leave behind, is
//! read as M.

use bytemuck::{Pod, Zeroable};

use crate::math::{add, mul_ratio_floor, sub};
use crate::refusal::ensure;
use crate::{Delayed, Delegation, LossLimits, Losses, Result, VaultLedger, Why};

/// What one delegation allocates to one service.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Allocation {
    /// m: the service's part of the delegation's magnitude. The larger of current and next is reserved.
    pub magnitude: Delayed,
    /// The slashes of it that are open. A veto gives back to it, so that it stays while there are any.
    pub open_slashes: u64,
    /// How often the allocator announced less magnitude than was announced before.
    pub lowered: u64,
    /// [`Allocation::lowered`] as of the change that is active, as for [`Delegation::lowered_active`].
    pub lowered_active: u64,
}

impl Allocation {
    /// Nothing allocated.
    pub const fn new() -> Self {
        Self { magnitude: Delayed::settled(0), open_slashes: 0, lowered: 0, lowered_active: 0 }
    }

    /// m at `now`, within the delegation's M.
    pub fn magnitude_at(&self, delegation: &Delegation, now: i64) -> u64 {
        self.magnitude.at(now).min(delegation.magnitude)
    }
}

impl Default for Allocation {
    fn default() -> Self {
        Self::new()
    }
}

impl VaultLedger {
    /// Allocates `magnitude` of a delegation to a service, in place of what it has and of an increase that is pending. The bounds
    /// hold for every increase over what is active, announced before or not.
    ///
    /// # Errors
    /// [`Why::OverMagnitude`] where one service would have more than the delegation's M, [`Why::OverLeverage`] where all
    /// together would have more than the vault's leverage allows, [`Why::FallPending`]; [`Why::MagnitudeWorn`] as for
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
            ensure(magnitude <= delegation.magnitude, Why::OverMagnitude, magnitude, delegation.magnitude)?;
            let most = delegation.magnitude.saturating_mul(self.exposure.leverage.at(now));
            ensure(allocated <= most, Why::OverLeverage, allocated, most)?;
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

    /// The stake that an operator has from this vault at `now`: `floor(S·u/U)`.
    ///
    /// # Errors
    /// [`Why::Overflow`].
    pub fn delegated_stake(&self, delegation: &Delegation, now: i64) -> Result<u64> {
        let (books, now) = (self.books_at(now), self.time_at(now));
        mul_ratio_floor(books.stake()?, [delegation.units.at(now), 1], [books.units, 1])
    }

    /// The stake that a service can slash at `now`: `floor(S·(u·m)/(U·M))`, in one division. Two, floored one after the
    /// other, could give away half a slash.
    ///
    /// # Errors
    /// [`Why::Overflow`].
    pub fn slashable_stake(&self, delegation: &Delegation, allocation: &Allocation, now: i64) -> Result<u64> {
        let (books, now) = (self.books_at(now), self.time_at(now));
        let m = allocation.magnitude_at(delegation, now);
        if m == 0 {
            return Ok(0);
        }
        mul_ratio_floor(books.stake()?, [delegation.units.at(now), m], [books.units, delegation.magnitude])
    }

    /// The stake that a service can take by one slash at `now`: what it can slash, but no more than a slash may take after
    /// what its slashes of the epoch took. What no slash can take secures nothing.
    ///
    /// It is the figure of a moment. [`VaultLedger::certain_stake`] says what stays until a time.
    ///
    /// # Errors
    /// [`Why::Overflow`].
    pub fn stake_at_risk(
        &self,
        delegation: &Delegation,
        allocation: &Allocation,
        (limits, losses): (&LossLimits, &Losses),
        now: i64,
    ) -> Result<u64> {
        let slashable = self.slashable_stake(delegation, allocation, now)?;
        if slashable == 0 {
            return Ok(0);
        }
        Ok(slashable.min(self.left(limits, losses, self.books_at(now).stake()?, self.time_at(now))?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BPS, Limits, UNITS};

    const LIMITS: Limits =
        Limits { deposit_cap: u64::MAX, instant_fee_bps: 0, instant_capacity: 0, instant_refill_seconds: 1 };

    /// A vault with its whole stake active behind one operator at 0, after three epochs.
    fn scene(assets: u64, leverage: u64) -> (VaultLedger, Delegation) {
        let (mut vault, mut to) = (VaultLedger::new(100, LIMITS, -300).unwrap(), Delegation::new());
        vault.set_exposure(10_000, 10_000, leverage, -300).unwrap();
        vault.delegate(&mut to, UNITS, -300).unwrap();
        vault.deposit(assets, 1, 0).unwrap();
        (vault, to)
    }

    #[test]
    fn takes_effect_with_the_notice_of_a_rise_and_is_read_in_one_division() {
        let (mut vault, mut to) = scene(1_000, 1);
        let mut service = Allocation::new();
        vault.allocate(&mut to, &mut service, UNITS / 3, 50).unwrap();
        assert_eq!(to.allocated, UNITS / 3);
        assert_eq!(vault.slashable_stake(&to, &service, 299), Ok(0));
        assert_eq!(vault.slashable_stake(&to, &service, 300), Ok(333));
    }

    #[test]
    fn one_division_does_not_lose_what_two_would() {
        let ((vault, mut to), mut service) = (scene(3, 1), Allocation::new());
        to.units = Delayed::settled(UNITS / 2);
        // floor(3/2) = 1, and of two thirds of that, floored again, nothing is left.
        service.magnitude = Delayed::settled(UNITS / 3 * 2 + 1);
        assert_eq!(vault.slashable_stake(&to, &service, 0), Ok(1));
    }

    #[test]
    fn unique_stake_cannot_be_allocated_twice_not_even_through_pending_changes() {
        let (mut vault, mut to) = scene(1_000, 1);
        let (mut first, mut second) = (Allocation::new(), Allocation::new());
        vault.allocate(&mut to, &mut first, UNITS, 0).unwrap();
        assert_eq!(vault.allocate(&mut to, &mut second, 1, 0).unwrap_err().why, Why::OverLeverage);
        // The first is to fall, but has not fallen yet.
        vault.allocate(&mut to, &mut first, 0, 300).unwrap();
        assert_eq!(vault.allocate(&mut to, &mut second, 1, 499).unwrap_err().why, Why::OverLeverage);
        vault.settle_allocation(&mut to, &mut first, 500).unwrap();
        vault.allocate(&mut to, &mut second, UNITS, 500).unwrap();
    }

    #[test]
    fn shared_stake_up_to_the_leverage_and_no_service_over_the_whole() {
        let (mut vault, mut to) = scene(1_000, 2);
        let mut services = [Allocation::new(); 3];
        assert_eq!(vault.allocate(&mut to, &mut services[0], UNITS + 1, 0).unwrap_err().why, Why::OverMagnitude);
        vault.allocate(&mut to, &mut services[0], UNITS, 0).unwrap();
        vault.allocate(&mut to, &mut services[1], UNITS, 0).unwrap();
        let refused = vault.allocate(&mut to, &mut services[2], 1, 0).unwrap_err();
        assert_eq!((refused.why, refused.value, refused.limit), (Why::OverLeverage, 2 * UNITS + 1, 2 * UNITS));
        for service in &services[..2] {
            assert_eq!(vault.slashable_stake(&to, service, 300), Ok(1_000));
        }
    }

    #[test]
    fn a_magnitude_over_the_whole_reads_as_the_whole() {
        let (mut vault, mut to) = scene(1_000, 2);
        let mut service = Allocation::new();
        vault.allocate(&mut to, &mut service, UNITS, 0).unwrap();
        to.magnitude = UNITS / 2;
        assert_eq!(service.magnitude_at(&to, 300), UNITS / 2);
        assert_eq!(vault.slashable_stake(&to, &service, 300), Ok(1_000));
    }

    #[test]
    fn with_nothing_allocated_the_magnitude_starts_again() {
        let (mut vault, mut to) = scene(1_000, 1);
        let mut service = Allocation::new();
        vault.allocate(&mut to, &mut service, 100, 0).unwrap();
        to.magnitude = 5_000; // As slashes would leave it.
        vault.allocate(&mut to, &mut service, 0, 300).unwrap();
        vault.settle_allocation(&mut to, &mut service, 499).unwrap();
        assert_eq!(to.magnitude, 5_000);
        vault.settle_allocation(&mut to, &mut service, 500).unwrap();
        assert_eq!((to.magnitude, to.allocated), (UNITS, 0));
    }

    #[test]
    fn figures_at_their_bounds() {
        let (vault, to) = scene(u64::MAX - crate::VIRTUAL, 1);
        let whole = Allocation { magnitude: Delayed::settled(UNITS), ..Allocation::new() };
        assert_eq!(vault.slashable_stake(&to, &whole, 0), Ok(u64::MAX - crate::VIRTUAL));
        let least = Allocation { magnitude: Delayed::settled(1), ..Allocation::new() };
        assert_eq!(vault.slashable_stake(&to, &least, 0), Ok((u64::MAX - crate::VIRTUAL) / UNITS));
        let (vault, to) = scene(1, 1);
        assert_eq!(vault.slashable_stake(&to, &whole, 0), Ok(1));
        assert_eq!(vault.slashable_stake(&to, &least, 0), Ok(0));
    }

    /// Limits of `incident` basis points, permanently.
    fn limits(incident: u64) -> LossLimits {
        LossLimits { incident_bps: Delayed::settled(incident), epoch_bps: Delayed::settled(BPS) }
    }

    #[test]
    fn one_slash_takes_no_more_than_the_vault_lets_it() {
        let (mut vault, mut to) = scene(999, 1);
        let mut service = Allocation::new();
        vault.allocate(&mut to, &mut service, UNITS / 2, 0).unwrap();
        // A half is 499; of the whole, not of the half, 4,994 basis points are 498.9 and 4,995 are 499.0.
        for (incident, stake) in [(0, 0), (10, 0), (11, 1), (4_994, 498), (4_995, 499), (4_996, 499), (BPS, 499)] {
            assert_eq!(
                vault.stake_at_risk(&to, &service, (&limits(incident), &Losses::default()), 300),
                Ok(stake),
                "{incident}"
            );
        }
        assert_eq!(
            vault.stake_at_risk(&to, &service, (&limits(BPS), &Losses::default()), 299),
            Ok(0),
            "not active yet"
        );
        assert_eq!(
            vault.stake_at_risk(&to, &service, (&LossLimits::none(), &Losses::default()), 300),
            Ok(0),
            "a vault that set no limits"
        );
    }

    #[test]
    fn the_limit_is_of_the_whole_stake_and_counts_in_its_own_time() {
        let (mut vault, to) = scene(1_000, 1);
        let whole = Allocation { magnitude: Delayed::settled(UNITS), ..Allocation::new() };
        let mut limit = limits(100);
        limit.incident_bps.set(200, 0, 300);
        vault.request_exit(&mut crate::Bucket { epoch: 4, ..Zeroable::zeroed() }, 400, 1, 0).unwrap();
        // Leaving stake is active as long as it can be slashed.
        for (now, stake) in [(0, 10), (199, 10), (200, 6), (299, 6), (300, 12)] {
            assert_eq!(vault.stake_at_risk(&to, &whole, (&limit, &Losses::default()), now), Ok(stake), "{now}");
        }
    }

    #[test]
    fn limits_at_the_bounds_of_figures() {
        let most = u64::MAX - crate::VIRTUAL;
        let (vault, to) = scene(most, 1);
        let whole = Allocation { magnitude: Delayed::settled(UNITS), ..Allocation::new() };
        let floor = |bps: u64| (u128::from(most) * u128::from(bps) / 10_000) as u64;
        for bps in [0, 1, 5_000, 9_999, BPS] {
            assert_eq!(
                vault.stake_at_risk(&to, &whole, (&limits(bps), &Losses::default()), 0),
                Ok(floor(bps)),
                "{bps}"
            );
        }
        assert_eq!(
            vault.stake_at_risk(&to, &whole, (&limits(u64::MAX), &Losses::default()), 0),
            Ok(most),
            "more than a whole is the whole"
        );
        let (vault, to) = (VaultLedger::new(100, LIMITS, 0).unwrap(), Delegation::new());
        assert_eq!(vault.stake_at_risk(&to, &whole, (&limits(BPS), &Losses::default()), 0), Ok(0), "nothing in it");
    }
}
