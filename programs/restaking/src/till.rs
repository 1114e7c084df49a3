//! Where a vault's tokens move, and a bond pool's. Every move is a figure of the ledger, and the balances are held against the books after.

use anchor_lang::accounts::{Account, Program};
use anchor_lang::cpi::InstructionAccount;
use anchor_lang::prelude::*;
use anchor_lang::{CpiHandle, address_eq, unchecked_invoke_signed_fixed};
use anchor_spl::TokenAccount;
use ledger::Flow;

use crate::asset::{AssetAccount, AssetProgram, token_2022};
use crate::error::{RestakingError, fail};
use crate::state::{Vault, VaultBondPool};

/// The tags of SPL Token's instructions.
pub(crate) const TRANSFER: u8 = 3;
const MINT_TO: u8 = 7;
const BURN: u8 = 8;
const CLOSE_ACCOUNT: u8 = 9;

/// The time, in unix seconds.
pub fn now() -> Result<i64> {
    Ok(now_and_slot()?.0)
}

/// The time, in unix seconds, and the slot.
pub fn now_and_slot() -> Result<(i64, u64)> {
    let clock = Clock::get()?;
    Ok((clock.unix_timestamp, clock.slot))
}

/// Refuses a token account that is neither the signer's nor delegated to it.
///
/// SPL Token is not the only judge of that: it lets anyone burn what the incinerator or the system program owns, so that a
/// burn that succeeds is no word of the holder's.
pub(crate) fn check_holder(from: &TokenAccount, signer: &Signer) -> Result<()> {
    let is_holder = address_eq(from.owner(), signer.address())
        || from.delegate().is_some_and(|delegate| address_eq(delegate, signer.address()));
    require!(is_holder, RestakingError::NotHolder);
    Ok(())
}

/// Takes the flow's assets from `from`, whose owner or delegate signs.
pub fn take_in(
    flow: Flow,
    program: AssetProgram,
    vault: &Account<Vault>,
    till: &mut Account<AssetAccount>,
    from: &mut Account<AssetAccount>,
    owner: &Signer,
) -> Result<()> {
    check_holder(from, owner)?;
    let before = till.amount();
    match program {
        AssetProgram::Token(token) => {
            let accounts = [from.cpi_handle_mut().into(), till.cpi_handle_mut().into()];
            call(token, TRANSFER, flow.assets_in, accounts, owner.cpi_handle(), &[]);
        }
        AssetProgram::Token2022(accounts) => {
            token_2022::take_in(accounts, flow.assets_in, vault, till, from, owner)?;
        }
    }
    check(vault, till, before, flow)
}

/// Pays the flow's assets to `to`; the vault signs.
pub fn pay_out(
    flow: Flow,
    program: AssetProgram,
    vault: &Account<Vault>,
    till: &mut Account<AssetAccount>,
    to: &mut Account<AssetAccount>,
) -> Result<()> {
    if flow.assets_out == 0 {
        return Ok(());
    }
    let before = till.amount();
    match program {
        AssetProgram::Token(token) => {
            let signer = vault.signer();
            let accounts = [till.cpi_handle_mut().into(), to.cpi_handle_mut().into()];
            call(token, TRANSFER, flow.assets_out, accounts, vault.cpi_handle(), &[&signer.seeds()]);
        }
        AssetProgram::Token2022(accounts) => token_2022::pay_out(accounts, flow.assets_out, vault, till, to)?,
    }
    check(vault, till, before, flow)
}

/// Takes the flow's assets out of `from`, another token account of the vault's; the vault signs.
pub fn bring_over(
    flow: Flow,
    program: AssetProgram,
    vault: &Account<Vault>,
    till: &mut Account<AssetAccount>,
    from: &mut Account<AssetAccount>,
) -> Result<()> {
    let before = till.amount();
    match program {
        AssetProgram::Token(token) => {
            let signer = vault.signer();
            let accounts = [from.cpi_handle_mut().into(), till.cpi_handle_mut().into()];
            call(token, TRANSFER, flow.assets_in, accounts, vault.cpi_handle(), &[&signer.seeds()]);
        }
        AssetProgram::Token2022(accounts) => token_2022::pay_out(accounts, flow.assets_in, vault, from, till)?,
    }
    check(vault, till, before, flow)
}

/// Mints the flow's shares to `to`; the vault signs.
pub fn mint(
    flow: Flow,
    token: &Program<Token>,
    vault: &Account<Vault>,
    vrt_mint: &mut UncheckedAccount,
    to: &mut Account<TokenAccount>,
) {
    let signer = vault.signer();
    let accounts = [vrt_mint.cpi_handle_mut().into(), to.cpi_handle_mut().into()];
    call(token, MINT_TO, flow.shares_minted, accounts, vault.cpi_handle(), &[&signer.seeds()]);
}

/// Burns the flow's shares from `from`, whose owner or delegate signs.
pub fn burn(
    flow: Flow,
    token: &Program<Token>,
    vrt_mint: &mut UncheckedAccount,
    from: &mut Account<TokenAccount>,
    owner: &Signer,
) -> Result<()> {
    check_holder(from, owner)?;
    let accounts = [from.cpi_handle_mut().into(), vrt_mint.cpi_handle_mut().into()];
    call(token, BURN, flow.shares_burned, accounts, owner.cpi_handle(), &[]);
    Ok(())
}

