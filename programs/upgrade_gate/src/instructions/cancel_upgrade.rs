//! Cancels an announced upgrade.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::error::UpgradeGateError;
use crate::event::UpgradeCanceled;
use crate::loader::{self, Loader};
use crate::state::{Announcement, Gate, now};

/// Accounts of `cancel_upgrade`.
#[derive(Accounts)]
pub struct CancelUpgrade {
    /// The gate's admin or guardian; anyone after the expiry.
    pub canceler: Signer,
    #[account(mut)]
    pub gate: Account<Gate>,
    /// The announced buffer.
    #[account(mut)]
    pub buffer: UncheckedAccount,
    /// The buffer's owner, which receives it back; may be the canceler.
    #[account(unsafe(dup))]
    pub owner: UncheckedAccount,
    pub loader: Program<Loader>,
}

impl CancelUpgrade {
    /// Cancels the announcement. A vacant guardian role, the zero address, cannot sign.
    pub fn run(&mut self) -> Result<()> {
        let announcement = self.gate.announced(self.buffer.address(), self.owner.address())?;
        let (time, canceler) = (now()?, *self.canceler.address());
        let may = address_eq(&self.gate.admin, &canceler)
            || address_eq(&self.gate.guardian, &canceler)
            || announcement.schedule.is_expired(time);
        require!(may, UpgradeGateError::CannotCancel);
        self.gate.announcement = Announcement::NONE;
        let number = self.gate.next_event();
        loader::return_buffer(&self.gate, &mut self.buffer, &self.owner)?;
        emit!(UpgradeCanceled {
            gate: *self.gate.address(),
            number,
            time,
            program: self.gate.program,
            canceler,
            buffer: announcement.buffer,
            owner: announcement.owner,
            code_hash: announcement.code_hash,
        });
        Ok(())
    }
}
