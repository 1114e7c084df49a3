//! Ends all upgrades permanently. Needs no notice: unchanged code takes nothing from anyone.

use anchor_lang::prelude::*;

use crate::error::UpgradeGateError;
use crate::event::UpgradesRenounced;
use crate::loader::{self, Loader};
use crate::state::{Gate, now};

/// Accounts of `renounce_upgrades`.
#[derive(Accounts)]
pub struct RenounceUpgrades {
    /// The gate's admin.
    pub admin: Signer,
    #[account(mut)]
    pub gate: Account<Gate>,
    /// The gate's program.
    #[account(address = gate.program @ UpgradeGateError::WrongProgram)]
    pub program: UncheckedAccount,
    /// The program's data account.
    #[account(mut)]
    pub program_data: UncheckedAccount,
    pub loader: Program<Loader>,
}

impl RenounceUpgrades {
    /// Removes the program's upgrade authority. A pending announcement must be canceled first, because its buffer would
    /// stay with the gate.
    pub fn renounce_upgrades(&mut self) -> Result<()> {
        let admin = *self.admin.address();
        self.gate.check_admin(&admin)?;
        self.gate.check_open()?;
        require!(!self.gate.is_announced(), UpgradeGateError::UpgradePending);
        let time = now()?;
        self.gate.renounced_at = time;
        let number = self.gate.next_event();
        loader::end_upgrades(&self.gate, &self.program, &mut self.program_data)?;
        emit!(UpgradesRenounced {
            gate: *self.gate.address(),
            number,
            time,
            program: self.gate.program,
            admin,
            code_hash: self.gate.code_hash,
        });
        Ok(())
    }
}
