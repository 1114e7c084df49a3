//! Sets what part of the pool each asset should be.

use anchor_lang::prelude::*;
use liquid_ledger::ASSETS;

use crate::error::{LiquidError, fail, refused};
use crate::event::{TargetsSet, emit};
use crate::state::Pool;

/// Accounts of `set_targets`.
#[derive(Accounts)]
pub struct SetTargets {
    pub admin: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
}

impl SetTargets {
    pub fn set_targets(&mut self, targets_bps: [u64; ASSETS]) -> Result<()> {
        self.pool.check_admin(self.admin.address())?;
        let now = Clock::get()?.unix_timestamp;
        let count = self.pool.ledger.assets().len();
        let (targets, rest) = targets_bps.split_at(count);
        if let Some(place) = rest.iter().position(|bps| *bps > 0) {
            return Err(fail(LiquidError::NoAsset, (count + place) as u64, count as u64));
        }
        self.pool.ledger.set_targets(targets).map_err(refused)?;
        emit(TargetsSet { pool: *self.pool.address(), number: self.pool.next_event(), time: now, targets_bps });
        Ok(())
    }
}
