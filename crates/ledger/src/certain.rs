//! The stake that a service can still take at a later time, whatever others do: what it may promise to those it serves.

use crate::math::{mul_div_ceil, sub};
use crate::{Allocation, Allowance, Delayed, Delegation, LossLimits, Losses, Result, VaultLedger, Why};

/// What one service has of a vault, for a reading.
#[derive(Clone, Copy, Debug)]
pub struct Stake<'a> {
    /// What the vault delegates to the operator.
    pub delegation: &'a Delegation,
    /// What the operator allocates of it to the service.
    pub allocation: &'a Allocation,
    /// What the vault lets the service take.
    pub limits: &'a LossLimits,
    /// What it took.
    pub losses: &'a Losses,
}

impl VaultLedger {
    /// The stake that the service can take by one slash at any time from `now` through `until`: the least over that time.
    ///
    /// - What leaves in this epoch's bucket is left out of a later epoch. What leaves in the next one's stays until it ends, and
    ///   so does what is asked for from now on. After that everybody can have left, and the figure is zero.
    /// - As much of the rest leaves by instant exits as may.
    /// - Of each pending change the lower value is used, and of the vault's other approvals the higher.
    /// - What open slashes took of the delegation comes back to it, and none of it to this service.
    ///
    /// It does not hold against a slash that is proposed meanwhile of the same operator's stake at a leverage above 1: that stake
    /// secures several services, and the first one takes it. A slash elsewhere costs it its part of the loss and its rounding.
    ///
    /// # Errors
    /// [`Why::Overflow`].
    pub fn certain_stake(&self, of: &Stake, until: i64, now: i64) -> Result<u64> {
        let (mut vault, mut delegation, mut allocation) = (*self, *of.delegation, *of.allocation);
        let now = vault.advance(now);
        let (epoch, last) = (vault.books.epoch, vault.epoch_at(until.max(now)));
        if last > epoch + 1 {
            return Ok(0);
        }
        vault.settle_parts(&mut delegation, &mut allocation, now)?;
        let lowest = |value: &Delayed| value.lowest(now, until);
        let m = lowest(&allocation.magnitude).min(delegation.magnitude);
        let u = lowest(&delegation.units);
        delegation.units = Delayed::settled(u);
        delegation.magnitude += delegation.contested;

        let limits = LossLimits {
            incident_bps: Delayed::settled(lowest(&of.limits.incident_bps)),
            epoch_bps: Delayed::settled(lowest(&of.limits.epoch_bps)),
        };
        let own = &mut vault.loss_limits;
        own.incident_bps = Delayed::settled(lowest(&own.incident_bps));
        own.epoch_bps = Delayed::settled(lowest(&own.epoch_bps));
        vault.approved.active = vault.approved.in_epoch(epoch).max(vault.approved.in_epoch(last));
        (vault.approved.epoch, vault.approved.coming) = (epoch, Default::default());

        let mut certain = u64::MAX;
        let stake = vault.books.stake()?;
        if stake > 0 {
            let idle = mul_div_ceil(stake, vault.books.units - u, vault.books.units)?;
            let leaves = vault.instant_allowance.most_until(until, now).min(vault.books.active).min(idle);
            for leaves in [0, leaves] {
                let mut each = vault;
                each.books.active -= leaves;
                each.books.units = sub(each.books.units, mul_div_ceil(vault.books.units, leaves, stake)?)?;
                for place in epoch..=last {
                    if place > epoch {
                        each.books.exiting[0] = 0;
                    }
                    let took = of.losses.fraction_in(place);
                    certain = certain.min(each.takes(&delegation, m, &limits, took, now)?);
                }
            }
        }
        Ok(if stake > 0 { certain } else { 0 })
    }

    /// What a slash of all takes; nothing where it is refused.
    fn takes(&self, delegation: &Delegation, m: u64, limits: &LossLimits, took: u64, now: i64) -> Result<u64> {
        let limit = self.loss_limit(limits, took, self.books.stake()?, now)?;
        match self.measure(delegation, m, crate::UNITS, limit, now) {
            Ok((_, _, taken)) => Ok(taken),
            Err(refusal) if refusal.why == Why::Overflow => Err(refusal),
            Err(_) => Ok(0),
        }
    }
}

impl Delayed {
    /// The lowest value at any time from `now` through `until`.
    pub fn lowest(&self, now: i64, until: i64) -> u64 {
        let value = self.at(now);
        if self.effective <= until { value.min(self.next) } else { value }
    }
}

impl Allowance {
    /// The most that can be used from `now` through `until`, in any number of steps.
    fn most_until(&self, until: i64, now: i64) -> u64 {
        let mut allowance = *self;
        allowance.refill(now);
        let seconds = until.saturating_sub(now).max(0).unsigned_abs();
        // What is pending lets more leave, and may be active by then.
        let earned = u128::from(self.next_capacity) * u128::from(seconds) / u128::from(self.next_refill_seconds);
        let earned = u64::try_from(earned).unwrap_or(u64::MAX).saturating_add(1);
        self.next_capacity.saturating_sub(allowance.used).saturating_add(earned)
    }
}
