//! The fees of a pool's operator: shares, so that no asset has to move.

use ledger::state::delayed::Delayed;

use crate::error::{Result, Rule, ensure};
use crate::math::{add, ceil, floor, part_floor, sub};
use crate::state::pool::{
    MAX_IMBALANCE_BPS, MAX_INSTANT_BPS, MAX_MANAGEMENT_BPS, MAX_PERFORMANCE_BPS, PoolFees, PoolLedger,
};
use crate::state::price::Rate;
use crate::transition::touch::Values;
use crate::{BPS, YEAR_SECONDS};

/// What a pool's admin asks for, in basis points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeeTerms {
    /// Of the pool's value in a year.
    pub management_bps: u64,
    /// Of what the rate rises over its highest.
    pub performance_bps: u64,
    /// Of taking the whole free reserve at once.
    pub instant_bps: u64,
    /// The factor of the imbalance fee.
    pub imbalance_bps: u64,
}

impl PoolLedger {
    /// Takes the fees that are due: new shares, the holders' loss.
    ///
    /// Management: `floor(N·f·Δt/year)`. Performance: with `g` what the lower value is over the highest rate's,
    /// `floor(v·N/(T - v))` shares for `v = floor(g·p)`; the highest rate is the one after it. While a rate waits to be accepted, no
    /// performance is taken. Each fee is that of the time for which it is due.
    pub(crate) fn charge(&mut self, values: &Values) -> Result<()> {
        let now = values.now;
        self.charge_management(now)?;
        if self.supply == 0 || values.quarantined.is_some() || values.stale.is_some() {
            return Ok(());
        }
        let total = values.total_low;
        let gain = total.saturating_sub(ceil(self.supply, self.highest.value, self.highest.tokens)?);
        if gain > 0 {
            let fee = part_floor(gain, self.performance_due(now))?;
            let shares = floor(fee, self.supply, sub(total, fee)?)?;
            self.mint_fee(shares)?;
            self.highest = Rate { value: total, tokens: self.supply };
            self.performed_at = now;
        }
        Ok(())
    }

    /// The performance fee on what rose since it was last taken: a rise of the fee in between is not for gains of before.
    fn performance_due(&self, now: i64) -> u64 {
        let fee = &self.fees.performance_bps;
        if self.has_unused_rise(now) { fee.current } else { fee.at(now) }
    }

    fn has_unused_rise(&self, now: i64) -> bool {
        let Delayed { current, next, effective } = self.fees.performance_bps;
        next > current && effective > self.performed_at && effective <= now
    }

    /// Takes the management fee alone, which needs no value.
    pub fn charge_management(&mut self, now: i64) -> Result<()> {
        // Each second counts by the fee of its time: a rise does not reach back.
        let fee = self.fees.management_bps;
        let changed = fee.effective > self.charged_at && fee.effective <= now;
        let due = if changed {
            bps_seconds(fee.current, self.charged_at, fee.effective) + bps_seconds(fee.next, fee.effective, now)
        } else {
            bps_seconds(fee.at(now), self.charged_at, now)
        };
        let shares = if due == 0 { 0 } else { floor(self.supply, due, BPS * YEAR_SECONDS)? };
        // A fee that rounds to nothing waits, so that looking often does not forgive it.
        if shares > 0 || due == 0 || self.supply == 0 {
            self.charged_at = self.charged_at.max(now);
            self.mint_fee(shares)?;
        }
        Ok(())
    }

    fn mint_fee(&mut self, shares: u64) -> Result<()> {
        let supply = add(self.supply, shares)?;
        ensure(supply <= u64::MAX - crate::VIRTUAL, Rule::Overflow, supply, u64::MAX - crate::VIRTUAL)?;
        self.fee_shares = add(self.fee_shares, shares)?;
        self.supply = supply;
        Ok(())
    }

    /// Hands out the fees' shares; they are minted then.
    ///
    /// # Errors
    /// [`Rule::Zero`].
    pub fn collect_fees(&mut self) -> Result<u64> {
        ensure(self.fee_shares > 0, Rule::Zero, 0, 1)?;
        Ok(core::mem::take(&mut self.fee_shares))
    }

    /// Sets the fees: each falls at once, and rises at `from`, when all that leave by the queue now are out.
    ///
    /// # Errors
    /// [`Rule::FeeOverCap`].
    pub fn set_fees(&mut self, terms: FeeTerms, now: i64, from: i64) -> Result<()> {
        let unused = self.has_unused_rise(now).then_some(self.fees.performance_bps.current);
        let PoolFees { management_bps, performance_bps, instant_bps, imbalance_bps } = &mut self.fees;
        let pairs = [
            (management_bps, terms.management_bps, MAX_MANAGEMENT_BPS),
            (performance_bps, terms.performance_bps, MAX_PERFORMANCE_BPS),
            (instant_bps, terms.instant_bps, MAX_INSTANT_BPS),
            (imbalance_bps, terms.imbalance_bps, MAX_IMBALANCE_BPS),
        ];
        for (_, bps, cap) in &pairs {
            ensure(bps <= cap, Rule::FeeOverCap, *bps, *cap)?;
        }
        for (fee, bps, _) in pairs {
            fee.set_burden(bps, now, from);
        }
        if let Some(fee) = unused {
            // Gains since it was last taken are still due by the fee of before.
            let next = self.fees.performance_bps.next;
            self.fees.performance_bps = Delayed { current: fee.min(next), next, effective: from };
        }
        Ok(())
    }
}

/// The longest time for which a fee is due, in seconds: nine million years. With it, sums of [`bps_seconds`] fit.
const LONGEST: u64 = 1 << 48;

/// `bps`, a management fee, for each second from `from` to `until`; nothing where the clock ran back.
fn bps_seconds(bps: u64, from: i64, until: i64) -> u64 {
    let seconds = until.saturating_sub(from).max(0).unsigned_abs().min(LONGEST);
    bps.min(MAX_MANAGEMENT_BPS).wrapping_mul(seconds) // At most 2^56.
}
