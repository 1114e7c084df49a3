//! Pays in tokens for future roots. Permissionless, so the funder need not sign together with the publisher.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use crate::clock;
use crate::custody::Custody;
use crate::error::{RestakingError, refused};
use crate::event::{RewardTreeFunded, emit};
use crate::state::RewardTree;

/// Accounts of `fund_reward_tree`.
#[derive(Accounts)]
pub struct FundRewardTree {
    /// The owner of `funder_tokens` or its delegate.
    pub funder: Signer,
    #[account(mut)]
    pub tree: Account<RewardTree>,
    /// The token account of funded and unclaimed rewards.
    #[account(mut, address = tree.treasury @ RestakingError::WrongTreasury)]
    pub treasury: Account<TokenAccount>,
    /// Source of the tokens.
    #[account(mut, constraint = address_eq(funder_tokens.mint(), &tree.mint) @ RestakingError::WrongMint)]
    pub funder_tokens: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

impl FundRewardTree {
    /// Pays in `amount`, which is not refundable: future roots give it to earners.
    pub fn fund_reward_tree(&mut self, amount: u64) -> Result<()> {
        let before = self.tree.books;
        self.tree.books.fund(amount).map_err(refused)?;
        let (owner, owed, program) = (&self.tree, self.tree.books.held().map_err(refused)?, &self.token_program);
        let treasury = Custody { owner, account: &mut self.treasury, owed, program };
        treasury.receive(amount, &mut self.funder_tokens, &self.funder)?;
        emit(RewardTreeFunded {
            tree: *self.tree.address(),
            number: self.tree.next_event(),
            time: clock::now()?,
            funder: *self.funder.address(),
            amount,
            before,
            after: self.tree.books,
        });
        Ok(())
    }
}
