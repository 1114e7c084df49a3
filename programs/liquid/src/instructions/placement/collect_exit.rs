//! Collects a matured exit from a vault of the core. Permissionless.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;
use restaking::state::Custodian;

use crate::error::{LiquidError, refused};
use crate::event::{ExitCollected, emit};
use crate::state::{CollectedExit, Pool};
use crate::{custody, program_of_core};

/// Accounts of `collect_exit`.
#[derive(Accounts)]
pub struct CollectExit {
    /// Pays for the account of the leavers' tokens, where there are any.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
    /// The asset's reserve.
    #[account(mut)]
    pub reserve: Account<TokenAccount>,
    /// The placement's vault.
    #[account(mut)]
    pub vault: UncheckedAccount,
    /// The token account of the vault's assets.
    #[account(mut)]
    pub asset_account: UncheckedAccount,
    /// The ticket's bucket; any account for a settled ticket.
    #[account(mut)]
    pub bucket: UncheckedAccount,
    #[account(mut)]
    pub ticket: UncheckedAccount,
    /// Paid for the ticket and receives its rent.
    #[account(mut, unsafe(dup))]
    pub rent_payer: UncheckedAccount,
    /// The account of the leavers' tokens, at `["collected_exit", ticket]`.
    #[account(mut)]
    pub collected: UncheckedAccount,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
    /// The core.
    #[account(address = program_of_core())]
    pub restaking_program: UncheckedAccount,
}

impl CollectExit {
    /// Collects the exit in `slot` of the placement at `place`, whole. While a slash contests it, it waits.
    pub fn collect_exit(&mut self, place: u64, slot: u64) -> Result<()> {
        let placement = self.pool.placement(place)?;
        let known = usize::try_from(slot).ok().and_then(|slot| placement.tickets.get(slot));
        let is_ticket = known.is_some_and(|ticket| address_eq(ticket, self.ticket.address()));
        require!(is_ticket, LiquidError::WrongTicket);
        let (place, slot) = (place as usize, slot as usize);
        let asset = self.pool.ledger.asset_of(place).map_err(refused)?;
        let is_reserve = address_eq(self.reserve.address(), &self.pool.assets[asset].reserve);
        require!(is_reserve, LiquidError::WrongReserve);
        let given_shares = self.pool.ledger.placements[place].exits[slot].given;

        let before = self.reserve.amount();
        self.claim()?;
        let paid = self.reserve.amount().saturating_sub(before);
        let is_closed = self.ticket.account().data_len() == 0;
        let collected = self.pool.ledger.collect(place, slot, paid, is_closed).map_err(refused)?;
        let owed = self.pool.ledger.assets[asset].held();
        custody::check(self.reserve.amount(), before.checked_add(paid), owed)?;
        self.pool.placements[place].tickets[slot] = Address::default();
        let ticket = *self.ticket.address();
        if given_shares > 0 {
            let mut opened = CollectedExit::open(*self.collected.account(), self.payer.account(), &ticket)?;
            opened.pool = *self.pool.address();
            opened.place = asset as u64;
            (opened.shares, opened.tokens) = (given_shares, collected.given);
        }
        emit(ExitCollected {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: Clock::get()?.unix_timestamp,
            vault: *self.vault.address(),
            ticket,
            idle: collected.idle,
            given: collected.given,
        });
        Ok(())
    }

    fn claim(&mut self) -> Result<()> {
        let pool = &self.pool;
        let accounts = restaking::cpi::accounts::ClaimExit {
            owner: pool.cpi_handle(),
            vault: self.vault.cpi_handle_mut(),
            asset_account: self.asset_account.cpi_handle_mut(),
            owner_assets: self.reserve.cpi_handle_mut(),
            bucket: self.bucket.cpi_handle_mut(),
            ticket: self.ticket.cpi_handle_mut(),
            rent_payer: self.rent_payer.cpi_handle_mut(),
            token_program: self.token_program.cpi_handle(),
        };
        let program = self.restaking_program.address();
        pool.with_seeds(|seeds| {
            let signers = [seeds];
            let context = CpiContext::new_with_signer(program, accounts, &signers);
            restaking::cpi::claim_exit(context)
        })?;
        Ok(())
    }
}
