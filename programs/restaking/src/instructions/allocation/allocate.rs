//! Sets an operator's allocation of a delegation to an NCN.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ledger::state::pause::Pause;

use super::{Figures, announce_change};
use crate::error::{RestakingError, refused};
use crate::state::{Config, Ncn, NcnAllocation, Operator, OperatorDelegation, Vault};
use crate::{clock, pause};

/// Accounts of `allocate`.
#[derive(Accounts)]
pub struct Allocate {
    /// The operator's allocator.
    #[account(address = operator.allocator @ RestakingError::NotAllocator)]
    pub allocator: Signer,
    #[account(address = delegation.operator @ RestakingError::WrongDelegation)]
    pub operator: Account<Operator>,
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
    /// Holds protocol-wide pauses.
    pub config: Account<Config>,
}

impl Allocate {
    /// Allocates `magnitude` of the delegation, replacing the NCN's current and pending allocation.
    pub fn allocate(&mut self, magnitude: u64) -> Result<()> {
        let before = Figures::of(&self.vault, &self.delegation, &self.allocation);
        let time = clock::now()?;
        let (delegation, allocation) = (&mut self.delegation.delegation, &mut self.allocation.allocation);
        self.vault.ledger.allocate(delegation, allocation, magnitude, time).map_err(refused)?;
        let held = before.magnitude.reserved_at(self.vault.ledger.time_at(time));
        let rises = self.allocation.allocation.magnitude.reserved() > held;
        require!(!rises || !(self.operator.retired.get() || self.ncn.retired.get()), RestakingError::Retired);
        // Reducing an announced decrease is an increase too.
        if self.allocation.allocation.magnitude.next > before.magnitude.next {
            pause::check(Pause::EXPOSURE, &self.vault, &self.config, time)?;
        }
        announce_change(&mut self.vault, &self.delegation, &self.allocation, time, before)
    }
}
