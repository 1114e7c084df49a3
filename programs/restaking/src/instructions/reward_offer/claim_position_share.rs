//! Pays a vault's share of a reward in a token that its bond pool pays. Permissionless.

use anchor_lang::accounts::Slab;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;
use ledger::transition::reward_offer::OfferShare;

use super::share::Share;
use crate::clock;
use crate::custody::Custody;
use crate::error::{RestakingError, refused};
use crate::event::{PositionRewardPaid, emit};
use crate::state::{
    CaptureEntry, Operator, OperatorRecord, RewardOffer, StakeCapture, StakeEntry, StakeTable, Vault, VaultBondPool,
};

/// Accounts of `claim_position_share`.
#[derive(Accounts)]
pub struct ClaimPositionShare {
    #[account(mut)]
    pub offer: Account<RewardOffer>,
    /// The offer's token account.
    #[account(mut, address = offer.treasury @ RestakingError::WrongOfferTreasury)]
    pub treasury: Account<TokenAccount>,
    #[account(mut)]
    pub table: Slab<StakeTable, StakeEntry>,
    /// The capture behind the operator's entry in the table.
    #[account(mut)]
    pub capture: Slab<StakeCapture, CaptureEntry>,
    /// States the operator's commission.
    pub operator: Account<Operator>,
    /// The operator's record in the NCN; holds the commission until it is collected.
    #[account(mut)]
    pub record: Account<OperatorRecord>,
    pub vault: Account<Vault>,
    /// The vault's bond pool.
    #[account(mut, constraint = address_eq(&bond_pool.vault, vault.address()) @ RestakingError::WrongBondPool)]
    pub bond_pool: Account<VaultBondPool>,
    /// The pool's token account for the reward; identifies the reward.
    #[account(mut)]
    pub pool_treasury: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

impl ClaimPositionShare {
    /// Pays the share less the operator's commission, as `pay_position_reward` does: it streams to the pool's
    /// positions.
    ///
    /// A reward in the vault's own asset goes to all its holders instead, so nobody can choose its recipients. If the
    /// pool does not pay the reward's token, the share waits until its admin adds the token or the time to claim is
    /// over.
    pub fn claim_position_share(&mut self) -> Result<()> {
        let now = clock::now()?;
        require!(!address_eq(&self.offer.mint, &self.vault.asset_mint), RestakingError::AssetShare);
        let place = self.bond_pool.place_of(self.pool_treasury.address()).ok_or(RestakingError::NoReward)?;
        require!(address_eq(&self.bond_pool.mints[place].mint, &self.offer.mint), RestakingError::WrongMint);
        let share = Share {
            offer: &mut self.offer,
            table: &mut self.table,
            capture: &mut self.capture,
            operator: &self.operator,
            record: &mut self.record,
        };
        let OfferShare { paid, .. } = share.claim(self.vault.address(), now)?;
        if paid > 0 { self.pay(place, paid, now) } else { Ok(()) }
    }

    fn pay(&mut self, place: usize, amount: u64, now: i64) -> Result<()> {
        let pool = &mut self.bond_pool;
        pool.ledger.pay(place, amount, now).map_err(refused)?;
        let (offer, program) = (&self.offer, &self.token_program);
        let owed = offer.books.held().map_err(refused)?;
        let from = Custody { owner: offer, account: &mut self.treasury, owed, program };
        let owed = pool.ledger.slots[place].held();
        from.transfer(amount, Custody { owner: &*pool, account: &mut self.pool_treasury, owed, program })?;
        emit(PositionRewardPaid {
            bond_pool: *pool.address(),
            number: pool.next_event(),
            time: now,
            payer: *self.offer.address(),
            mint: pool.mints[place].mint,
            place: place as u64,
            amount,
            bonded: pool.ledger.bonded,
            reward: pool.ledger.slots[place],
        });
        Ok(())
    }
}
