//! The breaker's rooms: what each service may take of a vault in an epoch, whatever the others take.

use bytemuck::{Pod, Zeroable};

use crate::math::{mul, mul_div_floor};
use crate::{BPS, Delayed, LossLimits, Refusal, Result, UNITS, VaultLedger, Why};

/// How many epochs ahead a change can be pending.
const AHEAD: usize = 3;

/// The sum of what a vault approved for all its services in an epoch, in basis points, and how it changes in the epochs to come.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Approved {
    /// The epoch that the figures are of.
    pub epoch: u64,
    /// The sum that is active in it.
    pub active: u64,
    /// By how much it rises or falls at the start of each epoch after that.
    pub coming: [i64; AHEAD],
}

impl Approved {
    /// The sum in `epoch`, which is not an earlier one than the figures are of.
    pub fn in_epoch(&self, epoch: u64) -> u64 {
        let passed = epoch.saturating_sub(self.epoch).min(AHEAD as u64) as usize;
        self.coming[..passed].iter().fold(self.active, |sum, change| sum.saturating_add_signed(*change))
    }

    fn roll_to(&mut self, epoch: u64) {
        let active = self.in_epoch(epoch);
        let passed = epoch.saturating_sub(self.epoch).min(AHEAD as u64) as usize;
        self.coming.rotate_left(passed);
        self.coming[AHEAD - passed..].fill(0);
        (self.epoch, self.active) = (epoch, active);
    }
}

impl VaultLedger {
    /// Counts a service's limit for an epoch, which was `before` and is `after`, both as of `now`.
    ///
    /// # Errors
    /// [`Why::Overflow`] for a sum that does not fit.
    pub(crate) fn count_approved(&mut self, before: &Delayed, after: &Delayed, now: i64) -> Result<()> {
        let epoch = self.books.epoch;
        let mut approved = self.approved;
        approved.roll_to(epoch);
        let over = Refusal::new(Why::Overflow, after.reserved(), approved.active);
        let active = approved.active.checked_sub(before.at(now)).and_then(|sum| sum.checked_add(after.at(now)));
        approved.active = active.ok_or(over)?;
        for (value, sign) in [(before, -1), (after, 1)] {
            if now < value.effective && value.current != value.next {
                let ahead = self.epoch_at(value.effective) - epoch;
                let place = (ahead as usize).clamp(1, AHEAD) - 1;
                approved.coming[place] += sign * (value.next as i64 - value.current as i64);
            }
        }
        self.approved = approved;
        Ok(())
    }

    /// The most that a service may take of the vault in the epoch of `now`, in `1/10^18` of the stake; a whole is no limit.
    ///
    /// It is what the vault approved for it or, where the vault approved more in all than its breaker lets all services take,
    /// the same part of the breaker: `breaker · approved / sum of all approved`, rounded down. So no service's slashes use the
    /// room of another, and the rooms fit in the breaker. A breaker of the whole is none.
    ///
    /// # Errors
    /// None that a transition can bring about.
    pub fn epoch_room(&self, limits: &LossLimits, now: i64) -> Result<u64> {
        const ONE: u64 = UNITS / BPS;
        let (own, all) = (limits.epoch_bps.at(now).min(BPS), self.loss_limits.epoch_bps.at(now).min(BPS));
        if all == BPS {
            return Ok(own * ONE);
        }
        let sum = self.approved.in_epoch(self.epoch_at(now));
        if sum <= all { Ok(own * ONE) } else { mul_div_floor(UNITS, own * all, mul(sum, BPS)?) }
    }

    /// What one slash by a service may take of `stake` at `now`, if its slashes of this epoch took `fraction` before: within
    /// its own limit and the vault's for one slash, and within what is left of its room. Rounded down.
    pub(crate) fn loss_limit(&self, limits: &LossLimits, fraction: u64, stake: u64, now: i64) -> Result<u64> {
        let incident = limits.incident_bps.at(now).min(self.loss_limits.incident_bps.at(now));
        let most = if incident >= BPS { stake } else { mul_div_floor(stake, incident, BPS)? };
        let room = self.epoch_room(limits, now)?;
        if room == UNITS {
            return Ok(most);
        }
        Ok(mul_div_floor(stake, room.saturating_sub(fraction), UNITS)?.min(most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_changes_in_its_epochs() {
        let approved = Approved { epoch: 5, active: 100, coming: [10, -20, 300] };
        assert_eq!([5, 6, 7, 8, 99].map(|epoch| approved.in_epoch(epoch)), [100, 110, 90, 390, 390]);
        for epoch in 5..10 {
            let mut rolled = approved;
            rolled.roll_to(epoch);
            for later in epoch..12 {
                assert_eq!(rolled.in_epoch(later), approved.in_epoch(later), "{later} from {epoch}");
            }
        }
    }
}
