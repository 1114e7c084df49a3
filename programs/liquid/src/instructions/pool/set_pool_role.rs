//! Gives a role of a pool to another key. A new price reporter waits for the notice.

use anchor_lang::prelude::*;

use crate::choice::PoolRole;
use crate::event::{PoolRoleSet, emit};
use crate::state::{Pool, is_zero};

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
        let notice_over = self.pool.effective_from(now);
        let pool = &mut self.pool;
        let (before, effective_from) = match role {
            PoolRole::Curator => (core::mem::replace(&mut pool.curator, holder), now),
            PoolRole::Guardian => (core::mem::replace(&mut pool.guardian, holder), now),
            PoolRole::FeeWallet => (core::mem::replace(&mut pool.fee_wallet, holder), now),
            PoolRole::PriceReporter => {
                // Without a reporter no price changes, so that needs no notice.
                let from = if is_zero(&holder) { now } else { notice_over };
                let before = *pool.reporter_at(now);
                pool.set_reporter(holder, now, from);
                (before, from)
            }
        };
        emit(PoolRoleSet {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: now,
            role: role as u64,
            before,
            after: holder,
            effective_from,
        });
        Ok(())
    }
}
