//! Bonds shares in a position, or withdraws them. Bonded shares stay in the vault's books.
//!
//! No account of a reward is involved, so no reward token can block bonding or unbonding.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use crate::error::{RestakingError, refused};
use crate::event::BondChanged;
use crate::state::{VaultBondPool, VaultPosition};
use crate::{clock, till};

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
    /// Bonds `amount` of the owner's shares, or withdraws them.
    pub fn run(&mut self, amount: u64, bonds: bool) -> Result<()> {
        let now = clock::now()?;
        let (pool, position) = (&mut self.bond_pool, &mut self.position);
        let before = position.position.bonded;
        let (account, shares, token) = (&mut self.bonded_account, &mut self.owner_shares, &self.token_program);
        if bonds {
            pool.ledger.bond(&mut position.position, amount, now).map_err(refused)?;
            till::bring_in(amount, pool.ledger.bonded, token, account, shares, &self.owner)?;
        } else {
            pool.ledger.unbond(&mut position.position, amount, now).map_err(refused)?;
            till::give_out(amount, pool.ledger.bonded, token, pool, account, shares)?;
        }
        emit!(BondChanged {
            bond_pool: *pool.address(),
            number: pool.next_event(),
            time: now,
            position: *position.address(),
            owner: position.owner,
            before,
            after: position.position.bonded,
            bonded: pool.ledger.bonded,
        });
        Ok(())
    }
}
