//! Moves Token-2022 assets with instructions that name the mint.

use anchor_lang::accounts::Account;
use anchor_lang::cpi::InstructionAccount;
use anchor_lang::prelude::*;
use anchor_lang::{CpiHandle, Id, address_eq, unchecked_invoke_signed_fixed};
use anchor_spl::token_2022::Token2022;

use super::AssetAccount;
use super::account::{guards_cpi, requires_memo};
use crate::error::RestakingError;
use crate::state::Vault;
use crate::till;

/// The tags of Token-2022's instructions.
const TRANSFER_CHECKED: u8 = 12;
const BURN_CHECKED: u8 = 15;

/// Transfers `amount` from `from`, signed by its owner or delegate. `accounts` are Token-2022 and the asset's mint.
#[cold]
#[inline(never)]
pub fn take_in(
    accounts: &[AccountView],
    amount: u64,
    vault: &Account<Vault>,
    till: &mut Account<AssetAccount>,
    from: &mut Account<AssetAccount>,
    signer: &Signer,
) -> Result<()> {
    // CPI Guard stops the owner only, even when the owner is its own delegate.
    require!(!address_eq(from.owner(), signer.address()) || !guards_cpi(from)?, RestakingError::CpiGuard);
    transfer(accounts, amount, vault, [from, till], signer.cpi_handle(), &[])
}

/// Pays `amount` to `to`, signed by the vault. `accounts` are Token-2022 and the asset's mint.
#[cold]
#[inline(never)]
pub fn pay_out(
    accounts: &[AccountView],
    amount: u64,
    vault: &Account<Vault>,
    till: &mut Account<AssetAccount>,
    to: &mut Account<AssetAccount>,
) -> Result<()> {
    require!(!requires_memo(to)?, RestakingError::MemoRequired);
    let signer = vault.signer();
    transfer(accounts, amount, vault, [till, to], till::authority(vault), &[&signer.seeds()])
}

/// Burns `amount`, signed by the vault. The first of `accounts` is Token-2022.
#[cold]
#[inline(never)]
pub fn burn(
    accounts: &[AccountView],
    amount: u64,
    vault: &Account<Vault>,
    till: &mut Account<AssetAccount>,
    mint: &mut UncheckedAccount,
) -> Result<()> {
    let (program, signer) = (program(accounts)?, vault.signer());
    let (from, mint) = (till.cpi_handle_mut().into(), mint.cpi_handle_mut().into());
    let handles: [CpiHandle; 3] = [from, mint, till::authority(vault)];
    let metas = [
        InstructionAccount::writable(handles[0].address()),
        InstructionAccount::writable(handles[1].address()),
        InstructionAccount::readonly_signer(vault.address()),
    ];
    let data = data(BURN_CHECKED, amount, vault.decimals);
    unchecked_invoke_signed_fixed(program.address(), &data, &metas, &handles, &[&signer.seeds()]);
    Ok(())
}

fn transfer<'a>(
    accounts: &'a [AccountView],
    amount: u64,
    vault: &Account<Vault>,
    [from, to]: [&'a mut Account<AssetAccount>; 2],
    authority: CpiHandle<'a>,
    seeds: &'a [&'a [&'a [u8]]],
) -> Result<()> {
    let program = program(accounts)?;
    let mint = accounts.get(1).ok_or(RestakingError::WrongAssetProgram)?;
    require!(address_eq(mint.address(), &vault.asset_mint), RestakingError::WrongMint);
    let is_own = |account: &Account<AssetAccount>| account.account().owned_by(&Token2022::id());
    require!(is_own(from) && is_own(to), RestakingError::WrongAssetProgram);
    transfer_checked(program.address(), amount, (mint, vault.decimals), [from, to], authority, seeds);
    Ok(())
}

/// Moves `amount` of a mint with these decimals, by either token program.
pub fn transfer_checked<'a>(
    program: &'a Address,
    amount: u64,
    (mint, decimals): (&'a AccountView, u8),
    [from, to]: [&'a mut Account<AssetAccount>; 2],
    authority: CpiHandle<'a>,
    seeds: &'a [&'a [&'a [u8]]],
) {
    let (from, to) = (from.cpi_handle_mut().into(), to.cpi_handle_mut().into());
    let handles: [CpiHandle; 4] = [from, CpiHandle::readonly(mint), to, authority];
    let metas = [
        InstructionAccount::writable(handles[0].address()),
        InstructionAccount::readonly(mint.address()),
        InstructionAccount::writable(handles[2].address()),
        InstructionAccount::readonly_signer(authority.address()),
    ];
    let data = data(TRANSFER_CHECKED, amount, decimals);
    unchecked_invoke_signed_fixed(program, &data, &metas, &handles, seeds);
}

/// Returns the first of `accounts`, which must be Token-2022.
fn program(accounts: &[AccountView]) -> Result<&AccountView> {
    let program = accounts.first().filter(|first| address_eq(first.address(), &Token2022::id()));
    program.ok_or_else(|| RestakingError::WrongAssetProgram.into())
}

fn data(tag: u8, amount: u64, decimals: u8) -> [u8; 10] {
    let mut data = [tag; 10];
    data[1..9].copy_from_slice(&amount.to_le_bytes());
    data[9] = decimals;
    data
}

#[cfg(test)]
mod tests {
    use anchor_spl::token_2022::spl_token_2022::instruction as interface;

    use super::*;

    #[test]
    fn data_is_what_the_interface_writes() {
        let (program, any) = (Token2022::id(), Address::default());
        let transfer = interface::transfer_checked(&program, &any, &any, &any, &any, &[], 1 << 40, 9);
        assert_eq!(data(TRANSFER_CHECKED, 1 << 40, 9), *transfer.expect("Token-2022's id").data);
        let burn = interface::burn_checked(&program, &any, &any, &any, &[], 77, 6).expect("Token-2022's id");
        assert_eq!(data(BURN_CHECKED, 77, 6), *burn.data);
    }
}
