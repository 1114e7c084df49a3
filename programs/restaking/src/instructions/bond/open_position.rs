//! Opens a holder's position in a bond pool.

use anchor_lang::prelude::*;
use ledger::state::bond_pool::MAX_REWARDS;

use crate::clock;
use crate::event::{PositionSet, emit};
use crate::state::{VERSION, VaultBondPool, VaultPosition};

/// Accounts of `open_position`.
#[derive(Accounts)]
pub struct OpenPosition {
    /// Pays for the position; may be the owner.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// The position's owner.
    pub owner: Signer,
    #[account(mut)]
    pub bond_pool: Account<VaultBondPool>,
    #[account(
        init, payer = payer, bump,
        seeds = [VaultPosition::SEED, bond_pool.address().as_ref(), owner.address().as_ref()]
    )]
    pub position: Account<VaultPosition>,
    pub system_program: Program<System>,
}

impl OpenPosition {
    /// Opens an empty position.
    pub fn open_position(&mut self, bump: u8) -> Result<()> {
        let position = &mut self.position;
        position.version = VERSION;
        position.bump = bump;
        position.pool = *self.bond_pool.address();
        position.owner = *self.owner.address();
        position.rent_payer = *self.payer.address();
        announce(position, &mut self.bond_pool, true, &[0; MAX_REWARDS], clock::now()?);
        Ok(())
    }
}

/// Emits that the position was opened, or closed with what it `forfeited`.
#[inline(always)]
pub(super) fn announce(
    position: &Account<VaultPosition>,
    bond_pool: &mut Account<VaultBondPool>,
    is_open: bool,
    forfeited: &[u64; MAX_REWARDS],
    time: i64,
) {
    emit(PositionSet {
        bond_pool: *bond_pool.address(),
        number: bond_pool.next_event(),
        time,
        position: *position.address(),
        owner: position.owner,
        before: (!is_open).into(),
        after: is_open.into(),
        padding: [0; 6],
        forfeited: *forfeited,
    });
}
