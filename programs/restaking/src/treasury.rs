//! Moves tokens of reward trees. The ledger computes every amount, and balances are checked against the books
//! afterwards.

use anchor_lang::accounts::{Account, Program};
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use crate::error::{RestakingError, fail, refused};
use crate::state::RewardTree;
use crate::till::{TRANSFER, authority, call, check_holder};

/// Transfers `amount` from `from`, signed by its owner or delegate.
pub fn take_in(
    amount: u64,
    token: &Program<Token>,
    tree: &Account<RewardTree>,
    treasury: &mut Account<TokenAccount>,
    from: &mut Account<TokenAccount>,
    owner: &Signer,
) -> Result<()> {
    check_holder(from, owner)?;
    let before = treasury.amount();
    let accounts = [from.cpi_handle_mut().into(), treasury.cpi_handle_mut().into()];
    call(token, TRANSFER, amount, accounts, owner.cpi_handle(), &[]);
    check(tree, treasury, before.checked_add(amount))
}

/// Pays `amount` to `to`, signed by the tree.
pub fn pay_out(
    amount: u64,
    token: &Program<Token>,
    tree: &Account<RewardTree>,
    treasury: &mut Account<TokenAccount>,
    to: &mut Account<TokenAccount>,
) -> Result<()> {
    let (before, signer) = (treasury.amount(), tree.signer());
    let accounts = [treasury.cpi_handle_mut().into(), to.cpi_handle_mut().into()];
    call(token, TRANSFER, amount, accounts, authority(tree), &[&signer.seeds()]);
    check(tree, treasury, before.checked_sub(amount))
}

/// Refuses an unexpected balance, or one that does not cover the books.
fn check(tree: &Account<RewardTree>, treasury: &Account<TokenAccount>, expected: Option<u64>) -> Result<()> {
    let (after, held) = (treasury.amount(), tree.books.held().map_err(refused)?);
    if expected != Some(after) {
        return Err(fail(RestakingError::TreasuryDiffers, after, expected.unwrap_or_default()));
    }
    if after < held {
        return Err(fail(RestakingError::TreasuryDiffers, after, held));
    }
    Ok(())
}
