//! What an operator allocates of a delegation to an NCN.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ledger::{Allocation, Books, Delegation, Pause};

use crate::error::{RestakingError, refused};
use crate::event::AllocationChanged;
use crate::state::{Config, Ncn, NcnAllocation, Operator, OperatorDelegation, Vault};
use crate::{pause, till};

/// Accounts of `allocate`.
#[derive(Accounts)]
pub struct Allocate {
    /// The operator's allocator.
    #[account(address = operator.allocator @ RestakingError::NotAllocator)]
    pub allocator: Signer,
    /// The operator.
    #[account(address = delegation.operator @ RestakingError::WrongDelegation)]
    pub operator: Account<Operator>,
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
    /// The config: it may pause this in all vaults.
    pub config: Account<Config>,
}

impl Allocate {
    /// Allocates `magnitude` of the delegation's, in place of what the NCN has and of what is pending.
    pub fn run(&mut self, magnitude: u64) -> Result<()> {
        let before = Figures::of(&self.vault, &self.delegation, &self.allocation);
        let time = till::now()?;
        let (delegation, allocation) = (&mut self.delegation.delegation, &mut self.allocation.allocation);
        self.vault.ledger.allocate(delegation, allocation, magnitude, time).map_err(refused)?;
        let held = before.allocation.magnitude.reserved_at(self.vault.ledger.time_at(time));
        let rises = self.allocation.allocation.magnitude.reserved() > held;
        require!(!rises || (self.operator.retired == 0 && self.ncn.retired == 0), RestakingError::Retired);
        // To take back a part of an announced decrease is a rise too.
        if self.allocation.allocation.magnitude.next > before.allocation.magnitude.next {
            pause::check(Pause::EXPOSURE, &self.vault, &self.config, time)?;
        }
        announce_change(&mut self.vault, &self.delegation, &self.allocation, time, before)
    }
}

/// Accounts of `settle_allocation`. Anyone may send it: it frees what a decrease that counts already gave up.
#[derive(Accounts)]
pub struct SettleAllocation {
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

impl SettleAllocation {
    /// Settles a change that counts by now.
    pub fn run(&mut self) -> Result<()> {
        let before = Figures::of(&self.vault, &self.delegation, &self.allocation);
        let time = till::now()?;
        let (delegation, allocation) = (&mut self.delegation.delegation, &mut self.allocation.allocation);
        self.vault.ledger.settle_allocation(delegation, allocation, time).map_err(refused)?;
        announce_change(&mut self.vault, &self.delegation, &self.allocation, time, before)
    }
}

/// The figures that an allocation is a part of, at one moment.
pub(in crate::instructions) struct Figures {
    books: Books,
    delegation: Delegation,
    allocation: Allocation,
}

impl Figures {
    pub(in crate::instructions) fn of(
        vault: &Vault,
        delegation: &OperatorDelegation,
        allocation: &NcnAllocation,
    ) -> Self {
        Self { books: vault.ledger.books, delegation: delegation.delegation, allocation: allocation.allocation }
    }
}

/// Says what the figures were, and are.
pub(in crate::instructions) fn announce_change(
    vault: &mut Account<Vault>,
    delegation: &Account<OperatorDelegation>,
    allocation: &Account<NcnAllocation>,
    time: i64,
    before: Figures,
) -> Result<()> {
    emit!(AllocationChanged {
        vault: *vault.address(),
        number: vault.next_event(),
        time,
        delegation: *delegation.address(),
        ncn: allocation.ncn,
        before: before.allocation,
        after: allocation.allocation,
        delegation_before: before.delegation,
        delegation_after: delegation.delegation,
        books_before: before.books,
        books_after: vault.ledger.books,
    });
    Ok(())
}
