//! Sets what part of its asset a placement should have.

use anchor_lang::prelude::*;

use crate::error::refused;
use crate::event::{PlacementSet, emit};
use crate::state::Pool;

/// Accounts of `set_placement`.
#[derive(Accounts)]
pub struct SetPlacement {
    pub admin: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
}

impl SetPlacement {
    pub fn set_placement(&mut self, place: u64, target_bps: u64) -> Result<()> {
        self.pool.check_admin(self.admin.address())?;
        let now = Clock::get()?.unix_timestamp;
        let vault = self.pool.placement(place)?.vault;
        let before_bps = self.pool.ledger.placements[place as usize].target_bps;
        self.pool.ledger.set_placement(place as usize, target_bps).map_err(refused)?;
        emit(PlacementSet {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: now,
            vault,
            before_bps,
            after_bps: target_bps,
        });
        Ok(())
    }
}
