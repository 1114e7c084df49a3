//! Moves tokens of vaults and bond pools. The ledger computes every amount, and balances are checked against the books
//! afterwards.

use anchor_lang::accounts::{Account, Program};
use anchor_lang::cpi::InstructionAccount;
use anchor_lang::prelude::*;
use anchor_lang::{CpiHandle, address_eq, unchecked_invoke_signed_fixed};
use anchor_spl::TokenAccount;
use ledger::transition::flow::Flow;

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

/// Refuses a token account that the signer neither owns nor holds as a delegate.
///
/// SPL Token's own check is not enough: it lets anyone burn tokens of the incinerator or the system program, so a
/// successful burn does not prove the holder's consent.
pub(crate) fn check_holder(from: &TokenAccount, signer: &Signer) -> Result<()> {
    let is_holder = address_eq(from.owner(), signer.address())
        || from.delegate().is_some_and(|delegate| address_eq(delegate, signer.address()));
    require!(is_holder, RestakingError::NotHolder);
    Ok(())
}

/// Transfers the flow's assets from `from`, signed by its owner or delegate.
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

/// Pays the flow's assets to `to`, signed by the vault.
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
            call(token, TRANSFER, flow.assets_out, accounts, authority(vault), &[&signer.seeds()]);
        }
        AssetProgram::Token2022(accounts) => token_2022::pay_out(accounts, flow.assets_out, vault, till, to)?,
    }
    check(vault, till, before, flow)
}

/// Takes the flow's assets from `from`, another token account of the vault, signed by the vault.
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
            call(token, TRANSFER, flow.assets_in, accounts, authority(vault), &[&signer.seeds()]);
        }
        AssetProgram::Token2022(accounts) => token_2022::pay_out(accounts, flow.assets_in, vault, from, till)?,
    }
    check(vault, till, before, flow)
}

/// Mints the flow's shares to `to`, signed by the vault.
pub fn mint(
    flow: Flow,
    token: &Program<Token>,
    vault: &Account<Vault>,
    vrt_mint: &mut UncheckedAccount,
    to: &mut Account<TokenAccount>,
) {
    let signer = vault.signer();
    let accounts = [vrt_mint.cpi_handle_mut().into(), to.cpi_handle_mut().into()];
    call(token, MINT_TO, flow.shares_minted, accounts, authority(vault), &[&signer.seeds()]);
}

/// Burns the flow's shares from `from`, signed by its owner or delegate.
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

/// Burns the flow's slashed assets, signed by the vault.
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
            call(token, BURN, flow.assets_out, accounts, authority(vault), &[&signer.seeds()]);
        }
        AssetProgram::Token2022(accounts) => token_2022::burn(accounts, flow.assets_out, vault, till, asset_mint)?,
    }
    check(vault, till, before, flow)
}

/// Transfers `amount` from `from`, signed by its owner or delegate, into `till`, an account that owes `owed`
/// afterwards.
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

/// Pays `amount` to `to` from `till`, a bond pool's account that owes `owed` afterwards. The pool signs.
pub fn give_out(
    amount: u64,
    owed: u64,
    token: &Program<Token>,
    bond_pool: &Account<VaultBondPool>,
    till: &mut Account<TokenAccount>,
    to: &mut Account<TokenAccount>,
) -> Result<()> {
    let signer = bond_pool.signer();
    disburse(amount, owed, token, [till, to], authority(bond_pool), &[&signer.seeds()])
}

/// Transfers `amount` from an account of the signing authority, which owes `owed` afterwards.
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

/// Closes the empty token account `till` of the signing authority and sends its rent to `to`. A failure aborts the
/// transaction.
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

/// An account of the program's own that signs a call by its seeds.
///
/// The handle of an account that the handler may change marks it as borrowed for the call, for about 90 compute units. The token programs
/// only read a signer's address, and `unchecked_invoke_signed_fixed` looks at no mark.
pub(crate) fn authority(account: &impl AnchorAccount) -> CpiHandle<'_> {
    CpiHandle::readonly(account.account())
}

/// Calls an instruction of SPL Token with an amount, two writable accounts and an authority. A failure aborts the
/// transaction.
///
/// `anchor_spl`'s helpers build the instruction on the heap, for about 4,000 compute units a call.
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

/// Checks that the asset account's balance changed by exactly the flow and covers the books.
pub(crate) fn check(vault: &Account<Vault>, till: &TokenAccount, before: u64, flow: Flow) -> Result<()> {
    check_balance(till.amount(), before, flow, vault.ledger.held().map_err(crate::error::refused)?)
}

/// Refuses a token account that does not cover what it owes.
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
