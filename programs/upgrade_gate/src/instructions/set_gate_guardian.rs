//! Who may cancel. The admin cannot remove the guardian: what a stolen admin key announces can then be stopped.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::error::UpgradeGateError;
use crate::event::GateGuardianSet;
use crate::state::{Gate, now};

/// Accounts of `set_gate_guardian`.
#[derive(Accounts)]
pub struct SetGateGuardian {
    /// The guardian.
    pub guardian: Signer,
    /// The gate.
    #[account(mut)]
    pub gate: Account<Gate>,
}

impl SetGateGuardian {
    /// Gives the role to `new_guardian`, at once; the zero address leaves it to nobody, permanently.
    pub fn run(&mut self, new_guardian: Address) -> Result<()> {
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
