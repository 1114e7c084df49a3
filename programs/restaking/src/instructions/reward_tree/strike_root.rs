//! Strikes a pending root before it becomes active.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::clock;
use crate::error::{RestakingError, refused};
use crate::event::{RootStruck, emit};
use crate::state::RewardTree;

/// Accounts of `strike_root`.
#[derive(Accounts)]
pub struct StrikeRoot {
    /// The disputer at the root's publication.
    pub disputer: Signer,
    #[account(mut)]
    pub tree: Account<RewardTree>,
}

impl StrikeRoot {
    /// Strikes `root` while it is pending; the second of its activation is too late. The argument names the root, so a
    /// strike never hits a root other than the one judged. The funds paid in for it stay in the treasury for the next
    /// root.
    pub fn strike_root(&mut self, root: [u8; 32]) -> Result<()> {
        let now = clock::now()?;
        let tree = &mut self.tree;
        let (before, disputer) = (tree.books, tree.root_disputer);
        tree.books.strike(root, now).map_err(refused)?;
        require!(address_eq(&disputer, self.disputer.address()), RestakingError::NotDisputer);
        tree.root_disputer = Address::default();
        emit(RootStruck {
            tree: *tree.address(),
            number: tree.next_event(),
            time: now,
            disputer,
            before,
            after: tree.books,
        });
        Ok(())
    }
}
