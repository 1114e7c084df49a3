//! Closes an empty allocation. Permissionless: only the rent moves, to its payer.

use anchor_lang::prelude::*;

use super::open_allocation::announce_allocation;
use crate::error::{RestakingError, fail};
use crate::instructions::delegation::check_settled;
use crate::state::NcnAllocation;

/// Accounts of `close_allocation`.
#[derive(Accounts)]
pub struct CloseAllocation {
    #[account(mut, close = rent_payer)]
    pub allocation: Account<NcnAllocation>,
    /// Paid for the allocation and receives its rent; may be the sender.
    #[account(unsafe(dup), address = allocation.rent_payer @ RestakingError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
}

impl CloseAllocation {
    /// Closes the allocation once all that it reserved is settled.
    pub fn close_allocation(&mut self) -> Result<()> {
        let reserved = self.allocation.allocation.magnitude.reserved();
        if reserved > 0 {
            return Err(fail(RestakingError::NotEmpty, reserved, 0));
        }
        check_settled(self.allocation.allocation.open_slashes)?;
        announce_allocation(&self.allocation, false)
    }
}
