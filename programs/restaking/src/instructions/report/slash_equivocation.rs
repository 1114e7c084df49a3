//! Slashes a proven equivocation by the NCN's rule, in each vault that delegates to the operator. Permissionless.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::choice::SlashKind;
use crate::clock;
use crate::error::{RestakingError, refused};
use crate::instructions::slash::*;
use crate::state::Equivocation;

/// Accounts of `slash_equivocation`.
#[derive(Accounts)]
pub struct SlashEquivocation {
    /// Pays for the proposal's account.
    #[account(mut)]
    pub payer: Signer,
    #[account(
        constraint = address_eq(&equivocation.ncn, target.ncn.address()) @ RestakingError::WrongProof,
        constraint = address_eq(&equivocation.operator, &target.delegation.operator) @ RestakingError::WrongProof
    )]
    pub equivocation: Account<Equivocation>,
    /// The accounts that the slash affects.
    pub target: Nested<SlashAccounts>,
    /// The proposal, at `["slash", allocation, 1, number]` with the number of the proof's key, created here. One exists
    /// per key and vault, however many equivocations of the key are proven.
    #[account(mut)]
    pub proposal: UncheckedAccount,
    pub system_program: Program<System>,
}

impl SlashEquivocation {
    /// Slashes what the rule states and the circuit breaker leaves. Refuses less than half of what the breaker would
    /// leave to the epoch's first slash. Otherwise a sender could wait until earlier slashes leave almost nothing, and
    /// use up the proof. A slash of almost nothing cannot block it either.
    pub fn slash_equivocation(&mut self) -> Result<()> {
        let (now, slot) = clock::now_and_slot()?;
        let proof = &self.equivocation;
        let fraction = self.target.ncn.policy_at(now).terms.equivocation_fraction;
        require!(fraction > 0, RestakingError::NoRule);
        let cause = Cause {
            kind: SlashKind::Equivocation,
            incident: proof.number,
            fraction,
            min_stake: self.target.due(fraction, now).map_err(refused)?.div_ceil(2),
            reason: proof.kind.into(),
            evidence: proof.address().to_bytes(),
            offense_at: proof.offense_at,
            reporter: proof.reporter,
        };
        self.target.slash(&cause, &[*self.proposal.account(), *self.payer.account()], now, slot)
    }
}
