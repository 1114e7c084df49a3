//! Accepts the suspect rate of an asset, as its guardian saw it.

use anchor_lang::prelude::*;
use liquid_ledger::state::price::Rate;

use crate::error::{LiquidError, refused};
use crate::event::{RateAccepted, emit};
use crate::state::{Pool, SourceKind};

/// Accounts of `accept_rate`.
#[derive(Accounts)]
pub struct AcceptRate {
    /// The guardian or the admin.
    pub guardian: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
}

impl AcceptRate {
    pub fn accept_rate(&mut self, place: u64, value: u64, tokens: u64) -> Result<()> {
        self.pool.check_guardian(self.guardian.address())?;
        let now = Clock::get()?.unix_timestamp;
        let asset = self.pool.asset(place)?;
        // The admin chooses the reporter, so both together could set any price at once.
        require!(asset.source_kind() != SourceKind::Report, LiquidError::ReportedRate);
        let mint = asset.mint;
        let before = self.pool.ledger.assets[place as usize].guard.accepted;
        let after = Rate { value, tokens };
        self.pool.ledger.accept_rate(place as usize, after).map_err(refused)?;
        emit(RateAccepted {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: now,
            guardian: *self.guardian.address(),
            mint,
            before,
            after,
        });
        Ok(())
    }
}
