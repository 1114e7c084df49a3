//! Moves tokens into and out of the token accounts that a pool owns.
//!
//! The ledger computes every amount before. Each move checks the holder of what comes in, and afterwards that the balance changed by
//! exactly the amount and covers what the books owe.

use anchor_lang::CpiHandle;
use anchor_lang::accounts::{Account, Program};
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;
pub use restaking::custody::whole_balance;
use restaking::custody::{authority, is_holder, spl_token};
use restaking::state::Custodian;

use crate::error::{LiquidError, fail};
use crate::state::Pool;

/// Where a token account's amount is.
const AMOUNT: usize = 64;

/// Receives `amount` of an asset in `reserve`, signed by the owner of `from` or its delegate. The reserve then covers `owed`.
#[inline(always)]
pub fn receive(
    amount: u64,
    from: &mut Account<TokenAccount>,
    reserve: &mut Account<TokenAccount>,
    holder: &Signer,
    token: &Program<Token>,
    owed: Option<u64>,
) -> Result<()> {
    check_holder(from, holder)?;
    let before = reserve.amount();
    let accounts = [from.cpi_handle_mut().into(), reserve.cpi_handle_mut().into()];
    spl_token::call(token, spl_token::TRANSFER, amount, accounts, holder.cpi_handle(), &[]);
    check(reserve.amount(), before.checked_add(amount), owed)
}

/// Pays `amount` of the pool's tokens from `from` to `to`. The account then covers `owed`.
#[inline(always)]
pub fn pay(
    amount: u64,
    pool: &Account<Pool>,
    from: &mut Account<TokenAccount>,
    to: &mut Account<TokenAccount>,
    token: &Program<Token>,
    owed: Option<u64>,
) -> Result<()> {
    if amount == 0 {
        return Ok(());
    }
    let before = from.amount();
    let accounts = [from.cpi_handle_mut().into(), to.cpi_handle_mut().into()];
    pool.with_seeds(|seeds| spl_token::call(token, spl_token::TRANSFER, amount, accounts, authority(pool), &[seeds]));
    check(from.amount(), before.checked_sub(amount), owed)
}

/// Pays `amount` from a token account of the pool to another, both given as they came. The first has a known address.
pub fn pay_raw(
    amount: u64,
    pool: &Account<Pool>,
    [from, to]: [&AccountView; 2],
    token: &Program<Token>,
    owed: Option<u64>,
) -> Result<()> {
    if amount == 0 {
        return Ok(());
    }
    let before = amount_of(from)?;
    let (mut from_view, mut to_view) = (*from, *to);
    let accounts = [CpiHandle::writable(&mut from_view), CpiHandle::writable(&mut to_view)];
    pool.with_seeds(|seeds| spl_token::call(token, spl_token::TRANSFER, amount, accounts, authority(pool), &[seeds]));
    check(amount_of(from)?, before.checked_sub(amount), owed)
}

/// Mints `shares` of the pool to `to`.
pub fn mint(
    shares: u64,
    pool: &Account<Pool>,
    lrt_mint: &mut UncheckedAccount,
    to: &mut Account<TokenAccount>,
    token: &Program<Token>,
) {
    let accounts = [lrt_mint.cpi_handle_mut().into(), to.cpi_handle_mut().into()];
    pool.with_seeds(|seeds| spl_token::call(token, spl_token::MINT_TO, shares, accounts, authority(pool), &[seeds]));
}

/// Burns `shares` from `from`, signed by its owner or delegate.
pub fn burn(
    shares: u64,
    lrt_mint: &mut UncheckedAccount,
    from: &mut Account<TokenAccount>,
    holder: &Signer,
    token: &Program<Token>,
) -> Result<()> {
    check_holder(from, holder)?;
    let accounts = [from.cpi_handle_mut().into(), lrt_mint.cpi_handle_mut().into()];
    spl_token::call(token, spl_token::BURN, shares, accounts, holder.cpi_handle(), &[]);
    Ok(())
}

/// Burns `shares` from the pool's escrow.
pub fn burn_escrowed(
    shares: u64,
    pool: &Account<Pool>,
    lrt_mint: &mut UncheckedAccount,
    escrow: &mut Account<TokenAccount>,
    token: &Program<Token>,
) {
    let accounts = [escrow.cpi_handle_mut().into(), lrt_mint.cpi_handle_mut().into()];
    pool.with_seeds(|seeds| spl_token::call(token, spl_token::BURN, shares, accounts, authority(pool), &[seeds]));
}

/// Refuses a balance other than the expected one, and one that does not cover the books.
pub fn check(after: u64, expected: Option<u64>, owed: Option<u64>) -> Result<()> {
    if expected != Some(after) {
        return Err(fail(LiquidError::BalanceDiffers, after, expected.unwrap_or_default()));
    }
    if owed.is_none_or(|owed| after < owed) {
        return Err(fail(LiquidError::BalanceDiffers, after, owed.unwrap_or(u64::MAX)));
    }
    Ok(())
}

/// The amount of the token account at `view`, whatever program owns it.
fn amount_of(view: &AccountView) -> Result<u64> {
    // SAFETY: nothing writes to the account while this reads it.
    let data = unsafe { view.borrow_unchecked() };
    let bytes = data.get(AMOUNT..).and_then(|rest| rest.first_chunk()).ok_or(LiquidError::WrongReserve)?;
    Ok(u64::from_le_bytes(*bytes))
}

/// Refuses a token account that the signer neither owns nor holds as a delegate.
///
/// SPL Token's own check is not enough: it lets anyone burn tokens of the incinerator or the system program.
fn check_holder(from: &TokenAccount, signer: &Signer) -> Result<()> {
    require!(is_holder(from, signer), LiquidError::NotHolder);
    Ok(())
}
