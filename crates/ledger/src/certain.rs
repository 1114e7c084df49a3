//! The stake that a service can still take at a later time, whatever others do: what it may promise to those it serves.

use crate::math::{add, mul_div_ceil, sub};
use crate::{Allocation, Books, Delayed, Delegation, LossLimits, Losses, Result, UNITS, VaultLedger, Why};

/// What one service has of a vault, for a reading.
#[derive(Clone, Copy, Debug)]
pub struct Stake<'a> {
    /// What the vault delegates to the operator.
    pub delegation: &'a Delegation,
    /// What the operator allocates of it to the service.
    pub allocation: &'a Allocation,
    /// What the vault lets the service take.
    pub limits: &'a LossLimits,
    /// What the service took.
    pub losses: &'a Losses,
}

impl VaultLedger {
    /// The stake that the service can take by one slash at any time from `now` through `until`: the least over that time.
    ///
    /// - What leaves with this epoch's bucket is not in a later epoch. What is in the next one's stays until that ends, and so does
    ///   what is asked for from now on. After that everybody can have left, and the figure is zero.
    /// - As much leaves at once as the allowance and the idle stake let leave, before this epoch ends.
    /// - Each pending change is read at its lower value. Of the sum of approvals, the highest.
    /// - What open slashes took of the delegation comes back to it, and nothing of that to this service. What they took out of
    ///   buckets comes back there, and leaves.
    ///
    /// It does not hold against a slash of the same operator's stake that is proposed meanwhile at a leverage above 1: that stake
    /// secures several services, and the first one takes it. A slash elsewhere takes its part of what the limits allow, and may
    /// round by an asset.
    ///
    /// # Errors
    /// [`Why::Overflow`].
    pub fn certain_stake(&self, of: &Stake, until: i64, now: i64) -> Result<u64> {
        let (mut vault, mut delegation, mut allocation) = (*self, *of.delegation, *of.allocation);
        let now = vault.advance(now);
        let (epoch, last) = (vault.books.epoch, vault.epoch_at(until.max(now)));
        let books = vault.books;
        let stake = books.stake()?;
        if last > epoch + 1 || stake == 0 {
            return Ok(0);
        }
        vault.settle_parts(&mut delegation, &mut allocation, now)?;
        let m = allocation.magnitude.lowest(now, until).min(delegation.magnitude);
        delegation.units = Delayed::settled(delegation.units.lowest(now, until));
        delegation.magnitude = add(delegation.magnitude, delegation.contested)?;
        let limits = of.limits.lowest(now, until);
        vault.loss_limits = vault.loss_limits.lowest(now, until);
        vault.approved.sums = [vault.approved.in_epoch(epoch).max(vault.approved.in_epoch(last)); 4];

        // Units that are idle by then are: a fall that is pending frees them for who leaves.
        let idle = mul_div_ceil(stake, sub(vault.books.units, delegation.units.next)?, vault.books.units)?;
        let leaves = vault.instant_allowance.most_until(until, now).min(idle);
        // As many as fit.
        let returns = mul_div_ceil(vault.books.units, sub(vault.escrowed, vault.contested)?, stake).unwrap_or(u64::MAX);
        let mut certain = u64::MAX;
        for leaves in [0, leaves] {
            let left = mul_div_ceil(vault.books.units, leaves, stake)?;
            for place in epoch..=last {
                let mut then = vault;
                then.books.epoch = place;
                let (matured, back) = if place > epoch { (books.exiting[0], returns) } else { (0, 0) };
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
            Err(refusal) if refusal.why == Why::Overflow => Err(refusal),
            Err(_) => Ok(0),
        }
    }
}
