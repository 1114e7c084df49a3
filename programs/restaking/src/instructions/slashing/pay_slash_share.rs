//! Pays an executed slash's share to a recipient whose account could not receive it at execution. Permissionless.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::asset::{AssetAccount, AssetProgram, takes_transfers};
use crate::error::{RestakingError, refused};
use crate::event::SlashSharePaid;
use crate::state::{EXECUTED, SlashProposal, Vault};
use crate::{recipient, till};

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
    /// Pays the recipient at index `place`: 0 reporter, 1 insurance, 2 harmed party.
    pub fn run(&mut self, trailing: Option<&[AccountView]>, place: u8) -> Result<()> {
        let place = usize::from(place);
        let executed = self.proposal.status == EXECUTED;
        let owed = self.proposal.owed.get(place).copied().unwrap_or_default();
        require!(executed && owed > 0, RestakingError::NothingOwed);
        let signer = self.recipient.as_ref().map(Signer::address);
        let mut debts = Debts {
            proposal: &mut self.proposal,
            vault: &mut self.vault,
            till: &mut self.asset_account,
            program: AssetProgram::new(&self.token_program, trailing),
        };
        debts.try_hand_out(place, &self.recipient_assets, signer)?;
        require!(self.proposal.owed[place] == 0, RestakingError::WrongRecipient);
        emit!(SlashSharePaid {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: till::now()?,
            proposal: *self.proposal.address(),
            place: place as u64,
            assets: owed,
        });
        Ok(())
    }
}

/// What an executed slash owes, and the accounts that it is paid from.
pub(super) struct Debts<'a> {
    pub proposal: &'a mut Account<SlashProposal>,
    pub vault: &'a mut Account<Vault>,
    pub till: &'a mut Account<AssetAccount>,
    pub program: AssetProgram<'a>,
}

impl Debts<'_> {
    /// Pays the recipient at index `place` what the slash owes it, if `account` can receive it. `account` is the
    /// recipient's associated token account of the asset, or any account of the asset if the recipient is the `signer`.
    #[inline(never)]
    pub fn try_hand_out(&mut self, place: usize, account: &UncheckedAccount, signer: Option<&Address>) -> Result<()> {
        let owed = self.proposal.owed[place];
        let recipient = self.proposal.recipient(place).copied().unwrap_or_default();
        if owed == 0 {
            return Ok(());
        }
        // SAFETY: the derive refuses the vault's account in a second place, and no other token account is borrowed here.
        let Ok(mut to) = (unsafe { Account::<AssetAccount>::load_mut(*account.account()) }) else { return Ok(()) };
        let is_named = signer.is_some_and(|signer| address_eq(signer, &recipient)) && !to.is_frozen();
        let is_home = || {
            let can_refuse = matches!(self.program, AssetProgram::Token2022(_)) && !takes_transfers(&to);
            !can_refuse && recipient::is_home(&to, to.address(), &self.program.id(), &recipient)
        };
        let takes = address_eq(to.mint(), &self.vault.asset_mint) && (is_named || is_home());
        if !takes {
            return Ok(());
        }
        self.proposal.owed[place] = 0;
        self.vault.ledger.pay_out_slash(owed).map_err(refused)?;
        let flow = ledger::transition::flow::Flow { assets_out: owed, ..Default::default() };
        till::pay_out(flow, self.program, self.vault, self.till, &mut to)
    }
}
