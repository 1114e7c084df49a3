//! Raises the delay. A pending announcement keeps its times.

use anchor_lang::prelude::*;

use crate::error::refused;
use crate::event::DelayRaised;
use crate::state::{Gate, now};

/// Accounts of `raise_delay`.
#[derive(Accounts)]
pub struct RaiseDelay {
    /// The gate's admin.
    pub admin: Signer,
    #[account(mut)]
    pub gate: Account<Gate>,
}

impl RaiseDelay {
    pub fn raise_delay(&mut self, delay_seconds: u64) -> Result<()> {
        let gate = &mut self.gate;
        gate.check_admin(self.admin.address())?;
        gate.check_open()?;
        let before = gate.delay_seconds;
        gate.delay_seconds = gate::raise_delay(before, delay_seconds).map_err(refused)?;
        emit!(DelayRaised {
            gate: *gate.address(),
            number: gate.next_event(),
            time: now()?,
            before,
            after: delay_seconds
        });
        Ok(())
    }
}
