//! Settles a change of an allocation that is effective. Permissionless.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use super::{Figures, announce_change};
use crate::clock;
use crate::error::{RestakingError, refused};
use crate::state::{NcnAllocation, OperatorDelegation, Vault};

/// Accounts of `settle_allocation`. Permissionless: it frees what an effective decrease gave up.
#[derive(Accounts)]
pub struct SettleAllocation {
    #[account(mut)]
    pub vault: Account<Vault>,
    #[account(mut, constraint = address_eq(&delegation.vault, vault.address()) @ RestakingError::WrongDelegation)]
    pub delegation: Account<OperatorDelegation>,
    #[account(
        mut, constraint = address_eq(&allocation.delegation, delegation.address()) @ RestakingError::WrongAllocation
    )]
    pub allocation: Account<NcnAllocation>,
}

impl SettleAllocation {
    /// Settles a change that is effective.
    pub fn settle_allocation(&mut self) -> Result<()> {
        let before = Figures::of(&self.vault, &self.delegation, &self.allocation);
        let time = clock::now()?;
        let (delegation, allocation) = (&mut self.delegation.delegation, &mut self.allocation.allocation);
        self.vault.ledger.settle_allocation(delegation, allocation, time).map_err(refused)?;
        announce_change(&mut self.vault, &self.delegation, &self.allocation, time, before)
    }
}
