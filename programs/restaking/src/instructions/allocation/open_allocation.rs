//! Opens an empty account of an allocation. Permissionless: the sender pays.

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;

use crate::clock;
use crate::event::{AllocationAccountSet, emit};
use crate::state::{Ncn, NcnAllocation, OperatorDelegation, VERSION};

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
    pub fn open_allocation(&mut self, bump: u8) -> Result<()> {
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

/// Emits that an allocation account was opened (`opened`) or closed.
pub(super) fn announce_allocation(allocation: &Account<NcnAllocation>, opened: bool) -> Result<()> {
    emit(AllocationAccountSet {
        allocation: *allocation.address(),
        delegation: allocation.delegation,
        ncn: allocation.ncn,
        time: clock::now()?,
        before: (!opened).into(),
        after: opened.into(),
        padding: [0; 6],
    });
    Ok(())
}
