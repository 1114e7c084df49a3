//! How a vault's stake is split among operators: by units, so that deposits, exits, rewards and slashes move every part at
//! once.
//!
//! An increase reserves its units when it is announced, and takes effect with the [`crate::Notice`] of a rise. A decrease takes effect,
//! and frees its units, with the notice of a fall: until then the stake that it takes away can be slashed.

use bytemuck::{Pod, Zeroable};

use crate::math::{add, mul_div_floor, sub};
use crate::refusal::{ensure, first_untrue};
use crate::{BPS, Delayed, Result, UNITS, VaultLedger, Why};

/// The highest leverage that a vault may choose: the same stake secures this many services in full.
pub const MAX_LEVERAGE: u64 = 4;

/// The least magnitude of a delegation that takes more units or allocations. Of less, a magnitude says too little: a part of it
/// could not be told from a larger one.
pub const LEAST_MAGNITUDE: u64 = UNITS / 1_000_000;

/// The bounds that a vault sets itself on how its stake is exposed.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct ExposurePolicy {
    /// The most that all operators together may hold, in basis points of the units. Instant exits respect it as well: they
    /// take idle stake, and would raise the exposure of the remaining holders.
    pub max_delegated_bps: Delayed,
    /// How often the same stake may be allocated to services, 1 to [`MAX_LEVERAGE`]; 1 is unique stake.
    pub leverage: Delayed,
    /// The most that one operator may hold, in basis points of the units. Instant exits keep to it as well.
    pub max_operator_bps: Delayed,
}

/// What one vault delegates to one operator.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Delegation {
    /// u: the operator's units of the vault. The larger of current and next is reserved out of the vault's idle units.
    pub units: Delayed,
    /// M: what the operator divides among services. Only slashes lower it; it starts again at [`UNITS`] whenever nothing
    /// is allocated and no slash is open.
    pub magnitude: u64,
    /// The magnitudes that its allocations reserve, each the larger of current and next.
    pub allocated: u64,
    /// The slashes of it that are open. A veto gives back to it, so that it stays while there are any.
    pub open_slashes: u64,
    /// How often the curator announced fewer units than were announced before.
    pub lowered: u64,
    /// [`Delegation::lowered`] as of the change that is active. A veto restores what was active, unless a fall that was announced
    /// since the slash has taken effect.
    pub lowered_active: u64,
    /// The magnitude that open slashes took, and their vetoes give back.
    pub contested: u64,
    /// The start of the latest time in which a slash of it was open. It goes on over breaks of up to an epoch of the vault; zero
    /// before the first slash.
    pub open_from: i64,
    /// Since when no slash is open, if none is.
    pub open_until: i64,
    /// The units that were announced to move to another operator, until the move is completed or canceled; zero if none move.
    pub moving: u64,
    /// Units that a move has freed before its completion: reserved, and active behind no operator.
    pub leaving: u64,
    /// How many moves of other operators' units to it are announced and not completed.
    pub arriving: u64,
}

impl ExposurePolicy {
    /// No bounds but leverage 1.
    pub const fn open() -> Self {
        Self {
            max_delegated_bps: Delayed::settled(BPS),
            leverage: Delayed::settled(1),
            max_operator_bps: Delayed::settled(BPS),
        }
    }
}

impl Delegation {
    /// Nothing delegated.
    pub const fn new() -> Self {
        Self {
            units: Delayed::settled(0),
            magnitude: UNITS,
            allocated: 0,
            open_slashes: 0,
            lowered: 0,
            lowered_active: 0,
            contested: 0,
            open_from: 0,
            open_until: 0,
            moving: 0,
            leaving: 0,
            arriving: 0,
        }
    }

    /// The units that it holds out of the vault's idle ones.
    pub fn reserved(&self) -> u64 {
        // What a move has freed was a part of its units: with them it fits.
        self.units.reserved().saturating_add(self.leaving)
    }

    /// With nothing allocated, magnitudes are only a scale, and the scale starts again; not while a slash is open, which
    /// might give back what it took of the old one.
    pub(crate) fn restart(&mut self) {
        if self.allocated == 0 && self.open_slashes == 0 {
            self.magnitude = UNITS;
        }
    }

