//! Approves a depositor of a restricted vault, with an approval account.
#![allow(unused_variables, reason = "the derive binds instruction arguments wherever it might need them")]

use anchor_lang::prelude::*;

use crate::clock;
use crate::event::{DepositorSet, emit};
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
    pub fn approve_depositor(&mut self, bump: u8, depositor: Address) -> Result<()> {
        let approval = &mut self.approval;
        approval.version = VERSION;
        approval.bump = bump;
        approval.vault = *self.vault.address();
        approval.depositor = depositor;
        approval.rent_payer = *self.payer.address();
        announce(&mut self.vault, depositor, true)
    }
}

/// Emits that `depositor` was approved, or revoked.
pub(super) fn announce(vault: &mut Account<Vault>, depositor: Address, approved: bool) -> Result<()> {
    emit(DepositorSet {
        vault: *vault.address(),
        number: vault.next_event(),
        time: clock::now()?,
        depositor,
        before: (!approved).into(),
        after: approved.into(),
        padding: [0; 6],
    });
    Ok(())
}
