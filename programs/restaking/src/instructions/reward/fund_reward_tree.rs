//! Tokens for roots to come, from anyone: who has them need not sign with who publishes.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use crate::error::{RestakingError, refused};
use crate::event::RewardTreeFunded;
use crate::state::RewardTree;
use crate::{till, treasury};

/// Accounts of `fund_reward_tree`.
#[derive(Accounts)]
pub struct FundRewardTree {
    /// Who pays: the owner of `funder_tokens`, or its delegate.
    pub funder: Signer,
    /// The tree.
    #[account(mut)]
    pub tree: Account<RewardTree>,
    /// The token account of what is funded and not claimed.
    #[account(mut, address = tree.treasury @ RestakingError::WrongTreasury)]
    pub treasury: Account<TokenAccount>,
    /// What the tokens come from.
    #[account(mut, constraint = address_eq(funder_tokens.mint(), &tree.mint) @ RestakingError::WrongMint)]
    pub funder_tokens: Account<TokenAccount>,
    /// SPL Token.
    pub token_program: Program<Token>,
}

impl FundRewardTree {
    /// Takes in `amount`. It does not come back: the roots to come give it to earners.
    pub fn run(&mut self, amount: u64) -> Result<()> {
        let before = self.tree.books;
        self.tree.books.fund(amount).map_err(refused)?;
        let (tree, from) = (&self.tree, &mut self.funder_tokens);
        treasury::take_in(amount, &self.token_program, tree, &mut self.treasury, from, &self.funder)?;
        emit!(RewardTreeFunded {
            tree: *self.tree.address(),
            number: self.tree.next_event(),
            time: till::now()?,
            funder: *self.funder.address(),
            amount,
            before,
            after: self.tree.books,
        });
        Ok(())
    }
}