    /// Counts a slash of `magnitude` that opens.
    pub(crate) fn open_slash(&mut self, magnitude: u64, epoch_seconds: u64, now: i64) -> Result<()> {
        let without = now.saturating_sub(self.open_until).max(0).unsigned_abs();
        // An offense before a longer break is too old, including any that was open before it.
        if self.open_slashes == 0 && (self.open_from == 0 || without > epoch_seconds) {
            self.open_from = now;
        }
        self.open_slashes = add(self.open_slashes, 1)?;
        self.contested = add(self.contested, magnitude)?;
        Ok(())
    }

    /// Counts a slash of `magnitude` that ends.
    pub(crate) fn close_slash(&mut self, magnitude: u64, now: i64) -> Result<()> {
        self.open_slashes = sub(self.open_slashes, 1)?;
        self.contested = sub(self.contested, magnitude)?;
        if self.open_slashes == 0 {
            self.open_until = now;
        }
        self.restart();
        Ok(())
    }

    /// For how many of the seconds from `from` to `now` a slash of it was open. Breaks of up to an epoch between slashes count as
    /// open: or else a second sham slash would end what the first one began.
    pub fn seconds_open(&self, from: i64, now: i64) -> u64 {
        let until = if self.open_slashes > 0 { now } else { self.open_until.min(now) };
        until.saturating_sub(self.open_from.max(from)).max(0).unsigned_abs()
    }

    /// Refuses an increase of a delegation with a magnitude worn by slashes.
    pub(crate) fn check_worn(&self) -> Result<()> {
        ensure(self.magnitude >= LEAST_MAGNITUDE, Why::MagnitudeWorn, self.magnitude, LEAST_MAGNITUDE)
    }

    /// What is true of a delegation at any time, as the first thing that is not.
    pub fn invariant(&self) -> core::result::Result<(), &'static str> {
        first_untrue(&[
            (self.magnitude <= UNITS, "a delegation's magnitude never grows over its start"),
            (self.allocated <= UNITS * MAX_LEVERAGE, "no more is allocated than the highest leverage allows"),
            (
                self.magnitude <= UNITS - self.contested,
                "a magnitude and what open slashes took of it are no more than the start",
            ),
            (self.lowered_active <= self.lowered, "no more falls are active than were announced"),
            (self.leaving == 0 || self.moving > 0, "units wait for a move alone"),
        ])
    }
}

impl Default for Delegation {
    fn default() -> Self {
        Self::new()
    }
}

impl VaultLedger {
    /// Sets the vault's bounds on exposure. Each falls at once, and rises with the notice of a rise; delegations and allocations
    /// that stand are not undone.
    ///
    /// # Errors
    /// [`Why::OverWhole`] for basis points over the whole, [`Why::Leverage`] for a leverage out of its bounds.
    pub fn set_exposure(
        &mut self,
        max_delegated_bps: u64,
        max_operator_bps: u64,
        leverage: u64,
        now: i64,
    ) -> Result<()> {
        let now = self.advance(now);
        ensure(max_delegated_bps <= BPS, Why::OverWhole, max_delegated_bps, BPS)?;
        ensure(max_operator_bps <= BPS, Why::OverWhole, max_operator_bps, BPS)?;
        ensure(leverage >= 1, Why::Leverage, leverage, 1)?;
        ensure(leverage <= MAX_LEVERAGE, Why::Leverage, leverage, MAX_LEVERAGE)?;

        let from = self.notice().rise;
        let mut rises = false;
        for (bound, value) in [
            (&mut self.exposure.max_delegated_bps, max_delegated_bps),
            (&mut self.exposure.max_operator_bps, max_operator_bps),
            (&mut self.exposure.leverage, leverage),
        ] {
            rises |= value > bound.next;
            bound.set_burden(value, now, from);
        }
        self.note_risk(rises);
        Ok(())
    }

