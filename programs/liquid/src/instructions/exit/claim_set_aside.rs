//! Pays a leaver the tokens of an asset that were set aside.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use crate::custody;
use crate::error::{LiquidError, refused};
use crate::event::{SetAsideClaimed, emit};
use crate::state::{Pool, SetAside};

/// Accounts of `claim_set_aside`.
#[derive(Accounts)]
pub struct ClaimSetAside {
    #[account(address = aside.owner @ LiquidError::NotOwner)]
    pub owner: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
    /// The asset's reserve: it says which asset is meant.
    #[account(mut)]
    pub reserve: Account<TokenAccount>,
    /// Receives the tokens; any account of the asset.
    #[account(mut)]
    pub owner_tokens: Account<TokenAccount>,
    /// What is set aside for the owner, closed once it is empty.
    #[account(mut, constraint = address_eq(&aside.pool, pool.address()) @ LiquidError::WrongPool)]
    pub aside: Account<SetAside>,
    /// Paid for that account and receives its rent; may be the owner.
    #[account(mut, unsafe(dup), address = aside.rent_payer @ LiquidError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
    pub token_program: Program<Token>,
}

impl ClaimSetAside {
    pub fn claim_set_aside(&mut self) -> Result<()> {
        let place = self.pool.place_of(self.reserve.address())?;
        let tokens = core::mem::take(&mut self.aside.tokens[place]);
        self.pool.ledger.pay_owed(place, tokens).map_err(refused)?;
        let (owed, token) = (self.pool.ledger.assets[place].held(), &self.token_program);
        custody::pay(tokens, &self.pool, &mut self.reserve, &mut self.owner_tokens, token, owed)?;
        emit(SetAsideClaimed {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: Clock::get()?.unix_timestamp,
            owner: *self.owner.address(),
            mint: self.pool.assets[place].mint,
            tokens,
        });
        if self.aside.tokens == [0; liquid_ledger::ASSETS] {
            self.aside.close(*self.rent_payer.account())?;
        }
        Ok(())
    }
}
