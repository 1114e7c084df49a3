//! Closes a position without shares and returns its rent.
//!
//! A reward's issuer can freeze its tokens and so block the payment of what a position is owed. The owner can forfeit
//! stated amounts to close the position; these stream again to the bonded positions.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use super::open_position::announce;
use crate::clock;
use crate::error::{RestakingError, refused};
use crate::state::{VaultBondPool, VaultPosition};

/// Accounts of `close_position`.
#[derive(Accounts)]
pub struct ClosePosition {
    /// The position's owner. Forfeits the fractions of units earned, and the stated amounts.
    #[account(address = position.owner @ RestakingError::NotPositionOwner)]
    pub owner: Signer,
    #[account(mut)]
    pub bond_pool: Account<VaultBondPool>,
    #[account(
        mut, close = rent_payer,
        constraint = address_eq(&position.pool, bond_pool.address()) @ RestakingError::WrongBondPool
    )]
    pub position: Account<VaultPosition>,
    /// Paid for the position and receives its rent; may be the owner.
    #[account(unsafe(dup), address = position.rent_payer @ RestakingError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
}

impl ClosePosition {
    /// Closes the position. Nothing may be bonded in it, and no more may be owed to it than `forfeits`. No token moves.
    pub fn close_position(&mut self, forfeits: [u64; ledger::state::bond_pool::MAX_REWARDS]) -> Result<()> {
        let (ledger, now) = (&mut self.bond_pool.ledger, clock::now()?);
        let forfeited = ledger.close(&mut self.position.position, forfeits, now).map_err(refused)?;
        announce(&self.position, &mut self.bond_pool, false, &forfeited, now);
        Ok(())
    }
}
