//! Announces an upgrade. From then on nobody can change the buffer: its authority is the gate, which signs no writes.

use anchor_lang::prelude::*;

use crate::error::{UpgradeGateError, refused};
use crate::event::UpgradeAnnounced;
use crate::loader::{self, Loader};
use crate::state::{Announcement, Gate, now};

/// Accounts of `announce_upgrade`.
#[derive(Accounts)]
pub struct AnnounceUpgrade {
    /// The gate's admin, which is the buffer's authority.
    pub admin: Signer,
    #[account(mut)]
    pub gate: Account<Gate>,
    /// The buffer with the code.
    #[account(mut)]
    pub buffer: UncheckedAccount,
    pub loader: Program<Loader>,
}

impl AnnounceUpgrade {
    /// Announces the code in the buffer, executable after `delay_seconds`: at least the gate's delay.
    ///
    /// The admin states the hash, so the announced code is what a multisig agreed to, even if the buffer was changed
    /// since.
    pub fn announce_upgrade(&mut self, code_hash: [u8; 32], delay_seconds: u64) -> Result<()> {
        let admin = *self.admin.address();
        self.gate.check_admin(&admin)?;
        self.gate.check_open()?;
        require!(!self.gate.is_announced(), UpgradeGateError::UpgradePending);
        let authority = loader::buffer_authority(&self.buffer)?;
        require!(loader::is(authority, &admin), UpgradeGateError::NotBufferAuthority);
        let time = now()?;
        let schedule = gate::Schedule::announce(time, delay_seconds, self.gate.delay_seconds).map_err(refused)?;
        require!(loader::buffer_hash(&self.buffer)? == code_hash, UpgradeGateError::WrongCode);
        let buffer = *self.buffer.address();
        self.gate.announcement = Announcement { buffer, owner: admin, code_hash, schedule };
        let number = self.gate.next_event();
        loader::take_buffer(&self.gate, &mut self.buffer, &self.admin)?;
        emit!(UpgradeAnnounced {
            gate: *self.gate.address(),
            number,
            time,
            program: self.gate.program,
            admin,
            buffer,
            before: self.gate.code_hash,
            after: code_hash,
            schedule,
        });
        Ok(())
    }
}
