//! The list of a restricted vault's depositors: an approval account each.
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
    /// Who pays for the approval; may be the admin.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// The vault's admin, or the holder of a grant.
    pub admin: Signer,
    /// The vault.
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The approval, made here.
    #[account(
        init, payer = payer, bump,
        seeds = [DepositorApproval::SEED, vault.address().as_ref(), depositor.as_ref()]
    )]
    pub approval: Account<DepositorApproval>,
    /// The system program.
    pub system_program: Program<System>,
}

impl ApproveDepositor {
    /// Admits `depositor`.
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
    /// The vault.
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The approval, closed here.
    #[account(
        mut, close = rent_payer, constraint = address_eq(&approval.vault, vault.address()) @ RestakingError::WrongVault
    )]
    pub approval: Account<DepositorApproval>,
    /// Who paid for the approval; may be the admin.
    #[account(unsafe(dup), address = approval.rent_payer @ RestakingError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
}

impl RevokeDepositor {
    /// Admits the depositor no longer. What it has in the vault stays its own.
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
    });
    Ok(())
}
