//! Burns shares for an exit ticket.
#![allow(unused_variables, reason = "the derive binds instruction arguments wherever it might need them")]

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use crate::clock;
use crate::custody;
use crate::error::{RestakingError, refused};
use crate::event::{ExitRequested, emit};
use crate::state::{ExitBucket, ExitTicket, VERSION, Vault};

/// Accounts of `request_exit`.
#[derive(Accounts)]
#[instruction(nonce: u64)]
pub struct RequestExit {
    /// Pays for the accounts; may be the owner.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// The owner of `owner_shares` or its delegate. Becomes the ticket's owner.
    pub owner: Signer,
    #[account(mut)]
    pub vault: Account<Vault>,
    /// The vault's VRT mint. The address check suffices, because the vault created the mint.
    #[account(mut, address = vault.vrt_mint @ RestakingError::WrongVrtMint)]
    pub vrt_mint: UncheckedAccount,
    /// Source of the shares.
    #[account(mut, constraint = address_eq(owner_shares.mint(), &vault.vrt_mint) @ RestakingError::WrongMint)]
    pub owner_shares: Account<TokenAccount>,
    /// The bucket of the next epoch, at `["exit_bucket", vault, epoch + 1]`; created by its first request.
    #[account(mut)]
    pub bucket: UncheckedAccount,
    #[account(
        init, payer = payer, bump,
        seeds = [ExitTicket::SEED, vault.address().as_ref(), owner.address().as_ref(), &nonce.to_le_bytes()]
    )]
    pub ticket: Account<ExitTicket>,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

impl RequestExit {
    /// Burns `shares` for a ticket on their current value, at least `min_assets`.
    pub fn request_exit(&mut self, bump: u8, shares: u64, min_assets: u64) -> Result<()> {
        let now = clock::now()?;
        let epoch = self.vault.ledger.request_epoch(now);
        let mut bucket = ExitBucket::load_or_open(*self.bucket.account(), self.payer.account(), &self.vault, epoch)?;
        let before = self.vault.ledger.books;
        let request = self.vault.ledger.request_exit(&mut bucket.bucket, shares, min_assets, now).map_err(refused)?;

        let (shares, token) = (request.flow.shares_burned, &self.token_program);
        custody::burn_shares(shares, token, &mut self.vrt_mint, &mut self.owner_shares, &self.owner)?;
        let ticket = &mut self.ticket;
        ticket.version = VERSION;
        ticket.bump = bump;
        ticket.vault = *self.vault.address();
        ticket.owner = *self.owner.address();
        ticket.rent_payer = *self.payer.address();
        ticket.ticket = request.ticket;
        emit(ExitRequested {
            vault: *self.vault.address(),
            number: self.vault.next_event(),
            time: now,
            owner: *self.owner.address(),
            ticket: *self.ticket.address(),
            bucket_epoch: request.ticket.epoch,
            shares: request.flow.shares_burned,
            assets: request.assets,
            bucket_shares: request.ticket.shares,
            before,
            after: self.vault.ledger.books,
            pool: request.ticket.pool,
        });
        Ok(())
    }
}
