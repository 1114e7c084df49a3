//! Sets the protocol's fee on rewards in vaults' assets.

use anchor_lang::prelude::*;
use ledger::state::fee::MAX_PROTOCOL_FEE_BPS;

use crate::clock;
use crate::error::{RestakingError, fail};
use crate::event::{ProtocolFeeSet, emit};
use crate::state::Config;

/// Accounts of `set_protocol_fee`.
#[derive(Accounts)]
pub struct SetProtocolFee {
    /// The config's admin.
    #[account(address = config.admin @ RestakingError::NotAdmin)]
    pub admin: Signer,
    #[account(mut)]
    pub config: Account<Config>,
}

impl SetProtocolFee {
    /// Sets the fee. A lower one takes effect at once, a higher one with the notice that any vault's stakers need.
    pub fn set_protocol_fee(&mut self, bps: u64) -> Result<()> {
        if bps > MAX_PROTOCOL_FEE_BPS {
            return Err(fail(RestakingError::FeeOverCap, bps, MAX_PROTOCOL_FEE_BPS));
        }
        let now = clock::now()?;
        let config = &mut self.config;
        let (before, from) = (config.protocol_fee_bps, config.notice(now).rise);
        config.protocol_fee_bps.set_burden(bps, now, from);
        emit(ProtocolFeeSet {
            config: *config.address(),
            number: config.next_event(),
            time: now,
            before,
            after: config.protocol_fee_bps,
        });
        Ok(())
    }
}
