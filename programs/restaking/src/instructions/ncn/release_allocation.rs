//! An NCN lets go of what an operator allocated to it, before the time of the decrease that is pending.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use super::check_promised;
use crate::error::{RestakingError, refused};
use crate::instructions::delegation::{Figures, announce_change};
use crate::state::{Config, Ncn, NcnAllocation, OperatorDelegation, Vault};
use crate::till;

/// Accounts of `release_allocation`.
#[derive(Accounts)]
pub struct ReleaseAllocation {
    /// The NCN's admin, or the holder of a grant.
    pub admin: Signer,
    /// The config: it bounds how long a table's stake can be certain.
    pub config: Account<Config>,
    /// The NCN.
    #[account(address = allocation.ncn @ RestakingError::WrongAllocation)]
    pub ncn: Account<Ncn>,
    /// The vault.
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The delegation.
    #[account(mut, constraint = address_eq(&delegation.vault, vault.address()) @ RestakingError::WrongDelegation)]
    pub delegation: Account<OperatorDelegation>,
    /// The allocation.
    #[account(
        mut, constraint = address_eq(&allocation.delegation, delegation.address()) @ RestakingError::WrongAllocation
    )]
    pub allocation: Account<NcnAllocation>,
}

impl ReleaseAllocation {
    /// Has the decrease take effect now. It lowers what this NCN alone can take, and waits for what others rely on: a table of stake that
    /// is certain, and an open slash of the allocation.
    pub fn run(&mut self) -> Result<()> {
        let time = till::now()?;
        check_promised(&self.ncn, &self.config, time)?;
        let before = Figures::of(&self.vault, &self.delegation, &self.allocation);
        let (delegation, allocation) = (&mut self.delegation.delegation, &mut self.allocation.allocation);
        self.vault.ledger.release_allocation(delegation, allocation, time).map_err(refused)?;
        announce_change(&mut self.vault, &self.delegation, &self.allocation, time, before)
    }
}
