//! Second step of a change of admin: the proposed address signs to accept.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::error::UpgradeGateError;
use crate::event::GateAdminChanged;
use crate::state::{Gate, is_zero, now};

/// Accounts of `accept_gate_admin`.
#[derive(Accounts)]
pub struct AcceptGateAdmin {
    /// The proposed admin, which becomes the admin.
    pub pending_admin: Signer,
    #[account(mut)]
    pub gate: Account<Gate>,
}

impl AcceptGateAdmin {
    /// Makes the signer the admin, at once. A pending announcement stays, and its buffer still belongs to its owner.
    pub fn accept_gate_admin(&mut self) -> Result<()> {
        let gate = &mut self.gate;
        require!(!is_zero(&gate.pending_admin), UpgradeGateError::NoGateAdminProposed);
        require!(address_eq(&gate.pending_admin, self.pending_admin.address()), UpgradeGateError::NotPendingGateAdmin);
        let (before, after) = (gate.admin, gate.pending_admin);
        gate.admin = after;
        gate.pending_admin = Address::default();
        emit!(GateAdminChanged { gate: *gate.address(), number: gate.next_event(), time: now()?, before, after });
        Ok(())
    }
}
