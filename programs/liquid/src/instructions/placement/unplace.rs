//! Requests an exit from a vault of the core.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;
use liquid_ledger::state::placement::Holding;
use restaking::state::Custodian;
use restaking::state::{ExitTicket, Vault};

use crate::error::{LiquidError, fail, refused};
use crate::event::{Unplaced, emit};
use crate::source;
use crate::state::Pool;
use crate::{custody, program_of_core};

/// Accounts of `unplace`. Those that value the pool follow, unless the mover is the curator.
#[derive(Accounts)]
pub struct Unplace {
    /// Pays for the ticket; may be the mover.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    /// The curator; any other signer may request what the asset's queue waits for.
    pub mover: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
    /// The placement's vault. It is also among the accounts that follow.
    #[account(mut, unsafe(dup))]
    pub vault: UncheckedAccount,
    #[account(mut)]
    pub vrt_mint: UncheckedAccount,
    /// The pool's token account of the vault's shares.
    #[account(mut)]
    pub vrt_account: Account<TokenAccount>,
    /// The vault's exit bucket of the next epoch.
    #[account(mut, unsafe(dup))]
    pub bucket: UncheckedAccount,
    /// The ticket, made here: the core's, of the pool and the pool's number of tickets so far.
    #[account(mut)]
    pub ticket: UncheckedAccount,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
    /// The core.
    #[account(address = program_of_core())]
    pub restaking_program: UncheckedAccount,
}

impl Unplace {
    /// Requests the exit of `shares` from the vault of the placement at `place`, for at least `min_assets`.
    pub fn unplace(&mut self, sources: &[AccountView], place: u64, shares: u64, min_assets: u64) -> Result<()> {
        let placement = *self.pool.placement_of(place, self.vault.address(), self.vrt_account.address())?;
        let clock = Clock::get()?;
        if !address_eq(&self.pool.curator, self.mover.address()) {
            self.check_missing(sources, place as usize, shares, &clock)?;
        }
        let held = self.vrt_account.amount();
        let nonce = self.pool.tickets;
        self.request_exit(nonce, shares, min_assets)?;
        let ticket_shares = Account::<ExitTicket>::load(*self.ticket.account())?.ticket.shares;
        let slot = self.pool.ledger.unplace(place as usize, shares, ticket_shares).map_err(refused)?;
        let left = self.pool.ledger.placements[place as usize].shares;
        custody::check(self.vrt_account.amount(), held.checked_sub(shares), Some(left))?;
        self.pool.tickets = nonce.wrapping_add(1);
        self.pool.placements[place as usize].tickets[slot] = *self.ticket.address();
        emit(Unplaced {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: clock.unix_timestamp,
            vault: placement.vault,
            ticket: *self.ticket.address(),
            vault_shares: shares,
            ticket_shares,
            slot: slot as u64,
        });
        Ok(())
    }

    /// Refuses another amount than what the queue waits for, less what is on its way: all of it, or all shares. Refuses while another
    /// exit from the vault is on its way, so that two slots are the curator's, and where someone gains by it: entering or leaving the
    /// vault costs a fee, or open slashes contest a part, which a veto gives to those that stay.
    #[cold]
    fn check_missing(&mut self, sources: &[AccountView], place: usize, shares: u64, clock: &Clock) -> Result<()> {
        let valued = source::touch(&mut self.pool, sources, clock)?;
        let values = valued.check_code()?;
        let on_the_way = valued.on_the_way;
        let ledger = &self.pool.ledger;
        let asset = ledger.asset_of(place).map_err(refused)?;
        values.check_waiting(ledger, asset).map_err(refused)?;
        let most = ledger.missing(values, asset, on_the_way[asset]).map_err(refused)?;
        let vault = Account::<Vault>::load(*self.vault.account())?;
        let worth = |shares| Holding::of_shares(&vault.ledger, shares, clock.unix_timestamp).map_err(refused);
        let tokens = worth(shares)?.low;
        let placed = &ledger.placements[place];
        let (fees, now) = (&vault.ledger.fees, clock.unix_timestamp);
        // Requests can be canceled: asking, leaving, canceling and entering again would waste a fee.
        let is_free = fees.exit_bps.at(now) == 0 && fees.deposit_bps.reserved() == 0;
        let is_contested = vault.ledger.contested > 0;
        if placed.open_exits().next().is_some() || !is_free || is_contested {
            return Err(fail(LiquidError::OverTarget, tokens, 0));
        }
        // A smaller exit would use up the slot.
        let is_whole = shares == placed.shares || worth(shares.saturating_add(1))?.low > most;
        if tokens > most || !is_whole {
            return Err(fail(LiquidError::OverTarget, tokens, most));
        }
        Ok(())
    }

    fn request_exit(&mut self, nonce: u64, shares: u64, min_assets: u64) -> Result<()> {
        let pool = &self.pool;
        let accounts = restaking::cpi::accounts::RequestExit {
            payer: self.payer.cpi_handle_mut(),
            owner: pool.cpi_handle(),
            vault: self.vault.cpi_handle_mut(),
            vrt_mint: self.vrt_mint.cpi_handle_mut(),
            owner_shares: self.vrt_account.cpi_handle_mut(),
            bucket: self.bucket.cpi_handle_mut(),
            ticket: self.ticket.cpi_handle_mut(),
            token_program: self.token_program.cpi_handle(),
            system_program: self.system_program.cpi_handle(),
        };
        let program = self.restaking_program.address();
        pool.with_seeds(|seeds| {
            let signers = [seeds];
            let context = CpiContext::new_with_signer(program, accounts, &signers);
            restaking::cpi::request_exit(context, nonce, shares, min_assets)
        })?;
        Ok(())
    }
}
