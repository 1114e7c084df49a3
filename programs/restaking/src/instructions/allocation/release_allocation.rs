//! Releases an operator's pending decrease early, with the NCN's consent.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use super::{Figures, announce_change};
use crate::clock;
use crate::error::{RestakingError, refused};
use crate::state::{Config, Ncn, NcnAllocation, OperatorDelegation, Vault};

/// Accounts of `release_allocation`.
#[derive(Accounts)]
pub struct ReleaseAllocation {
    /// The NCN's admin, or the holder of a grant.
    pub admin: Signer,
    /// Bounds how long a table can guarantee stake.
    pub config: Account<Config>,
    #[account(address = allocation.ncn @ RestakingError::WrongAllocation)]
    pub ncn: Account<Ncn>,
    #[account(mut)]
    pub vault: Account<Vault>,
    #[account(mut, constraint = address_eq(&delegation.vault, vault.address()) @ RestakingError::WrongDelegation)]
    pub delegation: Account<OperatorDelegation>,
    #[account(
        mut, constraint = address_eq(&allocation.delegation, delegation.address()) @ RestakingError::WrongAllocation
    )]
    pub allocation: Account<NcnAllocation>,
}

impl ReleaseAllocation {
    /// Makes the decrease effective now. It lowers only what this NCN can take. It must wait for a table of guaranteed
    /// stake and for an open slash of the allocation.
    pub fn release_allocation(&mut self) -> Result<()> {
        let time = clock::now()?;
        self.ncn.check_promised(&self.config, time)?;
        let before = Figures::of(&self.vault, &self.delegation, &self.allocation);
        let (delegation, allocation) = (&mut self.delegation.delegation, &mut self.allocation.allocation);
        self.vault.ledger.release_allocation(delegation, allocation, time).map_err(refused)?;
        announce_change(&mut self.vault, &self.delegation, &self.allocation, time, before)
    }
}
