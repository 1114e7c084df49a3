//! Closes an empty delegation. Permissionless: only the rent moves, to its payer.

use anchor_lang::prelude::*;

use super::open_delegation::announce_delegation;
use crate::error::{RestakingError, fail};
use crate::state::OperatorDelegation;

/// Accounts of `close_delegation`.
#[derive(Accounts)]
pub struct CloseDelegation {
    #[account(mut, close = rent_payer)]
    pub delegation: Account<OperatorDelegation>,
    /// Paid for the delegation and receives its rent; may be the sender.
    #[account(unsafe(dup), address = delegation.rent_payer @ RestakingError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
}

impl CloseDelegation {
    /// Closes the delegation once all that it reserved and allocated is settled and the operator's commission is
    /// collected.
    pub fn close_delegation(&mut self) -> Result<()> {
        let ledger::state::delegation::Delegation { allocated, open_slashes, moving, arriving, .. } =
            self.delegation.delegation;
        let reserved = self.delegation.delegation.reserved();
        if reserved > 0 || allocated > 0 {
            return Err(fail(RestakingError::NotEmpty, reserved.max(allocated), 0));
        }
        check_settled(open_slashes)?;
        // The completion of a move needs both delegations.
        if moving > 0 || arriving > 0 {
            return Err(fail(RestakingError::MovePending, moving.max(arriving), 0));
        }
        if self.delegation.commission > 0 {
            return Err(fail(RestakingError::CommissionOwed, self.delegation.commission, 0));
        }
        announce_delegation(&self.delegation, false)
    }
}

/// A veto restores a slash's source, which must still exist.
pub(in crate::instructions) fn check_settled(open_slashes: u64) -> Result<()> {
    if open_slashes > 0 {
        return Err(fail(RestakingError::SlashesOpen, open_slashes, 0));
    }
    Ok(())
}
