//! Rewards in a vault's own asset: they stream into its active assets, and so raise the worth of each share.

use crate::math::{add, part};
use crate::refusal::{Result, Rule, ensure};
use crate::state::books::virtual_of;
use crate::state::fee::{MAX_COMMISSION_BPS, MAX_PROTOCOL_FEE_BPS};
use crate::state::vault::VaultLedger;
use crate::transition::flow::Flow;

/// The parties with a part of a reward beside the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RewardTerms {
    /// The operator's commission, in basis points of the reward.
    pub commission_bps: u64,
    /// The protocol's fee, in basis points of what the commission leaves.
    pub protocol_fee_bps: u64,
}

/// How a reward was divided. The parts sum up to what was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RewardPayment {
    /// The assets to take in.
    pub flow: Flow,
    /// For the operator.
    pub commission: u64,
    /// For the vault's fee wallet.
    pub vault_fee: u64,
    /// For the protocol's fee wallet.
    pub protocol_fee: u64,
    /// The part that streams to the vault's holders.
    pub streamed: u64,
}

impl VaultLedger {
    /// Takes `assets` in as a reward of the stake behind one operator, which `commission` is what the vault owes to.
    ///
    /// The operator gets its part of all, rounded down; vault and protocol get theirs of the rest, rounded down. The
    /// remainder streams evenly into the active assets over the vault's stream time, together with what was already
    /// streaming ([`Stream::pay`](crate::state::stream::Stream::pay)). So a deposit just before a payment and an exit just after earn nothing from
    /// it. While the vault has no shares it waits.
    ///
    /// # Errors
    /// [`Rule::Zero`], [`Rule::Overflow`]; [`Rule::FeeOverCap`] for terms that cannot be set.
    pub fn pay_reward(
        &mut self,
        commission: &mut u64,
        assets: u64,
        terms: RewardTerms,
        now: i64,
    ) -> Result<RewardPayment> {
        let now = self.advance(now);
        ensure(assets > 0, Rule::Zero, 0, 1)?;
        let RewardTerms { commission_bps, protocol_fee_bps } = terms;
        ensure(commission_bps <= MAX_COMMISSION_BPS, Rule::FeeOverCap, commission_bps, MAX_COMMISSION_BPS)?;
        ensure(protocol_fee_bps <= MAX_PROTOCOL_FEE_BPS, Rule::FeeOverCap, protocol_fee_bps, MAX_PROTOCOL_FEE_BPS)?;
        virtual_of(add(self.bound()?, assets)?)?;

        let operators = part(assets, commission_bps)?;
        let rest = assets - operators;
        let (vault_fee, protocol_fee) = (part(rest, self.fees.reward_bps.at(now))?, part(rest, protocol_fee_bps)?);
        // The caps of both fees leave more than half.
        let streamed = rest - vault_fee - protocol_fee;
        let mut stream = self.stream;
        // Only a stream at the end of all time lets anything out at its payment.
        let at_once = stream.pay(streamed, self.stream_seconds.at(now), now)?;

        // None of these can overflow: together with all else that is owed they fit in 64 bits.
        self.stream = stream;
        self.books.active += at_once;
        self.fees_owed.vault += vault_fee;
        self.fees_owed.protocol += protocol_fee;
        self.fees_owed.commissions += operators;
        *commission += operators;
        let flow = Flow { assets_in: assets, ..Flow::default() };
        Ok(RewardPayment { flow, commission: operators, vault_fee, protocol_fee, streamed })
    }
}
