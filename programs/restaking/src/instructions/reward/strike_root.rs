//! A pending root goes, before it counts.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::error::{RestakingError, refused};
use crate::event::RootStruck;
use crate::state::RewardTree;
use crate::till;

/// Accounts of `strike_root`.
#[derive(Accounts)]
pub struct StrikeRoot {
    /// The disputer that counted when the root was published.
    pub disputer: Signer,
    /// The tree.
    #[account(mut)]
    pub tree: Account<RewardTree>,
}

impl StrikeRoot {
    /// Strikes `root`, while it is pending: in the second in which it counts it is too late. It is named, so that a strike
    /// never hits another root than the one that was judged. What came in for it stays in the treasury, for the next.
    pub fn run(&mut self, root: [u8; 32]) -> Result<()> {
        let now = till::now()?;
        let tree = &mut self.tree;
        let (before, disputer) = (tree.books, tree.root_disputer);
        tree.books.strike(root, now).map_err(refused)?;
        require!(address_eq(&disputer, self.disputer.address()), RestakingError::NotDisputer);
        tree.root_disputer = Address::default();
        emit!(RootStruck {
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
