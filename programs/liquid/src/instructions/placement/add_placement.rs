//! Adds a vault of the core in which an asset may be placed.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::{Mint, TokenAccount, token};
use liquid_ledger::EXITS;
use restaking::state::Vault;

use crate::error::{LiquidError, fail, refused};
use crate::event::{PlacementAdded, emit};
use crate::state::{Pool, PoolPlacement};

/// Accounts of `add_placement`.
#[derive(Accounts)]
pub struct AddPlacement {
    /// Pays for the token account; may be the admin.
    #[account(unsafe(dup))]
    pub payer: Signer,
    pub admin: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
    /// A vault of the asset.
    pub vault: UncheckedAccount,
    /// The vault's VRT mint.
    pub vrt_mint: Account<Mint>,
    /// The token account of the pool's shares of the vault.
    #[account(
        init_if_needed, payer = payer, seeds = [Pool::VRT_SEED, pool.address().as_ref(), vault.address().as_ref()], bump,
        token::mint = vrt_mint, token::authority = pool
    )]
    pub vrt_account: Account<TokenAccount>,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

impl AddPlacement {
    /// Adds the placement of the asset at `asset`. Tokens may be placed after the notice: holders may leave before.
    pub fn add_placement(&mut self, asset: u64, target_bps: u64) -> Result<()> {
        self.pool.check_admin(self.admin.address())?;
        let mint = self.pool.asset(asset)?.mint;
        let core = Account::<Vault>::load(*self.vault.account())?;
        require!(address_eq(&core.asset_mint, &mint), LiquidError::WrongVault);
        require!(address_eq(&core.vrt_mint, self.vrt_mint.address()), LiquidError::WrongMint);
        // During a term a vault pays no exit, so the pool's queue could wait for years.
        let (now, term) = (Clock::get()?.unix_timestamp, core.ledger.term);
        if now < term.end {
            return Err(fail(LiquidError::VaultHasTerm, now.unsigned_abs(), term.end.unsigned_abs()));
        }
        let vault = *self.vault.address();
        let is_new = self.pool.placements.iter().all(|placement| !address_eq(&placement.vault, &vault));
        require!(is_new, LiquidError::TwiceInPool);
        let active_from = self.pool.effective_from(now);
        let place = self.pool.ledger.add_placement(asset as usize, target_bps).map_err(refused)?;
        self.pool.placements[place] = PoolPlacement {
            vault,
            vrt_mint: *self.vrt_mint.address(),
            vrt_account: *self.vrt_account.address(),
            tickets: [Address::default(); EXITS],
            active_from,
            seen_risk_version: core.ledger.risk_version,
        };
        emit(PlacementAdded {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: now,
            vault,
            mint,
            place: place as u64,
            target_bps,
            active_from,
        });
        Ok(())
    }
}
