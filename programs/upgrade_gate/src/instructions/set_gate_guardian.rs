//! Sets the guardian, which may cancel upgrades. The admin cannot remove the guardian, which can therefore stop what a
//! stolen admin key announces.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::error::UpgradeGateError;
use crate::event::GateGuardianSet;
use crate::state::{Gate, now};

/// Accounts of `set_gate_guardian`.
#[derive(Accounts)]
pub struct SetGateGuardian {
    pub guardian: Signer,
    #[account(mut)]
    pub gate: Account<Gate>,
}

impl SetGateGuardian {
    /// Gives the role to `new_guardian`, at once; the zero address leaves it vacant permanently.
    pub fn set_gate_guardian(&mut self, new_guardian: Address) -> Result<()> {
        let gate = &mut self.gate;
        require!(address_eq(&gate.guardian, self.guardian.address()), UpgradeGateError::NotGateGuardian);
        let before = core::mem::replace(&mut gate.guardian, new_guardian);
        emit!(GateGuardianSet {
            gate: *gate.address(),
            number: gate.next_event(),
            time: now()?,
            before,
            after: new_guardian,
        });
        Ok(())
    }
}