    /// Delegates `units` of the vault to an operator, in place of what it has and of an increase that is pending. Withdrawing
    /// a pending increase frees its units at once, since it never was active. The bounds hold for every increase over what is
    /// active, announced before or not.
    ///
    /// # Errors
    /// [`Why::OverIdleUnits`], [`Why::OverOperatorCap`], [`Why::OverDelegated`], [`Why::FallPending`]; [`Why::MagnitudeWorn`] for
    /// more units of a delegation of which slashes left less than [`LEAST_MAGNITUDE`]; [`Why::MovePending`] while units of it move.
    pub fn delegate(&mut self, delegation: &mut Delegation, units: u64, now: i64) -> Result<()> {
        let now = self.advance(now);
        ensure(delegation.moving == 0, Why::MovePending, delegation.moving, 0)?;
        let (mut changed, books) = (delegation.units, &self.books);
        let free = add(books.idle, changed.settle(now))?;
        let (held, announced) = (changed.reserved(), changed.next);
        changed.announce(units, now, self.notice())?;
        let wanted = changed.reserved();
        let idle = if wanted > held {
            ensure(wanted - held <= free, Why::OverIdleUnits, wanted - held, free)?;
            free - (wanted - held)
        } else {
            add(free, held - wanted)?
        };
        if units > changed.at(now) {
            delegation.check_worn()?;
            self.check_operator(units, books.units, now)?;
            self.check_delegated(sub(books.units, idle)?, books.units, now)?;
        }

        if now >= delegation.units.effective {
            delegation.lowered_active = delegation.lowered;
        }
        // A rise that is withdrawn leaves what is active as it is.
        delegation.lowered += u64::from(units < announced && units != changed.at(now));
        (delegation.units, self.books.idle) = (changed, idle);
        self.note_risk(units > announced);
        self.settle_units(delegation, now)
    }

    /// `bps` of the vault's units, in units, rounded down.
    ///
    /// # Errors
    /// [`Why::OverWhole`].
    pub fn units_of_bps(&self, bps: u64) -> Result<u64> {
        ensure(bps <= BPS, Why::OverWhole, bps, BPS)?;
        mul_div_floor(self.books.units, bps, BPS)
    }

    /// Frees the units of a decrease that has taken effect. Anyone may ask for it; every change of the delegation does it. Those of
    /// a move wait for its completion. With all units idle, their number starts again.
    ///
    /// # Errors
    /// None that a transition can bring about.
    pub fn settle_delegation(&mut self, delegation: &mut Delegation, now: i64) -> Result<()> {
        let now = self.advance(now);
        self.settle_units(delegation, now)
    }

    /// [`VaultLedger::settle_delegation`] on books that are at `now`.
    #[inline(never)]
    pub(crate) fn settle_units(&mut self, delegation: &mut Delegation, now: i64) -> Result<()> {
        if now >= delegation.units.effective {
            delegation.lowered_active = delegation.lowered;
        }
        let freed = delegation.units.settle(now);
        if delegation.moving == 0 {
            self.books.idle = add(self.books.idle, freed)?;
        } else {
            delegation.leaving = add(delegation.leaving, freed)?;
        }
        self.books.rescale();
        self.note_reserved(delegation.reserved());
        Ok(())
    }

    /// Bounds what any operator reserves, by what one of them reserves: every other has at most the rest.
    pub(crate) fn note_reserved(&mut self, reserved: u64) {
        let others = (self.books.units - self.books.idle).saturating_sub(reserved);
        self.largest_units = reserved.max(self.largest_units.min(others));
    }

    /// Bounds what any operator reserves by several different delegations of the vault, which anyone may bring. With all of
    /// them the bound is exact.
    ///
    /// # Errors
    /// [`Why::Overflow`] for delegations that are not all of this vault, or not all different.
    pub fn tighten_largest(&mut self, reserved: impl IntoIterator<Item = u64>) -> Result<()> {
        let (mut rest, mut most) = (sub(self.books.units, self.books.idle)?, 0);
        for each in reserved {
            (rest, most) = (sub(rest, each)?, most.max(each));
        }
        self.largest_units = self.largest_units.min(most.max(rest));
        Ok(())
    }

    /// Refuses an operator's `units` of `whole` over the vault's cap at `now`.
    pub(crate) fn check_operator(&self, units: u64, whole: u64, now: i64) -> Result<()> {
        let cap = mul_div_floor(whole, self.exposure.max_operator_bps.at(now), BPS)?;
        ensure(units <= cap, Why::OverOperatorCap, units, cap)
    }

