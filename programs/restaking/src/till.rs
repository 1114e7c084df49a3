//! Where a vault's tokens move. Every move is a [`Flow`] of the ledger, and the balance is held against the books after.

use anchor_lang::accounts::{Account, Program};
use anchor_lang::prelude::*;
use anchor_spl::token::TokenCpiExt;
use anchor_spl::{Mint, TokenAccount};
use ledger::Flow;

use crate::error::{RestakingError, fail};
use crate::state::Vault;

/// The time, in unix seconds.
pub fn now() -> Result<i64> {
    Ok(Clock::get()?.unix_timestamp)
}

/// Takes the flow's assets from `from`, whose owner signs.
pub fn take_in(
    flow: Flow,
    token: &Program<Token>,
    vault: &Account<Vault>,
    till: &mut Account<TokenAccount>,
    from: &mut Account<TokenAccount>,
    owner: &Signer,
) -> Result<()> {
    let before = till.amount();
    token.transfer(from, till, owner, &[], flow.assets_in)?;
    check(vault, till, before, flow)
}

/// Pays the flow's assets to `to`; the vault signs.
pub fn pay_out(
    flow: Flow,
    token: &Program<Token>,
    vault: &Account<Vault>,
    till: &mut Account<TokenAccount>,
    to: &mut Account<TokenAccount>,
) -> Result<()> {
    if flow.assets_out == 0 {
        return Ok(());
    }
    let before = till.amount();
    let signer = vault.signer();
    token.transfer(till, to, vault, &[&signer.seeds()], flow.assets_out)?;
    check(vault, till, before, flow)
}

/// Mints the flow's shares to `to`; the vault signs.
pub fn mint(
    flow: Flow,
    token: &Program<Token>,
    vault: &Account<Vault>,
    vrt_mint: &mut Account<Mint>,
    to: &mut Account<TokenAccount>,
) -> Result<()> {
    let signer = vault.signer();
    token.mint_to(vrt_mint, to, vault, &[&signer.seeds()], flow.shares_minted)
}

/// Burns the flow's shares from `from`, whose owner signs.
pub fn burn(
    flow: Flow,
    token: &Program<Token>,
    vrt_mint: &mut Account<Mint>,
    from: &mut Account<TokenAccount>,
    owner: &Signer,
) -> Result<()> {
    token.burn(from, vrt_mint, owner, &[], flow.shares_burned)
}

/// Refuses a balance that did not change by exactly the flow, or does not cover the books.
fn check(vault: &Account<Vault>, till: &Account<TokenAccount>, before: u64, flow: Flow) -> Result<()> {
    let after = till.amount();
    let expected = before.checked_add(flow.assets_in).and_then(|sum| sum.checked_sub(flow.assets_out));
    let expected = expected.ok_or_else(|| fail(RestakingError::BalanceDiffers, before, flow.assets_out))?;
    if after != expected {
        return Err(fail(RestakingError::BalanceDiffers, after, expected));
    }
    let owed = vault.ledger.books.owed().map_err(crate::error::refused)?;
    if after < owed {
        return Err(fail(RestakingError::BalanceDiffers, after, owed));
    }
    Ok(())
}
