//! Pays what a position is owed of one reward. Cannot be paused.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use crate::clock;
use crate::custody::Custody;
use crate::error::{RestakingError, refused};
use crate::event::{PositionRewardClaimed, emit};
use crate::state::{VaultBondPool, VaultPosition};

/// Accounts of `claim_position_reward`.
#[derive(Accounts)]
pub struct ClaimPositionReward {
    /// The position's owner.
    #[account(address = position.owner @ RestakingError::NotPositionOwner)]
    pub owner: Signer,
    #[account(mut)]
    pub bond_pool: Account<VaultBondPool>,
    /// The pool's token account for the reward; identifies the reward.
    #[account(mut)]
    pub treasury: Account<TokenAccount>,
    /// Receives the reward; any account of its mint.
    #[account(mut, constraint = address_eq(owner_rewards.mint(), treasury.mint()) @ RestakingError::WrongMint)]
    pub owner_rewards: Account<TokenAccount>,
    #[account(mut, constraint = address_eq(&position.pool, bond_pool.address()) @ RestakingError::WrongBondPool)]
    pub position: Account<VaultPosition>,
    pub token_program: Program<Token>,
}

impl ClaimPositionReward {
    /// Pays all that the position is owed of the reward.
    pub fn claim_position_reward(&mut self) -> Result<()> {
        let now = clock::now()?;
        let (pool, position) = (&mut self.bond_pool, &mut self.position);
        let place = pool.place_of(self.treasury.address()).ok_or(RestakingError::NoReward)?;
        let amount = pool.ledger.claim(&mut position.position, place, now).map_err(refused)?;

        let (account, owed, program) = (&mut self.treasury, pool.ledger.slots[place].held(), &self.token_program);
        Custody { owner: &*pool, account, owed, program }.pay(amount, &mut self.owner_rewards)?;
        emit(PositionRewardClaimed {
            bond_pool: *pool.address(),
            number: pool.next_event(),
            time: now,
            position: *position.address(),
            owner: position.owner,
            to: *self.owner_rewards.address(),
            mint: pool.mints[place].mint,
            place: place as u64,
            amount,
            position_bonded: position.position.bonded,
            bonded: pool.ledger.bonded,
            earning: position.position.earnings[place],
            reward: pool.ledger.slots[place],
        });
        Ok(())
    }
}
