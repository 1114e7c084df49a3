//! Leaves with a part of everything. No price, no limit, no pause and no fee, so it is always open.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;
use liquid_ledger::transition::in_kind::InKind;

use crate::custody;
use crate::error::{LiquidError, refused};
use crate::event::{LeftInKind, emit};
use crate::state::{ExitPart, Pool, SetAside, is_zero};

/// Accounts of `leave_in_kind`. These follow: for each asset that is not set aside, its reserve and the account that receives its tokens; for
/// each placement with shares, the pool's token account and the one that receives them; for each exit on its way, the owner's part of it; and,
/// if anything is set aside, the owner's account for that. All are writable. They do not depend on amounts, so that no one can change them by
/// dust.
#[derive(Accounts)]
pub struct LeaveInKind {
    /// Pays for the accounts of exits on their way and of what is set aside; may be the owner.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    /// The owner of `owner_shares` or its delegate.
    pub owner: Signer,
    #[account(mut)]
    pub pool: Account<Pool>,
    #[account(mut, address = pool.lrt_mint @ LiquidError::WrongLrtMint)]
    pub lrt_mint: UncheckedAccount,
    /// Source of the shares.
    #[account(mut, constraint = address_eq(owner_shares.mint(), &pool.lrt_mint) @ LiquidError::WrongMint)]
    pub owner_shares: Account<TokenAccount>,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

impl LeaveInKind {
    /// Burns `shares`. The tokens of assets in `set_aside`, a bit each, stay in the reserve for the owner: a frozen asset blocks no
    /// other.
    pub fn leave_in_kind(&mut self, accounts: &[AccountView], shares: u64, set_aside: u64) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let taken = self.pool.ledger.leave_in_kind(shares, set_aside, now).map_err(refused)?;
        custody::burn(shares, &mut self.lrt_mint, &mut self.owner_shares, &self.owner, &self.token_program)?;
        let mut accounts = accounts.iter();
        let mut is_aside = false;
        for place in 0..self.pool.ledger.assets().len() {
            let tokens = taken.idle[place];
            if set_aside >> place & 1 == 1 {
                is_aside |= tokens > 0;
                continue;
            }
            let [from, to] = pair(&mut accounts)?;
            require!(address_eq(from.address(), &self.pool.assets[place].reserve), LiquidError::WrongReserve);
            let owed = self.pool.ledger.assets[place].held();
            custody::pay_raw(tokens, &self.pool, [from, to], &self.token_program, owed)?;
        }
        for (place, shares) in taken.shares.into_iter().enumerate() {
            let left = self.pool.ledger.placements[place].shares;
            if left == 0 && shares == 0 {
                continue;
            }
            let [from, to] = pair(&mut accounts)?;
            let is_ours = address_eq(from.address(), &self.pool.placements[place].vrt_account);
            require!(is_ours, LiquidError::WrongVrtAccount);
            custody::pay_raw(shares, &self.pool, [from, to], &self.token_program, Some(left))?;
        }
        self.give_parts(&mut accounts, &taken)?;
        if is_aside {
            self.set_aside(next(&mut accounts)?, &taken, set_aside)?;
        }
        emit(LeftInKind {
            pool: *self.pool.address(),
            number: self.pool.next_event(),
            time: now,
            owner: *self.owner.address(),
            shares,
            supply: self.pool.ledger.supply,
            tokens: taken.idle,
            set_aside,
            vault_shares: taken.shares,
            exit_shares: taken.exits,
        });
        Ok(())
    }

    /// Notes the owner's part of each exit on its way.
    fn give_parts(&self, accounts: &mut core::slice::Iter<AccountView>, taken: &InKind) -> Result<()> {
        for (placement, parts) in self.pool.placements.iter().zip(&taken.exits) {
            for (ticket, shares) in placement.tickets.iter().zip(parts).filter(|(ticket, _)| !is_zero(ticket)) {
                let (view, payer, owner) = (*next(accounts)?, self.payer.account(), self.owner.address());
                if *shares == 0 {
                    continue;
                }
                let mut part = ExitPart::load_or_open(view, payer, &self.pool, ticket, owner)?;
                part.shares = part.shares.checked_add(*shares).ok_or(LiquidError::Overflow)?;
            }
        }
        Ok(())
    }

    /// Notes the tokens that stay in the reserves for the owner.
    #[cold]
    #[inline(never)]
    fn set_aside(&self, view: &AccountView, taken: &InKind, mask: u64) -> Result<()> {
        let (payer, owner) = (self.payer.account(), self.owner.address());
        let mut aside = SetAside::load_or_open(*view, payer, &self.pool, owner)?;
        for (place, tokens) in taken.idle.iter().enumerate().filter(|(place, _)| mask >> place & 1 == 1) {
            aside.tokens[place] = aside.tokens[place].checked_add(*tokens).ok_or(LiquidError::Overflow)?;
        }
        Ok(())
    }
}

fn next<'a>(accounts: &mut core::slice::Iter<'a, AccountView>) -> Result<&'a AccountView> {
    Ok(accounts.next().ok_or(LiquidError::MissingAccounts)?)
}

fn pair<'a>(accounts: &mut core::slice::Iter<'a, AccountView>) -> Result<[&'a AccountView; 2]> {
    Ok([next(accounts)?, next(accounts)?])
}
