//! Tokens that the vault's bond pool pays rewards in, to its positions.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use super::check;
use crate::clock;
use crate::custody::Custody;
use crate::error::{RestakingError, refused};
use crate::event::{PositionRewardPaid, emit};
use crate::state::{Vault, VaultBondPool};

/// Accounts of `sweep_to_pool`.
#[derive(Accounts)]
pub struct SweepToPool {
    /// The vault.
    pub vault: Account<Vault>,
    /// The vault's bond pool.
    #[account(mut, constraint = address_eq(&bond_pool.vault, vault.address()) @ RestakingError::WrongBondPool)]
    pub bond_pool: Account<VaultBondPool>,
    /// The pool's token account of the reward, which says which one it is.
    #[account(mut)]
    pub treasury: Account<TokenAccount>,
    /// The token account of the vault's: neither of its asset nor of its VRT.
    #[account(mut, constraint = address_eq(tokens.mint(), treasury.mint()) @ RestakingError::WrongMint)]
    pub tokens: Account<TokenAccount>,
    /// SPL Token.
    pub token_program: Program<Token>,
}

impl SweepToPool {
    /// Pays all that the account holds as `pay_position_reward` does: it streams to the positions of the pool.
    pub fn sweep_to_pool(&mut self) -> Result<()> {
        let now = clock::now()?;
        check(&self.vault, &self.tokens, self.tokens.address())?;
        require!(!address_eq(self.tokens.mint(), &self.vault.asset_mint), RestakingError::SweepsToStream);
        let pool = &mut self.bond_pool;
        let place = pool.place_of(self.treasury.address()).ok_or(RestakingError::NoReward)?;
        let amount = self.tokens.amount();
        pool.ledger.pay(place, amount, now).map_err(refused)?;

        let program = &self.token_program;
        let from = Custody { owner: &self.vault, account: &mut self.tokens, owed: 0, program };
        let owed = pool.ledger.slots[place].held();
        from.transfer(amount, Custody { owner: &*pool, account: &mut self.treasury, owed, program })?;
        emit(PositionRewardPaid {
            bond_pool: *pool.address(),
            number: pool.next_event(),
            time: now,
            payer: *self.vault.address(),
            mint: pool.mints[place].mint,
            place: place as u64,
            amount,
            bonded: pool.ledger.bonded,
            reward: pool.ledger.slots[place],
        });
        Ok(())
    }
}
