//! Pays an executed slash's share to a recipient whose account could not receive it at execution. Permissionless.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::asset::{AssetAccount, takes_transfers};
use crate::choice::{SlashRecipient, SlashStatus};
use crate::custody::{AssetProgram, Custody};
use crate::error::{RestakingError, refused};
use crate::event::{SlashSharePaid, emit};
use crate::state::{SlashProposal, Vault};
use crate::{clock, recipient};

/// Accounts of `pay_slash_share`.
#[derive(Accounts)]
pub struct PaySlashShare {
    #[account(mut, constraint = address_eq(&proposal.vault, vault.address()) @ RestakingError::WrongSlash)]
    pub proposal: Account<SlashProposal>,
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The token account of the vault's assets.
    #[account(mut, address = vault.asset_account @ RestakingError::WrongAssetAccount)]
    pub asset_account: Account<AssetAccount>,
    /// The recipient, if it signs to name the token account; omitted otherwise.
    pub recipient: Option<Signer>,
    /// The recipient's associated token account of the asset. A recipient that signs can name any account of the asset.
    #[account(mut)]
    pub recipient_assets: UncheckedAccount,
    /// SPL Token. For a Token-2022 asset, Token-2022 and the asset's mint follow the last account.
    pub token_program: Program<Token>,
}

impl PaySlashShare {
    /// Pays the share of `share_of`.
    pub fn pay_slash_share(&mut self, trailing: Option<&[AccountView]>, share_of: SlashRecipient) -> Result<()> {
        let executed = self.proposal.status == SlashStatus::Executed;
        let owed = self.proposal.owed[share_of as usize];
        require!(executed && owed > 0, RestakingError::NothingOwed);
        let signer = self.recipient.as_ref().map(Signer::address);
        let program = AssetProgram::of(&self.vault, &self.token_program, trailing);
        let mut debts = Debts {
            proposal: &mut self.proposal,
            vault: &mut self.vault,
            asset_account: &mut self.asset_account,
            program,
        };
        debts.try_hand_out(share_of, &self.recipient_assets, signer)?;
        require!(self.proposal.owed[share_of as usize] == 0, RestakingError::WrongRecipient);
        emit(SlashSharePaid {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: clock::now()?,
            proposal: *self.proposal.address(),
            recipient: share_of.into(),
            padding: [0; 7],
            assets: owed,
        });
        Ok(())
    }
}

/// What an executed slash owes, and the accounts that it is paid from.
pub(super) struct Debts<'a> {
    pub proposal: &'a mut Account<SlashProposal>,
    pub vault: &'a mut Account<Vault>,
    pub asset_account: &'a mut Account<AssetAccount>,
    pub program: AssetProgram<'a>,
}

impl Debts<'_> {
    /// Pays `share_of` what the slash owes it, if `account` can receive it. `account` is the
    /// recipient's associated token account of the asset, or any account of the asset if the recipient is the `signer`.
    #[inline(never)]
    pub fn try_hand_out(
        &mut self,
        share_of: SlashRecipient,
        account: &UncheckedAccount,
        signer: Option<&Address>,
    ) -> Result<()> {
        let owed = self.proposal.owed[share_of as usize];
        let recipient = *self.proposal.recipient(share_of);
        if owed == 0 {
            return Ok(());
        }
        // SAFETY: the derive refuses the vault's account in a second place, and no other token account is borrowed here.
        let Ok(mut to) = (unsafe { Account::<AssetAccount>::load_mut(*account.account()) }) else { return Ok(()) };
        let is_named = signer.is_some_and(|signer| address_eq(signer, &recipient)) && !to.is_frozen();
        let is_home = || {
            let can_refuse = self.program.is_token_2022() && !takes_transfers(&to);
            !can_refuse && recipient::is_home(&to, to.address(), &self.program.id(), &recipient)
        };
        let takes = address_eq(to.mint(), &self.vault.asset_mint) && (is_named || is_home());
        if !takes {
            return Ok(());
        }
        self.proposal.owed[share_of as usize] = 0;
        self.vault.ledger.pay_out_slash(owed).map_err(refused)?;
        Custody::of_assets(self.vault, self.asset_account, self.program)?.pay(owed, &mut to)
    }
}
