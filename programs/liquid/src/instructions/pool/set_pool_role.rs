//! Gives a role of a pool to another key.

use anchor_lang::prelude::*;

use crate::choice::PoolRole;
use crate::event::{PoolRoleSet, emit};
use crate::state::Pool;

/// Accounts of `set_pool_role`.
#[derive(Accounts)]
pub struct SetPoolRole {
    pub admin: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
}

impl SetPoolRole {
    pub fn set_pool_role(&mut self, role: PoolRole, holder: Address) -> Result<()> {
        self.pool.check_admin(self.admin.address())?;
        let now = Clock::get()?.unix_timestamp;
        let pool = &mut self.pool;
        let place = match role {
            PoolRole::Curator => &mut pool.curator,
            PoolRole::Guardian => &mut pool.guardian,
            PoolRole::FeeWallet => &mut pool.fee_wallet,
            PoolRole::PriceReporter => &mut pool.price_reporter,
        };
        let before = core::mem::replace(place, holder);
        emit(PoolRoleSet {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: now,
            role: role as u64,
            before,
            after: holder,
        });
        Ok(())
    }
}
