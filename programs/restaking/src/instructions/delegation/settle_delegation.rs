//! Settles a change of a delegation that is effective. Permissionless.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use super::announce;
use crate::clock;
use crate::error::{RestakingError, refused};
use crate::event::DelegationFigures;
use crate::state::{OperatorDelegation, Vault};

/// Accounts of `settle_delegation`, followed by other delegations of the vault in ascending order of their addresses,
/// if any. Permissionless: it frees what an effective decrease gave up. Each further delegation tightens the vault's
/// bound on its largest operator, which instant exits must keep within its cap.
#[derive(Accounts)]
pub struct SettleDelegation {
    #[account(mut)]
    pub vault: Account<Vault>,
    #[account(mut, constraint = address_eq(&delegation.vault, vault.address()) @ RestakingError::WrongDelegation)]
    pub delegation: Account<OperatorDelegation>,
}

impl SettleDelegation {
    /// Settles a change that is effective. With `others`, tightens the bound on what one operator reserves.
    pub fn settle_delegation(&mut self, others: &[AccountView]) -> Result<()> {
        let now = clock::now()?;
        let (books, before) = (self.vault.ledger.books, DelegationFigures::from(&self.delegation.delegation));
        self.vault.ledger.settle_delegation(&mut self.delegation.delegation, now).map_err(refused)?;
        if !others.is_empty() {
            self.tighten(others)?;
        }
        announce(&mut self.vault, &self.delegation, now, books, before)
    }

    fn tighten(&mut self, others: &[AccountView]) -> Result<()> {
        let mut reserved = vec![self.delegation.delegation.reserved()];
        let mut last = Address::default();
        for account in others {
            let other = Account::<OperatorDelegation>::load(*account)?;
            require!(address_eq(&other.vault, self.vault.address()), RestakingError::WrongDelegation);
            let new = last < *other.address() && !address_eq(other.address(), self.delegation.address());
            require!(new, RestakingError::DelegationsOutOfOrder);
            last = *other.address();
            reserved.push(other.delegation.reserved());
        }
        self.vault.ledger.tighten_largest(reserved).map_err(refused)
    }
}
