//! Ends a pledge: pays it back after a veto, or closes it after an execution. Permissionless, except for naming another
//! token account.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::asset::AssetAccount;
use crate::choice::SlashStatus;
use crate::custody::{AssetProgram, Custody};
use crate::error::{RestakingError, refused};
use crate::event::{PledgeWithdrawn, emit};
use crate::state::{SlashPledge, SlashProposal, Vault};
use crate::{clock, recipient};

/// Accounts of `withdraw_pledge`.
#[derive(Accounts)]
pub struct WithdrawPledge {
    #[account(constraint = address_eq(&proposal.vault, vault.address()) @ RestakingError::WrongSlash)]
    pub proposal: Account<SlashProposal>,
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The token account of the vault's assets.
    #[account(mut, address = vault.asset_account @ RestakingError::WrongAssetAccount)]
    pub asset_account: Account<AssetAccount>,
    #[account(
        mut, close = rent_payer,
        constraint = address_eq(&pledge.proposal, proposal.address()) @ RestakingError::WrongPledge
    )]
    pub pledge: Account<SlashPledge>,
    /// The pledger, if it signs to name the token account; omitted otherwise.
    pub pledger: Option<Signer>,
    /// The pledger's associated token account of the asset. A pledger that signs can name any account of the asset.
    /// After an execution, any account, because nothing is paid back.
    #[account(mut)]
    pub pledger_assets: UncheckedAccount,
    /// Receives the rent; may be the pledger.
    #[account(unsafe(dup), address = pledge.rent_payer @ RestakingError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
    /// SPL Token. For a Token-2022 asset, Token-2022 and the asset's mint follow the last account.
    pub token_program: Program<Token>,
}

impl WithdrawPledge {
    /// Pays the pledge back if its slash was vetoed, and closes it.
    ///
    /// A pledger with a frozen account delays only itself: neither the veto nor another pledge depends on it.
    pub fn withdraw_pledge(&mut self, trailing: Option<&[AccountView]>) -> Result<()> {
        let assets = match self.proposal.status.get() {
            Some(SlashStatus::Vetoed) => self.pay_back(trailing)?,
            Some(SlashStatus::Executed) => 0,
            _ => return Err(RestakingError::SlashOpen.into()),
        };
        emit(PledgeWithdrawn {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: clock::now()?,
            proposal: *self.proposal.address(),
            pledger: self.pledge.pledger,
            assets,
            vault_pledged: self.vault.ledger.pledged,
        });
        Ok(())
    }

    fn pay_back(&mut self, trailing: Option<&[AccountView]>) -> Result<u64> {
        // SAFETY: the derive refuses the vault's account in a second place, and no other token account is borrowed here.
        let to = unsafe { Account::<AssetAccount>::load_mut(*self.pledger_assets.account()) };
        let mut to = to.map_err(|_| RestakingError::WrongRecipient)?;
        require!(address_eq(to.mint(), &self.vault.asset_mint), RestakingError::WrongMint);
        let program = AssetProgram::of(&self.vault, &self.token_program, trailing);
        let pledger = &self.pledge.pledger;
        let is_named = self.pledger.as_ref().is_some_and(|signer| address_eq(signer.address(), pledger));
        let is_home = || recipient::is_home(&to, to.address(), &program.id(), pledger);
        require!(is_named || is_home(), RestakingError::WrongRecipient);
        let flow = self.vault.ledger.withdraw_pledge(&mut self.pledge.amount).map_err(refused)?;
        Custody::of_assets(&self.vault, &mut self.asset_account, program)?.pay(flow.assets_out, &mut to)?;
        Ok(flow.assets_out)
    }
}
