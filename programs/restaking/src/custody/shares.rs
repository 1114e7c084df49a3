//! Mints and burns a vault's shares, the tokens of its VRT mint. They are never in custody.

use anchor_lang::accounts::{Account, Program};
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use super::{authority, check_holder, spl_token};
use crate::state::{Custodian, Vault};

/// Mints `shares` to `to`, signed by the vault.
pub fn mint_shares(
    shares: u64,
    token: &Program<Token>,
    vault: &Account<Vault>,
    vrt_mint: &mut UncheckedAccount,
    to: &mut Account<TokenAccount>,
) {
    let accounts = [vrt_mint.cpi_handle_mut().into(), to.cpi_handle_mut().into()];
    vault.with_seeds(|seeds| spl_token::call(token, spl_token::MINT_TO, shares, accounts, authority(vault), &[seeds]));
}

/// Burns `shares` from `from`, signed by its owner or delegate.
pub fn burn_shares(
    shares: u64,
    token: &Program<Token>,
    vrt_mint: &mut UncheckedAccount,
    from: &mut Account<TokenAccount>,
    holder: &Signer,
) -> Result<()> {
    check_holder(from, holder)?;
    let accounts = [from.cpi_handle_mut().into(), vrt_mint.cpi_handle_mut().into()];
    spl_token::call(token, spl_token::BURN, shares, accounts, holder.cpi_handle(), &[]);
    Ok(())
}
