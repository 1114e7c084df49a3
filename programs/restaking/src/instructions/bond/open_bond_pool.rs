//! Opens a vault's bond pool with its account of bonded shares.

use anchor_lang::prelude::*;
use anchor_spl::{Mint, TokenAccount, token};

use crate::clock;
use crate::error::{RestakingError, refused};
use crate::event::{BondPoolOpened, emit};
use crate::state::{VERSION, Vault, VaultBondPool};

/// Accounts of `open_bond_pool`.
#[derive(Accounts)]
pub struct OpenBondPool {
    /// Pays for the accounts, which are never closed; may be the admin.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// The vault's admin.
    #[account(address = vault.admin @ RestakingError::NotVaultAdmin)]
    pub admin: Signer,
    pub vault: Account<Vault>,
    /// The vault's VRT mint.
    #[account(address = vault.vrt_mint @ RestakingError::WrongVrtMint)]
    pub vrt_mint: Account<Mint>,
    #[account(init, payer = payer, bump, seeds = [VaultBondPool::SEED, vault.address().as_ref()])]
    pub bond_pool: Account<VaultBondPool>,
    /// The token account of the bonded shares.
    #[account(
        init, payer = payer, seeds = [VaultBondPool::BONDED_SEED, vault.address().as_ref()], bump,
        token::mint = vrt_mint, token::authority = bond_pool
    )]
    pub bonded_account: Account<TokenAccount>,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

impl OpenBondPool {
    /// Opens the pool. Each payment streams over `stream_seconds`, permanently. A later reduction would give new
    /// positions a part of what others were to earn; an increase would postpone earnings.
    pub fn open_bond_pool(&mut self, bump: u8, stream_seconds: u64) -> Result<()> {
        let ledger = ledger::state::bond_pool::BondPool::new(stream_seconds).map_err(refused)?;
        let pool = &mut self.bond_pool;
        pool.version = VERSION;
        pool.bump = bump;
        pool.vault = *self.vault.address();
        pool.bonded_account = *self.bonded_account.address();
        pool.ledger = ledger;
        emit(BondPoolOpened {
            bond_pool: *pool.address(),
            number: pool.next_event(),
            time: clock::now()?,
            vault: pool.vault,
            bonded_account: pool.bonded_account,
            stream_seconds,
        });
        Ok(())
    }
}
