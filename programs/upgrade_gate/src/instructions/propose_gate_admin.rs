//! First step of a change of admin, or its withdrawal. Two steps ensure that the admin can sign.

use anchor_lang::prelude::*;

use crate::error::UpgradeGateError;
use crate::event::GateAdminProposed;
use crate::state::{Gate, is_zero, now};

/// Accounts of `propose_gate_admin`.
#[derive(Accounts)]
pub struct ProposeGateAdmin {
    /// The gate's admin.
    pub admin: Signer,
    #[account(mut)]
    pub gate: Account<Gate>,
}

impl ProposeGateAdmin {
    /// Proposes `new_admin`, replacing an earlier proposal.
    pub fn propose_gate_admin(&mut self, new_admin: Address) -> Result<()> {
        let gate = &mut self.gate;
        gate.check_admin(self.admin.address())?;
        let before = gate.pending_admin;
        require!(!is_zero(&before) || !is_zero(&new_admin), UpgradeGateError::NoGateAdminProposed);
        gate.pending_admin = new_admin;
        emit!(GateAdminProposed {
            gate: *gate.address(),
            number: gate.next_event(),
            time: now()?,
            admin: gate.admin,
            before,
            after: new_admin,
        });
        Ok(())
    }
}
