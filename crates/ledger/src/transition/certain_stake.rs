//! The stake that an NCN can still take at a later time, regardless of other parties' actions: what it may promise
//! to its users. It runs transitions on copies of the books.

use crate::math::{add, mul_div_ceil, sub};
use crate::refusal::{Result, Rule};
use crate::state::allocation::Allocation;
use crate::state::books::{Books, UNITS};
use crate::state::breaker::{Approved, LossLimits, Losses};
use crate::state::delayed::{Delayed, Notice};
use crate::state::delegation::Delegation;
use crate::state::vault::VaultLedger;

/// What one NCN has of a vault, for a reading.
#[derive(Clone, Copy, Debug)]
pub struct Stake<'a> {
    /// What the vault delegates to the operator.
    pub delegation: &'a Delegation,
    /// What the operator allocates of it to the NCN.
    pub allocation: &'a Allocation,
    /// What the vault lets the NCN take.
    pub limits: &'a LossLimits,
    /// What the NCN took.
    pub losses: &'a Losses,
}

impl VaultLedger {
    /// The stake that the NCN can take by one slash at any time from `now` through `until`: the least over that time.
    ///
    /// - What leaves with this epoch's bucket is not in a later epoch. Assets in the next one stay until that ends, and so do those
    ///   of later requests. After that everyone can have left, and the figure is zero.
    /// - While a term holds the stakers, it is what stays through the last second of the term.
    /// - As much leaves at once as the allowance and the idle stake let leave, before this epoch ends.
    /// - Each pending change is read at its lower value. Of the sum of approvals, the highest.
    /// - What open slashes took of the delegation comes back to it, and nothing of that to this NCN. What they took out of
    ///   buckets comes back there, and leaves.
    ///
    /// It does not hold against a slash of the same operator's stake that is proposed meanwhile at a leverage above 1: that stake
    /// secures several NCNs, and the first one takes it. A slash elsewhere takes its part of what the limits allow, and may
    /// round by an asset.
    ///
    /// Over more than two epochs, which only a term allows, it does not hold against a fall announced after `now` either: in the
    /// vault's delegations, limits and opt-ins, in the operator's allocations, and in opt-ins that a party leaves. Each takes
    /// two epochs from its announcement. A term binds stakers, and not the parties that decide for them.
    ///
    /// # Errors
    /// [`Rule::Overflow`].
    pub fn certain_stake(&self, of: &Stake, until: i64, now: i64) -> Result<u64> {
        let (mut vault, mut delegation, mut allocation) = (*self, *of.delegation, *of.allocation);
        let now = vault.advance(now);
        let (epoch, last) = (vault.books.epoch, vault.epoch_at(until.max(now)));
        let books = vault.books;
        let stake = books.stake()?;
        let stays = last <= epoch + 1 || vault.is_held(now) && until < vault.term.end;
        if !stays || stake == 0 {
            return Ok(0);
        }
        vault.settle_parts(&mut delegation, &mut allocation, now)?;
        let m = allocation.magnitude.lowest(now, until).min(delegation.magnitude);
        delegation.units = Delayed::settled(delegation.units.lowest(now, until));
        delegation.magnitude = add(delegation.magnitude, delegation.contested)?;
        let limits = of.limits.lowest(now, until);
        vault.loss_limits = vault.loss_limits.lowest(now, until);
        let announced = (epoch + 1..last).take(Notice::RISE_EPOCHS as usize);
        let most = announced.fold(vault.approved_in(epoch).max(vault.approved_in(last)), |most, between| {
            most.max(vault.approved_in(between))
        });
        vault.approved = Approved::flat(epoch, most);

        // Counts units that are idle at that time too: a pending fall frees them for leavers.
        let idle = mul_div_ceil(stake, sub(vault.books.units, delegation.units.next)?, vault.books.units)?;
        let from = vault.exit_from(now);
        let leaves = if until < from { 0 } else { vault.instant_allowance.most_until(until, from).min(idle) };
        // As many as fit.
        let returns = mul_div_ceil(vault.books.units, sub(vault.escrowed, vault.contested)?, stake).unwrap_or(u64::MAX);
        let mut certain = u64::MAX;
        for leaves in [0, leaves] {
            let left = mul_div_ceil(vault.books.units, leaves, stake)?;
            for (place, matured) in (epoch..=last).zip([0, books.exiting[0], books.exiting[0] + books.exiting[1]]) {
                let mut then = vault;
                then.books.epoch = place;
                let back = if place > epoch { returns } else { 0 };
                let rest = sub(stake, matured)?.saturating_sub(leaves);
                let units = (then.books.units - left).saturating_add(back).max(delegation.units.next);
                then.books = Books { active: rest, exiting: [0; 2], units, ..then.books };
                certain = certain.min(then.takes(&delegation, m, (&limits, of.losses), now)?);
            }
        }
        Ok(certain)
    }

    /// What a slash of all takes; nothing where it is refused.
    fn takes(
        &self,
        delegation: &Delegation,
        m: u64,
        (limits, losses): (&LossLimits, &Losses),
        now: i64,
    ) -> Result<u64> {
        let limit = self.left(limits, losses, self.books.stake()?, now)?;
        match self.measure(delegation, m, UNITS, limit, now) {
            Ok((_, _, taken)) => Ok(taken),
            Err(refusal) if refusal.rule == Rule::Overflow => Err(refusal),
            Err(_) => Ok(0),
        }
    }
}
