//! A vault's charges, and the fees that it owes.

use bytemuck::{Pod, Zeroable};

use crate::math::{mul_div_ceil, mul_div_floor, sub};
use crate::refusal::{ensure, first_untrue};
use crate::{BPS, Delayed, Flow, MAX_STREAM_SECONDS, Result, VaultLedger, Why};

/// The highest fee on a deposit, in basis points of it: 5 %.
pub const MAX_DEPOSIT_FEE_BPS: u64 = 500;

/// The highest fee on an exit, in basis points of what it pays: 5 %.
pub const MAX_EXIT_FEE_BPS: u64 = 500;

/// The highest fee of a vault on rewards, in basis points of what the operator's commission leaves: 30 %.
pub const MAX_REWARD_FEE_BPS: u64 = 3_000;

/// The highest fee of the protocol on rewards, in basis points of what the operator's commission leaves: 10 %.
pub const MAX_PROTOCOL_FEE_BPS: u64 = 1_000;

/// The highest commission of an operator on rewards, in basis points of them: 50 %.
pub const MAX_COMMISSION_BPS: u64 = 5_000;

/// What a vault asks for, as its terms are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeeTerms {
    /// Of a deposit, in basis points.
    pub deposit_bps: u64,
    /// Of what an exit pays, in basis points.
    pub exit_bps: u64,
    /// Of rewards in the vault's asset, in basis points of what the operator's commission leaves.
    pub reward_bps: u64,
    /// The seconds over which a reward streams.
    pub stream_seconds: u64,
}

/// A vault's fees. Each falls at once, and rises with the notice of a rise.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct VaultFees {
    /// Of a deposit, in basis points.
    pub deposit_bps: Delayed,
    /// Of what an exit pays, in basis points; a ticket keeps the fee of its request.
    pub exit_bps: Delayed,
    /// Of rewards in the vault's asset, in basis points of what the operator's commission leaves.
    pub reward_bps: Delayed,
}

/// Fees that were taken and have not been collected. They lie among the vault's tokens, and belong to no stake.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct FeesOwed {
    /// To the vault's fee wallet.
    pub vault: u64,
    /// To the protocol's.
    pub protocol: u64,
    /// To operators: the sum of what their delegations say.
    pub commissions: u64,
}

impl VaultFees {
    /// No fees.
    pub const fn none() -> Self {
        Self { deposit_bps: Delayed::settled(0), exit_bps: Delayed::settled(0), reward_bps: Delayed::settled(0) }
    }
}

/// A fee of `bps` on `amount`, rounded up. It leaves at least one unit: no exit is so small that a fee takes all of it.
pub(crate) fn charge(amount: u64, bps: u64) -> Result<u64> {
    // Most vaults charge nothing.
    if bps == 0 {
        return Ok(0);
    }
    let fee = match small(amount, bps) {
        Some(product) => product.div_ceil(BPS),
        None => mul_div_ceil(amount, bps, BPS)?,
    };
    Ok(fee.min(amount.saturating_sub(1)))
}

/// A part of `bps` of a reward for another party than the vault's holders, rounded down.
pub(crate) fn part(amount: u64, bps: u64) -> Result<u64> {
    if bps == 0 {
        return Ok(0);
    }
    match small(amount, bps) {
        Some(product) => Ok(product / BPS),
        None => mul_div_floor(amount, bps, BPS),
    }
}

/// `amount·bps` where it fits for any part of a whole. The chain's machine looks for an overflow of a product in 128 bits.
fn small(amount: u64, bps: u64) -> Option<u64> {
    (amount <= u64::MAX / BPS && bps <= BPS).then(|| amount.wrapping_mul(bps))
}

impl VaultLedger {
    /// The shortest stream of a reward, in seconds: an epoch, so that a deposit made for a reward has to stay.
    pub fn min_stream_seconds(&self) -> u64 {
        self.epoch_seconds.min(MAX_STREAM_SECONDS)
    }

