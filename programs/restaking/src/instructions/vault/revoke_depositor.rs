//! Revokes a depositor's approval and returns the rent of its account.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use super::approve_depositor::announce;
use crate::error::RestakingError;
use crate::state::{DepositorApproval, Vault};

/// Accounts of `revoke_depositor`.
#[derive(Accounts)]
pub struct RevokeDepositor {
    /// The vault's admin, or the holder of a grant.
    pub admin: Signer,
    #[account(mut)]
    pub vault: Account<Vault>,
    #[account(
        mut, close = rent_payer, constraint = address_eq(&approval.vault, vault.address()) @ RestakingError::WrongVault
    )]
    pub approval: Account<DepositorApproval>,
    /// Paid for the approval and receives its rent; may be the admin.
    #[account(unsafe(dup), address = approval.rent_payer @ RestakingError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
}

impl RevokeDepositor {
    /// Revokes a depositor's approval. Its stake in the vault is unaffected.
    pub fn revoke_depositor(&mut self) -> Result<()> {
        announce(&mut self.vault, self.approval.depositor, false)
    }
}
