//! Executes a slash that was not vetoed in time, and distributes it. Permissionless.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use super::{Debts, live_bucket};
use crate::asset::AssetAccount;
use crate::choice::{SlashRecipient, SlashStatus};
use crate::clock;
use crate::custody::{AssetProgram, Custody};
use crate::error::{RestakingError, fail, refused};
use crate::event::{SlashExecuted, emit};
use crate::state::{NcnAllocation, OperatorDelegation, OperatorRecord, SlashProposal, Vault};

/// Accounts of `execute_slash`.
#[derive(Accounts)]
pub struct ExecuteSlash {
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
    /// The token account of the vault's assets.
    #[account(mut, address = vault.asset_account @ RestakingError::WrongAssetAccount)]
    pub asset_account: Account<AssetAccount>,
    /// The mint of the vault's assets.
    #[account(mut, address = vault.asset_mint @ RestakingError::WrongMint)]
    pub asset_mint: UncheckedAccount,
    /// The reporter's associated token account of the asset. If this or either of the next two cannot receive tokens,
    /// its share waits.
    #[account(mut, unsafe(dup))]
    pub reporter_assets: UncheckedAccount,
    /// The insurance's associated token account of the asset.
    #[account(mut, unsafe(dup))]
    pub insurance_assets: UncheckedAccount,
    /// The harmed party's associated token account of the asset.
    #[account(mut, unsafe(dup))]
    pub redistribution_assets: UncheckedAccount,
    /// SPL Token. For a Token-2022 asset, Token-2022 follows the last account.
    pub token_program: Program<Token>,
}

impl ExecuteSlash {
    /// Burns the part to burn and pays each recipient whose account can receive tokens. An unpaid share waits in the
    /// vault's account for `pay_slash_share`, so no recipient can block a slash. No token program can burn wrapped SOL:
    /// that part stays in the account, owned by nobody. Pledged assets return to the sources of the slash; the other
    /// amounts do not change.
    pub fn execute_slash(&mut self, mut trailing: Option<Vec<AccountView>>) -> Result<()> {
        let (now, slot) = clock::now_and_slot()?;
        require!(self.proposal.status == SlashStatus::Open, RestakingError::SlashClosed);
        let (final_from, final_slot) = (self.proposal.final_from, self.proposal.final_slot);
        if now < final_from {
            return Err(fail(RestakingError::NotFinal, now.unsigned_abs(), final_from.unsigned_abs()));
        }
        if slot < final_slot {
            return Err(fail(RestakingError::TooFewSlots, slot, final_slot));
        }
        let (slash, pledged) = (&self.proposal.slash, self.proposal.pledged);
        let (books_before, delegation_before) = (self.vault.ledger.books, self.delegation.delegation);
        let vault = *self.vault.address();
        let mut first = live_bucket(&self.this_bucket, &vault, slash.took_from(0))?;
        let mut second = live_bucket(&self.next_bucket, &vault, slash.took_from(1))?;
        let mut target = ledger::transition::slash::target::Target {
            delegation: &mut self.delegation.delegation,
            allocation: &mut self.allocation.allocation,
            buckets: [first.as_mut().map(|each| &mut each.bucket), second.as_mut().map(|each| &mut each.bucket)],
        };
        self.vault.ledger.execute_slash(&mut target, slash, pledged, now).map_err(refused)?;

        if let Some(trailing) = &mut trailing {
            trailing.truncate(1);
            trailing.push(*self.asset_mint.account());
        }
        let program = AssetProgram::of(&self.vault, &self.token_program, trailing.as_deref());
        let burn = self.proposal.burn;
        self.vault.ledger.pay_out_slash(burn).map_err(refused)?;
        if burn > 0 && !self.asset_account.is_native() {
            Custody::of_assets(&self.vault, &mut self.asset_account, program)?.burn(burn, &mut self.asset_mint)?;
        }
        let asked = self.proposal.owed;
        let accounts = [&self.reporter_assets, &self.insurance_assets, &self.redistribution_assets];
        let asset_account = &mut self.asset_account;
        let mut debts = Debts { proposal: &mut self.proposal, vault: &mut self.vault, asset_account, program };
        for (recipient, account) in SlashRecipient::ALL.into_iter().zip(accounts) {
            debts.try_hand_out(recipient, account, None)?;
        }
        self.proposal.status = SlashStatus::Executed.into();
        self.record.executed += 1;
        emit(SlashExecuted {
            vault,
            number: self.vault.next_event(),
            time: now,
            proposal: *self.proposal.address(),
            ncn: self.proposal.ncn,
            operator: self.proposal.operator,
            stake: self.proposal.slash.stake,
            burned: burn,
            owed: asked,
            waiting: self.proposal.owed,
            delegation_before,
            delegation_after: self.delegation.delegation,
            books_before,
            books_after: self.vault.ledger.books,
            pledged,
            vault_pledged: self.vault.ledger.pledged,
        });
        Ok(())
    }
}
