//! Pays a reward to all positions of a bond pool. Permissionless.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use crate::clock;
use crate::custody::Custody;
use crate::error::{RestakingError, refused};
use crate::event::{PositionRewardPaid, emit};
use crate::state::VaultBondPool;

/// Accounts of `pay_position_reward`.
#[derive(Accounts)]
pub struct PayPositionReward {
    /// The owner of `payer_rewards` or its delegate.
    pub payer: Signer,
    #[account(mut)]
    pub bond_pool: Account<VaultBondPool>,
    /// The pool's token account for the reward; identifies the reward.
    #[account(mut)]
    pub treasury: Account<TokenAccount>,
    /// Source of the reward.
    #[account(mut, constraint = address_eq(payer_rewards.mint(), treasury.mint()) @ RestakingError::WrongMint)]
    pub payer_rewards: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

impl PayPositionReward {
    /// Pays in `amount`, which streams over the pool's time. The stream pauses while nothing is bonded.
    pub fn pay_position_reward(&mut self, amount: u64) -> Result<()> {
        let now = clock::now()?;
        let pool = &mut self.bond_pool;
        let place = pool.place_of(self.treasury.address()).ok_or(RestakingError::NoReward)?;
        pool.ledger.pay(place, amount, now).map_err(refused)?;

        let (account, owed, program) = (&mut self.treasury, pool.ledger.slots[place].held(), &self.token_program);
        Custody { owner: &*pool, account, owed, program }.receive(amount, &mut self.payer_rewards, &self.payer)?;
        emit(PositionRewardPaid {
            bond_pool: *pool.address(),
            number: pool.next_event(),
            time: now,
            payer: *self.payer.address(),
            mint: pool.mints[place].mint,
            place: place as u64,
            amount,
            bonded: pool.ledger.bonded,
            reward: pool.ledger.slots[place],
        });
        Ok(())
    }
}
