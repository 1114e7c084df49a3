//! A proven equivocation is slashed by the NCN's rule, in each vault behind the operator. Anyone may send it.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::error::{RestakingError, refused};
use crate::instructions::slashing::*;
use crate::state::Equivocation;
use crate::till;

/// Accounts of `slash_equivocation`.
#[derive(Accounts)]
pub struct SlashEquivocation {
    /// Who pays for the proposal's account.
    #[account(mut)]
    pub payer: Signer,
    /// The proof.
    #[account(
        constraint = address_eq(&equivocation.ncn, target.ncn.address()) @ RestakingError::WrongProof,
        constraint = address_eq(&equivocation.operator, &target.delegation.operator) @ RestakingError::WrongProof
    )]
    pub equivocation: Account<Equivocation>,
    /// What the slash reaches.
    pub target: Nested<SlashTarget>,
    /// The proposal, at `["slash", allocation, 1, number]` by the number of the proof's key, made here: one for each key and
    /// vault, however many equivocations of the key are proven.
    #[account(mut)]
    pub proposal: UncheckedAccount,
    /// The system program.
    pub system_program: Program<System>,
}

impl SlashEquivocation {
    /// Slashes what the rule says and the breaker leaves, and no less than half of what it would leave to the first slash of
    /// the epoch: who sends it could else wait until earlier ones leave almost nothing to take, and use the proof up for
    /// that; nor can a slash of almost nothing hold it up.
    pub fn run(&mut self) -> Result<()> {
        let (now, slot) = till::now_and_slot()?;
        let proof = &self.equivocation;
        let fraction = self.target.ncn.policy_at(now).terms.equivocation_fraction;
        require!(fraction > 0, RestakingError::NoRule);
        let cause = Cause {
            kind: 1,
            incident: proof.number,
            fraction,
            min_stake: self.target.due(fraction, now).map_err(refused)?.div_ceil(2),
            reason: proof.kind.into(),
            evidence: proof.address().to_bytes(),
            offence_at: proof.offence_at,
            reporter: proof.reporter,
        };
        self.target.slash(&cause, &[*self.proposal.account(), *self.payer.account()], now, slot)
    }
}
