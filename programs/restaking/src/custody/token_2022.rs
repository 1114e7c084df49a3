//! Calls of Token-2022, which name the mint.

use anchor_lang::accounts::Account;
use anchor_lang::cpi::InstructionAccount;
use anchor_lang::prelude::*;
use anchor_lang::{CpiHandle, Id, address_eq, unchecked_invoke_signed_fixed};
use anchor_spl::token_2022::Token2022;

use crate::asset::AssetAccount;
use crate::error::RestakingError;

/// The tags of Token-2022's instructions.
const TRANSFER_CHECKED: u8 = 12;
const BURN_CHECKED: u8 = 15;

/// Transfers `amount` between two accounts of a vault's asset. `accounts` are Token-2022 and the asset's mint.
#[cold]
#[inline(never)]
pub fn transfer<'a>(
    accounts: &'a [AccountView],
    amount: u64,
    decimals: u8,
    [from, to]: [&'a mut Account<AssetAccount>; 2],
    authority: CpiHandle<'a>,
    seeds: &'a [&'a [&'a [u8]]],
) -> Result<()> {
    let program = program(accounts)?;
    let mint = accounts.get(1).ok_or(RestakingError::WrongAssetProgram)?;
    require!(address_eq(mint.address(), from.mint()), RestakingError::WrongMint);
    let is_own = |account: &Account<AssetAccount>| account.account().owned_by(&Token2022::id());
    require!(is_own(from) && is_own(to), RestakingError::WrongAssetProgram);
    transfer_checked(program.address(), amount, (mint, decimals), [from, to], authority, seeds);
    Ok(())
}

/// Burns `amount` of the first handle's tokens, of the mint that is the second. The first of `accounts` is Token-2022.
#[cold]
#[inline(never)]
pub fn burn(
    accounts: &[AccountView],
    amount: u64,
    decimals: u8,
    [from, mint]: [CpiHandle<'_>; 2],
    authority: CpiHandle<'_>,
    seeds: &[&[&[u8]]],
) -> Result<()> {
    let program = program(accounts)?;
    let metas = [
        InstructionAccount::writable(from.address()),
        InstructionAccount::writable(mint.address()),
        InstructionAccount::readonly_signer(authority.address()),
    ];
    let data = data(BURN_CHECKED, amount, decimals);
    unchecked_invoke_signed_fixed(program.address(), &data, &metas, &[from, mint, authority], seeds);
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
