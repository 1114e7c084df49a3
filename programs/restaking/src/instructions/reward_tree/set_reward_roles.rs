//! Sets a tree's publisher and disputer.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::clock;
use crate::error::RestakingError;
use crate::event::{RewardRolesSet, emit};
use crate::state::{Ncn, RewardTree, is_zero};

/// Accounts of `set_reward_roles`.
#[derive(Accounts)]
pub struct SetRewardRoles {
    /// The NCN's admin.
    #[account(address = ncn.admin @ RestakingError::NotNcnAdmin)]
    pub admin: Signer,
    pub ncn: Account<Ncn>,
    #[account(mut, constraint = address_eq(&tree.ncn, ncn.address()) @ RestakingError::WrongTree)]
    pub tree: Account<RewardTree>,
}

impl SetRewardRoles {
    /// Sets both. A publisher takes effect at once, because its roots can be struck; zero stops publishing.
    ///
    /// A disputer takes effect a full delay later, and only for roots published from then on. A pending root keeps its
    /// disputer, whatever the admin does. A root that only a new disputer can strike is therefore active at the
    /// earliest two delays after the announcement. Until then every earner can claim by the active root.
    pub fn set_reward_roles(&mut self, publisher: Address, disputer: Address) -> Result<()> {
        require!(!is_zero(&disputer), RestakingError::NoDisputer);
        let now = clock::now()?;
        let tree = &mut self.tree;
        let before = tree.publisher;
        tree.publisher = publisher;
        tree.announce(disputer, now);
        emit(RewardRolesSet {
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
