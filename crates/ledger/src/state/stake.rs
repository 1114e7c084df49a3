//! The stake behind an operator, and what of it an NCN can slash, as of a moment.

use crate::math::mul_ratio_floor;
use crate::refusal::Result;
use crate::state::allocation::Allocation;
use crate::state::breaker::{LossLimits, Losses};
use crate::state::delegation::Delegation;
use crate::state::vault::VaultLedger;

impl VaultLedger {
    /// The stake that an operator has from this vault at `now`: `floor(S·u/U)`.
    ///
    /// # Errors
    /// [`Rule::Overflow`](crate::refusal::Rule::Overflow).
    pub fn delegated_stake(&self, delegation: &Delegation, now: i64) -> Result<u64> {
        let (books, now) = (self.books_at(now), self.time_at(now));
        mul_ratio_floor(books.stake()?, [delegation.units.at(now), 1], [books.units, 1])
    }

    /// The stake that an NCN can slash at `now`: `floor(S·(u·m)/(U·M))`, in one division. Two, floored one after the
    /// other, could give away half a slash.
    ///
    /// # Errors
    /// [`Rule::Overflow`](crate::refusal::Rule::Overflow).
    pub fn slashable_stake(&self, delegation: &Delegation, allocation: &Allocation, now: i64) -> Result<u64> {
        let (books, now) = (self.books_at(now), self.time_at(now));
        part_of(books.stake()?, books.units, delegation, allocation, now)
    }

    /// The stake that an NCN can take by one slash at `now`: what it can slash, but no more than a slash may take after
    /// what its slashes of the epoch took. What no slash can take secures nothing.
    ///
    /// It is the figure of a moment. [`VaultLedger::certain_stake`] says what stays until a time.
    ///
    /// # Errors
    /// [`Rule::Overflow`](crate::refusal::Rule::Overflow).
    pub fn stake_at_risk(
        &self,
        delegation: &Delegation,
        allocation: &Allocation,
        (limits, losses): (&LossLimits, &Losses),
        now: i64,
    ) -> Result<u64> {
        let (books, now) = (self.books_at(now), self.time_at(now));
        let stake = books.stake()?;
        let slashable = part_of(stake, books.units, delegation, allocation, now)?;
        if slashable == 0 {
            return Ok(0);
        }
        Ok(slashable.min(self.left(limits, losses, stake, now)?))
    }
}

/// The part of a vault's `stake` behind an operator's allocation, where the vault has `units`.
fn part_of(stake: u64, units: u64, delegation: &Delegation, allocation: &Allocation, now: i64) -> Result<u64> {
    let m = allocation.magnitude_at(delegation, now);
    if m == 0 {
        return Ok(0);
    }
    mul_ratio_floor(stake, [delegation.units.at(now), m], [units, delegation.magnitude])
}
