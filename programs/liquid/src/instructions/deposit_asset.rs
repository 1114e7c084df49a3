//! Deposits tokens of an asset and mints shares.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;
use ledger::state::pause::Pause;
use ledger::transition::deposit::WHOLE_BALANCE;

use crate::custody;
use crate::error::{LiquidError, refused};
use crate::event::{PoolDeposited, PoolWorth, emit};
use crate::source;
use crate::state::Pool;

/// Accounts of `deposit_asset`. Those that value the pool follow.
#[derive(Accounts)]
pub struct DepositAsset {
    /// The owner of `depositor_tokens` or its delegate.
    pub depositor: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
    /// The asset's reserve: it says which asset is meant.
    #[account(mut)]
    pub reserve: Account<TokenAccount>,
    #[account(mut, address = pool.lrt_mint @ LiquidError::WrongLrtMint)]
    pub lrt_mint: UncheckedAccount,
    /// Source of the tokens.
    #[account(mut)]
    pub depositor_tokens: Account<TokenAccount>,
    /// Receives the shares; any account of the LRT mint.
    #[account(mut, constraint = address_eq(depositor_shares.mint(), &pool.lrt_mint) @ LiquidError::WrongMint)]
    pub depositor_shares: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

impl DepositAsset {
    /// Deposits `tokens` for at least `min_shares`; [`WHOLE_BALANCE`] means all that the depositor can move. What an earlier instruction
    /// of the transaction pays in is not known to the unit, since anyone can move the rate of a single-validator pool by a lamport.
    pub fn deposit_asset(&mut self, sources: &[AccountView], tokens: u64, min_shares: u64) -> Result<()> {
        let clock = Clock::get()?;
        let now = clock.unix_timestamp;
        self.pool.check_pause(Pause::DEPOSITS, now)?;
        let place = self.pool.place_of(self.reserve.address())?;
        let asset = self.pool.assets[place];
        require!(address_eq(self.depositor_tokens.mint(), &asset.mint), LiquidError::WrongMint);
        self.pool.check_active(place, now)?;
        let from = &self.depositor_tokens;
        let tokens = if tokens == WHOLE_BALANCE { custody::whole_balance(from, &self.depositor) } else { tokens };
        let valued = source::touch(&mut self.pool, sources, &clock)?;
        let values = valued.check_code()?;
        let before = PoolWorth::of(self.pool.ledger.supply, values);
        let done = self.pool.ledger.deposit(values, place, tokens, min_shares).map_err(refused)?;

        let (owed, token) = (self.pool.ledger.assets[place].held(), &self.token_program);
        custody::receive(tokens, &mut self.depositor_tokens, &mut self.reserve, &self.depositor, token, owed)?;
        custody::mint(done.shares, &self.pool, &mut self.lrt_mint, &mut self.depositor_shares, token);
        emit(PoolDeposited {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: now,
            depositor: *self.depositor.address(),
            mint: asset.mint,
            tokens,
            shares: done.shares,
            value: done.value,
            imbalance_fee: done.imbalance_fee,
            before,
            supply: self.pool.ledger.supply,
        });
        Ok(())
    }
}
