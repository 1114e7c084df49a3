//! Creates a program's gate. Only its upgrade authority can, so nobody else can take the gate's address.

use anchor_lang::prelude::*;

use crate::error::{UpgradeGateError, refused};
use crate::event::GateOpened;
use crate::loader::{self, Loader};
use crate::state::{Gate, VERSION, now};

/// Accounts of `open_gate`.
#[derive(Accounts)]
pub struct OpenGate {
    /// Pays for the gate; may be the authority.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// The program's upgrade authority, which becomes the gate's admin.
    pub authority: Signer,
    #[account(init, payer = payer, seeds = [Gate::SEED, program.address().as_ref()], bump)]
    pub gate: Account<Gate>,
    pub program: UncheckedAccount,
    /// The program's data account, which states the upgrade authority.
    #[account(mut)]
    pub program_data: UncheckedAccount,
    pub loader: Program<Loader>,
    pub system_program: Program<System>,
}

impl OpenGate {
    /// Creates the gate and makes it the program's upgrade authority.
    pub fn open_gate(&mut self, bump: u8, delay_seconds: u64, guardian: Address) -> Result<()> {
        let authority = loader::upgrade_authority(&self.program, &self.program_data)?;
        require!(loader::is(authority, self.authority.address()), UpgradeGateError::NotUpgradeAuthority);
        gate::check_delay(delay_seconds, 0).map_err(refused)?;
        let (time, code_hash) = (now()?, loader::program_hash(&self.program_data)?);
        let gate = &mut self.gate;
        gate.version = VERSION;
        gate.bump = bump;
        gate.program = *self.program.address();
        gate.admin = *self.authority.address();
        gate.guardian = guardian;
        gate.delay_seconds = delay_seconds;
        gate.code_hash = code_hash;
        gate.code_since = time;
        let number = gate.next_event();
        loader::take_program(&self.gate, &self.program, &mut self.program_data, &self.authority)?;
        emit!(GateOpened {
            gate: *self.gate.address(),
            number,
            time,
            program: self.gate.program,
            admin: self.gate.admin,
            guardian,
            delay_seconds,
            code_hash,
        });
        Ok(())
    }
}
