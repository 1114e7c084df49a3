//! Pays a matured exit ticket. Cannot be paused.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::asset::AssetAccount;
use crate::clock;
use crate::custody::{AssetProgram, Custody};
use crate::error::{RestakingError, refused};
use crate::event::{ExitClaimed, emit};
use crate::state::{ExitBucket, ExitTicket, Vault};

/// Accounts of `claim_exit`.
#[derive(Accounts)]
pub struct ClaimExit {
    /// The ticket's owner.
    #[account(address = ticket.owner @ RestakingError::NotTicketOwner)]
    pub owner: Signer,
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The token account of the vault's assets.
    #[account(mut, address = vault.asset_account @ RestakingError::WrongAssetAccount)]
    pub asset_account: Account<AssetAccount>,
    /// Receives the assets; any account of the asset.
    #[account(mut, constraint = address_eq(owner_assets.mint(), &vault.asset_mint) @ RestakingError::WrongMint)]
    pub owner_assets: Account<AssetAccount>,
    /// The ticket's bucket; any account for a settled ticket, whose bucket may be closed.
    #[account(mut)]
    pub bucket: UncheckedAccount,
    /// The ticket, closed once no more can become due to it.
    #[account(
        mut, constraint = address_eq(&ticket.vault, vault.address()) @ RestakingError::WrongVault
    )]
    pub ticket: Account<ExitTicket>,
    /// Paid for the ticket and receives its rent; may be the owner.
    #[account(unsafe(dup), address = ticket.rent_payer @ RestakingError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
    /// SPL Token. For a Token-2022 asset, Token-2022 and the asset's mint follow the last account.
    pub token_program: Program<Token>,
}

impl ClaimExit {
    pub fn claim_exit(&mut self, trailing: Option<&[AccountView]>) -> Result<()> {
        let now = clock::now()?;
        let before = self.vault.ledger.books;
        let vault = *self.vault.address();
        let (ticket, ledger) = (&mut self.ticket.ticket, &mut self.vault.ledger);
        let claim = if ticket.is_settled() {
            ledger.claim_settled(ticket, now)
        } else {
            // SAFETY: the derive refuses an account that is passed twice where one of the two is writable.
            let mut bucket = unsafe { Account::<ExitBucket>::load_mut(*self.bucket.account()) }?;
            require!(address_eq(&bucket.vault, &vault), RestakingError::WrongVault);
            ledger.claim_exit(&mut bucket.bucket, ticket, now)
        };
        let claim = claim.map_err(refused)?;

        let program = AssetProgram::of(&self.vault, &self.token_program, trailing);
        let assets = Custody::of_assets(&self.vault, &mut self.asset_account, program)?;
        assets.pay(claim.flow.assets_out, &mut self.owner_assets)?;
        emit(ExitClaimed {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: now,
            owner: *self.owner.address(),
            ticket: *self.ticket.address(),
            bucket_epoch: self.ticket.ticket.epoch,
            assets: claim.flow.assets_out,
            paid: self.ticket.ticket.paid,
            closed: claim.closes.into(),
            padding: [0; 7],
            before,
            after: self.vault.ledger.books,
            fee: claim.fee,
        });
        if claim.closes {
            self.ticket.close(*self.rent_payer.account())?;
        }
        Ok(())
    }
}
