//! Opens an empty account of a delegation. Permissionless: the sender pays.

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;

use crate::clock;
use crate::event::{DelegationAccountSet, emit};
use crate::state::{Operator, OperatorDelegation, VERSION, Vault};

/// Accounts of `open_delegation`.
#[derive(Accounts)]
pub struct OpenDelegation {
    /// Pays for the account.
    #[account(mut)]
    pub payer: Signer,
    pub vault: Account<Vault>,
    pub operator: Account<Operator>,
    #[account(
        init, payer = payer, bump,
        seeds = [OperatorDelegation::SEED, vault.address().as_ref(), operator.address().as_ref()]
    )]
    pub delegation: Account<OperatorDelegation>,
    pub system_program: Program<System>,
}

impl OpenDelegation {
    /// Opens an empty delegation.
    pub fn open_delegation(&mut self, bump: u8) -> Result<()> {
        let delegation = &mut self.delegation;
        delegation.version = VERSION;
        delegation.bump = bump;
        delegation.vault = *self.vault.address();
        delegation.operator = *self.operator.address();
        delegation.rent_payer = *self.payer.address();
        delegation.delegation = ledger::state::delegation::Delegation::new();
        announce_delegation(delegation, true)
    }
}

/// Emits that a delegation account was opened (`opened`) or closed.
pub(super) fn announce_delegation(delegation: &Account<OperatorDelegation>, opened: bool) -> Result<()> {
    emit(DelegationAccountSet {
        delegation: *delegation.address(),
        vault: delegation.vault,
        operator: delegation.operator,
        time: clock::now()?,
        before: (!opened).into(),
        after: opened.into(),
        padding: [0; 6],
    });
    Ok(())
}
