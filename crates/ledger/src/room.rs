//! The breaker's rooms: what each service may take of a vault in an epoch, independently of the others.
//!
//! A vault approves for each service what it may take in an epoch, and bounds all of them by its breaker. Where the approvals
//! come to more than that, each service has its part of it. The rooms fit in the breaker and no slash uses another service's
//! room, so that the breaker needs no count of its own.

use bytemuck::{Pod, Zeroable};

use crate::loss::Losses;
use crate::math::{add, mul_div_floor, sub};
use crate::{BPS, Delayed, LossLimits, Notice, Result, VaultLedger};

/// The epochs in which a change can take effect that is announced in one: that one, and as many as a rise waits.
const AHEAD: usize = 1 + Notice::RISE_EPOCHS as usize;

/// What a vault approved for all its services in an epoch, in basis points, epoch by epoch as far as anything is announced.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Approved {
    /// The epoch of the first sum.
    pub epoch: u64,
    /// The sums of that epoch and of those after it; the last one is that of all later epochs until the vault's term ends.
    pub sums: [u64; AHEAD],
    /// The sum from the end of the vault's term on, which rises wait for; the last of `sums` in a vault without a term.
    pub later: u64,
}

impl Approved {
    /// The same sum in `epoch` and all after it.
    pub const fn flat(epoch: u64, sum: u64) -> Self {
        Self { epoch, sums: [sum; AHEAD], later: sum }
    }
}

impl VaultLedger {
    /// Announces the most that one service may take of the stake, in basis points: by one slash, and in an epoch. Returns
    /// whether one of them rises over what was announced.
    ///
    /// # Errors
    /// Those of [`LossLimits::announce`].
    pub fn approve(&mut self, limits: &mut LossLimits, incident_bps: u64, epoch_bps: u64, now: i64) -> Result<bool> {
        let now = self.advance(now);
        let mut changed = *limits;
        let rises = changed.announce(incident_bps, epoch_bps, now, self.notice())?;
        self.count_approved(&limits.epoch_bps, &changed.epoch_bps, now)?;
        self.note_risk(rises);
        *limits = changed;
        Ok(rises)
    }

    /// Takes back what a service may take, with their agreement, which is over.
    ///
    /// # Errors
    /// None that a transition can bring about.
    pub fn revoke(&mut self, limits: &LossLimits, now: i64) -> Result<()> {
        let now = self.advance(now);
        self.count_approved(&limits.epoch_bps, &Delayed::settled(0), now)
    }

    /// Adds a service's limit for an epoch, which was `before` and is `after`. Every change of one takes effect at the start
    /// of an epoch.
    fn count_approved(&mut self, before: &Delayed, after: &Delayed, now: i64) -> Result<()> {
        let mut approved = Approved { epoch: self.books.epoch, ..Approved::default() };
        let mut time = now;
        for (epoch, sum) in (approved.epoch..).zip(&mut approved.sums) {
            time = now.max(self.start_of(epoch));
            *sum = sub(add(self.approved_in(epoch), after.at(time))?, before.at(time))?;
        }
        let end = self.term.end;
        approved.later = if end > time {
            sub(add(self.approved.later, after.at(end))?, before.at(end))?
        } else {
            approved.sums[AHEAD - 1]
        };
        self.approved = approved;
        Ok(())
    }

    /// What the vault approved for all services in `epoch`, in basis points, as far as anything is announced.
    pub fn approved_in(&self, epoch: u64) -> u64 {
        let place = epoch.saturating_sub(self.approved.epoch).min(AHEAD as u64) as usize;
        match self.approved.sums.get(place) {
            Some(sum) => *sum,
            // Most vaults have no term.
            None if self.term.end == 0 || self.start_of(epoch) >= self.term.end => self.approved.later,
            None => self.approved.sums[AHEAD - 1],
        }
    }

    /// The most that a service may take of a stake of `base` in the epoch of `now`, independently of the others; none for no
    /// limit.
    ///
    /// It is what the vault approved for it. Where the vault approved more in all than its breaker lets all services take, it is
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

    /// What one slash of a service may take of `stake` at `now`, the time of the books, after its `losses`: within its own limit
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, Term};

    #[test]
    fn a_sum_is_that_of_its_epoch_and_the_last_goes_on() {
        let limits = Limits { deposit_cap: 0, instant_fee_bps: 0, instant_capacity: 0, instant_refill_seconds: 1 };
        let mut vault = VaultLedger::new(10, limits, 1_000).unwrap();
        vault.approved = Approved { epoch: 5, sums: [100, 110, 90, 390], later: 390 };
        let sums = |vault: &VaultLedger| [0, 5, 6, 7, 8, 9, 19, 20, u64::MAX].map(|epoch| vault.approved_in(epoch));
        assert_eq!(sums(&vault), [100, 100, 110, 90, 390, 390, 390, 390, 390]);
        // With a term that ends with the start of epoch 20, to the second.
        vault.term = Term { start: 1_060, end: 1_200 };
        vault.approved.later = 500;
        assert_eq!(sums(&vault), [100, 100, 110, 90, 390, 390, 390, 500, 500]);
    }
}
