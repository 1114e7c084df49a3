//! Sets the limits of an asset, and whether it takes deposits.

use anchor_lang::prelude::*;

use crate::error::refused;
use crate::event::{AssetSet, emit};
use crate::state::{AssetTermsArgs, Pool};

/// Accounts of `set_asset`.
#[derive(Accounts)]
pub struct SetAsset {
    pub admin: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
}

impl SetAsset {
    pub fn set_asset(&mut self, place: u64, limits: AssetTermsArgs) -> Result<()> {
        self.pool.check_admin(self.admin.address())?;
        let now = Clock::get()?.unix_timestamp;
        let mint = self.pool.asset(place)?.mint;
        self.pool.ledger.set_asset(place as usize, limits.into()).map_err(refused)?;
        emit(AssetSet {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: now,
            mint,
            max_bps: limits.max_bps,
            deposit_cap: limits.deposit_cap,
            is_open: limits.is_open.into(),
        });
        Ok(())
    }
}
