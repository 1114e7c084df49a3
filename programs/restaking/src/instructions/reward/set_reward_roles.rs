//! Who publishes a tree's roots, and who can strike them.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::error::RestakingError;
use crate::event::RewardRolesSet;
use crate::state::{Ncn, RewardTree, is_zero};
use crate::till;

/// Accounts of `set_reward_roles`.
#[derive(Accounts)]
pub struct SetRewardRoles {
    /// The NCN's admin.
    #[account(address = ncn.admin @ RestakingError::NotNcnAdmin)]
    pub admin: Signer,
    /// The NCN.
    pub ncn: Account<Ncn>,
    /// The tree.
    #[account(mut, constraint = address_eq(&tree.ncn, ncn.address()) @ RestakingError::WrongTree)]
    pub tree: Account<RewardTree>,
}

impl SetRewardRoles {
    /// Sets both. A publisher counts at once, since whatever it publishes can be struck; zero lets nobody publish.
    ///
    /// A disputer counts a full delay later, and only for what is published from then on: a root that is pending stays
    /// its disputer's to strike, whatever the admin does. So a root that none but a new disputer can strike counts no sooner
    /// than two delays after the announcement, and until then every earner can claim what the active root gives it.
    pub fn run(&mut self, publisher: Address, disputer: Address) -> Result<()> {
        require!(!is_zero(&disputer), RestakingError::NoDisputer);
        let now = till::now()?;
        let tree = &mut self.tree;
        let before = tree.publisher;
        tree.publisher = publisher;
        tree.announce(disputer, now);
        emit!(RewardRolesSet {
            tree: *tree.address(),
            number: tree.next_event(),
            time: now,
            publisher_before: before,
            publisher_after: publisher,
            disputer: tree.disputer,
            next_disputer: tree.next_disputer,
            disputer_from: tree.disputer_from,
        });
        Ok(())
    }
}
