//! The breaker's rooms: what each NCN may take of a vault in an epoch, independently of the others.
//!
//! A vault approves for each NCN what it may take in an epoch, and bounds all of them by its breaker. Where the approvals
//! come to more than that, each NCN has its part of it. The rooms fit in the breaker and no slash uses another NCN's
//! room, so that the breaker needs no count of its own.

use crate::math::{BPS, mul_div_floor};
use crate::refusal::Result;
use crate::state::breaker::{AHEAD, LossLimits, Losses};
use crate::state::vault::VaultLedger;

impl VaultLedger {
    /// What the vault approved for all NCNs in `epoch`, in basis points, as far as anything is announced.
    pub fn approved_in(&self, epoch: u64) -> u64 {
        let place = epoch.saturating_sub(self.approved.epoch).min(AHEAD as u64) as usize;
        match self.approved.sums.get(place) {
            Some(sum) => *sum,
            // Most vaults have no term.
            None if self.term.end == 0 || self.start_of(epoch) >= self.term.end => self.approved.later,
            None => self.approved.sums[AHEAD - 1],
        }
    }

    /// The most that an NCN may take of a stake of `base` in the epoch of `now`, independently of the others; none for no
    /// limit.
    ///
    /// It is what the vault approved for it. Where the vault approved more in all than its breaker lets all NCNs take, it is
    /// the same part of the breaker, `breaker · approved / sum of all approved`. A breaker of the whole is none, and under it an
    /// approval of the whole is no limit: what came in since the epoch's first slash can be taken too. Rounded down.
    ///
    /// # Errors
    /// None that a transition can bring about.
    pub fn room(&self, limits: &LossLimits, base: u64, now: i64) -> Result<Option<u64>> {
        let (own, all) = (limits.epoch_bps.at(now).min(BPS), self.loss_limits.epoch_bps.at(now).min(BPS));
        let sum = self.approved_in(self.epoch_at(now));
        if all == BPS && own == BPS {
            return Ok(None);
        }
        if all == BPS || sum <= all {
            return mul_div_floor(base, own, BPS).map(Some);
        }
        mul_div_floor(base, own * all, sum.saturating_mul(BPS)).map(Some)
    }

    /// What one slash of an NCN may take of `stake` at `now`, the time of the books, after its `losses`: within its own limit
    /// and the vault's for one slash, and within what is left of its room. Rounded down.
    pub(crate) fn left(&self, limits: &LossLimits, losses: &Losses, stake: u64, now: i64) -> Result<u64> {
        let incident = limits.incident_bps.at(now).min(self.loss_limits.incident_bps.at(now));
        let most = mul_div_floor(stake, incident, BPS)?;
        let Losses { base, lost, .. } = losses.at(self.epoch_at(now), stake);
        Ok(self.room(limits, base, now)?.map_or(most, |room| room.saturating_sub(lost).min(most)))
    }

    /// [`VaultLedger::left`] if the slash were the first of the epoch: of no more than the epoch's base, where it has a limit.
    pub(crate) fn due(&self, limits: &LossLimits, losses: &Losses, stake: u64, now: i64) -> Result<u64> {
        let base = losses.at(self.epoch_at(now), stake).base.min(stake);
        let stake = if self.room(limits, base, now)?.is_some() { base } else { stake };
        self.left(limits, &Losses::default(), stake, now)
    }
}
