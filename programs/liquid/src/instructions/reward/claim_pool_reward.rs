//! Claims the pool's rewards of a reward tree of the core. Permissionless.

use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use super::check_found;
use crate::error::{LiquidError, fail};
use crate::event::{PoolRewardClaimed, emit};
use crate::program_of_core;
use crate::state::Pool;
use restaking::state::Custodian;

/// Accounts of `claim_pool_reward`.
#[derive(Accounts)]
pub struct ClaimPoolReward {
    /// Pays for the claim's account at the first claim.
    #[account(mut)]
    pub payer: Signer,
    /// The earner.
    #[account(mut)]
    pub pool: Account<Pool>,
    #[account(mut)]
    pub tree: UncheckedAccount,
    /// The tree's token account.
    #[account(mut)]
    pub tree_treasury: UncheckedAccount,
    /// Receives the rewards: a token account of the pool that is not part of its books. `collect_airdrop` moves them on.
    #[account(mut)]
    pub to: Account<TokenAccount>,
    /// The pool's claims so far.
    #[account(mut)]
    pub claim: UncheckedAccount,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
    /// The core.
    #[account(address = program_of_core())]
    pub restaking_program: UncheckedAccount,
}

impl ClaimPoolReward {
    /// Claims `cumulative`, the pool's total earnings of the tree, less earlier payments.
    pub fn claim_pool_reward(&mut self, cumulative: u64, proof: Vec<[u8; 32]>) -> Result<()> {
        check_found(&self.pool, &self.to)?;
        let before = self.to.amount();
        self.claim_reward(cumulative, proof)?;
        let after = self.to.amount();
        let tokens = after.checked_sub(before).ok_or_else(|| fail(LiquidError::BalanceDiffers, after, before))?;
        emit(PoolRewardClaimed {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: Clock::get()?.unix_timestamp,
            tree: *self.tree.address(),
            mint: *self.to.mint(),
            tokens,
        });
        Ok(())
    }

    fn claim_reward(&mut self, cumulative: u64, proof: Vec<[u8; 32]>) -> Result<()> {
        let pool = &self.pool;
        let accounts = restaking::cpi::accounts::ClaimReward {
            payer: self.payer.cpi_handle_mut(),
            claimer: pool.cpi_handle(),
            earner: pool.cpi_handle(),
            tree: self.tree.cpi_handle_mut(),
            treasury: self.tree_treasury.cpi_handle_mut(),
            to: self.to.cpi_handle_mut(),
            claim: self.claim.cpi_handle_mut(),
            token_program: self.token_program.cpi_handle(),
            system_program: self.system_program.cpi_handle(),
        };
        let program = self.restaking_program.address();
        pool.with_seeds(|seeds| {
            let signers = [seeds];
            let context = CpiContext::new_with_signer(program, accounts, &signers);
            restaking::cpi::claim_reward(context, cumulative, proof)
        })?;
        Ok(())
    }
}
