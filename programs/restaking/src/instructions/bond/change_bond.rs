//! Shares into a position, and out of it. They stay in the vault's books as they are.
//!
//! Neither takes an account of a reward, so that no reward's token can keep anyone from bonding or unbonding.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use crate::error::{RestakingError, refused};
use crate::event::BondChanged;
use crate::state::{VaultBondPool, VaultPosition};
use crate::till;

/// Accounts of `bond` and of `unbond`.
#[derive(Accounts)]
pub struct ChangeBond {
    /// The position's owner. To bond, it is the owner of `owner_shares` too, or its delegate.
    #[account(address = position.owner @ RestakingError::NotPositionOwner)]
    pub owner: Signer,
    /// The bond pool.
    #[account(mut)]
    pub bond_pool: Account<VaultBondPool>,
    /// The token account of the bonded shares.
    #[account(mut, address = bond_pool.bonded_account @ RestakingError::WrongBondedAccount)]
    pub bonded_account: Account<TokenAccount>,
    /// What the shares come from or go to; any account of the VRT mint.
    #[account(mut, constraint = address_eq(owner_shares.mint(), bonded_account.mint()) @ RestakingError::WrongMint)]
    pub owner_shares: Account<TokenAccount>,
    /// The position.
    #[account(mut, constraint = address_eq(&position.pool, bond_pool.address()) @ RestakingError::WrongBondPool)]
    pub position: Account<VaultPosition>,
    /// SPL Token.
    pub token_program: Program<Token>,
}

impl ChangeBond {
    /// Bonds `amount` of the owner's shares, or takes them out.
    pub fn run(&mut self, amount: u64, bonds: bool) -> Result<()> {
        let now = till::now()?;
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
