//! Publishes a cumulative root and pays in the missing funds.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use crate::clock;
use crate::custody::Custody;
use crate::error::{RestakingError, fail, refused};
use crate::event::{RootPublished, emit};
use crate::state::RewardTree;

/// Accounts of `publish_root`.
#[derive(Accounts)]
pub struct PublishRoot {
    /// The tree's publisher.
    #[account(address = tree.publisher @ RestakingError::NotPublisher)]
    pub publisher: Signer,
    #[account(mut)]
    pub tree: Account<RewardTree>,
    /// The token account of funded and unclaimed rewards.
    #[account(mut, address = tree.treasury @ RestakingError::WrongTreasury)]
    pub treasury: Account<TokenAccount>,
    /// Pays the missing funds: the owner of `funder_tokens` or its delegate; may be the publisher.
    pub funder: Signer,
    /// Source of the tokens; optional if the root is funded already.
    #[account(mut)]
    pub funder_tokens: Option<Account<TokenAccount>>,
    pub token_program: Program<Token>,
}

impl PublishRoot {
    /// Publishes `root`, which promises all earners `total` since the start. It becomes active after the delay. A
    /// pending root is replaced, and its disputer with it.
    pub fn publish_root(&mut self, root: [u8; 32], total: u64) -> Result<()> {
        let now = clock::now()?;
        let tree = &mut self.tree;
        let (before, delay) = (tree.books, tree.delay_seconds);
        let missing = tree.books.publish(root, total, delay, now).map_err(refused)?;
        tree.root_disputer = *tree.disputer_at(now);
        if missing > 0 {
            let Some(from) = &mut self.funder_tokens else {
                return Err(fail(RestakingError::Unfunded, total, before.funded));
            };
            require!(address_eq(from.mint(), &tree.mint), RestakingError::WrongMint);
            let (owner, owed, program) = (&*tree, tree.books.held().map_err(refused)?, &self.token_program);
            let treasury = Custody { owner, account: &mut self.treasury, owed, program };
            treasury.receive(missing, from, &self.funder)?;
        }
        emit(RootPublished {
            tree: *tree.address(),
            number: tree.next_event(),
            time: now,
            publisher: *self.publisher.address(),
            disputer: tree.root_disputer,
            funder: *self.funder.address(),
            amount: missing,
            before,
            after: tree.books,
        });
        Ok(())
    }
}
