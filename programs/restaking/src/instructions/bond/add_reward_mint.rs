//! Adds a reward mint to a bond pool.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::{Mint, TokenAccount, token};

use crate::clock;
use crate::error::{RestakingError, refused};
use crate::event::{RewardMintAdded, emit};
use crate::state::{RewardMint, Vault, VaultBondPool};

/// Accounts of `add_reward_mint`.
#[derive(Accounts)]
pub struct AddRewardMint {
    /// Pays for the treasury, which is never closed; may be the admin.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// The vault's admin.
    #[account(address = vault.admin @ RestakingError::NotVaultAdmin)]
    pub admin: Signer,
    #[account(address = bond_pool.vault @ RestakingError::WrongBondPool)]
    pub vault: Account<Vault>,
    #[account(mut)]
    pub bond_pool: Account<VaultBondPool>,
    /// The reward's mint, of the SPL Token program, with or without a freeze authority. An issuer that freezes the
    /// treasury stops only the claims of its own token, until it thaws the account.
    pub reward_mint: Account<Mint>,
    /// The pool's token account for the reward, created here, at `["reward", pool, place]`.
    #[account(
        init, payer = payer, bump,
        seeds = [VaultBondPool::REWARD_SEED, bond_pool.address().as_ref(), &[bond_pool.ledger.rewards as u8]],
        token::mint = reward_mint, token::authority = bond_pool
    )]
    pub treasury: Account<TokenAccount>,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

impl AddRewardMint {
    /// Adds the reward permanently: positions may be owed it for an unlimited time.
    pub fn add_reward_mint(&mut self) -> Result<()> {
        let (mint, treasury) = (*self.reward_mint.address(), *self.treasury.address());
        let taken = self.bond_pool.rewards().iter().any(|reward| address_eq(&reward.mint, &mint));
        require!(!taken, RestakingError::RewardTaken);
        let pool = &mut self.bond_pool;
        let place = pool.ledger.add_reward().map_err(refused)?;
        pool.mints[place] = RewardMint { mint, treasury };
        emit(RewardMintAdded {
            bond_pool: *pool.address(),
            number: pool.next_event(),
            time: clock::now()?,
            place: place as u64,
            mint,
            treasury,
            freezable: self.reward_mint.has_freeze_authority().into(),
            padding: [0; 7],
        });
        Ok(())
    }
}
