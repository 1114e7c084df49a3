//! Instructions of allocations: an operator's stake, divided among NCNs.

mod allocate;
mod close_allocation;
mod open_allocation;
mod release_allocation;
mod settle_allocation;

pub use allocate::*;
pub use close_allocation::*;
pub use open_allocation::*;
pub use release_allocation::*;
pub use settle_allocation::*;

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;
use ledger::state::books::Books;
use ledger::state::delayed::Delayed;

use crate::event::{AllocationChanged, DelegationFigures, emit};
use crate::state::{NcnAllocation, OperatorDelegation, Vault};

/// The figures of an allocation at one moment.
pub(super) struct Figures {
    books: Books,
    delegation: DelegationFigures,
    magnitude: Delayed,
}

impl Figures {
    pub(super) fn of(vault: &Vault, delegation: &OperatorDelegation, allocation: &NcnAllocation) -> Self {
        let (delegation, magnitude) = ((&delegation.delegation).into(), allocation.allocation.magnitude);
        Self { books: vault.ledger.books, delegation, magnitude }
    }
}

/// Emits the figures before and after.
pub(super) fn announce_change(
    vault: &mut Account<Vault>,
    delegation: &Account<OperatorDelegation>,
    allocation: &Account<NcnAllocation>,
    time: i64,
    before: Figures,
) -> Result<()> {
    emit(AllocationChanged {
        vault: *vault.address(),
        number: vault.next_event(),
        time,
        delegation: *delegation.address(),
        ncn: allocation.ncn,
        magnitude_before: before.magnitude,
        magnitude_after: allocation.allocation.magnitude,
        delegation_before: before.delegation,
        delegation_after: (&delegation.delegation).into(),
        books_before: before.books,
        books_after: vault.ledger.books,
    });
    Ok(())
}