/// Burns the flow's assets, which a slash took; the vault signs.
pub fn burn_slashed(
    flow: Flow,
    program: AssetProgram,
    vault: &Account<Vault>,
    till: &mut Account<AssetAccount>,
    asset_mint: &mut UncheckedAccount,
) -> Result<()> {
    let before = till.amount();
    match program {
        AssetProgram::Token(token) => {
            let signer = vault.signer();
            let accounts = [till.cpi_handle_mut().into(), asset_mint.cpi_handle_mut().into()];
            call(token, BURN, flow.assets_out, accounts, vault.cpi_handle(), &[&signer.seeds()]);
        }
        AssetProgram::Token2022(accounts) => token_2022::burn(accounts, flow.assets_out, vault, till, asset_mint)?,
    }
    check(vault, till, before, flow)
}

/// Takes `amount` from `from`, whose owner or delegate signs, into `till`: an account of a bond pool's, which owes `owed` then.
pub fn bring_in(
    amount: u64,
    owed: u64,
    token: &Program<Token>,
    till: &mut Account<TokenAccount>,
    from: &mut Account<TokenAccount>,
    owner: &Signer,
) -> Result<()> {
    check_holder(from, owner)?;
    let before = till.amount();
    let accounts = [from.cpi_handle_mut().into(), till.cpi_handle_mut().into()];
    call(token, TRANSFER, amount, accounts, owner.cpi_handle(), &[]);
    check_balance(till.amount(), before, Flow { assets_in: amount, ..Flow::default() }, owed)
}

/// Pays `amount` to `to` out of `till`: an account of a bond pool's, which owes `owed` then. The pool signs.
pub fn give_out(
    amount: u64,
    owed: u64,
    token: &Program<Token>,
    bond_pool: &Account<VaultBondPool>,
    till: &mut Account<TokenAccount>,
    to: &mut Account<TokenAccount>,
) -> Result<()> {
    let signer = bond_pool.signer();
    disburse(amount, owed, token, [till, to], bond_pool.cpi_handle(), &[&signer.seeds()])
}

/// Moves `amount` between two token accounts: out of one of the signing authority's, which owes `owed` then.
#[inline(always)]
pub fn disburse(
    amount: u64,
    owed: u64,
    token: &Program<Token>,
    [till, to]: [&mut Account<TokenAccount>; 2],
    authority: CpiHandle<'_>,
    seeds: &[&[&[u8]]],
) -> Result<()> {
    let before = till.amount();
    let accounts = [till.cpi_handle_mut().into(), to.cpi_handle_mut().into()];
    call(token, TRANSFER, amount, accounts, authority, seeds);
    check_balance(till.amount(), before, Flow { assets_out: amount, ..Flow::default() }, owed)
}

/// Closes the empty token account `till` of the signing authority's; its rent goes to `to`. A failure in it ends the transaction.
pub fn close<'a>(
    token: &'a Program<Token>,
    till: CpiHandle<'a>,
    to: CpiHandle<'a>,
    authority: CpiHandle<'a>,
    seeds: &'a [&'a [&'a [u8]]],
) {
    let accounts = [
        InstructionAccount::writable(till.address()),
        InstructionAccount::writable(to.address()),
        InstructionAccount::readonly_signer(authority.address()),
    ];
    unchecked_invoke_signed_fixed(token.address(), &[CLOSE_ACCOUNT], &accounts, &[till, to, authority], seeds);
}

/// Calls an instruction of SPL Token that takes an amount, two writable accounts and an authority. A failure in it ends the
/// transaction.
///
/// `anchor_spl`'s own helpers build the instruction on the heap, for about 4,000 compute units a call.
pub(crate) fn call<'a>(
    token: &'a Program<Token>,
    tag: u8,
    amount: u64,
    [first, second]: [CpiHandle<'a>; 2],
    authority: CpiHandle<'a>,
    seeds: &'a [&'a [&'a [u8]]],
) {
    let mut data = [tag; 9];
    data[1..].copy_from_slice(&amount.to_le_bytes());
    let accounts = [
        InstructionAccount::writable(first.address()),
        InstructionAccount::writable(second.address()),
        InstructionAccount::readonly_signer(authority.address()),
    ];
    unchecked_invoke_signed_fixed(token.address(), &data, &accounts, &[first, second, authority], seeds);
}

/// Refuses a balance of the asset account that did not change by exactly the flow, or does not cover the books.
pub(crate) fn check(vault: &Account<Vault>, till: &TokenAccount, before: u64, flow: Flow) -> Result<()> {
    check_balance(till.amount(), before, flow, vault.ledger.held().map_err(crate::error::refused)?)
}

/// Refuses a token account that does not cover what is owed from it.
pub(crate) fn check_covered(till: &Account<TokenAccount>, owed: u64) -> Result<()> {
    if till.amount() < owed {
        return Err(fail(RestakingError::BalanceDiffers, till.amount(), owed));
    }
    Ok(())
}

pub(crate) fn check_balance(after: u64, before: u64, flow: Flow, owed: u64) -> Result<()> {
    let expected = before.checked_add(flow.assets_in).and_then(|sum| sum.checked_sub(flow.assets_out));
    let expected = expected.ok_or_else(|| fail(RestakingError::BalanceDiffers, before, flow.assets_out))?;
    if after != expected {
        return Err(fail(RestakingError::BalanceDiffers, after, expected));
    }
    if after < owed {
        return Err(fail(RestakingError::BalanceDiffers, after, owed));
    }
    Ok(())
}
