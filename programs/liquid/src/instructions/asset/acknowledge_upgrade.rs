//! Acknowledges the code of a source's program that was upgraded.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::error::{LiquidError, fail};
use crate::event::{UpgradeAcknowledged, emit};
use crate::source::deployed_at;
use crate::state::Pool;

/// Accounts of `acknowledge_upgrade`.
#[derive(Accounts)]
pub struct AcknowledgeUpgrade {
    /// The guardian or the admin.
    pub guardian: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
    /// The data account of the source's program.
    pub program_data: UncheckedAccount,
}

impl AcknowledgeUpgrade {
    pub fn acknowledge_upgrade(&mut self, place: u64, slot: u64) -> Result<()> {
        self.pool.check_guardian(self.guardian.address())?;
        let now = Clock::get()?.unix_timestamp;
        let asset = *self.pool.asset(place)?;
        require!(address_eq(self.program_data.address(), &asset.program_data), LiquidError::NotProgramData);
        // The one that the guardian saw: a later one needs another look.
        let deployed = deployed_at(self.program_data.account())?;
        if deployed != slot {
            return Err(fail(LiquidError::OtherCode, slot, deployed));
        }
        self.pool.assets[place as usize].code_slot = slot;
        emit(UpgradeAcknowledged {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: now,
            guardian: *self.guardian.address(),
            program: asset.program,
            before: asset.code_slot,
            after: slot,
        });
        Ok(())
    }
}
