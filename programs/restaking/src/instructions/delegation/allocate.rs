//! Sets an operator's allocation of a delegation to an NCN.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ledger::state::allocation::Allocation;
use ledger::state::books::Books;
use ledger::state::delegation::Delegation;
use ledger::state::pause::Pause;

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
    pub fn run(&mut self, magnitude: u64) -> Result<()> {
        let before = Figures::of(&self.vault, &self.delegation, &self.allocation);
        let time = till::now()?;
        let (delegation, allocation) = (&mut self.delegation.delegation, &mut self.allocation.allocation);
        self.vault.ledger.allocate(delegation, allocation, magnitude, time).map_err(refused)?;
        let held = before.allocation.magnitude.reserved_at(self.vault.ledger.time_at(time));
        let rises = self.allocation.allocation.magnitude.reserved() > held;
        require!(!rises || (self.operator.retired == 0 && self.ncn.retired == 0), RestakingError::Retired);
        // Reducing an announced decrease is an increase too.
        if self.allocation.allocation.magnitude.next > before.allocation.magnitude.next {
            pause::check(Pause::EXPOSURE, &self.vault, &self.config, time)?;
        }
        announce_change(&mut self.vault, &self.delegation, &self.allocation, time, before)
    }
}

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
    pub fn run(&mut self) -> Result<()> {
        let before = Figures::of(&self.vault, &self.delegation, &self.allocation);
        let time = till::now()?;
        let (delegation, allocation) = (&mut self.delegation.delegation, &mut self.allocation.allocation);
        self.vault.ledger.settle_allocation(delegation, allocation, time).map_err(refused)?;
        announce_change(&mut self.vault, &self.delegation, &self.allocation, time, before)
    }
}

/// The figures of an allocation at one moment.
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

/// Emits the figures before and after.
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
