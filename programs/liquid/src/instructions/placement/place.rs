//! Places tokens of a reserve in a vault of the core.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;
use ledger::state::pause::Pause;
use liquid_ledger::state::placement::Holding;
use restaking::state::Custodian;
use restaking::state::Vault;

use crate::error::{LiquidError, fail, refused};
use crate::event::{Placed, emit};
use crate::source;
use crate::state::{Pool, check_notice};
use crate::{custody, program_of_core};

/// Accounts of `place`. Those that value the pool follow.
#[derive(Accounts)]
pub struct Place {
    /// The curator; any other signer may place what a placement is below its target.
    pub mover: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
    /// The asset's reserve.
    #[account(mut)]
    pub reserve: Account<TokenAccount>,
    /// The placement's vault. It is also among the accounts that follow.
    #[account(mut, unsafe(dup))]
    pub vault: UncheckedAccount,
    /// The token account of the vault's assets.
    #[account(mut)]
    pub asset_account: UncheckedAccount,
    #[account(mut)]
    pub vrt_mint: UncheckedAccount,
    /// The pool's token account of the vault's shares.
    #[account(mut)]
    pub vrt_account: Account<TokenAccount>,
    /// The config of the core.
    pub config: UncheckedAccount,
    pub token_program: Program<Token>,
    /// The core.
    #[account(address = program_of_core())]
    pub restaking_program: UncheckedAccount,
}

impl Place {
    /// Places `tokens` in the vault of the placement at `place`, if the vault's risk version is at most `max_risk_version`. For another
    /// mover than the curator, it is also at most the version that the curator saw last.
    pub fn place(&mut self, sources: &[AccountView], place: u64, tokens: u64, max_risk_version: u64) -> Result<()> {
        let clock = Clock::get()?;
        let now = clock.unix_timestamp;
        self.pool.check_pause(Pause::EXPOSURE, now)?;
        self.check(place, now)?;
        let valued = source::touch(&mut self.pool, sources, &clock)?;
        let values = valued.check_code()?;
        let index = place as usize;
        let max_risk_version = if address_eq(&self.pool.curator, self.mover.address()) {
            max_risk_version
        } else {
            let most = self.pool.ledger.shortfall(values, index).map_err(refused)?;
            if tokens > most {
                return Err(fail(LiquidError::OverTarget, tokens, most));
            }
            max_risk_version.min(self.pool.placements[index].seen_risk_version)
        };
        let held = self.pool.ledger.placements[index].shares;
        let worth = self.worth(held, now)?;
        let (reserve, vrt) = (self.reserve.amount(), self.vrt_account.amount());
        self.deposit(tokens, max_risk_version)?;
        let shares = self.vrt_account.amount().saturating_sub(vrt);
        let gain = self.worth(held.saturating_add(shares), now)?.saturating_sub(worth);
        self.pool.ledger.place(values, index, tokens, shares, gain).map_err(refused)?;

        // The core took the deposit, so the mover has seen all that the vault announced.
        self.pool.placements[index].seen_risk_version = self.risk_version()?;
        let asset = self.pool.ledger.asset_of(index).map_err(refused)?;
        let owed = self.pool.ledger.assets[asset].held();
        custody::check(self.reserve.amount(), reserve.checked_sub(tokens), owed)?;
        custody::check(self.vrt_account.amount(), vrt.checked_add(shares), held.checked_add(shares))?;
        emit(Placed {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: now,
            vault: *self.vault.address(),
            tokens,
            vault_shares: shares,
            gain,
        });
        Ok(())
    }

    /// Refuses accounts of another placement, and a placement whose notice is not over.
    fn check(&self, place: u64, now: i64) -> Result<()> {
        let placement = self.pool.placement_of(place, self.vault.address(), self.vrt_account.address())?;
        check_notice(placement.active_from, now)?;
        let asset = self.pool.ledger.asset_of(place as usize).map_err(refused)?;
        let is_reserve = address_eq(self.reserve.address(), &self.pool.assets[asset].reserve);
        require!(is_reserve, LiquidError::WrongReserve);
        Ok(())
    }

    /// The lower figure of `shares` of the vault.
    fn worth(&self, shares: u64, now: i64) -> Result<u64> {
        let vault = Account::<Vault>::load(*self.vault.account())?;
        Ok(Holding::of_shares(&vault.ledger, shares, now).map_err(refused)?.low)
    }

    fn risk_version(&self) -> Result<u64> {
        Ok(Account::<Vault>::load(*self.vault.account())?.ledger.risk_version)
    }

    fn deposit(&mut self, tokens: u64, max_risk_version: u64) -> Result<()> {
        let pool = &self.pool;
        let accounts = restaking::cpi::accounts::Deposit {
            depositor: pool.cpi_handle(),
            vault: self.vault.cpi_handle_mut(),
            asset_account: self.asset_account.cpi_handle_mut(),
            vrt_mint: self.vrt_mint.cpi_handle_mut(),
            depositor_assets: self.reserve.cpi_handle_mut(),
            depositor_shares: self.vrt_account.cpi_handle_mut(),
            approval: None,
            config: self.config.cpi_handle(),
            token_program: self.token_program.cpi_handle(),
        };
        let program = self.restaking_program.address();
        pool.with_seeds(|seeds| {
            let signers = [seeds];
            let context = CpiContext::new_with_signer(program, accounts, &signers);
            restaking::cpi::deposit(context, tokens, 1, max_risk_version)
        })?;
        Ok(())
    }
}
