//! Approves and revokes depositors of a restricted vault, with one approval account each.
#![allow(unused_variables, reason = "the derive binds instruction arguments wherever it might need them")]

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::error::RestakingError;
use crate::event::DepositorSet;
use crate::state::{DepositorApproval, VERSION, Vault};

/// Accounts of `approve_depositor`.
#[derive(Accounts)]
#[instruction(depositor: Address)]
pub struct ApproveDepositor {
    /// Pays for the approval; may be the admin.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// The vault's admin, or the holder of a grant.
    pub admin: Signer,
    #[account(mut)]
    pub vault: Account<Vault>,
    #[account(
        init, payer = payer, bump,
        seeds = [DepositorApproval::SEED, vault.address().as_ref(), depositor.as_ref()]
    )]
    pub approval: Account<DepositorApproval>,
    pub system_program: Program<System>,
}

impl ApproveDepositor {
    /// Approves `depositor`.
    pub fn run(&mut self, bump: u8, depositor: Address) -> Result<()> {
        let approval = &mut self.approval;
        approval.version = VERSION;
        approval.bump = bump;
        approval.vault = *self.vault.address();
        approval.depositor = depositor;
        approval.rent_payer = *self.payer.address();
        announce(&mut self.vault, depositor, true)
    }
}

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
    pub fn run(&mut self) -> Result<()> {
        announce(&mut self.vault, self.approval.depositor, false)
    }
}

fn announce(vault: &mut Account<Vault>, depositor: Address, approved: bool) -> Result<()> {
    emit!(DepositorSet {
        vault: *vault.address(),
        number: vault.next_event(),
        time: crate::till::now()?,
        depositor,
        before: (!approved).into(),
        after: approved.into(),
        padding: [0; 6],
    });
    Ok(())
}
