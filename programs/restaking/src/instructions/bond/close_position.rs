//! An empty position, and its rent back.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use super::open_position::announce;
use crate::error::{RestakingError, refused};
use crate::state::{VaultBondPool, VaultPosition};
use crate::till;

/// Accounts of `close_position`.
#[derive(Accounts)]
pub struct ClosePosition {
    /// The position's owner: it gives up the fractions of units that it had earned.
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
    /// Closes the position, once nothing is bonded in it and nothing is owed to it.
    pub fn run(&mut self) -> Result<()> {
        self.bond_pool.ledger.close(&mut self.position.position, till::now()?).map_err(refused)?;
        announce(&self.position, &mut self.bond_pool, false)
    }
}
