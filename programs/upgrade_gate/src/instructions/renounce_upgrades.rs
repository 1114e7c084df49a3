//! The end of all upgrades. It needs no notice: code that stays as it is takes nothing from anybody.

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
    /// The gate.
    #[account(mut)]
    pub gate: Account<Gate>,
    /// The gate's program.
    #[account(address = gate.program @ UpgradeGateError::WrongProgram)]
    pub program: UncheckedAccount,
    /// The program's data account.
    #[account(mut)]
    pub program_data: UncheckedAccount,
    /// The upgradeable loader.
    pub loader: Program<Loader>,
}

impl RenounceUpgrades {
    /// Has the loader set the upgrade authority to nobody. What is announced has to be cancelled before: its buffer would stay
    /// the gate's.
    pub fn run(&mut self) -> Result<()> {
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
