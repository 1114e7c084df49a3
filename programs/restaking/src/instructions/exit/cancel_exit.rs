//! Converts an exit ticket back into shares.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;
use ledger::state::pause::Pause;

use crate::custody;
use crate::error::{RestakingError, refused};
use crate::event::{ExitCanceled, emit};
use crate::state::{Config, ExitBucket, ExitTicket, Vault};
use crate::{clock, pause};

/// Accounts of `cancel_exit`.
#[derive(Accounts)]
pub struct CancelExit {
    /// The ticket's owner.
    #[account(address = ticket.owner @ RestakingError::NotTicketOwner)]
    pub owner: Signer,
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The vault's VRT mint. The address check suffices, because the vault created the mint.
    #[account(mut, address = vault.vrt_mint @ RestakingError::WrongVrtMint)]
    pub vrt_mint: UncheckedAccount,
    /// Receives the shares; any account of the VRT mint.
    #[account(mut, constraint = address_eq(owner_shares.mint(), &vault.vrt_mint) @ RestakingError::WrongMint)]
    pub owner_shares: Account<TokenAccount>,
    /// The ticket's bucket.
    #[account(mut, constraint = address_eq(&bucket.vault, vault.address()) @ RestakingError::WrongVault)]
    pub bucket: Account<ExitBucket>,
    #[account(
        mut, close = rent_payer, constraint = address_eq(&ticket.vault, vault.address()) @ RestakingError::WrongVault
    )]
    pub ticket: Account<ExitTicket>,
    /// Paid for the ticket and receives its rent; may be the owner.
    #[account(unsafe(dup), address = ticket.rent_payer @ RestakingError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
    /// Holds protocol-wide pauses.
    pub config: Account<Config>,
    pub token_program: Program<Token>,
}

impl CancelExit {
    /// Converts the ticket into at least `min_shares` at the current rate. The vault's risk version must be at most
    /// `max_risk_version`, because the owner enters again.
    pub fn cancel_exit(&mut self, min_shares: u64, max_risk_version: u64) -> Result<()> {
        let now = clock::now()?;
        pause::check(Pause::TICKETS, &self.vault, &self.config, now)?;
        self.vault.ledger.check_risk(max_risk_version).map_err(refused)?;
        let before = self.vault.ledger.books;
        let (given, held) = (self.ticket.ticket, self.bucket.bucket.assets());
        let (bucket, ticket) = (&mut self.bucket.bucket, &mut self.ticket.ticket);
        let flow = self.vault.ledger.cancel_exit(bucket, ticket, min_shares, now).map_err(refused)?;

        let (shares, token) = (flow.shares_minted, &self.token_program);
        custody::mint_shares(shares, token, &self.vault, &mut self.vrt_mint, &mut self.owner_shares);
        emit(ExitCanceled {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: now,
            owner: *self.owner.address(),
            ticket: *self.ticket.address(),
            bucket_epoch: given.epoch,
            bucket_shares: given.shares,
            assets: held - self.bucket.bucket.assets(),
            shares: flow.shares_minted,
            before,
            after: self.vault.ledger.books,
            contested: self.vault.ledger.contested,
        });
        Ok(())
    }
}
