//! Opens an operator's score in a feed. Permissionless.

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;
use restaking::state::Operator;

use crate::error::refused;
use crate::state::{Feed, OperatorScore, VERSION};

/// Accounts of `open_score`.
#[derive(Accounts)]
pub struct OpenScore {
    /// Pays for the account, and receives its rent when a retired feed is closed.
    #[account(mut)]
    pub payer: Signer,
    #[account(mut)]
    pub feed: Account<Feed>,
    pub operator: UncheckedAccount,
    #[account(
        init, payer = payer, bump,
        seeds = [OperatorScore::SEED, feed.address().as_ref(), operator.address().as_ref()]
    )]
    pub score: Account<OperatorScore>,
    pub system_program: Program<System>,
}

impl OpenScore {
    /// Opens the score, which outlives the operator's opt-in: leaving and joining again erases nothing.
    pub fn open_score(&mut self, bump: u8) -> Result<()> {
        // Refuses anything but an operator.
        Account::<Operator>::load(*self.operator.account())?;
        let now = Clock::get()?.unix_timestamp;
        self.feed.retirement.open_score(now).map_err(refused)?;
        let (feed, operator) = (*self.feed.address(), *self.operator.address());
        let score = &mut self.score;
        score.version = VERSION;
        score.bump = bump;
        score.feed = feed;
        score.payer = *self.payer.address();
        score.operator = operator;
        Ok(())
    }
}
