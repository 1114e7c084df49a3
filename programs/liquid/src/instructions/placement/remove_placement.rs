//! Removes a placement that has no shares and no exits on their way.

use anchor_lang::prelude::*;

use crate::error::refused;
use crate::event::{PlacementRemoved, emit};
use crate::state::Pool;

/// Accounts of `remove_placement`.
#[derive(Accounts)]
pub struct RemovePlacement {
    pub admin: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
}

impl RemovePlacement {
    pub fn remove_placement(&mut self, place: u64) -> Result<()> {
        self.pool.check_admin(self.admin.address())?;
        let now = Clock::get()?.unix_timestamp;
        let vault = self.pool.placement(place)?.vault;
        self.pool.ledger.remove_placement(place as usize).map_err(refused)?;
        self.pool.placements[place as usize] = bytemuck::Zeroable::zeroed();
        emit(PlacementRemoved { pool: *self.pool.address(), number: self.pool.next_event(), time: now, vault });
        Ok(())
    }
}
