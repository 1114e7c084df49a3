//! A vault sets its fees, and those that it owes are collected.

use crate::math::sub;
use crate::refusal::{Result, Rule, ensure};
use crate::state::fee::{MAX_DEPOSIT_FEE_BPS, MAX_EXIT_FEE_BPS, MAX_REWARD_FEE_BPS};
use crate::state::stream::MAX_STREAM_SECONDS;
use crate::state::vault::VaultLedger;
use crate::transition::flow::Flow;

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

impl VaultLedger {
    /// Sets the fees, and the time over which rewards vest that are paid from now on: each falls at once, and rises with the
    /// notice of a rise.
    ///
    /// # Errors
    /// [`Rule::FeeOverCap`], [`Rule::StreamTooShort`], [`Rule::StreamTooLong`].
    pub fn set_fees(&mut self, terms: FeeTerms, now: i64) -> Result<()> {
        let now = self.advance(now);
        for (bps, cap) in [
            (terms.deposit_bps, MAX_DEPOSIT_FEE_BPS),
            (terms.exit_bps, MAX_EXIT_FEE_BPS),
            (terms.reward_bps, MAX_REWARD_FEE_BPS),
        ] {
            ensure(bps <= cap, Rule::FeeOverCap, bps, cap)?;
        }
        let (seconds, least) = (terms.stream_seconds, self.min_stream_seconds());
        ensure(seconds >= least, Rule::StreamTooShort, seconds, least)?;
        ensure(seconds <= MAX_STREAM_SECONDS, Rule::StreamTooLong, seconds, MAX_STREAM_SECONDS)?;

        let from = self.rise();
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
    /// [`Rule::NoFees`].
    pub fn collect_vault_fees(&mut self) -> Result<Flow> {
        collect(&mut self.fees_owed.vault)
    }

    /// Pays what the protocol's fee wallet is owed.
    ///
    /// # Errors
    /// [`Rule::NoFees`].
    pub fn collect_protocol_fees(&mut self) -> Result<Flow> {
        collect(&mut self.fees_owed.protocol)
    }

    /// Pays the operator `commission`: what its delegation says that it is owed.
    ///
    /// # Errors
    /// [`Rule::NoFees`].
    pub fn collect_commission(&mut self, commission: &mut u64) -> Result<Flow> {
        let commissions = sub(self.fees_owed.commissions, *commission)?;
        let flow = collect(commission)?;
        self.fees_owed.commissions = commissions;
        Ok(flow)
    }
}

fn collect(owed: &mut u64) -> Result<Flow> {
    ensure(*owed > 0, Rule::NoFees, 0, 1)?;
    Ok(Flow { assets_out: core::mem::take(owed), ..Flow::default() })
}
