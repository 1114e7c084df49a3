//! When a source's program was last deployed.

use anchor_lang::prelude::*;
use anchor_lang::{address_eq, find_program_address};

use crate::error::LiquidError;

/// The loader of upgradeable programs.
pub const LOADER: Address = Address::from_str_const("BPFLoaderUpgradeab1e11111111111111111111111");

/// The tag of a program's data account.
const PROGRAM_DATA: [u8; 4] = [3, 0, 0, 0];

/// The address of a program's data account.
pub fn data_address(program: &Address) -> Address {
    find_program_address(&[program.as_ref()], &LOADER).0
}

/// The slot in which the program of the data account was deployed.
///
/// # Errors
/// [`LiquidError::NotProgramData`].
pub fn deployed_at(data: &AccountView) -> Result<u64> {
    require!(data.owned_by(&LOADER), LiquidError::NotProgramData);
    // SAFETY: nothing writes to the account while this reads it.
    let bytes = unsafe { data.borrow_unchecked() };
    let Some((tag, rest)) = bytes.split_first_chunk::<4>() else { return Err(LiquidError::NotProgramData.into()) };
    let Some(slot) = rest.first_chunk::<8>() else { return Err(LiquidError::NotProgramData.into()) };
    require!(*tag == PROGRAM_DATA, LiquidError::NotProgramData);
    Ok(u64::from_le_bytes(*slot))
}

/// Refuses an account other than the data account of `program`.
///
/// # Errors
/// [`LiquidError::NotProgramData`].
pub fn check_data(data: &AccountView, program: &Address) -> Result<()> {
    require!(address_eq(data.address(), &data_address(program)), LiquidError::NotProgramData);
    Ok(())
}
