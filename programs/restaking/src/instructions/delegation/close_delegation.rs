//! Delegations and allocations of nothing, and their rent back. Anyone may send these: they move nothing but the rent, to who
//! paid it.

use anchor_lang::prelude::*;

use super::open_delegation::{announce_allocation, announce_delegation};
use crate::error::{RestakingError, fail};
use crate::state::{NcnAllocation, OperatorDelegation};

/// Accounts of `close_allocation`.
#[derive(Accounts)]
pub struct CloseAllocation {
    /// The allocation, closed here.
    #[account(mut, close = rent_payer)]
    pub allocation: Account<NcnAllocation>,
    /// Who paid for the allocation; may be the sender.
    #[account(unsafe(dup), address = allocation.rent_payer @ RestakingError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
}

impl CloseAllocation {
    /// Closes the allocation, once all that it reserved is settled.
    pub fn run(&mut self) -> Result<()> {
        let reserved = self.allocation.allocation.magnitude.reserved();
        if reserved > 0 {
            return Err(fail(RestakingError::NotEmpty, reserved, 0));
        }
        check_settled(self.allocation.allocation.open_slashes)?;
        announce_allocation(&self.allocation, false)
    }
}

/// Accounts of `close_delegation`.
#[derive(Accounts)]
pub struct CloseDelegation {
    /// The delegation, closed here.
    #[account(mut, close = rent_payer)]
    pub delegation: Account<OperatorDelegation>,
    /// Who paid for the delegation; may be the sender.
    #[account(unsafe(dup), address = delegation.rent_payer @ RestakingError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
}

impl CloseDelegation {
    /// Closes the delegation, once all that it reserved and allocated is settled, and the operator's commission collected.
    pub fn run(&mut self) -> Result<()> {
        let ledger::Delegation { allocated, open_slashes, moving, arriving, .. } = self.delegation.delegation;
        let reserved = self.delegation.delegation.reserved();
        if reserved > 0 || allocated > 0 {
            return Err(fail(RestakingError::NotEmpty, reserved.max(allocated), 0));
        }
        check_settled(open_slashes)?;
        // Each end of a move has to be there for its completion.
        if moving > 0 || arriving > 0 {
            return Err(fail(RestakingError::MovePending, moving.max(arriving), 0));
        }
        if self.delegation.commission > 0 {
            return Err(fail(RestakingError::CommissionOwed, self.delegation.commission, 0));
        }
        announce_delegation(&self.delegation, false)
    }
}

/// A veto gives back to what a slash took from, which has to be there.
fn check_settled(open_slashes: u64) -> Result<()> {
    if open_slashes > 0 {
        return Err(fail(RestakingError::SlashesOpen, open_slashes, 0));
    }
    Ok(())
}
