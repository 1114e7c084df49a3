//! A position without shares, and its rent back.
//!
//! A reward's issuer can freeze its tokens, so that what a position is owed cannot be paid. Its owner may give that up to close the
//! position, and says how much of each reward: it comes out again for those who are bonded.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use super::open_position::announce;
use crate::error::{RestakingError, refused};
use crate::state::{VaultBondPool, VaultPosition};
use crate::till;

/// Accounts of `close_position`.
#[derive(Accounts)]
pub struct ClosePosition {
    /// The position's owner: it gives up the fractions of units that it had earned, and what it says.
    #[account(address = position.owner @ RestakingError::NotPositionOwner)]
    pub owner: Signer,
    /// The bond pool.
    #[account(mut)]
    pub bond_pool: Account<VaultBondPool>,
    /// The position, closed here.
    #[account(
        mut, close = rent_payer,
        constraint = address_eq(&position.pool, bond_pool.address()) @ RestakingError::WrongBondPool
    )]
    pub position: Account<VaultPosition>,
    /// Who paid for the position; may be the owner.
    #[account(unsafe(dup), address = position.rent_payer @ RestakingError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
}

impl ClosePosition {
    /// Closes the position, once nothing is bonded in it and no more is owed to it than `forfeits`. No token moves.
    pub fn run(&mut self, forfeits: [u64; ledger::MAX_REWARDS]) -> Result<()> {
        let ledger = &mut self.bond_pool.ledger;
        let forfeited = ledger.close(&mut self.position.position, forfeits, till::now()?).map_err(refused)?;
        announce(&self.position, &mut self.bond_pool, Some(forfeited))
    }
}
