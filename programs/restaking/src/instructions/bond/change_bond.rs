//! What `bond` and `unbond` share: one struct of accounts, and their event.
//!
//! No account of a reward is involved, so no reward token can block bonding or unbonding.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use crate::error::RestakingError;
use crate::event::{BondChanged, emit};
use crate::state::{VaultBondPool, VaultPosition};

/// Accounts of `bond` and of `unbond`.
#[derive(Accounts)]
pub struct ChangeBond {
    /// The position's owner. To bond, it must also be the owner of `owner_shares` or its delegate.
    #[account(address = position.owner @ RestakingError::NotPositionOwner)]
    pub owner: Signer,
    #[account(mut)]
    pub bond_pool: Account<VaultBondPool>,
    /// The token account of the bonded shares.
    #[account(mut, address = bond_pool.bonded_account @ RestakingError::WrongBondedAccount)]
    pub bonded_account: Account<TokenAccount>,
    /// Source or destination of the shares; any account of the VRT mint.
    #[account(mut, constraint = address_eq(owner_shares.mint(), bonded_account.mint()) @ RestakingError::WrongMint)]
    pub owner_shares: Account<TokenAccount>,
    #[account(mut, constraint = address_eq(&position.pool, bond_pool.address()) @ RestakingError::WrongBondPool)]
    pub position: Account<VaultPosition>,
    pub token_program: Program<Token>,
}

impl ChangeBond {
    /// Emits the position's bonded shares before and after. Inlined: a call costs 60 compute units.
    #[inline(always)]
    pub(super) fn announce(&mut self, time: i64, before: u64) -> Result<()> {
        let (pool, position) = (&mut self.bond_pool, &self.position);
        emit(BondChanged {
            bond_pool: *pool.address(),
            number: pool.next_event(),
            time,
            position: *position.address(),
            owner: position.owner,
            before,
            after: position.position.bonded,
            bonded: pool.ledger.bonded,
        });
        Ok(())
    }
}
