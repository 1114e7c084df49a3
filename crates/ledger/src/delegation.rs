//! How a vault's stake is split among operators: by units, so that deposits, exits, rewards and slashes move every part at
//! once.
//!
//! What an increase needs is reserved when it is announced, and counts from the start of epoch e+2, by when everyone who
//! asks to leave at the announcement has left. A decrease counts, and frees its units, from then as well: until then the
//! stake that it takes away can be slashed.

use bytemuck::{Pod, Zeroable};

use crate::math::{add, mul_div_floor, sub};
use crate::refusal::{ensure, first_untrue};
use crate::{BPS, Books, Delayed, Result, UNITS, VaultLedger, Why};

/// The highest leverage that a vault may choose: the same stake secures this many services in full.
pub const MAX_LEVERAGE: u64 = 4;

/// The bounds that a vault sets itself on how its stake is exposed.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct ExposurePolicy {
    /// The most that all operators together may hold, in basis points of the units. Instant exits keep to it as well: they
    /// take idle stake, and so would raise the exposure of those who stay.
    pub max_delegated_bps: Delayed,
    /// How often the same stake may be allocated to services, 1 to [`MAX_LEVERAGE`]; 1 is unique stake.
    pub leverage: Delayed,
    /// The most that one operator may hold, in basis points of the units. It bounds increases, each of which is delayed
    /// itself, so that it counts at once.
    pub max_operator_bps: u64,
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
    /// How often the curator took units back. A veto gives none back where it did since the slash.
    pub lowered: u64,
}

impl ExposurePolicy {
    /// No bounds but leverage 1.
    pub const fn open() -> Self {
        Self { max_delegated_bps: Delayed::settled(BPS), leverage: Delayed::settled(1), max_operator_bps: BPS }
    }
}

impl Delegation {
    /// Nothing delegated.
    pub const fn new() -> Self {
        Self { units: Delayed::settled(0), magnitude: UNITS, allocated: 0, open_slashes: 0, lowered: 0 }
    }

    /// The units that it holds out of the vault's idle ones.
    pub fn reserved(&self) -> u64 {
        self.units.reserved()
    }

    /// With nothing allocated, magnitudes are only a scale, and the scale starts again; not while a slash is open, which
    /// might give back what it took of the old one.
    pub(crate) fn restart(&mut self) {
        if self.allocated == 0 && self.open_slashes == 0 {
            self.magnitude = UNITS;
        }
    }

    /// What is true of a delegation at any time, as the first thing that is not.
    pub fn invariant(&self) -> core::result::Result<(), &'static str> {
        first_untrue(&[
            (self.magnitude <= UNITS, "a delegation's magnitude never grows over its start"),
            (self.allocated <= UNITS * MAX_LEVERAGE, "no more is allocated than the highest leverage allows"),
        ])
    }
}

impl Default for Delegation {
    fn default() -> Self {
        Self::new()
    }
}

impl VaultLedger {
    /// Sets the vault's bounds on exposure. What may raise a staker's exposure counts from the start of epoch e+2, what
    /// lowers it at once; delegations and allocations that stand are not undone.
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