    /// Sets the fees, and the time over which rewards vest that are paid from now on: each falls at once, and rises with the
    /// notice of a rise.
    ///
    /// # Errors
    /// [`Why::FeeOverCap`], [`Why::StreamTooShort`], [`Why::StreamTooLong`].
    pub fn set_fees(&mut self, terms: FeeTerms, now: i64) -> Result<()> {
        let now = self.advance(now);
        for (bps, cap) in [
            (terms.deposit_bps, MAX_DEPOSIT_FEE_BPS),
            (terms.exit_bps, MAX_EXIT_FEE_BPS),
            (terms.reward_bps, MAX_REWARD_FEE_BPS),
        ] {
            ensure(bps <= cap, Why::FeeOverCap, bps, cap)?;
        }
        let (seconds, least) = (terms.stream_seconds, self.min_stream_seconds());
        ensure(seconds >= least, Why::StreamTooShort, seconds, least)?;
        ensure(seconds <= MAX_STREAM_SECONDS, Why::StreamTooLong, seconds, MAX_STREAM_SECONDS)?;

        let from = self.notice().rise;
        let mut rises = false;
        for (fee, value) in [
            (&mut self.fees.deposit_bps, terms.deposit_bps),
            (&mut self.fees.exit_bps, terms.exit_bps),
            (&mut self.fees.reward_bps, terms.reward_bps),
            (&mut self.stream_seconds, seconds),
        ] {
            rises |= value > fee.next;
            fee.set_burden(value, now, from);
        }
        self.note_risk(rises);
        Ok(())
    }

    /// Pays what the vault's fee wallet is owed. It is charged no fee: it never was a deposit, and is no exit.
    ///
    /// # Errors
    /// [`Why::NoFees`].
    pub fn collect_vault_fees(&mut self) -> Result<Flow> {
        collect(&mut self.fees_owed.vault)
    }

    /// Pays what the protocol's fee wallet is owed.
    ///
    /// # Errors
    /// [`Why::NoFees`].
    pub fn collect_protocol_fees(&mut self) -> Result<Flow> {
        collect(&mut self.fees_owed.protocol)
    }

    /// Pays the operator `commission`: what its delegation says that it is owed.
    ///
    /// # Errors
    /// [`Why::NoFees`].
    pub fn collect_commission(&mut self, commission: &mut u64) -> Result<Flow> {
        let commissions = sub(self.fees_owed.commissions, *commission)?;
        let flow = collect(commission)?;
        self.fees_owed.commissions = commissions;
        Ok(flow)
    }

    /// What is true of the fees at any time, as the first thing that is not.
    pub(crate) fn fees_invariant(&self) -> core::result::Result<(), &'static str> {
        let VaultFees { deposit_bps, exit_bps, reward_bps } = &self.fees;
        let Delayed { current, next, .. } = self.stream_seconds;
        let (shortest, longest) = (current.min(next), current.max(next));
        self.stream.invariant()?;
        first_untrue(&[
            (deposit_bps.reserved() <= MAX_DEPOSIT_FEE_BPS, "the deposit fee is within its cap"),
            (exit_bps.reserved() <= MAX_EXIT_FEE_BPS, "the exit fee is within its cap"),
            (reward_bps.reserved() <= MAX_REWARD_FEE_BPS, "the reward fee is within its cap"),
            (shortest >= self.min_stream_seconds() && longest <= MAX_STREAM_SECONDS, "the stream time is in bounds"),
        ])
    }
}

fn collect(owed: &mut u64) -> Result<Flow> {
    ensure(*owed > 0, Why::NoFees, 0, 1)?;
    Ok(Flow { assets_out: core::mem::take(owed), ..Flow::default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_are_what_wide_arithmetic_says(amount: u64, shift in 0u32..64, bps in 0u64..=BPS) {
            let amount = amount >> shift;
            let product = u128::from(amount) * u128::from(bps);
            let (floor, ceil) = ((product / u128::from(BPS)) as u64, product.div_ceil(u128::from(BPS)) as u64);
            prop_assert_eq!(part(amount, bps), Ok(floor));
            prop_assert_eq!(charge(amount, bps), Ok(ceil.min(amount.saturating_sub(1))));
        }

        #[test]
        fn at_the_edge_of_what_is_small(off in 0u64..3, bps in 0u64..=BPS) {
            for amount in [u64::MAX / BPS - off, u64::MAX / BPS + off, u64::MAX - off] {
                prop_assert_eq!(u128::from(part(amount, bps).unwrap()), u128::from(amount) * u128::from(bps) / u128::from(BPS));
            }
        }
    }
}
