//! A vault's bounds on exposure: set, and checked by all that raises an operator's part.

use crate::math::{BPS, mul_div_floor};
use crate::refusal::{Result, Rule, ensure};
use crate::state::exposure::MAX_LEVERAGE;
use crate::state::vault::VaultLedger;

impl VaultLedger {
    /// Sets the vault's bounds on exposure. Each falls at once, and rises with the notice of a rise; delegations and allocations
    /// that stand are not undone.
    ///
    /// # Errors
    /// [`Rule::OverWhole`] for basis points over the whole, [`Rule::Leverage`] for a leverage out of its bounds.
    pub fn set_exposure(
        &mut self,
        max_delegated_bps: u64,
        max_operator_bps: u64,
        leverage: u64,
        now: i64,
    ) -> Result<()> {
        let now = self.advance(now);
        ensure(max_delegated_bps <= BPS, Rule::OverWhole, max_delegated_bps, BPS)?;
        ensure(max_operator_bps <= BPS, Rule::OverWhole, max_operator_bps, BPS)?;
        ensure(leverage >= 1, Rule::Leverage, leverage, 1)?;
        ensure(leverage <= MAX_LEVERAGE, Rule::Leverage, leverage, MAX_LEVERAGE)?;

        let from = self.rise();
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

    /// Refuses an operator's `units` of `whole` over the vault's cap at `now`.
    pub(crate) fn check_operator(&self, units: u64, whole: u64, now: i64) -> Result<()> {
        let cap = mul_div_floor(whole, self.exposure.max_operator_bps.at(now), BPS)?;
        ensure(units <= cap, Rule::OverOperatorCap, units, cap)
    }

    /// Refuses `delegated` of `units` over the vault's bound at `now`.
    pub(crate) fn check_delegated(&self, delegated: u64, units: u64, now: i64) -> Result<()> {
        let most = mul_div_floor(units, self.exposure.max_delegated_bps.at(now), BPS)?;
        ensure(delegated <= most, Rule::OverDelegated, delegated, most)
    }
}