    /// Refuses `delegated` of `units` over the vault's bound at `now`.
    pub(crate) fn check_delegated(&self, delegated: u64, units: u64, now: i64) -> Result<()> {
        let most = mul_div_floor(units, self.exposure.max_delegated_bps.at(now), BPS)?;
        ensure(delegated <= most, Why::OverDelegated, delegated, most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Allocation, Bucket, Limits};

    const LIMITS: Limits =
        Limits { deposit_cap: u64::MAX, instant_fee_bps: 0, instant_capacity: 1 << 60, instant_refill_seconds: 100 };

    fn vault(assets: u64) -> VaultLedger {
        let mut vault = VaultLedger::new(100, LIMITS, 0).unwrap();
        if assets > 0 {
            vault.deposit(assets, 1, 0).unwrap();
        }
        vault
    }

    /// A vault of `assets` at `START`, with `units` active behind an operator.
    fn behind(assets: u64, units: u64) -> (VaultLedger, Delegation) {
        let (mut vault, mut to) = (vault(0), Delegation::new());
        vault.delegate(&mut to, units, 0).unwrap();
        vault.deposit(assets, 1, START).unwrap();
        assert_eq!(to.units.at(START), units);
        (vault, to)
    }

    /// The first second at which what is announced in epoch 0 is active, rise or fall.
    const START: i64 = 300;

    #[test]
    fn an_increase_reserves_now_and_takes_effect_after_an_exit_requested_a_full_epoch_later() {
        let (mut vault, mut to) = (vault(1_000), Delegation::new());
        vault.delegate(&mut to, UNITS / 4, 99).unwrap();
        assert_eq!(vault.books.idle, UNITS / 4 * 3);
        assert_eq!([to.units.at(299), to.units.at(300)], [0, UNITS / 4]);
        // Requested an epoch later, to the second, an exit is claimable when the increase takes effect.
        assert_eq!(vault.claimable_at(vault.request_epoch(199)), 300);
    }

    #[test]
    fn a_decrease_frees_its_units_only_when_it_takes_effect() {
        let (mut vault, mut to) = behind(1_000, UNITS);
        vault.delegate(&mut to, 10, START + 50).unwrap();
        vault.settle_delegation(&mut to, START + 199).unwrap();
        assert_eq!((vault.books.idle, to.units.at(START + 199)), (0, UNITS), "one second before");
        vault.settle_delegation(&mut to, START + 200).unwrap();
        assert_eq!((vault.books.idle, to.units.at(START + 200)), (UNITS - 10, 10));
        vault.settle_delegation(&mut to, START + 200).unwrap();
        assert_eq!(vault.books.idle, UNITS - 10, "it is freed once");
    }

    /// An empty vault is exposed no sooner: a deposit could land before the change takes effect.
    #[test]
    fn an_empty_vault_gives_the_same_notice() {
        let (mut vault, mut to) = (vault(0), Delegation::new());
        vault.delegate(&mut to, 7, 0).unwrap();
        assert_eq!([to.units.at(299), to.units.at(300)], [0, 7]);
        vault.deposit(1_000, 1, 0).unwrap();
        vault.request_exit(&mut Bucket::new(1), 1_000, 1, 0).unwrap();
        vault.delegate(&mut to, 8, 300).unwrap();
        assert_eq!([to.units.at(599), to.units.at(600)], [7, 8]);
    }

    #[test]
    fn a_pending_increase_is_replaced_and_what_it_reserved_is_free() {
        let (mut vault, mut to) = (vault(1_000), Delegation::new());
        vault.delegate(&mut to, UNITS, 0).unwrap();
        assert_eq!(vault.books.idle, 0);
        vault.delegate(&mut to, UNITS / 2, 10).unwrap();
        assert_eq!(vault.books.idle, UNITS / 2, "the increase that was withdrawn never was active");
        vault.delegate(&mut to, 0, 20).unwrap();
        assert_eq!((vault.books.idle, to.units.at(1_000)), (UNITS, 0));
    }

    #[test]
    fn a_pending_increase_keeps_to_a_cap_that_fell_since() {
        let (mut vault, mut to) = (vault(1_000), Delegation::new());
        vault.delegate(&mut to, UNITS, 0).unwrap();
        vault.set_exposure(10_000, 1_000, 1, 10).unwrap();
        let refused = vault.delegate(&mut to, UNITS / 2, 20).unwrap_err();
        assert_eq!((refused.why, refused.limit), (Why::OverOperatorCap, UNITS / 10));
        vault.delegate(&mut to, UNITS / 10, 20).unwrap();
        vault.set_exposure(500, 1_000, 1, 30).unwrap();
        assert_eq!(vault.delegate(&mut to, UNITS / 10, 30).unwrap_err().why, Why::OverDelegated);
    }

    #[test]
    fn a_pending_decrease_is_neither_postponed_nor_withdrawn() {
        let (mut vault, mut to) = behind(1_000, UNITS);
        vault.delegate(&mut to, UNITS / 2, START + 10).unwrap();
        for units in [0, 5, UNITS / 2 + 1, UNITS] {
            let before = (vault, to);
            let refused = vault.delegate(&mut to, units, START + 150).unwrap_err();
            assert_eq!((refused.why, refused.limit), (Why::FallPending, START.unsigned_abs() + 200));
            vault.books.epoch = before.0.books.epoch;
            assert_eq!((vault, to), before);
        }
        // In the epoch of its announcement it can be deeper, from the same second on.
        let (mut vault, mut to) = behind(1_000, UNITS);
        vault.delegate(&mut to, UNITS / 2, START + 10).unwrap();
        vault.delegate(&mut to, 5, START + 99).unwrap();
        assert_eq!([to.units.at(START + 199), to.units.at(START + 200)], [UNITS, 5]);
        assert_eq!(vault.books.idle, 0);
    }

    #[test]
    fn the_version_counts_what_burdens_somebody_and_nothing_else() {
        let (mut vault, mut to, mut service) = (vault(1_000), Delegation::new(), Allocation::new());
        vault.allocate(&mut to, &mut service, 5, 0).unwrap();
        assert_eq!(vault.risk_version, 0, "an allocation of no stake, which anyone could bring about");
        vault.delegate(&mut to, 100, 0).unwrap();
        assert_eq!(vault.risk_version, 1);
        vault.delegate(&mut to, 90, 0).unwrap();
        vault.allocate(&mut to, &mut service, 5, 0).unwrap();
        assert_eq!(vault.risk_version, 1, "less than was announced, and the same");
        vault.allocate(&mut to, &mut service, 6, 0).unwrap();
        vault.set_exposure(9_000, 9_000, 1, 0).unwrap();
        assert_eq!(vault.risk_version, 2);
        for (delegated, operator, leverage) in [(9_001, 9_000, 1), (9_001, 9_001, 1), (9_001, 9_001, 2)] {
            let version = vault.risk_version;
            vault.set_exposure(delegated, operator, leverage, 0).unwrap();
            vault.set_exposure(delegated, operator, leverage, 0).unwrap();
            assert_eq!(vault.risk_version, version + 1);
        }
        vault.set_loss_limits(100, 200, 0).unwrap();
        assert_eq!(vault.risk_version, 5);
        let version = vault.risk_version;
        vault.set_loss_limits(100, 300, 200).unwrap();
        assert_eq!(vault.risk_version, version + 1);
        assert_eq!(vault.check_risk(version + 1), Ok(()));
        let refused = vault.check_risk(version).unwrap_err();
        assert_eq!((refused.why, refused.value, refused.limit), (Why::RiskChanged, version + 1, version));
    }

    /// What the vault knows of the largest operator is never too little, and exact once all are brought.
    #[test]
    fn the_largest_operator_is_known_well_enough() {
        let (mut vault, mut to) = (vault(1_000), [Delegation::new(); 3]);
        for (to, units) in to.iter_mut().zip([50, 20, 10]) {
            vault.delegate(to, UNITS / 100 * units, 0).unwrap();
        }
        assert_eq!(vault.largest_units, UNITS / 2);
        vault.delegate(&mut to[0], 0, 0).unwrap();
        assert_eq!(vault.largest_units, UNITS / 100 * 30, "the other two have no more together");
        vault.tighten_largest([to[1].reserved()]).unwrap();
        assert_eq!(vault.largest_units, UNITS / 100 * 20);
        vault.tighten_largest(to.iter().map(Delegation::reserved)).unwrap();
        assert_eq!(vault.largest_units, UNITS / 100 * 20);
        let before = vault;
        assert_eq!(vault.tighten_largest([to[1].reserved(); 2]).unwrap_err().why, Why::Overflow);
        assert_eq!(vault, before);
    }

    #[test]
    fn no_more_than_is_idle_and_no_more_than_the_bounds() {
        let (mut vault, mut first, mut second) = (vault(1_000), Delegation::new(), Delegation::new());
        vault.set_exposure(9_000, 6_000, 1, 0).unwrap();
        let refused = vault.delegate(&mut first, UNITS / 10_000 * 6_000 + 1, 0).unwrap_err();
        assert_eq!((refused.why, refused.limit), (Why::OverOperatorCap, UNITS / 10_000 * 6_000));
        vault.delegate(&mut first, UNITS / 10_000 * 6_000, 0).unwrap();
        let refused = vault.delegate(&mut second, UNITS / 10_000 * 3_000 + 1, 0).unwrap_err();
        assert_eq!((refused.why, refused.limit), (Why::OverDelegated, UNITS / 10_000 * 9_000));
        vault.delegate(&mut second, UNITS / 10_000 * 3_000, 0).unwrap();
        let refused = vault.delegate(&mut second, UNITS / 10_000 * 5_000, 0).unwrap_err();
        assert_eq!((refused.why, refused.limit), (Why::OverIdleUnits, UNITS / 10_000 * 1_000));
    }

    #[test]
    fn bounds_on_exposure_tighten_at_once_and_loosen_late() {
        let mut vault = vault(1_000);
        vault.set_exposure(5_000, 10_000, 1, 50).unwrap();
        assert_eq!(vault.exposure.max_delegated_bps.at(50), 5_000);
        vault.set_exposure(8_000, 10_000, 4, 50).unwrap();
        let exposure = vault.exposure;
        assert_eq!([exposure.max_delegated_bps.at(299), exposure.max_delegated_bps.at(300)], [5_000, 8_000]);
        assert_eq!([exposure.leverage.at(299), exposure.leverage.at(300)], [1, 4]);
        vault.set_exposure(8_000, 4_000, 4, 60).unwrap();
        assert_eq!(vault.exposure.max_operator_bps.at(60), 4_000);
        vault.set_exposure(8_000, 6_000, 4, 60).unwrap();
        assert_eq!([299, 300].map(|now| vault.exposure.max_operator_bps.at(now)), [4_000, 6_000]);
        for (delegated, operator, leverage, why) in [
            (10_001, 0, 1, Why::OverWhole),
            (0, 10_001, 1, Why::OverWhole),
            (0, 0, 0, Why::Leverage),
            (0, 0, 5, Why::Leverage),
        ] {
            assert_eq!(vault.set_exposure(delegated, operator, leverage, 50).unwrap_err().why, why);
        }
    }

    #[test]
    fn instant_exits_keep_the_others_exposure_within_the_bound() {
        let (mut vault, _) = behind(1_000_000, UNITS / 10);
        vault.set_exposure(5_000, 10_000, 1, START).unwrap();
        // A depositor enters with nine times as much, and would leave the others alone behind the operator.
        vault.deposit(9_000_000, 1, START).unwrap();
        assert_eq!(vault.exit_instantly(9_000_000, 1, START).unwrap_err().why, Why::OverDelegated);
        vault.exit_instantly(8_000_000, 1, START).unwrap();
        assert_eq!((vault.books.units - vault.books.idle) * 2, vault.books.units);
        assert_eq!(vault.exit_instantly(1_000, 1, START).unwrap_err().why, Why::OverDelegated);
    }
    #[test]
    fn instant_exits_keep_every_operator_within_its_cap() {
        let (mut vault, mut to) = behind(1_000_000, UNITS / 2);
        vault.set_exposure(10_000, 5_000, 1, START).unwrap();
        let refused = vault.exit_instantly(1_000, 1, START).unwrap_err();
        assert_eq!((refused.why, refused.value), (Why::OverOperatorCap, UNITS / 2));
        // A cap that is raised binds as it was until the rise takes effect.
        vault.set_exposure(10_000, 8_000, 1, START).unwrap();
        assert_eq!(vault.exit_instantly(1_000, 1, START + 299).unwrap_err().why, Why::OverOperatorCap);
        vault.exit_instantly(1_000, 1, START + 300).unwrap();
        // With two halves of it behind different operators, each is well within.
        let mut other = Delegation::new();
        vault.delegate(&mut to, UNITS / 4, START + 300).unwrap();
        vault.settle_delegation(&mut to, START + 500).unwrap();
        vault.delegate(&mut other, UNITS / 4, START + 500).unwrap();
        vault.set_exposure(10_000, 2_600, 1, START + 500).unwrap();
        vault.exit_instantly(10_000, 1, START + 500).unwrap();
        assert_eq!(vault.exit_instantly(100_000, 1, START + 500).unwrap_err().why, Why::OverOperatorCap);
    }
}