        let from = self.exposure_counts_from()?;
        self.exposure.max_delegated_bps.set_burden(max_delegated_bps, now, from);
        self.exposure.leverage.set_burden(leverage, now, from);
        self.exposure.max_operator_bps = max_operator_bps;
        Ok(())
    }

    /// Delegates `units` of the vault to an operator, in place of what it has and of any change that is pending. Withdrawing
    /// a pending increase frees its units at once, since it never counted.
    ///
    /// # Errors
    /// [`Why::OverIdleUnits`], [`Why::OverOperatorCap`], [`Why::OverDelegated`].
    pub fn delegate(&mut self, delegation: &mut Delegation, units: u64, now: i64) -> Result<()> {
        let now = self.advance(now);
        let (mut changed, books) = (delegation.units, &self.books);
        let free = add(books.idle, changed.settle(now))?;
        let held = changed.reserved();
        let wanted = units.max(changed.at(now));
        let idle = if wanted > held {
            let more = wanted - held;
            ensure(more <= free, Why::OverIdleUnits, more, free)?;
            let cap = mul_div_floor(books.units, self.exposure.max_operator_bps, BPS)?;
            ensure(units <= cap, Why::OverOperatorCap, units, cap)?;
            self.check_delegated(sub(books.units, free - more)?, books.units, now)?;
            free - more
        } else {
            add(free, held - wanted)?
        };

        let lowered = delegation.lowered + u64::from(units < changed.next);
        changed.set(units, now, self.exposure_counts_from()?);
        (delegation.units, delegation.lowered, self.books.idle) = (changed, lowered, idle);
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

    /// Frees the units of a decrease that counts by now. Anyone may ask for it; every change of the delegation does it. With
    /// all units idle, their number starts again.
    ///
    /// # Errors
    /// None that a transition can bring about.
    pub fn settle_delegation(&mut self, delegation: &mut Delegation, now: i64) -> Result<()> {
        let now = self.advance(now);
        self.settle_units(delegation, now)
    }

    /// [`VaultLedger::settle_delegation`] on books that are at `now`.
    pub(crate) fn settle_units(&mut self, delegation: &mut Delegation, now: i64) -> Result<()> {
        let freed = delegation.units.settle(now);
        self.books.idle = add(self.books.idle, freed)?;
        self.books.rescale();
        Ok(())
    }

    /// When a change of exposure that is announced at `now` counts: from the start of epoch e+2; at once while the vault has
    /// no shares, no stake, no live exit and no open slash, since nobody is exposed. Shares without stake are no exception:
    /// what took it may be reversed, and would bring it back exposed to what nobody could leave.
    ///
    /// # Errors
    /// [`Why::Overflow`].
    pub fn counts_from(&self, now: i64) -> Result<i64> {
        self.change_counts_from(&self.books_at(now))
    }

    /// [`VaultLedger::counts_from`] for the time that the books are at.
    pub(crate) fn exposure_counts_from(&self) -> Result<i64> {
        self.change_counts_from(&self.books)
    }

    fn change_counts_from(&self, books: &Books) -> Result<i64> {
        let empty = books.supply == 0 && books.stake()? == 0 && self.escrowed == 0;
        Ok(if empty { i64::MIN } else { self.start_of(books.epoch + 2) })
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
    use crate::{Bucket, Limits};

    const LIMITS: Limits =
        Limits { deposit_cap: u64::MAX, instant_fee_bps: 0, instant_capacity: 1 << 60, instant_refill_seconds: 100 };

    fn vault(assets: u64) -> VaultLedger {
        let mut vault = VaultLedger::new(100, LIMITS, 0).unwrap();
        if assets > 0 {
            vault.deposit(assets, 1, 0).unwrap();
        }
        vault
    }

    #[test]
    fn an_increase_reserves_now_and_counts_from_the_second_epoch_after() {
        let (mut vault, mut to) = (vault(1_000), Delegation::new());
        vault.delegate(&mut to, UNITS / 4, 50).unwrap();
        assert_eq!(vault.books.idle, UNITS / 4 * 3);
        assert_eq!([to.units.at(199), to.units.at(200)], [0, UNITS / 4]);
    }

    #[test]
    fn a_decrease_frees_its_units_only_when_it_counts() {
        let (mut vault, mut to) = (vault(0), Delegation::new());
        vault.delegate(&mut to, UNITS, 0).unwrap();
        vault.deposit(1_000, 1, 0).unwrap();
        vault.delegate(&mut to, 10, 50).unwrap();
        vault.settle_delegation(&mut to, 199).unwrap();
        assert_eq!((vault.books.idle, to.units.at(199)), (0, UNITS), "one second before");
        vault.settle_delegation(&mut to, 200).unwrap();
        assert_eq!((vault.books.idle, to.units.at(200)), (UNITS - 10, 10));
        vault.settle_delegation(&mut to, 200).unwrap();
        assert_eq!(vault.books.idle, UNITS - 10, "it is freed once");
    }

    #[test]
    fn an_empty_vault_changes_at_once_and_one_with_a_live_exit_does_not() {
        let (mut vault, mut to) = (vault(0), Delegation::new());
        vault.delegate(&mut to, 7, 0).unwrap();
        assert_eq!(to.units.at(0), 7);
        vault.deposit(1_000, 1, 0).unwrap();
        vault.request_exit(&mut Bucket::new(1), 1_000, 1, 0).unwrap();
        vault.delegate(&mut to, 8, 0).unwrap();
        assert_eq!([to.units.at(199), to.units.at(200)], [7, 8]);
        vault.delegate(&mut to, 9, 200).unwrap();
        assert_eq!(to.units.at(200), 9, "the exit matured at 200");
    }

    #[test]
    fn shares_that_lost_their_stake_are_not_exposed_at_once() {
        let (mut vault, mut to) = (vault(1_000), Delegation::new());
        vault.books.active = 0; // As a slash that may yet be reversed leaves it.
        vault.delegate(&mut to, 7, 0).unwrap();
        assert_eq!([to.units.at(199), to.units.at(200)], [0, 7]);
    }

    #[test]
    fn a_pending_change_is_replaced_and_what_it_reserved_is_free() {
        let (mut vault, mut to) = (vault(1_000), Delegation::new());
        vault.delegate(&mut to, UNITS, 0).unwrap();
        assert_eq!(vault.books.idle, 0);
        vault.delegate(&mut to, UNITS / 2, 10).unwrap();
        assert_eq!(vault.books.idle, UNITS / 2, "the increase that was withdrawn never counted");
        vault.delegate(&mut to, 0, 20).unwrap();
        assert_eq!((vault.books.idle, to.units.at(1_000)), (UNITS, 0));
    }

    #[test]
    fn a_replaced_decrease_does_not_free_units_early() {
        let (mut vault, mut to) = (vault(0), Delegation::new());
        vault.delegate(&mut to, UNITS, 0).unwrap();
        vault.deposit(1_000, 1, 0).unwrap();
        vault.delegate(&mut to, 0, 10).unwrap();
        vault.delegate(&mut to, 5, 150).unwrap();
        assert_eq!(vault.books.idle, 0);
        assert_eq!(
            [to.units.at(200), to.units.at(299), to.units.at(300)],
            [UNITS, UNITS, 5],
            "it waits its own full time"
        );
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
        assert_eq!([exposure.max_delegated_bps.at(199), exposure.max_delegated_bps.at(200)], [5_000, 8_000]);
        assert_eq!([exposure.leverage.at(199), exposure.leverage.at(200)], [1, 4]);
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
        let (mut vault, mut to) = (vault(0), Delegation::new());
        vault.set_exposure(5_000, 10_000, 1, 0).unwrap();
        vault.delegate(&mut to, UNITS / 10, 0).unwrap();
        vault.deposit(1_000_000, 1, 0).unwrap();
        // Somebody comes with nine times as much, and would leave it to the others to stand behind the operator.
        vault.deposit(9_000_000, 1, 0).unwrap();
        assert_eq!(vault.exit_instantly(9_000_000, 1, 0).unwrap_err().why, Why::OverDelegated);
        vault.exit_instantly(8_000_000, 1, 0).unwrap();
        assert_eq!((vault.books.units - vault.books.idle) * 2, vault.books.units);
        assert_eq!(vault.exit_instantly(1_000, 1, 0).unwrap_err().why, Why::OverDelegated);
    }
}
