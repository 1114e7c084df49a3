//! Proposes another admin of a pool; the zero address withdraws the proposal.

use anchor_lang::prelude::*;

use crate::event::{PoolAdminChanged, emit};
use crate::state::Pool;

/// Accounts of `propose_pool_admin`.
#[derive(Accounts)]
pub struct ProposePoolAdmin {
    pub admin: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
}

impl ProposePoolAdmin {
    pub fn propose_pool_admin(&mut self, new_admin: Address) -> Result<()> {
        self.pool.check_admin(self.admin.address())?;
        let now = Clock::get()?.unix_timestamp;
        self.pool.pending_admin = new_admin;
        emit(PoolAdminChanged {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: now,
            admin: self.pool.admin,
            pending_admin: new_admin,
        });
        Ok(())
    }
}
