//! Sets a pool's limits. What lets more leave or lose waits for the notice; all else is active at once.

use anchor_lang::prelude::*;

use crate::error::refused;
use crate::event::{GuardsSet, emit};
use crate::state::{GuardsArgs, Pool};

/// Accounts of `set_guards`.
#[derive(Accounts)]
pub struct SetGuards {
    pub admin: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
}

impl SetGuards {
    pub fn set_guards(&mut self, guards: GuardsArgs) -> Result<()> {
        self.pool.check_admin(self.admin.address())?;
        let now = Clock::get()?.unix_timestamp;
        let from = self.pool.effective_from(now);
        self.pool.ledger.set_guards(guards.into(), now, from).map_err(refused)?;
        emit(GuardsSet {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: now,
            band: self.pool.ledger.band,
            outflow_capacity: guards.outflow_capacity,
            outflow_refill_seconds: guards.outflow_refill_seconds,
            watermark_bps: guards.watermark_bps,
            place_loss_bps: guards.place_loss_bps,
            effective_from: from,
        });
        Ok(())
    }
}
