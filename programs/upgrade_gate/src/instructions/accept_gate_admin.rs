//! The second step of a change of admin, by who was proposed: an address that can sign.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::error::UpgradeGateError;
use crate::event::GateAdminChanged;
use crate::state::{Gate, is_zero, now};

/// Accounts of `accept_gate_admin`.
#[derive(Accounts)]
pub struct AcceptGateAdmin {
    /// Who was proposed, and becomes the admin.
    pub pending_admin: Signer,
    /// The gate.
    #[account(mut)]
    pub gate: Account<Gate>,
}

impl AcceptGateAdmin {
    /// Makes the signer the admin, at once. What is announced stays announced, and its buffer stays its owner's.
    pub fn run(&mut self) -> Result<()> {
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
