//! Accepts a proposal: the signer becomes the pool's admin.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::error::LiquidError;
use crate::event::{PoolAdminChanged, emit};
use crate::state::Pool;

/// Accounts of `accept_pool_admin`.
#[derive(Accounts)]
pub struct AcceptPoolAdmin {
    /// The proposed admin.
    pub new_admin: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
}

impl AcceptPoolAdmin {
    pub fn accept_pool_admin(&mut self) -> Result<()> {
        // No key signs for the zero address, which stands for no proposal.
        let is_proposed = address_eq(&self.pool.pending_admin, self.new_admin.address());
        require!(is_proposed, LiquidError::NotPendingPoolAdmin);
        let admin = *self.new_admin.address();
        (self.pool.admin, self.pool.pending_admin) = (admin, Address::default());
        emit(PoolAdminChanged {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: Clock::get()?.unix_timestamp,
            admin,
            pending_admin: Address::default(),
        });
        Ok(())
    }
}
