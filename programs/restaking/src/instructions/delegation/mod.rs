//! Instructions of delegations: a vault's stake, divided among operators, and its moves between them.

mod announce_move;
mod cancel_move;
mod close_delegation;
mod complete_move;
mod delegate;
mod open_delegation;
mod settle_delegation;

pub use announce_move::*;
pub use cancel_move::*;
pub use close_delegation::*;
pub use complete_move::*;
pub use delegate::*;
pub use open_delegation::*;
pub use settle_delegation::*;

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;
use ledger::state::books::Books;

use crate::event::{DelegationChanged, DelegationFigures, emit};
use crate::state::{OperatorDelegation, Vault};

/// Emits the delegation and the books before and after.
pub(super) fn announce(
    vault: &mut Account<Vault>,
    delegation: &Account<OperatorDelegation>,
    time: i64,
    books_before: Books,
    before: DelegationFigures,
) -> Result<()> {
    emit(DelegationChanged {
        vault: *vault.address(),
        number: vault.next_event(),
        time,
        operator: delegation.operator,
        before,
        after: (&delegation.delegation).into(),
        books_before,
        books_after: vault.ledger.books,
    });
    Ok(())
}
