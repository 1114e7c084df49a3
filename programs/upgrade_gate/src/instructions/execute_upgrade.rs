//! Executes an announced upgrade. Permissionless: the announcement fixed the code and the time.
//!
//! The loader refuses code that exceeds the program's data account. Extending that account is a top-level instruction
//! of the loader, which anyone can send and no program can. It must run in an earlier slot, because the loader changes
//! a program once per slot.

use anchor_lang::prelude::*;

use crate::error::{UpgradeGateError, refused};
use crate::event::UpgradeExecuted;
use crate::loader::{self, Loader, Upgrade};
use crate::state::{Announcement, Gate, now};

/// Accounts of `execute_upgrade`.
#[derive(Accounts)]
pub struct ExecuteUpgrade {
    #[account(mut)]
    pub gate: Account<Gate>,
    /// The gate's program.
    #[account(mut, address = gate.program @ UpgradeGateError::WrongProgram)]
    pub program: UncheckedAccount,
    /// The program's data account.
    #[account(mut)]
    pub program_data: UncheckedAccount,
    /// The announced buffer.
    #[account(mut)]
    pub buffer: UncheckedAccount,
    /// The buffer's owner, which receives the lamports that the program's data account does not need.
    #[account(mut)]
    pub owner: UncheckedAccount,
    /// The rent sysvar.
    pub rent: UncheckedAccount,
    /// The clock sysvar.
    pub clock: UncheckedAccount,
    pub loader: Program<Loader>,
}

impl ExecuteUpgrade {
    /// Deploys the announced code.
    ///
    /// The code is hashed again, although no current loader instruction could have changed it. The guarantee therefore
    /// does not depend on a later loader's instructions.
    pub fn execute_upgrade(&mut self) -> Result<()> {
        self.gate.check_open()?;
        let announcement = self.gate.announced(self.buffer.address(), self.owner.address())?;
        let time = now()?;
        announcement.schedule.check_due(time).map_err(refused)?;
        require!(loader::buffer_hash(&self.buffer)? == announcement.code_hash, UpgradeGateError::WrongCode);
        let gate = &mut self.gate;
        let before = core::mem::replace(&mut gate.code_hash, announcement.code_hash);
        gate.code_since = time;
        gate.upgrades = gate.upgrades.wrapping_add(1);
        gate.announcement = Announcement::NONE;
        let number = gate.next_event();
        let accounts = Upgrade {
            program: &mut self.program,
            program_data: &mut self.program_data,
            buffer: &mut self.buffer,
            spill: &mut self.owner,
            rent: &self.rent,
            clock: &self.clock,
        };
        loader::upgrade(&self.gate, accounts)?;
        emit!(UpgradeExecuted {
            gate: *self.gate.address(),
            number,
            time,
            program: self.gate.program,
            buffer: announcement.buffer,
            before,
            after: announcement.code_hash,
            schedule: announcement.schedule,
        });
        Ok(())
    }
}
