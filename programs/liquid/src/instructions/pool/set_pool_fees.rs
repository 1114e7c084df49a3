//! Sets a pool's fees. Each falls at once and rises after the notice.

use anchor_lang::prelude::*;

use crate::error::refused;
use crate::event::{PoolFeesSet, emit};
use crate::state::{FeesArgs, Pool};

/// Accounts of `set_pool_fees`.
#[derive(Accounts)]
pub struct SetPoolFees {
    pub admin: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
}

impl SetPoolFees {
    pub fn set_pool_fees(&mut self, fees: FeesArgs) -> Result<()> {
        self.pool.check_admin(self.admin.address())?;
        let now = Clock::get()?.unix_timestamp;
        let from = self.pool.effective_from(now);
        // What is due so far is due by the fee of so far.
        self.pool.ledger.charge_management(now).map_err(refused)?;
        self.pool.ledger.set_fees(fees.into(), now, from).map_err(refused)?;
        emit(PoolFeesSet {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: now,
            fees: self.pool.ledger.fees,
        });
        Ok(())
    }
}
