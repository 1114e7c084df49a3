//! Opens empty accounts of delegations and allocations. Permissionless: the sender pays.

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;

use crate::event::{AllocationAccountSet, DelegationAccountSet};
use crate::state::{Ncn, NcnAllocation, Operator, OperatorDelegation, VERSION, Vault};
use crate::till;

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
    pub fn run(&mut self, bump: u8) -> Result<()> {
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

/// Accounts of `open_allocation`.
#[derive(Accounts)]
pub struct OpenAllocation {
    /// Pays for the account.
    #[account(mut)]
    pub payer: Signer,
    pub delegation: Account<OperatorDelegation>,
    pub ncn: Account<Ncn>,
    #[account(
        init, payer = payer, bump,
        seeds = [NcnAllocation::SEED, delegation.address().as_ref(), ncn.address().as_ref()]
    )]
    pub allocation: Account<NcnAllocation>,
    pub system_program: Program<System>,
}

impl OpenAllocation {
    /// Opens an empty allocation.
    pub fn run(&mut self, bump: u8) -> Result<()> {
        let allocation = &mut self.allocation;
        allocation.version = VERSION;
        allocation.bump = bump;
        allocation.delegation = *self.delegation.address();
        allocation.ncn = *self.ncn.address();
        allocation.rent_payer = *self.payer.address();
        allocation.allocation = ledger::state::allocation::Allocation::new();
        announce_allocation(allocation, true)
    }
}

/// Emits that a delegation account was opened (`opened`) or closed.
pub(super) fn announce_delegation(delegation: &Account<OperatorDelegation>, opened: bool) -> Result<()> {
    emit!(DelegationAccountSet {
        delegation: *delegation.address(),
        vault: delegation.vault,
        operator: delegation.operator,
        time: till::now()?,
        before: (!opened).into(),
        after: opened.into(),
    });
    Ok(())
}

/// Emits that an allocation account was opened (`opened`) or closed.
pub(super) fn announce_allocation(allocation: &Account<NcnAllocation>, opened: bool) -> Result<()> {
    emit!(AllocationAccountSet {
        allocation: *allocation.address(),
        delegation: allocation.delegation,
        ncn: allocation.ncn,
        time: till::now()?,
        before: (!opened).into(),
        after: opened.into(),
    });
    Ok(())
}
