//! Vetoes a slash and restores each part of it to its source.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use super::live_bucket;
use crate::choice::SlashStatus;
use crate::clock;
use crate::error::{RestakingError, fail, refused};
use crate::event::{SlashVetoed, emit};
use crate::state::{NcnAllocation, OperatorDelegation, OperatorRecord, SlashProposal, Vault};

/// Accounts of `veto_slash`.
#[derive(Accounts)]
pub struct VetoSlash {
    /// The resolver at the proposal.
    #[account(address = proposal.resolver @ RestakingError::NotResolver)]
    pub resolver: Signer,
    #[account(
        mut,
        constraint = address_eq(&proposal.vault, vault.address()) @ RestakingError::WrongSlash,
        constraint = address_eq(&proposal.delegation, delegation.address()) @ RestakingError::WrongSlash,
        constraint = address_eq(&proposal.allocation, allocation.address()) @ RestakingError::WrongSlash
    )]
    pub proposal: Account<SlashProposal>,
    /// The operator's record in the NCN.
    #[account(
        mut,
        constraint = address_eq(&record.ncn, &proposal.ncn) @ RestakingError::WrongRecord,
        constraint = address_eq(&record.operator, &proposal.operator) @ RestakingError::WrongRecord
    )]
    pub record: Account<OperatorRecord>,
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The vault's delegation to the operator.
    #[account(mut)]
    pub delegation: Account<OperatorDelegation>,
    /// The operator's allocation of it to the NCN.
    #[account(mut)]
    pub allocation: Account<NcnAllocation>,
    /// The exit bucket of the proposal's epoch; any account if the slash took nothing from it.
    #[account(mut)]
    pub this_bucket: UncheckedAccount,
    /// The exit bucket of the following epoch; any account if the slash took nothing from it.
    #[account(mut)]
    pub next_bucket: UncheckedAccount,
}

impl VetoSlash {
    pub fn veto_slash(&mut self) -> Result<()> {
        let (now, slot) = clock::now_and_slot()?;
        require!(self.proposal.status == SlashStatus::Open, RestakingError::SlashClosed);
        if self.proposal.is_final(now, slot) {
            return Err(fail(RestakingError::Final, now.unsigned_abs(), self.proposal.final_from.unsigned_abs()));
        }
        let slash = &self.proposal.slash;
        let before = (self.vault.ledger.books, self.delegation.delegation, self.allocation.allocation);
        let vault = *self.vault.address();
        let mut first = live_bucket(&self.this_bucket, &vault, slash.took_from(0))?;
        let mut second = live_bucket(&self.next_bucket, &vault, slash.took_from(1))?;
        let mut target = ledger::transition::slash::target::Target {
            delegation: &mut self.delegation.delegation,
            allocation: &mut self.allocation.allocation,
            buckets: [first.as_mut().map(|each| &mut each.bucket), second.as_mut().map(|each| &mut each.bucket)],
        };
        self.vault.ledger.veto_slash(&mut target, slash, now).map_err(refused)?;

        self.proposal.status = SlashStatus::Vetoed.into();
        self.proposal.burn = 0;
        self.proposal.owed = [0; 3];
        self.record.vetoed += 1;
        emit(SlashVetoed {
            vault,
            number: self.vault.next_event(),
            time: now,
            proposal: *self.proposal.address(),
            ncn: self.proposal.ncn,
            operator: self.proposal.operator,
            stake: self.proposal.slash.stake,
            vault_losses: self.vault.ledger.losses,
            delegation_before: before.1,
            delegation_after: self.delegation.delegation,
            allocation_before: before.2,
            allocation_after: self.allocation.allocation,
            books_before: before.0,
            books_after: self.vault.ledger.books,
        });
        Ok(())
    }
}
