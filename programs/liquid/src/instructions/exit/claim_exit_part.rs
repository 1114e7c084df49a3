//! Pays a leaver its part of an exit that was on its way and has been collected.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use crate::custody;
use crate::error::{LiquidError, refused};
use crate::event::{ExitPartClaimed, emit};
use crate::state::{CollectedExit, ExitPart, Pool};

/// Accounts of `claim_exit_part`.
#[derive(Accounts)]
pub struct ClaimExitPart {
    #[account(address = exit_part.owner @ LiquidError::NotOwner)]
    pub owner: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
    /// The reserve of the exit's asset.
    #[account(mut)]
    pub reserve: Account<TokenAccount>,
    /// Receives the tokens; any account of the asset.
    #[account(mut)]
    pub owner_tokens: Account<TokenAccount>,
    /// The leavers' tokens, closed with the last part.
    #[account(mut, constraint = address_eq(&collected.pool, pool.address()) @ LiquidError::WrongPool)]
    pub collected: Account<CollectedExit>,
    /// The owner's part, closed here.
    #[account(mut, constraint = address_eq(&exit_part.ticket, &collected.ticket) @ LiquidError::WrongExitPart)]
    pub exit_part: Account<ExitPart>,
    /// Paid for the part and receives its rent; may be the owner.
    #[account(mut, unsafe(dup), address = exit_part.rent_payer @ LiquidError::WrongRentPayer)]
    pub part_rent_payer: UncheckedAccount,
    /// Paid for the account of the leavers' tokens and receives its rent; may be the owner.
    #[account(mut, unsafe(dup), address = collected.rent_payer @ LiquidError::WrongRentPayer)]
    pub collected_rent_payer: UncheckedAccount,
    pub token_program: Program<Token>,
}

impl ClaimExitPart {
    /// Pays `floor(tokens·part/shares)` of what is left: the last leaver takes what roundings left.
    pub fn claim_exit_part(&mut self) -> Result<()> {
        let place = self.collected.place as usize;
        let is_reserve = address_eq(self.reserve.address(), &self.pool.assets[place].reserve);
        require!(is_reserve, LiquidError::WrongReserve);
        let shares = self.exit_part.shares;
        let (all, left) = (self.collected.shares, self.collected.tokens);
        let tokens = ledger::math::mul_div_floor(left, shares, all).map_err(|_| LiquidError::Overflow)?;
        self.collected.shares = all.checked_sub(shares).ok_or(LiquidError::Overflow)?;
        self.collected.tokens = left - tokens;
        if tokens > 0 {
            self.pool.ledger.pay_owed(place, tokens).map_err(refused)?;
        }
        let (owed, token) = (self.pool.ledger.assets[place].held(), &self.token_program);
        custody::pay(tokens, &self.pool, &mut self.reserve, &mut self.owner_tokens, token, owed)?;
        emit(ExitPartClaimed {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: Clock::get()?.unix_timestamp,
            owner: *self.owner.address(),
            ticket: self.collected.ticket,
            shares,
            tokens,
        });
        self.exit_part.close(*self.part_rent_payer.account())?;
        if self.collected.shares == 0 {
            self.collected.close(*self.collected_rent_payer.account())?;
        }
        Ok(())
    }
}
