//! Opens an operator's score. Permissionless.

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;
use restaking::state::Operator;

use crate::state::{Inference, OperatorScore, VERSION};

/// Accounts of `open_score`.
#[derive(Accounts)]
pub struct OpenScore {
    /// Pays for the account, which is never closed.
    #[account(mut)]
    pub payer: Signer,
    pub inference: Account<Inference>,
    pub operator: UncheckedAccount,
    #[account(
        init, payer = payer, bump,
        seeds = [OperatorScore::SEED, inference.address().as_ref(), operator.address().as_ref()]
    )]
    pub score: Account<OperatorScore>,
    pub system_program: Program<System>,
}

impl OpenScore {
    /// Opens the score, which outlives the operator's opt-in: leaving and joining again erases nothing.
    pub fn open_score(&mut self, bump: u8) -> Result<()> {
        // Refuses anything but an operator.
        Account::<Operator>::load(*self.operator.account())?;
        let (inference, operator) = (*self.inference.address(), *self.operator.address());
        let score = &mut self.score;
        score.version = VERSION;
        score.bump = bump;
        score.inference = inference;
        score.operator = operator;
        Ok(())
    }
}
